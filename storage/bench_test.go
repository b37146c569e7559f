//go:build unix

package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"syscall"
	"testing"
	"time"

	"edrtap/rules/record"
)

func BenchmarkEncodeSession(b *testing.B) {
	s := typicalSession(1)
	b.Run("binary", func(b *testing.B) {
		b.ReportAllocs()
		var buf []byte
		var p partWriter
		var filling batch
		for b.Loop() {
			filling.reset()
			found, err := p.add(&filling, s)
			if err != nil {
				b.Fatal(err)
			}
			buf = appendSession(buf[:0], s, found)
		}
		b.ReportMetric(float64(len(buf)), "bytes/value")
	})
	b.Run("json", func(b *testing.B) {
		b.ReportAllocs()
		var buf []byte
		for b.Loop() {
			buf, _ = json.Marshal(s)
		}
		b.ReportMetric(float64(len(buf)), "bytes/value")
	})
}

func BenchmarkDecodeSession(b *testing.B) {
	value := appendSession(nil, typicalSession(1), parts{hello: part{id: new(partID)}, chain: part{id: new(partID)}, result: part{id: new(partID)}})
	text, err := json.Marshal(typicalSession(1))
	if err != nil {
		b.Fatal(err)
	}
	b.Run("binary", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var s record.Session
			if _, err := decodeSession(value, &s); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var s record.Session
			if err := json.Unmarshal(text, &s); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkWriteSessions includes everything up to the closed store. The goal
// is 40,000 sessions per second and core: run it with -cpu 1.
func BenchmarkWriteSessions(b *testing.B) {
	b.Run("fleet", func(b *testing.B) { benchmarkWrite(b, false) })
	b.Run("all-different", func(b *testing.B) { benchmarkWrite(b, true) })
}

func benchmarkWrite(b *testing.B, different bool) {
	dir := b.TempDir()
	store := open(b, dir)
	w := newWriter(b, store, "run")
	s := typicalSession(0)
	b.ReportAllocs()
	b.ResetTimer()
	for n := range b.N {
		next := typicalKeys(n)
		s.ID, s.Start, s.Client = next.ID, next.Start, next.Client
		if different { // in every hello and every chain
			s.TLS.JA4, s.TLS.Certificates[0].SHA256 = next.ID, next.ID
		}
		if err := w.Session(s); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	if err := store.Close(); err != nil {
		b.Fatal(err)
	}
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "sessions/s")
	b.ReportMetric(float64(dirSize(b, dir))/float64(b.N), "disk-bytes/session")
}

func dirSize(b *testing.B, dir string) int64 {
	entries, err := os.ReadDir(dir)
	if err != nil {
		b.Fatal(err)
	}
	var size int64
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			b.Fatal(err)
		}
		size += info.Size()
	}
	return size
}

// processorTime is what the process has used of all processors: on a machine
// that has other things to do it says more than the clock.
func processorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// BenchmarkPages asks a store of a million sessions for a page of 100. The
// goal is 200 ms for any question; run it with -benchtime 10x.
func BenchmarkPages(b *testing.B) {
	const sessions = 1_000_000
	store := open(b, b.TempDir())
	w := newWriter(b, store, "run")
	s := typicalSession(0)
	for n := range sessions {
		next := typicalKeys(n)
		s.ID, s.Start, s.Client = next.ID, next.Start, next.Client
		s.Outcome = record.Outcomes()[n%len(record.Outcomes())]
		s.TLS.SNI = fmt.Sprintf("host%d.corp.example", n%1000)
		s.TLS.JA3 = next.ID
		if err := w.Session(s); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	middle := typicalKeys(sessions / 2)
	for _, c := range []struct {
		name string
		q    Query
	}{
		{"all", Query{}},
		{"latest", Query{Reverse: true}},
		{"after-the-middle", Query{After: Cursor(&middle)}},
		{"client", Query{Client: Address(middle.Client.IP)}},
		{"no-such-client", Query{Client: netip.MustParsePrefix("10.2.0.0/16")}},
		{"name-glob-of-none", Query{Name: "*.none.example"}},
		{"text-of-none", Query{Text: "none"}},
		{"text-of-few", Query{Text: "host77."}},
		{"one-ja3", Query{JA3: middle.ID}},
		{"no-such-certificate", Query{SHA256: "ff"}},
		{"one-id", Query{ID: middle.ID}},
		{"no-such-id", Query{ID: "x"}},
		{"outcome-and-client", Query{Outcome: record.NoTCP, Client: Address(middle.Client.IP)}},
		{"outcome-latest", Query{Outcome: record.NoTCP, Reverse: true}},
	} {
		c.q.Limit = 100
		b.Run(c.name, func(b *testing.B) {
			before := processorTime(b)
			for b.Loop() {
				for _, err := range store.Sessions(context.Background(), c.q) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric((processorTime(b)-before).Seconds()*1000/float64(b.N), "cpu-ms/op")
		})
	}
}
