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
	if s.meter == nil {
		b.startMeter(f)
	}
	low, high := c.PlaintextLen(length)
	n, opened := b.parser.Opened()
	if opened {
		low, high = n, n
	}
	s.rate.Decrypted(opened && (s.web == nil || s.web.conn.Follows()))
	if dir == tlsparse.Server {
		s.meter.Server(&s.rate, at, uint32(low), uint32(high))
		return
	}
	s.meter.Client(&s.rate, f.Sender(s.tlsClient()).Addr(), at, uint32(low), uint32(high))
}

// startMeter finds the meter of a flow's server and tells it what is known of
// the connection.
func (b *Builder) startMeter(f *Flow) {
	s := &f.State
	s.meter = b.rates.Meter(endpoint(f, s.tlsClient().Other()))
	s.rate.Init(rate.Known{
		HTTP2: s.Conn.MayBeHTTP2(), TLS13: s.Conn.IsTLS13(), MidStream: f.MidStream(), RTT: f.RTT() * 1000,
	})
}

// meterGap tells the meter of lost bytes that no record's header counts
// already. It comes before the parser learns of them.
func (b *Builder) meterGap(f *Flow, role tlsparse.Dir, at, n int64) {
	s := &f.State
	lost, client := s.Conn.Beyond(role, n)
	if !client || lost == 0 || s.meter == nil && !s.Conn.Established() {
		return
	}
	if s.meter == nil {
		b.startMeter(f)
	}
	s.meter.Lost(&s.rate, f.Sender(s.tlsClient()).Addr(), at, uint32(min(lost, math.MaxUint32)))
}

// meterUnread tells the meter of bytes in which the parser found no records
// since others were lost.
func (b *Builder) meterUnread(f *Flow, role tlsparse.Dir, at int64, n int) {
	s := &f.State
	if unread, client := s.Conn.Unread(role); unread && client {
		s.meter.Lost(&s.rate, f.Sender(s.tlsClient()).Addr(), at, uint32(n))
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
