package tlsparse

// alertHeader decides how an alert record is read. Two bytes are an alert in
// the clear: no cipher makes so few. Some old stacks put several into one
// record.
func (p *Parser) alertHeader(c *Conn, role Dir, time int64, r recordHeader) {
	h := &c.half[role]
	switch {
	case r.length == 2:
		h.body = bodyAlert
	case h.flags&halfChanged == 0 && r.length > 0 && r.length <= 8 && r.length%2 == 0:
		h.body = bodyAlert
		p.anomaly(c, role, h.offset-recordHeaderLen, "RFC 8446 section 5.1", "several alerts in one record")
	case r.length > 2:
		p.alert(c, Alert{From: role, Time: time, Encrypted: true})
	}
}

// alertBytes reads pairs of level and description; a level whose description
// is in the next chunk waits in the space for a header.
func (p *Parser) alertBytes(c *Conn, role Dir, time int64, b []byte) {
	h := &c.half[role]
	left := h.skip
	for _, v := range b {
		if left%2 == 0 {
			h.header[0] = v
		} else {
			p.alert(c, Alert{From: role, Time: time, Level: AlertLevel(h.header[0]), Code: AlertDescription(v)})
		}
		left--
	}
}

func (p *Parser) alert(c *Conn, a Alert) {
	if p.OnEvent != nil {
		h := &c.half[a.From]
		p.OnEvent(c, Event{Kind: AlertEvent, From: a.From, Time: a.Time, Offset: h.offset, Length: int(h.skip), Alert: a})
	}
	f := &p.more(c).facts
	if len(f.Alerts) >= alertLimit {
		f.AlertsLost++
		p.Counters.AlertsLost++
		return
	}
	f.Alerts = append(f.Alerts, a)
}
