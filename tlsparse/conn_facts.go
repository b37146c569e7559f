package tlsparse

import (
	"cmp"
	"slices"
)

// Facts gives what is known of c up to now. It does not change c. Until Close,
// a last record as short as an alert counts as an alert. The facts lie in the
// Parser: they, and their Alerts, are valid until the next call.
func (p *Parser) Facts(c *Conn) *Facts {
	f := &p.facts
	alerts := f.Alerts[:0]
	if d := p.detailsOf(c); d != nil {
		*f = d.facts
		alerts = append(alerts, f.Alerts...)
		for role, held := range d.held {
			if held.length > 0 && len(alerts) < alertLimit {
				alerts = append(alerts, Alert{From: Dir(role), Time: held.time, Encrypted: true})
			}
		}
		if len(alerts) > 1 {
			slices.SortStableFunc(alerts, func(a, b Alert) int { return cmp.Compare(a.Time, b.Time) })
		}
	} else {
		*f = Facts{}
	}
	f.Alerts, f.Anomalies = alerts, slices.Clip(f.Anomalies)
	if o := p.openingOf(c); o != nil {
		f.ClientHello, f.ClientClock, f.SessionID = p.hello(o), o.clock, o.sessionID != 0
		f.Times.ClientHello = o.time
	}
	for role := range c.half {
		f.Records[role] = uint64(c.half[role].records)
	}
	f.Established = c.Established()
	f.Swapped = c.flags&flagSwapped != 0
	f.MidStream = c.flags&flagMid != 0
	f.HandshakeHole = c.flags&flagHole != 0
	f.Decryption = p.decryptionFacts(c)
	switch {
	case f.NotTLS != nil:
		f.State = NotTLS
	case f.ClientHello != nil || f.ServerHello != nil || f.MidStream || c.state == stateTLS:
		f.State = TLS
	}
	if w := p.buffersOf(c); w != nil && f.Preambles == nil {
		f.Preambles, _ = w.preambles()
	}
	return f
}
