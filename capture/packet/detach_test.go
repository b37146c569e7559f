package packet

import (
	"bytes"
	"testing"
)

func TestDetachedPayloadIsItsOwn(t *testing.T) {
	buffer := []byte("tcp header payload")
	tests := map[string]Packet{
		"TCP": {Proto: ProtoTCP, segment: buffer, Payload: buffer[11:]},
		"UDP": {Proto: ProtoUDP, Payload: buffer[11:]},
	}
	for name, p := range tests {
		p.Detach()
		clear(buffer[11:])
		if !bytes.Equal(p.Payload, []byte("payload")) {
			t.Errorf("%s: the payload changed with the buffer: %q", name, p.Payload)
		}
		copy(buffer[11:], "payload")
	}
}

func TestQuotedHashIsThatOfItsFlow(t *testing.T) {
	p := Packet{Src: AddrFrom4([4]byte{10, 0, 0, 1}), Dst: AddrFrom4([4]byte{10, 0, 0, 2}), SrcPort: 1000, DstPort: 443, Proto: ProtoTCP}
	forth := Quoted{Src: p.Src, Dst: p.Dst, SrcPort: p.SrcPort, DstPort: p.DstPort, Proto: p.Proto}
	back := Quoted{Src: p.Dst, Dst: p.Src, SrcPort: p.DstPort, DstPort: p.SrcPort, Proto: p.Proto}
	if p.FlowHash() != forth.FlowHash() || p.FlowHash() != back.FlowHash() {
		t.Errorf("hashes %x, %x, %x differ", p.FlowHash(), forth.FlowHash(), back.FlowHash())
	}
}
