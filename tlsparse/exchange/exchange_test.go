package exchange

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"edrtap/tlsparse"
)

func TestHTTP1(t *testing.T) {
	for _, c := range []struct {
		name   string
		script []said
		want   []string
	}{
		{"keep-alive, chunked, continue, no content", []said{
			client("POST /a HTTP/1.1\r\nHost: edr\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n"),
			server("HTTP/1.1 100 Continue\r\n\r\n"),
			client("3\r\n[1,\r\n2;x=y\r\n2]\r\n0\r\nTrailer: x\r\n\r\n"),
			server("HTTP/1.1 204 No Content\r\n\r\n"),
			client("GET /b HTTP/1.1\r\nHost: edr\r\n\r\n"),
			server("HTTP/1.1 401 Unauthorized\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n"),
			client("\r\nHEAD /c HTTP/1.1\r\nHost: edr\r\n\r\n"),
			server("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"),
			client("PUT /d HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}"),
			server("HTTP/1.0 403 Forbidden\r\n\r\nuntil the end"),
		}, []string{
			"HTTP/1.1 POST edr/a 204: 2 in 5 bytes (array)",
			"HTTP/1.1 GET edr/b 401: 0 in 0 bytes (none)",
			"HTTP/1.1 HEAD edr/c 200: 0 in 0 bytes (none)",
			"HTTP/1.0 PUT /d 403: 1 in 2 bytes (object)",
		}},
		{"pipelined", []said{
			client("POST /a HTTP/1.1\r\nHost: edr\r\nContent-Length: 2\r\n\r\n{}POST /b HTTP/1.1\r\nHost: edr\r\nContent-Length: 2\r\n\r\n[]GET /c HTTP/1.1\r\nHost: edr\r\n\r\n"),
			server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 429 Too Many Requests\r\nContent-Length: 2\r\n\r\nnoHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
		}, []string{
			"HTTP/1.1 POST edr/a 200: 1 in 2 bytes (object)",
			"HTTP/1.1 POST edr/b 429: 0 in 2 bytes (array)",
			"HTTP/1.1 GET edr/c 404: 0 in 0 bytes (none)",
		}},
		{"no answer", []said{client("POST /a HTTP/1.1\r\nHost: edr\r\nContent-Length: 2\r\n\r\n{}")}, []string{
			"HTTP/1.1 POST edr/a 0: 1 in 2 bytes (object)",
		}},
		{"cut short", []said{client("POST /a HTTP/1.1\r\nHost: edr\r\nContent-Length: 4\r\n\r\n{}")}, []string{
			"HTTP/1.1 POST edr/a 0: 0 in 2 bytes (opaque)",
		}},
		{"an answer without a request", []said{server("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n"), client("GET / HTTP/1.1\r\nHost: edr\r\n\r\n")}, []string{
			"HTTP/1.1   408: 0 in 0 bytes (none)",
			"HTTP/1.1 GET edr/ 0: 0 in 0 bytes (none)",
		}},
		{"another protocol after 101", []said{
			client("GET / HTTP/1.1\r\nHost: edr\r\nUpgrade: x\r\n\r\n"),
			server("HTTP/1.1 101 Switching Protocols\r\n\r\nPOST /a HTTP/1.1\r\n\r\n"),
			client("POST /b HTTP/1.1\r\nHost: edr\r\n\r\n"),
		}, []string{"HTTP/1.1 GET edr/ 101: 0 in 0 bytes (none)"}},
		{"no HTTP", []said{client("\x00\x01POST / HTTP/1.1\r\n\r\n")}, []string{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for name, cut := range map[string]func(int) int{"whole": whole, "single": single, "pieces": pieces(3)} {
				r := play(t, "", Limits{}, c.script, cut)
				if diff := cmp.Diff(c.want, lines(r.exchanges)); diff != "" {
					t.Errorf("%s:\n%s", name, diff)
				}
			}
		})
	}
}

func TestARequestIsFoundAgainAfterAHole(t *testing.T) {
	p := NewParser(Limits{}, Path{})
	var requests, exchanges []Exchange
	p.OnRequest = func(_ *Conn, e *Exchange) { requests = append(requests, *e) }
	p.OnExchange = func(_ *Conn, e *Exchange) { exchanges = append(exchanges, *e) }
	var c Conn
	p.Data(&c, tlsparse.Client, 1, []byte("POST /a HTTP/1.1\r\nHost: edr\r\nContent-Length: 100\r\n\r\n[{}"))
	p.Hole(&c, tlsparse.Client)
	p.Data(&c, tlsparse.Client, 2, []byte("what is left of it"))
	p.Data(&c, tlsparse.Server, 3, []byte("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
	p.Data(&c, tlsparse.Client, 4, []byte("POST /b HTTP/1.1\r\nHost: edr\r\nContent-Length: 4\r\n\r\n[{}]"))
	p.Data(&c, tlsparse.Server, 5, []byte("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"))
	p.Close(&c)
	if diff := cmp.Diff([]string{"HTTP/1.1 POST edr/a 0: 0 in 3 bytes (opaque)", "HTTP/1.1 POST edr/b 0: 1 in 4 bytes (array)"}, lines(requests)); diff != "" {
		t.Error(diff)
	}
	want := []string{"HTTP/1.1   200: 0 in 0 bytes (none)", "HTTP/1.1 POST edr/a 0: 0 in 3 bytes (opaque)", "HTTP/1.1 POST edr/b 403: 1 in 4 bytes (array)"}
	if diff := cmp.Diff(want, lines(exchanges)); diff != "" {
		t.Error(diff)
	}
}

func TestLimits(t *testing.T) {
	endless := []said{client("GET / HTTP/1.1\r\nX: " + strings.Repeat("x", 10000))}
	if r := play(t, "", Limits{Head: 1000}, endless, pieces(1)); r.counters.LongHeads != 1 || len(r.exchanges) != 0 {
		t.Errorf("%+v", r)
	}
	var script []said
	for range 20 {
		script = append(script, client("GET / HTTP/1.1\r\nX: "+strings.Repeat("x", 100)))
	}
	if r := play(t, "", Limits{Held: 1000}, script, whole); r.counters.Held != 1 || r.held != 0 {
		t.Errorf("%+v", r)
	}
	many := []said{client(strings.Repeat("GET / HTTP/1.1\r\nHost: edr\r\n\r\n", 11))}
	if r := play(t, "", Limits{Pending: 10}, many, whole); r.counters.Pending != 1 || len(r.exchanges) != 10 {
		t.Errorf("%+v", r)
	}
}
