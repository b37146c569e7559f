package capfile

import (
	"encoding/binary"
	"io"

	"edrtap/pcaps/generate/path"
)

// Interface is one interface of a pcapng file.
type Interface struct {
	Name string
	Link uint16 // LINKTYPE_ value
}

// Link types of the tcpdump registry that the captures use.
const (
	Ethernet uint16 = 1
	Raw      uint16 = 101
	SLL2     uint16 = 276
)

// Block types and options of draft-ietf-opsawg-pcapng.
const (
	blockSection   = 0x0A0D0D0A
	blockInterface = 1
	blockPacket    = 6
	blockSecrets   = 10

	secretsTLSKeyLog = 0x544c534b // section 4.7

	optionEnd        = 0
	optionName       = 2 // if_name
	optionResolution = 9 // if_tsresol
	nanoseconds      = 9 // its value: 10^-9 s
	byteOrder        = 0x1A2B3C4D
	minorVersion     = 0
	majorVersion     = 1
)

func writeNG(w io.Writer, interfaces []Interface, keyLog []byte, frames []path.Frame) error {
	section := u32(nil, byteOrder)
	section = u16(u16(section, majorVersion), minorVersion)
	section = binary.LittleEndian.AppendUint64(section, ^uint64(0)) // section length not given
	if err := writeBlock(w, blockSection, section); err != nil {
		return err
	}
	for _, i := range interfaces {
		b := u32(u16(u16(nil, i.Link), 0), snapLength)
		b = option(b, optionName, []byte(i.Name))
		b = option(b, optionResolution, []byte{nanoseconds})
		b = option(b, optionEnd, nil)
		if err := writeBlock(w, blockInterface, b); err != nil {
			return err
		}
	}
	if len(keyLog) > 0 {
		b := u32(u32(nil, secretsTLSKeyLog), uint32(len(keyLog)))
		if err := writeBlock(w, blockSecrets, pad(append(b, keyLog...))); err != nil {
			return err
		}
	}
	for _, f := range frames {
		at := uint64(f.Time.UnixNano())
		b := u32(u32(u32(nil, uint32(f.Interface)), uint32(at>>32)), uint32(at))
		b = u32(u32(b, uint32(len(f.Data))), uint32(len(f.Data)))
		if err := writeBlock(w, blockPacket, pad(append(b, f.Data...))); err != nil {
			return err
		}
	}
	return nil
}

func writeBlock(w io.Writer, kind uint32, body []byte) error {
	length := uint32(len(body) + 12)
	b := u32(u32(nil, kind), length)
	b = u32(append(b, body...), length)
	_, err := w.Write(b)
	return err
}

func option(b []byte, code uint16, value []byte) []byte {
	b = u16(u16(b, code), uint16(len(value)))
	return append(b, pad(append([]byte(nil), value...))...)
}

func pad(b []byte) []byte {
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

func u16(b []byte, v uint16) []byte { return binary.LittleEndian.AppendUint16(b, v) }
func u32(b []byte, v uint32) []byte { return binary.LittleEndian.AppendUint32(b, v) }

// CookedV2 is an IP packet under the header of LINKTYPE_LINUX_SLL2, as "tcpdump
// -i any" keeps it.
func CookedV2(ip []byte, index uint32) []byte {
	const ipv4, ipv6 = 0x0800, 0x86DD
	protocol := uint16(ipv4)
	if ip[0]>>4 == 6 {
		protocol = ipv6
	}
	b := binary.BigEndian.AppendUint16(nil, protocol)
	b = binary.BigEndian.AppendUint16(b, 0) // reserved
	b = binary.BigEndian.AppendUint32(b, index)
	b = binary.BigEndian.AppendUint16(b, 1) // ARPHRD_ETHER
	b = append(b, 3, 6)                     // to someone else; address of 6 bytes
	b = append(b, 2, 0, 10, 9, 9, 1, 0, 0)  // the sender's address, padded to 8 bytes
	return append(b, ip...)
}
