package tlsparse

import "slices"

// Facts gives what is known of c up to now. It does not change c. Until Close,
// a last record as short as an alert counts as an alert.
func (p *Parser) Facts(c *Conn) Facts {
	var f Facts
	if d := p.detailsOf(c); d != nil {
		f = d.facts
		f.Alerts, f.Anomalies = slices.Clip(f.Alerts), slices.Clip(f.Anomalies)
		for role, held := range d.held {
			if held.length > 0 && len(f.Alerts) < alertLimit {
				f.Alerts = append(f.Alerts, Alert{From: Dir(role), Time: held.time, Encrypted: true})
			}
		}
		slices.SortStableFunc(f.Alerts, func(a, b Alert) int { return compareTimes(a.Time, b.Time) })
	}
	if o := p.openingOf(c); o != nil {
		f.ClientHello, f.ClientClock, f.SessionID = o.hello, o.clock, o.sessionID != 0
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
		f.Preambles = w.preambles()
	}
	return f
}

func compareTimes(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
