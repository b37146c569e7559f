package exchange

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// post is a request with a body, and its answer.
func post(header, body string) []said {
	return []said{
		client(fmt.Sprintf("POST /events?key=secret HTTP/1.1\r\nHost: edr\r\n%sContent-Length: %d\r\n\r\n%s", header, len(body), body)),
		server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
	}
}

func compressed(t testing.TB, with string, body string) string {
	t.Helper()
	var out bytes.Buffer
	var w io.WriteCloser
	switch with {
	case "gzip":
		w = gzip.NewWriter(&out)
	case "deflate":
		w = zlib.NewWriter(&out)
	default:
		w, _ = zstd.NewWriter(&out)
	}
	if _, err := io.WriteString(w, body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestEventsOfABody(t *testing.T) {
	const three = `[{"a":1},{"b":[1,2,{"c":"],}"}]},{}]`
	parts := "--x\r\nContent-Type: application/json\r\n\r\n" + three + "\r\n--x\r\n\r\n{\"d\":1}\r\n--x--\r\nend"
	for _, c := range []struct {
		name, header, path, body string
		want                     uint64
		counts                   Counts
	}{
		{"array", "", "", three, 3, Array},
		{"empty array", "", "", " [ ] ", 0, Array},
		{"array of arrays", "", "", `[[1,2],[3]]`, 2, Array},
		{"object", "", "", `{"name":"a","list":[1,2,3]}`, 1, Object},
		{"one value", "", "", `"x"`, 1, Object},
		{"lines", "", "", "{\"a\":1}\n{\"b\":\"\\\"}\\n\"}\r\n\n{}\n", 3, Lines},
		{"lines of arrays", "", "", "[1,2]\n[3]\n", 3, Lines},
		{"record separators", "", "", "\x1e{}\n\x1e{}\n", 2, Lines},
		{"lines of words", "", "", "1\n\"\"\ntrue", 3, Lines},
		{"words that nothing parts from strings", "", "", `1""2""`, 0, Opaque},
		{"member", "", "", `{"agent":"x","events":[{"a":1},{"b":2}],"n":{"events":[{}]}}`, 2, Member},
		{"member of numbers is one event's", "", "", `{"events":[1,2,3]}`, 1, Object},
		{"path", "", "$.data.list", `{"data":{"list":[1,2,3]},"events":[{}]}`, 3, AtPath},
		{"path through arrays", "", "$[*].e", `[{"e":[1,2]},{"e":[]},{"f":[1]},{"e":{}}]`, 3, AtPath},
		{"path to every element", "", "e[*]", `{"e":[[1,2],3]}`, 2, AtPath},
		{"path in lines", "", "e", "{\"e\":[1]}\n{\"e\":[1,2]}\n", 3, AtPath},
		{"path to a quoted name", "", "['a.b'].c", `{"a.b":{"c":[1]},"a":{"b":{"c":[1,2]}}}`, 1, AtPath},
		{"path that leads nowhere", "", "nothing", three, 0, AtPath},
		{"gzip", "Content-Encoding: gzip\r\n", "", compressed(t, "gzip", three), 3, Array},
		{"deflate", "Content-Encoding: deflate\r\n", "", compressed(t, "deflate", three), 3, Array},
		{"zstd", "Content-Encoding: zstd\r\n", "", compressed(t, "zstd", three), 3, Array},
		{"gzip that is not said", "Content-Type: application/octet-stream\r\n", "", compressed(t, "gzip", three), 3, Array},
		{"zstd that is not said", "", "", compressed(t, "zstd", three), 3, Array},
		{"multipart", "Content-Type: multipart/form-data; boundary=x\r\n", "", parts, 4, Multipart},
		{"multipart without parts", "Content-Type: multipart/mixed; boundary=x\r\n", "", "--x--", 0, Multipart},
		{"multipart cut short", "Content-Type: multipart/mixed; boundary=x\r\n", "", parts[:len(parts)-40], 0, Opaque},
		{"gzip in a part", "Content-Type: multipart/mixed; boundary=x\r\n", "", "preamble\r\n--x \r\nContent-Encoding: gzip\r\n\r\n" + compressed(t, "gzip", three) + "\r\n--x--", 3, Multipart},
		{"binary", "", "", "\x00\x01\x02\x03\x04", 0, Opaque},
		{"brotli", "Content-Encoding: br\r\n", "", "\x0b\x02\x80", 0, Opaque},
		{"gzip cut short", "Content-Encoding: gzip\r\n", "", compressed(t, "gzip", three)[:20], 0, Opaque},
		{"open bracket", "", "", `[{"a":1}`, 0, Opaque},
		{"wrong bracket", "", "", `[{"a":1]]`, 0, Opaque},
		{"no comma", "", "", `[{} {}]`, 0, Opaque},
		{"comma at the end", "", "", `[{},]`, 0, Opaque},
		{"too deep", "", "", strings.Repeat("[", 300) + strings.Repeat("]", 300), 0, Opaque},
		{"white space", "", "", " \n ", 0, NoBody},
	} {
		t.Run(c.name, func(t *testing.T) {
			script := post(c.header, c.body)
			for name, cut := range map[string]func(int) int{"whole": whole, "single": single, "pieces": pieces(7)} {
				r := play(t, c.path, Limits{}, script, cut)
				if len(r.exchanges) != 1 || len(r.requests) != 1 {
					t.Fatalf("%s: %d requests, %d exchanges", name, len(r.requests), len(r.exchanges))
				}
				e := r.exchanges[0]
				if e.Events != c.want || e.Counts != c.counts || e.Body != uint64(len(c.body)) || e.Status != 200 || e.Path != "/events" || r.held != 0 {
					t.Errorf("%s: %s, held %d", name, line(e), r.held)
				}
			}
		})
	}
}

func TestExpansionIsBounded(t *testing.T) {
	bomb := strings.Repeat(`{"a":1}`, 1<<20)
	for _, coding := range []string{"gzip", "deflate", "zstd"} {
		r := play(t, "", Limits{Decoded: 1 << 20}, post("Content-Encoding: "+coding+"\r\n", compressed(t, coding, bomb)), whole)
		if r.exchanges[0].Counts != Opaque || r.counters.Expanded != 1 || r.held != 0 {
			t.Errorf("%s: %s, %+v, held %d", coding, line(r.exchanges[0]), r.counters, r.held)
		}
	}
	r := play(t, "", Limits{Compressed: 100}, post("Content-Encoding: gzip\r\n", compressed(t, "gzip", bomb)), pieces(1))
	if r.exchanges[0].Counts != Opaque || r.counters.Compressed != 1 || r.held != 0 {
		t.Errorf("%s, %+v, held %d", line(r.exchanges[0]), r.counters, r.held)
	}
}

func TestParsePath(t *testing.T) {
	for _, bad := range []string{".", "a..b", "a[0]", "$.", "['a", "$$", strings.Repeat("a.", 40) + "a", "[*", "a b["} {
		if p, err := ParsePath(bad); err == nil {
			t.Errorf("%q: %+v", bad, p)
		}
	}
}

func BenchmarkEvents(b *testing.B) {
	body := []byte("[" + strings.Repeat(`{"id":12345,"type":"process","name":"C:\\Windows\\System32\\svchost.exe","text":"`+strings.Repeat("x", 300)+`","list":[1,2,3]},`, 1000) + "{}]")
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		j := newJSON(Path{})
		for rest := body; len(rest) > 0; {
			n := min(len(rest), 16<<10)
			j.write(rest[:n])
			rest = rest[n:]
		}
		if n, _ := j.end(); n != 1001 {
			b.Fatal(n)
		}
	}
}
