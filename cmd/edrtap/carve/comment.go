package carve

import (
	"net/netip"

	"edrtap/capture/packet"
	"edrtap/rules/record"
	"edrtap/tlsparse"
)

var ends = [...]string{tlsparse.Client: "client", tlsparse.Server: "server"}

// transport says what TCP itself tells.
func (p *picker) transport(s *record.Session, src netip.AddrPort) {
	who := ends[tlsparse.Server]
	if src == endpoint(s.Client) {
		who = ends[tlsparse.Client]
	}
	flags := p.packet.Flags
	switch {
	case flags.Has(packet.SYN) && !flags.Has(packet.ACK):
		p.say("session %s: SYN by %s", s.ID, who)
	case flags.Has(packet.RST):
		p.say("RST by %s", who)
	case flags.Has(packet.FIN):
		p.say("FIN by %s", who)
	}
}

// event says what a step of the handshake is, at the frame that completes it.
func (p *picker) event(_ *tlsparse.Conn, e tlsparse.Event) {
	who := ends[e.From&1]
	switch e.Kind {
	case tlsparse.MessageEvent:
		if len(e.Message) > 0 {
			p.say("%v by %s", tlsparse.HandshakeType(e.Message[0]), who)
		}
	case tlsparse.ProtectedEvent:
		what := "protected handshake messages"
		if e.Inferred != "" {
			what = "protected " + e.Inferred + ", by its place and length,"
		}
		p.say("%s by %s", what, who)
	case tlsparse.ChangeCipherSpecEvent:
		p.say("ChangeCipherSpec by %s", who)
	case tlsparse.AlertEvent:
		if e.Alert.Encrypted && !e.Alert.Decrypted {
			p.say("encrypted alert by %s", who)
			return
		}
		p.say("alert %v by %s", e.Alert.Code, who)
	case tlsparse.HeartbeatEvent:
		p.say("heartbeat by %s", who)
	}
}

// application says where application data begins.
func (p *picker) application(c *tlsparse.Conn, dir tlsparse.Dir, _ int64, _ int) {
	if noted := &p.current.noted[dir&1]; !*noted {
		*noted = true
		p.say("first application data by %s", ends[dir&1])
	}
}
