package live

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Inspect asks the kernel about an interface.
func Inspect(name string) Details {
	d := Details{Cable: attribute(name, "carrier") == "1", Lost: lostBefore(name)}
	d.Speed, _ = strconv.Atoi(attribute(name, "speed")) // -1 or nothing where it is not known
	d.Speed = max(d.Speed, 0)
	d.MTU, _ = strconv.Atoi(attribute(name, "mtu"))
	if link, err := os.Readlink("/sys/class/net/" + name + "/device/driver"); err == nil {
		d.Driver = filepath.Base(link)
	}
	d.Stamps = Kernel
	switch can, does := cardStamps(name); {
	case does:
		d.Stamps = Card
	case can:
		d.Stamps = CardOff
	}
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return d
	}
	defer unix.Close(fd)
	if ethtool(fd, name, unix.ETHTOOL_GGRO)[0] != 0 {
		d.Offloads = append(d.Offloads, "gro")
	}
	const lro = 1 << 15 // ETH_FLAG_LRO
	if ethtool(fd, name, unix.ETHTOOL_GFLAGS)[0]&lro != 0 {
		d.Offloads = append(d.Offloads, "lro")
	}
	// struct ethtool_ringparam: rx_max_pending first, rx_pending fifth.
	ring := ethtool(fd, name, unix.ETHTOOL_GRINGPARAM)
	d.MostRing, d.Ring = int(ring[0]), int(ring[4])
	return d
}

// ethtool asks for values of 32 bits that follow the command in a struct of
// linux/ethtool.h; zeros where the driver does not know them.
func ethtool(fd int, name string, command uint32) (values [8]uint32) {
	asked := struct {
		command uint32
		values  [8]uint32
	}{command: command}
	var request struct {
		name [unix.IFNAMSIZ]byte
		data unsafe.Pointer
		_    [16]byte // struct ifreq is longer
	}
	if copy(request.name[:unix.IFNAMSIZ-1], name) < len(name) {
		return values
	}
	request.data = unsafe.Pointer(&asked)
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), unix.SIOCETHTOOL, uintptr(unsafe.Pointer(&request))); errno != 0 {
		return values
	}
	return asked.values
}

// MayCapture says whether this process has the right to capture.
func MayCapture() error {
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, 0)
	if errors.Is(err, unix.EPERM) || errors.Is(err, unix.EACCES) {
		return ErrPermission
	}
	if err != nil {
		return os.NewSyscallError("socket", err)
	}
	return unix.Close(fd)
}
