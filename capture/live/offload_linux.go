package live

import (
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Offloads says which offloads of an interface merge received frames before
// they are captured, by the names that ethtool(8) knows them by.
func Offloads(name string) []string {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil
	}
	defer unix.Close(fd)
	var on []string
	if ethtool(fd, name, unix.ETHTOOL_GGRO) != 0 {
		on = append(on, "gro")
	}
	const lro = 1 << 15 // ETH_FLAG_LRO
	if ethtool(fd, name, unix.ETHTOOL_GFLAGS)&lro != 0 {
		on = append(on, "lro")
	}
	return on
}

// ethtool asks for one value (struct ethtool_value); 0 where the driver does
// not know it.
func ethtool(fd int, name string, command uint32) uint32 {
	value := struct{ command, data uint32 }{command: command}
	var request struct {
		name [unix.IFNAMSIZ]byte
		data unsafe.Pointer
		_    [16]byte // struct ifreq is longer
	}
	if copy(request.name[:unix.IFNAMSIZ-1], name) < len(name) {
		return 0
	}
	request.data = unsafe.Pointer(&value)
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), unix.SIOCETHTOOL, uintptr(unsafe.Pointer(&request))); errno != 0 {
		return 0
	}
	return value.data
}

// Attribute reads what the kernel says of an interface under
// /sys/class/net/NAME; empty where it says nothing.
func Attribute(name, of string) string { return attribute(name, of) }

// Driver is the name of an interface's driver; empty where it has none.
func Driver(name string) string {
	link, err := os.Readlink("/sys/class/net/" + name + "/device/driver")
	if err != nil {
		return ""
	}
	for i := len(link) - 1; i >= 0; i-- {
		if link[i] == '/' {
			return link[i+1:]
		}
	}
	return link
}
