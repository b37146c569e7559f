package session

import (
	"math"

	"edrtap/capture/flow"
	"edrtap/rules/rate"
	"edrtap/tlsparse"
)

// meterRecord gives an application data record to the meter of its server.
func (b *Builder) meterRecord(c *tlsparse.Conn, dir tlsparse.Dir, at int64, length int) {
	f, s := b.current, &b.current.State
	m := b.meterOf(f)
	low, high := b.parser.PlaintextLen(c, length)
	n, opened := b.parser.Opened()
	if opened {
		low, high = n, n
	}
	m.flow.Decrypted(opened && (m.web == nil || m.web.conn.Follows()))
	if dir == tlsparse.Server {
		m.meter.Server(&m.flow, at, uint32(low), uint32(high))
		return
	}
	m.meter.Client(&m.flow, f.Sender(s.tlsClient()).Addr(), at, uint32(low), uint32(high))
}

// meterOf gives what the meter keeps of a flow. At first it finds the meter of
// the flow's server and tells it what is known of the connection.
func (b *Builder) meterOf(f *Flow) *content {
	s := &f.State
	m := b.contentOf(s)
	if m.meter != nil {
		return m
	}
	m.meter = b.rates.Meter(endpoint(f, s.tlsClient().Other()))
	m.flow.Init(rate.Known{
		HTTP2: b.parser.MayBeHTTP2(&s.Conn), TLS13: b.parser.IsTLS13(&s.Conn), MidStream: f.MidStream(), RTT: f.RTT() * 1000,
	})
	return m
}

// meterGap tells the meter of lost bytes that no record's header counts
// already. It comes before the parser learns of them.
func (b *Builder) meterGap(f *Flow, role tlsparse.Dir, at, n int64) {
	s := &f.State
	lost, client := s.Conn.Beyond(role, n)
	if !client || lost == 0 || !b.metered(s) && !s.Conn.Established() {
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
