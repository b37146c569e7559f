package exchange

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"edrtap/tlsparse"
)

// scripted divides fuzzed bytes into what both ends say: three bytes of
// direction and length before each piece.
func scripted(data []byte) []said {
	var script []said
	for len(data) >= 3 {
		n := min(int(binary.BigEndian.Uint16(data[1:])), len(data)-3)
		script = append(script, said{from: tlsparse.Dir(data[0] & 1), b: data[3 : 3+n], hole: data[0]&2 != 0})
		data = data[3+n:]
	}
	return script
}

func packed(script []said) []byte {
	var b []byte
	for _, s := range script {
		from := byte(s.from)
		if s.hole {
			from |= 2
		}
		b = append(b, from)
		b = binary.BigEndian.AppendUint16(b, uint16(len(s.b)))
		b = append(b, s.b...)
	}
	return b
}

// timeless is what does not depend on the pieces.
func timeless(list []Exchange) []Exchange {
	for i := range list {
		e := &list[i]
		e.Began, e.Sent, e.Answered, e.Ended = 0, 0, 0, 0
	}
	return list
}

// FuzzExchange holds that a connection says the same in whatever pieces it
// comes, that every exchange is told once, and that nothing stays behind.
func FuzzExchange(f *testing.F) {
	f.Add(packed(post("", `[{"a":1},{}]`)), uint64(1))
	f.Add(packed(post("Content-Type: multipart/mixed; boundary=x\r\n", "--x\r\n\r\n{}\r\n--x--")), uint64(2))
	f.Add(packed(post("Content-Encoding: gzip\r\n", compressed(f, "gzip", strings.Repeat("{}", 1000)))), uint64(3))
	f.Add(packed([]said{
		client(preface + "\x00\x00\x00\x04\x00\x00\x00\x00\x00" + "\x00\x00\x03\x01\x04\x00\x00\x00\x01\x83\x84\x86" + "\x00\x00\x02\x00\x01\x00\x00\x00\x01{}"),
		server("\x00\x00\x00\x04\x01\x00\x00\x00\x00" + "\x00\x00\x01\x01\x05\x00\x00\x00\x01\x88"),
	}), uint64(4))
	f.Add(packed([]said{
		client("POST / HTTP/1.1\r\nHost: e\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"), server("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 401 No\r\n\r\n"),
	}), uint64(5))
	lossy := post("", `[{"a":1},{}]`)
	lossy = append(lossy, post("", `[1,2,3]`)...)
	lossy[1].hole, lossy[2].hole = true, true
	f.Add(packed(lossy), uint64(6))
	f.Fuzz(func(t *testing.T, data []byte, seed uint64) {
		script := scripted(data)
		limits := Limits{Decoded: 1 << 16}
		want := play(t, "", limits, script, whole)
		got := play(t, "", limits, script, pieces(seed))
		holes := slices.ContainsFunc(script, func(s said) bool { return s.hole })
		if diff := gocmp.Diff(timeless(want.exchanges), timeless(got.exchanges)); diff != "" && !holes { // behind a hole, messages are looked for where pieces begin
			t.Fatal(diff)
		}
		if diff := gocmp.Diff(timeless(want.requests), timeless(got.requests)); diff != "" && !holes {
			t.Fatal(diff)
		}
		if want.held != 0 || got.held != 0 {
			t.Fatalf("%d and %d bytes stay behind", want.held, got.held)
		}
		if len(want.exchanges) > 0 && len(want.requests) > len(want.exchanges) {
			t.Fatalf("%d requests, %d exchanges", len(want.requests), len(want.exchanges))
		}
		var body, sent uint64
		for _, e := range want.requests {
			body += e.Body + e.Head
		}
		for _, s := range script {
			if s.from == tlsparse.Client {
				sent += uint64(len(s.b))
			}
		}
		if body > sent {
			t.Fatalf("%d bytes of requests in %d", body, sent)
		}
	})
}

// FuzzEvents holds that the events in a body are counted the same in whatever
// pieces it comes, and are no more than its bytes can hold.
func FuzzEvents(f *testing.F) {
	for _, body := range []string{`[1,{"a":[]}]`, "{}\n{}", `{"events":[{},{}]}`, `{"a":{"b":[1,"\"]"]}}`, `1""2""3""4""`} {
		f.Add([]byte(body), "a.b", uint64(1))
	}
	f.Fuzz(func(t *testing.T, body []byte, path string, seed uint64) {
		where, err := ParsePath(path)
		if err != nil {
			where = Path{}
		}
		count := func(cut func(int) int) (uint64, Counts) {
			j := newJSON(where)
			for b := body; len(b) > 0; {
				n := min(len(b), max(1, cut(len(b))))
				j.write(b[:n])
				b = b[n:]
			}
			return j.end()
		}
		events, counts := count(whole)
		again, countsAgain := count(pieces(seed))
		if events != again || counts != countsAgain {
			t.Fatalf("%d (%s) and %d (%s)", events, counts, again, countsAgain)
		}
		if events > uint64(len(body)+1)/2+1 {
			t.Fatalf("%d events in %d bytes", events, len(body))
		}
	})
}
