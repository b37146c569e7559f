package exchange

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"edrtap/tlsparse"
)

// tap notes what passes over a client's connection.
type tap struct {
	net.Conn
	mutex  sync.Mutex
	script []said
}

func (t *tap) note(from tlsparse.Dir, b []byte) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.script = append(t.script, said{from: from, b: slices.Clone(b)})
}

func (t *tap) Read(b []byte) (int, error) {
	n, err := t.Conn.Read(b)
	t.note(tlsparse.Server, b[:n])
	return n, err
}

func (t *tap) Write(b []byte) (int, error) {
	t.note(tlsparse.Client, b)
	return t.Conn.Write(b)
}

// recorded has a client and a server of net/http speak over one connection.
func recorded(t *testing.T, protocols *http.Protocols, requests []*http.Request, parallel bool) []said {
	t.Helper()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if r.URL.Path == "/login" {
			w.WriteHeader(http.StatusUnauthorized)
		}
		_, _ = io.WriteString(w, strings.Repeat("x", 100))
	}))
	s.Config.Protocols = protocols
	s.Start()
	defer s.Close()
	var wire *tap
	transport := &http.Transport{Protocols: protocols, MaxConnsPerHost: 1, DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		wire = &tap{Conn: c}
		return wire, err
	}}
	var wait sync.WaitGroup
	for _, r := range requests {
		r.URL.Scheme, r.URL.Host, r.Host = "http", s.Listener.Addr().String(), "edr"
		do := func() {
			answer, err := transport.RoundTrip(r)
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, answer.Body)
			answer.Body.Close()
		}
		if parallel {
			wait.Go(do)
		} else {
			do()
		}
	}
	wait.Wait()
	transport.CloseIdleConnections()
	wire.mutex.Lock()
	defer wire.mutex.Unlock()
	return wire.script
}

func TestWhatRealEndsSay(t *testing.T) {
	http1, http2 := new(http.Protocols), new(http.Protocols)
	http1.SetHTTP1(true)
	http2.SetUnencryptedHTTP2(true)
	for name, protocols := range map[string]*http.Protocols{"HTTP/1.1": http1, "HTTP/2.0": http2} {
		for _, parallel := range []bool{false, true} {
			if parallel && protocols == http1 {
				continue
			}
			var requests []*http.Request
			var want []string
			for i := range 60 {
				body := "[" + strings.TrimSuffix(strings.Repeat(`{"n":1,"text":"`+strings.Repeat("y", i*10)+`"},`, i), ",") + "]"
				counts := Array
				path := []string{"/a", "/login", "/b"}[i%3]
				r := httptest.NewRequest(http.MethodPost, path+"?key=secret", strings.NewReader(body))
				switch i % 4 {
				case 1:
					r.Header.Set("Content-Encoding", "gzip")
					body = compressed(t, "gzip", body)
					r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
				case 2:
					r.Body, r.ContentLength = io.NopCloser(io.MultiReader(strings.NewReader(body))), -1
				}
				r.RequestURI = ""
				requests = append(requests, r)
				status := 200
				if path == "/login" {
					status = 401
				}
				want = append(want, fmt.Sprintf("%s POST edr%s %d: %d in %d bytes (%s)", name, path, status, i, len(body), counts))
			}
			script := recorded(t, protocols, requests, parallel)
			sort := func(list []string) []string { slices.Sort(list); return list }
			for how, cut := range map[string]func(int) int{"whole": whole, "single": single, "pieces": pieces(5)} {
				r := play(t, "", Limits{}, script, cut)
				if diff := gocmp.Diff(sort(want), sort(lines(r.exchanges))); diff != "" {
					t.Errorf("%s, parallel %v, %s:\n%s", name, parallel, how, diff)
				}
				checkBytes(t, script, r.requests)
			}
		}
	}
}

// checkBytes holds that every byte of the client belongs to one request, but
// for what HTTP/2 says after the last one.
func checkBytes(t *testing.T, script []said, requests []Exchange) {
	t.Helper()
	var sent, told uint64
	for _, s := range script {
		if s.from == tlsparse.Client {
			sent += uint64(len(s.b))
		}
	}
	for _, e := range requests {
		told += e.Head + e.Body
	}
	if told > sent || sent-told > 500 {
		t.Errorf("%d bytes sent, %d told", sent, told)
	}
}

func TestHTTP2ThatGoesWrong(t *testing.T) {
	var frames, block bytes.Buffer
	f := http2.NewFramer(&frames, nil)
	encoder := hpack.NewEncoder(&block)
	for _, field := range [][2]string{{":method", "POST"}, {":path", "/a?b"}, {":authority", "edr"}, {"x", strings.Repeat("x", 200)}} {
		_ = encoder.WriteField(hpack.HeaderField{Name: field[0], Value: field[1]})
	}
	fields := block.Bytes()
	_ = f.WriteSettings()
	_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: fields[:20]})
	_ = f.WriteContinuation(1, false, fields[20:40])
	_ = f.WriteContinuation(1, true, fields[40:])
	_ = f.WriteDataPadded(1, false, []byte("[{}"), make([]byte, 50))
	begun := preface + frames.String()
	frames.Reset()
	_ = f.WriteRSTStream(1, http2.ErrCodeCancel)
	reset := frames.String()
	const cut = "HTTP/2.0 POST edr/a 0: 0 in 3 bytes (opaque)"
	for name, c := range map[string]struct {
		script []said
		want   []string
	}{
		"ends early":                            {[]said{client(begun)}, []string{cut}},
		"reset":                                 {[]said{client(begun + reset)}, []string{cut}},
		"reset by the server":                   {[]said{client(begun), server(reset)}, []string{cut}},
		"another frame inside of a field block": {[]said{client(preface + string(append([]byte(nil), begun[len(preface):len(preface)+9+9+20]...)) + reset)}, []string{}},
		"an endless frame":                      {[]said{client(preface + "\xff\xff\xff\x00\x00\x00\x00\x00\x01")}, []string{}},
		"field block that cannot be":            {[]said{client(preface + "\x00\x00\x01\x01\x04\x00\x00\x00\x01\xff")}, []string{}},
	} {
		r := play(t, "", Limits{}, c.script, pieces(9))
		slices.SortFunc(r.exchanges, func(a, b Exchange) int { return cmp.Compare(a.Path, b.Path) })
		if diff := gocmp.Diff(c.want, lines(r.exchanges)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}
