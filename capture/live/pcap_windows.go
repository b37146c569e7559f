package live

import (
	"strings"
	"unsafe"

	"github.com/google/gopacket/pcap"
	"golang.org/x/sys/windows"
)

// loaded says whether Npcap is there: its library is not linked but loaded.
func loaded() error {
	if pcap.LoadWinPCAP() != nil {
		return ErrNoNpcap
	}
	return nil
}

// device is what Npcap calls an interface. People know it by another name, such
// as "Ethernet 2"; Npcap's own is taken too.
func device(name string) (string, error) {
	const own = `\Device\NPF_`
	if strings.HasPrefix(name, own) {
		return name, nil
	}
	list, err := adapters()
	if err != nil {
		return "", err
	}
	for at := list; at != nil; at = at.Next {
		if windows.UTF16PtrToString(at.FriendlyName) == name {
			return own + windows.BytePtrToString(at.AdapterName), nil
		}
	}
	return "", ErrNoInterface
}

// adapters lists the interfaces; nil where there is none.
func adapters() (*windows.IpAdapterAddresses, error) {
	for size := uint32(16 << 10); ; { // bytes, as Windows recommends; it says where that is too little
		list := make([]windows.IpAdapterAddresses, uintptr(size)/unsafe.Sizeof(windows.IpAdapterAddresses{})+1)
		err := windows.GetAdaptersAddresses(windows.AF_UNSPEC, 0, 0, &list[0], &size)
		switch err {
		case nil:
			return &list[0], nil
		case windows.ERROR_NO_DATA:
			return nil, nil
		case windows.ERROR_BUFFER_OVERFLOW:
			continue
		}
		return nil, err
	}
}
