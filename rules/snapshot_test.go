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

// BenchmarkSnapshot draws conclusions of 100,000 failing sessions: of many
// clients at one server, and of few clients at each of many.
func BenchmarkSnapshot(b *testing.B) {
	for _, of := range []struct{ servers, clients int }{{1, 50_000}, {2000, 50}, {4000, 10_000}} {
		b.Run(fmt.Sprintf("%d servers, %d clients", of.servers, of.clients), func(b *testing.B) {
			e := New(nil, text.English)
			failing, silent := session(1, rejects(42, "bad_certificate")), session(1, noData)
			for n := range uint32(100_000) {
				one := failing
				if n%3 == 0 {
					one = silent
				}
				var client, host [4]byte
				at := n % uint32(of.servers)
				binary.BigEndian.PutUint32(client[:], 0x0a000000+n/uint32(of.servers)%uint32(of.clients)+at*7)
				binary.BigEndian.PutUint32(host[:], 0xac100000+at)
				one.ID = fmt.Sprintf("%016x", n)
				one.Start = noon.Add(time.Duration(n) * time.Millisecond)
				one.End = one.Start.Add(time.Second)
				one.Client.IP, one.Server.IP = netip.AddrFrom4(client), netip.AddrFrom4(host)
				one.TLS.SNI = fmt.Sprintf("host%d.example", at)
				e.Session(one)
			}
			b.ReportAllocs()
			for b.Loop() {
				findings, diagnoses := e.Snapshot(record.Sensor{})
				b.ReportMetric(float64(len(findings)), "findings")
				b.ReportMetric(float64(len(diagnoses)), "diagnoses")
			}
		})
	}
}
