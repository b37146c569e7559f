package live

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"edrtap/capture"
)

// methods begins with the ring of our own, which needs no cgo.
var methods = append([]string{"afpacket"}, pcapMethod...)

// linkTypes gives, for ARPHRD_ values of interfaces, the LINKTYPE_ of what a
// raw packet socket reads there.
var linkTypes = map[int]capture.LinkType{
	unix.ARPHRD_ETHER:    1,
	unix.ARPHRD_LOOPBACK: 1,
	unix.ARPHRD_NONE:     101, // tun: IP without a link layer
	unix.ARPHRD_TUNNEL:   101,
	unix.ARPHRD_TUNNEL6:  101,
	unix.ARPHRD_SIT:      101,
}

// linkType asks the kernel, and not /sys, which may show another namespace's
// interfaces (netdevice(7)).
func linkType(name string) (capture.LinkType, error) {
	request, err := unix.NewIfreq(name)
	if err != nil {
		return 0, ErrNoInterface
	}
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0, os.NewSyscallError("socket", err)
	}
	defer unix.Close(fd)
	if err := unix.IoctlIfreq(fd, unix.SIOCGIFHWADDR, request); err != nil {
		return 0, ErrNoInterface
	}
	kind := int(request.Uint16())
	link, known := linkTypes[kind]
	if !known {
		return 0, fmt.Errorf("%w (hardware type %d)", ErrLinkType, kind)
	}
	return link, nil
}

// attribute reads what the kernel says of an interface; empty where it says
// nothing.
func attribute(name, of string) string {
	if strings.ContainsRune(name, '/') {
		return ""
	}
	text, err := os.ReadFile(filepath.Join("/sys/class/net", name, of))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

// lostBefore gives how many frames the card or its driver has given up since
// the interface exists.
func lostBefore(name string) uint64 {
	var sum uint64
	for _, counter := range []string{"rx_dropped", "rx_missed_errors", "rx_fifo_errors"} {
		n, _ := strconv.ParseUint(attribute(name, "statistics/"+counter), 10, 64) // 0 where unknown
		sum += n
	}
	return sum
}

// stateOf says how the interface is that had this index.
func stateOf(name string, index int) State {
	at, err := net.InterfaceByName(name)
	switch {
	case err != nil || at.Index != index:
		return Gone
	case at.Flags&net.FlagUp == 0:
		return Down
	}
	return Up
}
