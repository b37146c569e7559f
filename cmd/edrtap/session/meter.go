package session

import (
	"math"

	"edrtap/capture/flow"
	"edrtap/rules/rate"
	"edrtap/tlsparse"
)

// metered is what the meter keeps of a connection.
type metered struct {
	meter *rate.Meter
	flow  rate.Flow
}

// spareMeters bounds how many are kept for the next connections.
const spareMeters = 1 << 12

// meterRecord gives an application data record to the meter of its server.
func (b *Builder) meterRecord(c *tlsparse.Conn, dir tlsparse.Dir, at int64, length int) {
	f, s := b.current, &b.current.State
	m := b.meterOf(f)
	low, high := b.parser.PlaintextLen(c, length)
	n, opened := b.parser.Opened()
	if opened {
		low, high = n, n
	}
	m.flow.Decrypted(opened && (s.web == nil || s.web.conn.Follows()))
	if dir == tlsparse.Server {
		m.meter.Server(&m.flow, at, uint32(low), uint32(high))
		return
	}
	m.meter.Client(&m.flow, f.Sender(s.tlsClient()).Addr(), at, uint32(low), uint32(high))
}

// meterOf gives what the meter keeps of a flow. At first it finds the meter of
// the flow's server and tells it what is known of the connection.
func (b *Builder) meterOf(f *Flow) *metered {
	s := &f.State
	if s.metered != nil {
		return s.metered
	}
	if n := len(b.spare); n > 0 {
		s.metered = b.spare[n-1]
		b.spare = b.spare[:n-1]
	} else {
		s.metered = &metered{}
	}
	s.metered.meter = b.rates.Meter(endpoint(f, s.tlsClient().Other()))
	s.metered.flow.Init(rate.Known{
		HTTP2: b.parser.MayBeHTTP2(&s.Conn), TLS13: b.parser.IsTLS13(&s.Conn), MidStream: f.MidStream(), RTT: f.RTT() * 1000,
	})
	return s.metered
}

// endMeter takes back what the meter kept of a flow that has ended.
func (b *Builder) endMeter(f *Flow) {
	if m := f.State.metered; m != nil && len(b.spare) < spareMeters {
		*m = metered{}
		b.spare = append(b.spare, m)
	}
	f.State.metered = nil
}

// meterGap tells the meter of lost bytes that no record's header counts
// already. It comes before the parser learns of them.
func (b *Builder) meterGap(f *Flow, role tlsparse.Dir, at, n int64) {
	s := &f.State
	lost, client := s.Conn.Beyond(role, n)
	if !client || lost == 0 || s.metered == nil && !s.Conn.Established() {
		return
	}
	m := b.meterOf(f)
	m.meter.Lost(&m.flow, f.Sender(s.tlsClient()).Addr(), at, uint32(min(lost, math.MaxUint32)))
}

// meterUnread tells the meter of bytes in which the parser found no records
// since others were lost.
func (b *Builder) meterUnread(f *Flow, role tlsparse.Dir, at int64, n int) {
	s := &f.State
	if unread, client := s.Conn.Unread(role); unread && client {
		m := b.meterOf(f)
		m.meter.Lost(&m.flow, f.Sender(s.tlsClient()).Addr(), at, uint32(n))
	}
}

// tlsClient is the direction in which the TLS client sends, as far as is known
// yet.
func (s *State) tlsClient() flow.Dir {
	if s.Conn.Swapped() {
		return s.client.Other()
	}
	return s.client
}
