package storage

import (
	"encoding/binary"

	"edrtap/rules/record"
)

// appendPath writes what the transport says of the path. Most of it is absent
// in most sessions, so one byte says what is there.
func appendPath(b []byte, t *record.TCP) []byte {
	b = appendFlags(b, t.MSS != record.Pair{}, t.Unacked != record.Pair{}, t.Stuck != record.Pair{}, t.ZeroWindows != record.Pair{},
		t.ClientReset != nil, t.ServerReset != nil, t.ICMP != nil, t.Latency != record.Latency{})
	for _, p := range [...]record.Pair{t.MSS, t.Unacked, t.Stuck, t.ZeroWindows} {
		if p != (record.Pair{}) {
			b = appendPair(b, p)
		}
	}
	for _, reset := range [...]*record.Resets{t.ClientReset, t.ServerReset} {
		if reset != nil {
			b = appendReset(b, reset)
		}
	}
	if e := t.ICMP; e != nil {
		b = appendString(b, e.About)
		b = append(appendFlags(b, e.V6), e.Type, e.Code)
		b = binary.AppendUvarint(b, e.MTU)
	}
	if l := t.Latency; l != (record.Latency{}) {
		for _, v := range [...]uint64{l.TCP, l.ServerHello, l.Certificate, l.Finished, l.Answer, l.Flight} {
			b = binary.AppendUvarint(b, v)
		}
	}
	return b
}

func (r *reader) path(t *record.TCP) {
	var has [8]bool
	r.flags(&has[0], &has[1], &has[2], &has[3], &has[4], &has[5], &has[6], &has[7])
	for i, p := range [...]*record.Pair{&t.MSS, &t.Unacked, &t.Stuck, &t.ZeroWindows} {
		if has[i] {
			*p = r.pair()
		}
	}
	for i, reset := range [...]**record.Resets{&t.ClientReset, &t.ServerReset} {
		if has[4+i] {
			*reset = r.reset()
		}
	}
	if has[6] {
		e := &record.ICMP{About: r.string()}
		r.flags(&e.V6)
		e.Type, e.Code, e.MTU = r.byte(), r.byte(), r.uvarint()
		t.ICMP = e
	}
	if l := &t.Latency; has[7] {
		for _, v := range [...]*uint64{&l.TCP, &l.ServerHello, &l.Certificate, &l.Finished, &l.Answer} {
			*v = r.uvarint()
		}
		if r.version > 1 {
			l.Flight = r.uvarint()
		}
	}
}

func appendReset(b []byte, x *record.Resets) []byte {
	b = appendFlags(b, x.Survived, x.Before != nil)
	b = binary.AppendUvarint(binary.AppendUvarint(b, x.Count), x.Implausible)
	b = appendInstant(b, x.Time)
	b = appendHeaders(b, x.TTL, x.IPID, x.Window)
	if h := x.Before; h != nil {
		b = appendHeaders(b, h.TTL, h.IPID, h.Window)
	}
	return b
}

func (r *reader) reset() *record.Resets {
	x := new(record.Resets)
	var before bool
	r.flags(&x.Survived, &before)
	x.Count, x.Implausible = r.uvarint(), r.uvarint()
	x.Time = r.instant()
	r.headers(&x.TTL, &x.IPID, &x.Window)
	if before {
		x.Before = new(record.Headers)
		r.headers(&x.Before.TTL, &x.Before.IPID, &x.Before.Window)
	}
	return x
}

func appendHeaders(b []byte, ttl uint8, ipid, window uint16) []byte {
	b = binary.BigEndian.AppendUint16(append(b, ttl), ipid)
	return binary.BigEndian.AppendUint16(b, window)
}

func (r *reader) headers(ttl *uint8, ipid, window *uint16) {
	*ttl, *ipid, *window = r.byte(), r.uint16(), r.uint16()
}
