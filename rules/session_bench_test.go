package rules

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"edrtap/rules/record"
	"edrtap/rules/text"
)

// BenchmarkFleet gives a new engine the sessions of many clients, each of which
// comes so many times, and has it conclude: what a capture costs the rules.
func BenchmarkFleet(b *testing.B) {
	for _, of := range []struct {
		clients, times int
		how            string
		make           func(*record.Session)
	}{
		{20_000, 5, "served", func(*record.Session) {}},
		{600_000, 1, "unanswered", endsInClientHello},
	} {
		s := session(1, of.make)
		b.Run(fmt.Sprintf("%d clients %s %d times", of.clients, of.how, of.times), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				e := New(nil, text.English)
				start := noon
				for range of.times {
					for n := range uint32(of.clients) {
						var client [4]byte
						binary.BigEndian.PutUint32(client[:], 0x0a000000+n*7)
						s.Client.IP = netip.AddrFrom4(client)
						start = start.Add(time.Millisecond)
						s.Start, s.End = start, start.Add(time.Second)
						e.Session(s)
					}
				}
				e.Finish(record.Sensor{})
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*of.clients*of.times), "ns/session")
		})
	}
}

// endsInClientHello leaves nothing of a session but its ClientHello, at the end
// of the capture.
func endsInClientHello(s *record.Session) {
	s.Stage, s.Outcome = record.StageClientHello, record.Timeout
	s.TCP.AtEnd, s.TCP.Bytes[1] = true, 0
	s.TLS.Version, s.TLS.Cipher, s.TLS.Established, s.TLS.Certificates = "", "", false, nil
	s.TLS.AppRecords = record.Pair{}
}
