package packet

import (
	"encoding/binary"
	"encoding/hex"
	"strings"

	"edrtap/capture"
)

// The packets that tests are made of. 10.0.0.1 port 49152 sends to 10.0.0.2
// port 443, or 2001:db8::1 to 2001:db8::2.

// hexBytes reads hex digits; white space and what follows # on a line do not
// count.
func hexBytes(text string) []byte {
	var digits strings.Builder
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		digits.WriteString(strings.Join(strings.Fields(line), ""))
	}
	b, err := hex.DecodeString(digits.String())
	if err != nil {
		panic("bad hex in a test: " + err.Error())
	}
	return b
}

func join(parts ...[]byte) []byte {
	var all []byte
	for _, part := range parts {
		all = append(all, part...)
	}
	return all
}

func be16(n int) []byte { return binary.BigEndian.AppendUint16(nil, uint16(n)) }
func be32(n int) []byte { return binary.BigEndian.AppendUint32(nil, uint32(n)) }

// frameOf is a wholly captured frame.
func frameOf(link capture.LinkType, data []byte) capture.Frame {
	return capture.Frame{Time: 1e18, Data: data, Length: uint32(len(data)), Link: link}
}

func ethernetFrame(etherType int, payload []byte) capture.Frame {
	return frameOf(linkEthernet, join(ethernetHeader(etherType), payload))
}

func ethernetHeader(etherType int) []byte {
	return join(hexBytes("020000000002 020000000001"), be16(etherType))
}

// tcpHeader is a header of words*4 bytes, of which the first 20 are written.
func tcpHeader(words int, flags TCPFlags) []byte {
	return join(hexBytes(`
		c000 01bb # ports
		11223344  # sequence number
		55667788  # acknowledgement number
		`), []byte{byte(words << 4), byte(flags)}, hexBytes(`
		fff0      # window
		0000 0000 # checksum, urgent pointer
		`))
}

// udpTo is a datagram to a port, from 49152.
func udpTo(port int, payload []byte) []byte {
	return join(be16(49152), be16(port), be16(8+len(payload)), be16(0), payload)
}

// ip4 is a whole IPv4 packet with a right header checksum.
func ip4(protocol int, payload []byte) []byte { return ip4Fragment(protocol, 0x4000, payload) }

// ip4Fragment is ip4 with the given flags and fragment offset.
func ip4Fragment(protocol, fragment int, payload []byte) []byte {
	h := join(
		hexBytes("4500"), be16(20+len(payload)),
		hexBytes("1234"), be16(fragment),
		[]byte{64, byte(protocol)}, hexBytes(`
		0000      # checksum
		0a000001  # source
		0a000002  # destination
		`))
	setIPChecksum(h)
	return join(h, payload)
}

func setIPChecksum(h []byte) {
	h[10], h[11] = 0, 0
	binary.BigEndian.PutUint16(h[10:], ^fold(sum16(h[:int(h[0]&0xf)*4])))
}

// ip6 is a whole IPv6 packet.
func ip6(next int, payload []byte) []byte {
	return join(hexBytes("60000000"), be16(len(payload)), []byte{byte(next), 63}, hexBytes(`
		20010db8000000000000000000000001
		20010db8000000000000000000000002
		`), payload)
}

func tcp4(payload []byte) []byte {
	return ip4(ProtoTCP, join(tcpHeader(5, ACK|PSH), payload))
}

func tcp6(payload []byte) []byte {
	return ip6(ProtoTCP, join(tcpHeader(5, ACK|PSH), payload))
}
