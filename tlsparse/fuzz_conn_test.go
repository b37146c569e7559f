package tlsparse

import (
	"bytes"
	"encoding/hex"
	"os"
	"reflect"
	"strings"
	"testing"
)

// recordedFile reads a recorded connection: a line for each write, with its
// sender and the bytes in hexadecimal. Both files were made with crypto/tls,
// with certificates on both sides, for these tests.
func recordedFile(t testing.TB, name string) []event {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var log []event
	for line := range strings.Lines(string(text)) {
		sender, digits, _ := strings.Cut(strings.TrimSpace(line), " ")
		data, err := hex.DecodeString(digits)
		if err != nil {
			t.Fatal(err)
		}
		dir := Client
		if sender == "server" {
			dir = Server
		}
		log = append(log, event{dir, data})
	}
	return log
}

func TestRecordedConnections(t *testing.T) {
	for name, version := range map[string]Version{"tls12.hex": VersionTLS12, "tls13.hex": VersionTLS13} {
		f := sameInAnyPieces(t, recordedFile(t, name))
		if f.Version != version || !f.Established || f.ClientCertificate != AuthSent || f.AppRecords != [2]uint64{1, 1} || len(f.Anomalies) > 0 {
			t.Errorf("%s: version %v, established %v, client certificate %v, records %v, anomalies %v",
				name, f.Version, f.Established, f.ClientCertificate, f.AppRecords, f.Anomalies)
		}
	}
}

// checkFacts checks what holds for any bytes.
func checkFacts(t *testing.T, f *Facts) {
	t.Helper()
	if len(f.Alerts) > alertLimit || len(f.Anomalies) > anomalyLimit || len(f.Preambles) > preambleLimit {
		t.Errorf("a list is too long: %d alerts, %d anomalies, %d preambles", len(f.Alerts), len(f.Anomalies), len(f.Preambles))
	}
	for role := range f.Records {
		if f.AppRecords[role] > f.Records[role] {
			t.Errorf("%d application records of %d", f.AppRecords[role], f.Records[role])
		}
	}
	if f.Established && (f.Times.Finished[Client] == 0 || f.State == Undecided) {
		t.Errorf("established, but state %v and times %+v", f.State, f.Times)
	}
	if f.State == TLS && f.Records[Client]+f.Records[Server] == 0 {
		t.Error("TLS without a record")
	}
	if (f.State == NotTLS) != (f.NotTLS != nil) {
		t.Errorf("state %v, other protocol %+v", f.State, f.NotTLS)
	}
	if f.NotTLS != nil && len(f.NotTLS.Line) > evidenceLimit {
		t.Errorf("evidence of %d bytes", len(f.NotTLS.Line))
	}
}

// FuzzConn changes bytes of a recorded connection and divides it. As long as
// the start of the first record is left alone, the facts must not depend on
// the pieces. (Where a connection does not begin with a hello, records are
// looked for at the start of chunks, and so pieces matter.)
func FuzzConn(f *testing.F) {
	logs := [][]event{recordedFile(f, "tls12.hex"), recordedFile(f, "tls13.hex")}
	f.Add(uint8(0), []byte{}, []byte{1})
	f.Add(uint8(1), []byte{0, 60, 255, 1, 0, 22}, []byte{3, 200, 5})
	f.Add(uint8(0), []byte{2, 0, 0, 3, 17, 128}, []byte{255})
	f.Fuzz(func(t *testing.T, which uint8, changes, cuts []byte) {
		log := joined(logs[int(which)%len(logs)])
		all := 0
		for i := range log {
			log[i].data = bytes.Clone(log[i].data)
			all += len(log[i].data)
		}
		for ; len(changes) >= 3; changes = changes[3:] {
			at := (int(changes[0])<<8 | int(changes[1])) % all
			for i := range log {
				if at < len(log[i].data) {
					if i > 0 || at >= helloLen {
						log[i].data[at] ^= changes[2]
					}
					break
				}
				at -= len(log[i].data)
			}
		}
		next := 0
		pieces := cut(log, func() int {
			if len(cuts) == 0 {
				return 1 << 20
			}
			next++
			return int(cuts[next%len(cuts)])
		})
		p := NewParser(Limits{Message: 4096, Buffered: 1 << 20})
		want, got := follow(p, log), follow(p, pieces)
		checkFacts(t, &got)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("pieces matter: %s", factDifferences(got, want))
		}
		if p.buffered != 0 {
			t.Errorf("%d bytes are still accounted for", p.buffered)
		}
	})
}

// FuzzConnOperations runs a program of chunks, gaps and queries: two bytes of
// operation and length, then the chunk's bytes.
func FuzzConnOperations(f *testing.F) {
	for _, name := range []string{"tls12.hex", "tls13.hex"} {
		var program []byte
		for _, e := range recordedFile(f, name) {
			for b := e.data; len(b) > 0; {
				n := min(len(b), 255)
				program = append(append(program, byte(e.dir), byte(n)), b[:n]...)
				b = b[n:]
			}
		}
		f.Add(program)
	}
	f.Add([]byte("\x00\x12CONNECT a:1 HTTP/1\x02\x01\x03\xff"))
	f.Fuzz(func(t *testing.T, program []byte) {
		const limit = 32 << 10
		p := NewParser(Limits{Message: 2048, Preamble: 1024, Buffered: limit})
		reported := [2]uint64{}
		p.OnRecord = func(_ *Conn, dir Dir, _ int64, length int) {
			reported[dir]++
			if length < 0 || length > maxRecordLen {
				t.Errorf("record of %d bytes", length)
			}
		}
		var c Conn
		for time := int64(1); len(program) >= 2; time++ {
			op, n := program[0], int(program[1])
			program = program[2:]
			dir := Dir(op & 1)
			if op&2 != 0 {
				p.Gap(&c, dir, time, int64(n))
				continue
			}
			n = min(n, len(program))
			p.Data(&c, dir, time, program[:n])
			program = program[n:]
			if op&4 != 0 {
				facts := p.Facts(&c)
				checkFacts(t, facts)
			}
			if p.buffered > limit+spareCapacity {
				t.Fatalf("%d bytes are buffered", p.buffered)
			}
		}
		p.Close(&c)
		facts := p.Facts(&c)
		checkFacts(t, facts)
		if !facts.Swapped && (reported[Client] > facts.AppRecords[Client] || reported[Server] > facts.AppRecords[Server]) {
			t.Errorf("reported %v of %v", reported, facts.AppRecords)
		}
		p.Release(&c)
		if p.buffered != 0 {
			t.Errorf("%d bytes are still accounted for", p.buffered)
		}
	})
}
