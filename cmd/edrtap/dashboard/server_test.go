package dashboard

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"edrtap/cmd/edrtap/report"
	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
	"edrtap/storage"
)

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// filled makes a store of n sessions, every tenth of them a failed one that a
// finding names.
func filled(t testing.TB, n int) *storage.Store {
	t.Helper()
	store, err := storage.Open(filepath.Join(t.TempDir(), "store"), storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	w, err := store.NewWriter(storage.RunID("test"))
	if err != nil {
		t.Fatal(err)
	}
	server := record.Endpoint{IP: netip.MustParseAddr("10.9.9.9"), Port: 443}
	finding := record.Finding{
		Type: "finding", ID: "00000000000000ff", Rule: "name-mismatch", Severity: record.Critical, Evidence: record.Proof, Causes: []int{1},
		Server: &server, Clients: []string{"10.1.0.1"}, ClientCount: 1, First: start, Last: start.Add(time.Hour),
		Title: "The certificate is not for 10.9.9.9", Explanation: "It is not.", Remedy: []string{"Change it."},
	}
	for i := range n {
		s := record.Session{
			Type: "session", ID: fmt.Sprintf("%016x", i+1), Start: start.Add(time.Duration(i) * time.Second), End: start.Add(time.Duration(i)*time.Second + time.Second),
			Client: record.Endpoint{IP: netip.AddrFrom4([4]byte{10, 1, byte(i >> 8), byte(i)}), Port: 50000}, Server: server,
			TCP: record.TCP{Established: true, EndedBy: record.ClientFIN}, Stage: record.StageApplication, Outcome: record.Established,
			TLS: &record.TLS{
				SNI: "edr.corp.example", Version: "TLS 1.2", Cipher: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", JA4: "t12d210800_76e208dd3e22_7af1ed941c26",
				OfferedCiphers: []string{"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"}, OfferedVersions: []string{"TLS 1.2"}, Established: true,
				Certificates: []record.Certificate{{Subject: "CN=edr", Issuer: "CN=ca", Serial: "01", SHA256: strings.Repeat("ab", 32)}},
			},
		}
		if i%10 == 0 {
			s.Stage, s.Outcome = record.StageCertificate, record.ClientAlert
			if finding.SessionCount++; len(finding.Sessions) < record.ListLimit {
				finding.Sessions = append(finding.Sessions, s.ID)
			}
		}
		if err := w.Session(&s); err != nil {
			t.Fatal(err)
		}
	}
	err = errors.Join(
		w.Rate(&record.Rate{Type: "rate", Server: server, Second: start, Method: "requests", Events: record.Events{Low: 1, Estimate: 2, High: 3}, Limit: 400}),
		w.Findings([]record.Finding{finding}),
		w.Diagnoses([]record.Diagnosis{{Type: "diagnosis", Subject: "client", Client: "10.1.0.1", State: "failing", Causes: []record.DiagnosedCause{{Cause: 1, Rule: "name-mismatch", Evidence: record.Proof}}}}),
		w.Summary(&record.Summary{Type: "summary", Frames: 10, Sessions: uint64(n), Last: start.Add(time.Hour)}), w.Close())
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// serve runs a server over a store of n sessions, as changed by the caller.
func serve(t testing.TB, n int, change func(*Config)) (s *Server, at string) {
	t.Helper()
	config := Config{Source: filled(t, n), Version: "test", Lang: text.English, Hosts: []string{"127.0.0.1"}, MaxUpload: 1000}
	config.Analyze = func(context.Context, string, string, func(int64, int64)) error { return nil }
	if change != nil {
		change(&config)
	}
	s = New(config)
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	t.Cleanup(s.events.close) // streams end before their server
	go s.captures.work(ctx)
	return s, server.URL
}

// do sends one request with headers "Name: value".
func do(t testing.TB, method, url string, body io.Reader, headers ...string) (status int, content []byte, head http.Header) {
	t.Helper()
	r, err := http.NewRequest(method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if name == "Host" {
			r.Host = value
		}
		r.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	content, err = io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, content, answer.Header
}

func TestStrangersAreRefused(t *testing.T) {
	_, at := serve(t, 10, nil)
	for _, c := range []struct {
		what, method, path string
		headers            []string
		want               int
	}{
		{"no page at all", "GET", "/api/v1/info", nil, 200},
		{"its own page", "GET", "/api/v1/info", []string{"Origin: " + at, "Sec-Fetch-Site: same-origin"}, 200},
		{"a link from elsewhere to the page", "GET", "/sessions", []string{"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"}, 200},
		{"a link from elsewhere to the API", "GET", "/api/v1/info", []string{"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"}, 403},
		{"another site's page", "GET", "/api/v1/info", []string{"Origin: http://evil.example"}, 403},
		{"another site's request without an origin", "GET", "/api/v1/info", []string{"Sec-Fetch-Site: cross-site"}, 403},
		{"another port of this machine", "POST", "/api/v1/captures?name=x", []string{"Origin: http://127.0.0.1:1"}, 403},
		{"an opaque origin", "POST", "/api/v1/captures?name=x", []string{"Origin: null"}, 403},
		{"a name bound anew to this address", "GET", "/api/v1/info", []string{"Host: evil.example"}, 421},
		{"a name that begins alike", "GET", "/", []string{"Host: 127.0.0.1.evil.example"}, 421},
		{"no such page", "GET", "/../../etc/passwd", nil, 404},
		{"no such file", "GET", "/assets/../openapi.json", nil, 404},
		{"no such resource", "GET", "/api/v1/nothing", nil, 404},
		{"writing a page", "POST", "/", nil, 405},
	} {
		if got, body, _ := do(t, c.method, at+c.path, nil, c.headers...); got != c.want {
			t.Errorf("%s: %d %s, want %d", c.what, got, body, c.want)
		}
	}
}

func TestEveryAnswerHasItsHeaders(t *testing.T) {
	_, at := serve(t, 10, nil)
	for _, path := range []string{"/", "/sessions/0000000000000001", "/assets/app.js", "/assets/page.css", "/api/v1/info", "/api/v1/nothing", "/nothing"} {
		_, _, head := do(t, "GET", at+path, nil)
		for name, want := range map[string]string{
			"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if head.Get(name) != want {
				t.Errorf("%s: %s is %q", path, name, head.Get(name))
			}
		}
		if head.Get("Content-Type") == "" || strings.Contains(head.Get("Access-Control-Allow-Origin"), "*") {
			t.Errorf("%s: %v", path, head)
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Error("the policy allows what is unsafe")
	}
}

func TestGuessingTheTokenIsSlow(t *testing.T) {
	_, at := serve(t, 10, func(c *Config) { c.Token = "the right token" })
	if got, _, _ := do(t, "GET", at+"/api/v1/sessions", nil); got != 401 {
		t.Errorf("without a token: %d", got)
	}
	if got, _, _ := do(t, "GET", at+"/api/v1/sessions", nil, "Authorization: Bearer the right token"); got != 200 {
		t.Errorf("with the token: %d", got)
	}
	statuses := map[int]int{}
	for i := range 20 {
		got, _, _ := do(t, "POST", at+"/api/v1/login", strings.NewReader(fmt.Sprintf(`{"token":"guess %d"}`, i)))
		statuses[got]++
	}
	if statuses[401] != maxFailures || statuses[429] != 20-maxFailures {
		t.Errorf("of 20 guesses %v", statuses)
	}
	if got, _, _ := do(t, "GET", at+"/api/v1/sessions", nil, "Authorization: Bearer the right token"); got != 429 {
		t.Errorf("behind the guesses the right token gives %d, which tells the guesser", got)
	}
}

func TestACookieStandsForTheToken(t *testing.T) {
	_, at := serve(t, 10, func(c *Config) { c.Token, c.Secure = "the right token", true })
	got, _, head := do(t, "POST", at+"/api/v1/login", strings.NewReader(`{"token":"the right token"}`))
	cookie := head.Get("Set-Cookie")
	for _, want := range []string{"__Host-edrtap=", "HttpOnly", "Secure", "SameSite=Strict", "Path=/"} {
		if got != 204 || !strings.Contains(cookie, want) {
			t.Errorf("%d, cookie %q lacks %s", got, cookie, want)
		}
	}
	value, _, _ := strings.Cut(cookie, ";")
	if got, _, _ := do(t, "GET", at+"/api/v1/sessions", nil, "Cookie: "+value); got != 200 {
		t.Errorf("with the cookie: %d", got)
	}
	if got, _, _ := do(t, "GET", at+"/api/v1/sessions", nil, "Cookie: "+value[:len(value)-1]); got != 401 {
		t.Errorf("with a part of the cookie: %d", got)
	}
}

func TestPagesOfSessionsMeet(t *testing.T) {
	_, at := serve(t, 137, nil)
	for _, order := range []string{"latest", "oldest"} {
		seen, after := []string{}, ""
		for {
			_, body, _ := do(t, "GET", at+"/api/v1/sessions?limit=20&order="+order+"&after="+after, nil)
			var page struct {
				Sessions []sessionRow
				Next     string
			}
			if err := json.Unmarshal(body, &page); err != nil {
				t.Fatal(err)
			}
			for _, s := range page.Sessions {
				seen = append(seen, s.ID)
			}
			if after = page.Next; after == "" {
				break
			}
		}
		if len(seen) != 137 {
			t.Errorf("%s: %d sessions on all pages", order, len(seen))
		}
		for i := 1; i < len(seen); i++ {
			if order == "oldest" && seen[i] <= seen[i-1] || order == "latest" && seen[i] >= seen[i-1] {
				t.Fatalf("%s: %s comes after %s", order, seen[i], seen[i-1])
			}
		}
	}
	for question, want := range map[string]int{
		"outcome=client_alert": 14, "rule=name-mismatch": 14, "finding=00000000000000ff": 14, "client=10.1.0.0/28": 16,
		"text=EDR.corp": 100, "text=nothing": 0, "since=2026-03-02T09:02:00": 17, "until=2026-03-02": 0,
	} {
		_, body, _ := do(t, "GET", at+"/api/v1/sessions?limit=100&"+question, nil)
		if got := bytes.Count(body, []byte(`"id"`)); got != want {
			t.Errorf("%s gives %d sessions, want %d", question, got, want)
		}
	}
}

func TestUploadsHaveLimits(t *testing.T) {
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	analysed := make(chan string)
	_, at := serve(t, 10, func(c *Config) {
		c.Analyze = func(_ context.Context, file, name string, progress func(int64, int64)) error {
			content, err := os.ReadFile(file)
			progress(int64(len(content)), int64(len(content)))
			analysed <- name + ": " + string(content)
			return err
		}
	})
	if got, _, _ := do(t, "POST", at+"/api/v1/captures?name=large", bytes.NewReader(make([]byte, 1001))); got != 413 {
		t.Errorf("too large by its length: %d", got)
	}
	if got, _, _ := do(t, "POST", at+"/api/v1/captures?name=large", io.MultiReader(bytes.NewReader(make([]byte, 1001)))); got != 413 {
		t.Errorf("too large without a length: %d", got)
	}
	if got, _, _ := do(t, "POST", at+"/api/v1/captures", strings.NewReader("x")); got != 400 {
		t.Errorf("without a name: %d", got)
	}
	for i := range maxWaiting + 2 { // one is being analysed, one too many
		got, body, _ := do(t, "POST", fmt.Sprintf("%s/api/v1/captures?name=%d", at, i), strings.NewReader("content"))
		if want := map[bool]int{true: 202, false: 503}[i <= maxWaiting]; got != want {
			t.Errorf("capture %d: %d %s", i, got, body)
		}
		for i == 0 && !strings.Contains(states(t, at), "analysing") {
			time.Sleep(time.Millisecond) // so that the queue is empty again
		}
	}
	for i := range maxWaiting + 1 {
		if got := <-analysed; got != fmt.Sprint(i)+": content" {
			t.Errorf("analysed %q", got)
		}
	}
	for deadline := time.Now().Add(5 * time.Second); strings.Count(states(t, at), `"done"`) <= maxWaiting; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not done: %s", states(t, at))
		}
	}
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// An upload may end when nobody analyses any more: the server does not wait for
// it for ever.
func TestAnUploadThatEndsTooLateIsRefused(t *testing.T) {
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	s := New(Config{
		Source: filled(t, 1), Hosts: []string{"127.0.0.1"}, MaxUpload: 1000,
		Analyze: func(context.Context, string, string, func(int64, int64)) error { return nil },
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, listener) }()
	body, rest := io.Pipe()
	answer := make(chan int, 1)
	go func() {
		status := 0
		got, err := http.Post("http://"+listener.Addr().String()+"/api/v1/captures?name=late", "", body)
		if err == nil {
			status = got.StatusCode
			got.Body.Close()
		}
		answer <- status
	}()
	for received := 0; received == 0; time.Sleep(time.Millisecond) { // the upload is under way
		files, err := os.ReadDir(temporary)
		if err != nil {
			t.Fatal(err)
		}
		received = len(files)
	}
	cancel()
	for ended := false; !ended; time.Sleep(time.Millisecond) {
		s.captures.mu.Lock()
		ended = s.captures.ended
		s.captures.mu.Unlock()
	}
	rest.Close()
	if got := <-answer; got != 503 {
		t.Errorf("%d, want 503", got)
	}
	select {
	case err := <-served:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(shutdown + 5*time.Second):
		t.Fatal("the server waits for a capture that nobody analyses")
	}
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func states(t *testing.T, at string) string {
	t.Helper()
	_, body, _ := do(t, "GET", at+"/api/v1/captures", nil)
	return string(body)
}

func TestPacketsAreASeparateFile(t *testing.T) {
	_, at := serve(t, 10, func(c *Config) {
		c.Packets = func(_ context.Context, s record.Session, w io.Writer) error {
			if s.ID == "0000000000000002" {
				return errors.New("its capture is gone")
			}
			_, err := io.WriteString(w, "packets of "+s.ID)
			if s.ID == "0000000000000003" {
				return errors.New("the capture ends here")
			}
			return err
		}
	})
	packets := at + "/api/v1/sessions/%016x/packets"
	got, body, head := do(t, "GET", fmt.Sprintf(packets, 1), nil)
	if got != 200 || string(body) != "packets of 0000000000000001" || head.Get("Content-Disposition") != `attachment; filename="session-0000000000000001.pcapng"` {
		t.Errorf("%d %s %v", got, body, head)
	}
	if got, body, _ := do(t, "GET", fmt.Sprintf(packets, 2), nil); got != 404 || !strings.Contains(string(body), "its capture is gone") {
		t.Errorf("gone: %d %s", got, body)
	}
	if got, _, _ := do(t, "GET", fmt.Sprintf(packets, 99), nil); got != 404 {
		t.Errorf("no such session: %d", got)
	}
	response, err := http.Get(fmt.Sprintf(packets, 3))
	if err == nil {
		_, err = io.ReadAll(response.Body)
		response.Body.Close()
	}
	if err == nil {
		t.Error("a download that broke off looks whole")
	}
	_, none := serve(t, 1, nil)
	if got, _, _ := do(t, "GET", none+"/api/v1/sessions/0000000000000001/packets", nil); got != 403 {
		t.Errorf("without packets: %d", got)
	}
}

func TestNothingIsUploadedToAStoreForReading(t *testing.T) {
	_, at := serve(t, 10, func(c *Config) { c.Analyze = nil })
	if got, body, _ := do(t, "POST", at+"/api/v1/captures?name=x", strings.NewReader("x")); got != 403 {
		t.Errorf("%d %s", got, body)
	}
}

// TestPagesAreToldOfChanges, and see them when they ask again.
func TestPagesAreToldOfChanges(t *testing.T) {
	s, at := serve(t, 10, nil)
	response, err := http.Get(at + "/api/v1/events")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	first := s.overviews
	if got, _, _ := do(t, "GET", at+"/api/v1/overview", nil); got != 200 || len(first.kept) != 1 {
		t.Fatalf("%d, %d documents kept", got, len(first.kept))
	}
	s.Changed()
	events, buffer := "", make([]byte, 1000)
	for !strings.Contains(events, "event: results\ndata: {\"age\":1}\n\n") {
		n, err := response.Body.Read(buffer)
		if events += string(buffer[:n]); err != nil {
			t.Fatalf("%v after %q", err, events)
		}
	}
	if len(first.kept) != 0 {
		t.Error("an old document is kept")
	}
}

func TestPagesHaveTheInventoryAsItIsNow(t *testing.T) {
	told := &inventory.Inventory{}
	s, at := serve(t, 10, func(c *Config) { c.Inventory = func() *inventory.Inventory { return told } })
	for _, want := range []string{"unknown", "appliance"} {
		_, body, _ := do(t, "GET", at+"/api/v1/overview", nil)
		var document report.Document
		if err := json.Unmarshal(body, &document); err != nil {
			t.Fatal(err)
		}
		if len(document.Servers) != 1 || document.Servers[0].Role != want {
			t.Errorf("servers %+v, want one that is %s", document.Servers, want)
		}
		host := inventory.Host{Addresses: []netip.Prefix{netip.MustParsePrefix("10.9.9.9/32")}}
		told = &inventory.Inventory{Appliances: []inventory.ApplianceHost{{Host: host}}}
		s.Changed()
	}
}
