package storage

import (
	"context"
	"encoding/json"
	"os"
	"testing"

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
	value := appendSession(nil, typicalSession(1), parts{hello: part{id: new(partID)}, chain: part{id: new(partID)}})
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

// BenchmarkQuerySessions walks over all of a store for one match.
func BenchmarkQuerySessions(b *testing.B) {
	const sessions = 50_000
	store := open(b, b.TempDir())
	w := newWriter(b, store, "run")
	for n := range sessions {
		if err := w.Session(typicalSession(n)); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range store.Sessions(context.Background(), Query{Name: "*.none.example"}) {
			b.Fatal("unexpected record", err)
		}
	}
	b.ReportMetric(float64(b.N)*sessions/b.Elapsed().Seconds(), "sessions/s")
}
