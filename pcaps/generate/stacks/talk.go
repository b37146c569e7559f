package stacks

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"edrtap/pcaps/generate/dialogue"
)

// Ending is how a connection ends after its last exchange.
type Ending uint8

// The endings.
const (
	ClientEnds   Ending = iota // the client sends close_notify and closes
	ServerEnds                 // the server sends close_notify and closes
	ClientAborts               // the client resets
	NobodyEnds                 // stays open
)

// Exchange is one HTTP request and its answer.
type Exchange struct {
	Pause  time.Duration // before the request
	Method string
	Path   string
	Body   int  // bytes
	Events int  // that the body stands for
	Array  bool // the body is a JSON array of them; else it is a filler
	Status int  // of the answer; 0: 200
	Think  time.Duration
	Answer int // bytes of the answer's body
}

// Tunnel is an HTTP proxy in front of the server.
type Tunnel struct {
	Host   string // asked for in CONNECT
	Port   uint16
	Status int    // of its answer; 0: 200
	Reason string // of the status line
}

// refuses says whether the proxy does not open the tunnel.
func (t *Tunnel) refuses() bool { return t != nil && t.Status/100 > 2 }

// Talk is one connection between a client and a server.
type Talk struct {
	Client    Client
	Server    Server
	Tunnel    *Tunnel
	Exchanges []Exchange
	Ending    Ending
	Now       time.Time // what both ends hold for the time
	Seed      uint64
}

// Run holds the talk.
func (t Talk) Run() (Result, error) {
	c := &clientEnd{Client: t.Client, now: t.Now}
	s := &serverEnd{Server: t.Server, now: t.Now}
	r := &run{talk: t, client: c, server: s}
	r.steps = dialogue.Run(
		func(e *dialogue.End) { c.end = e; r.note(r.clientProgram()) },
		func(e *dialogue.End) { s.end = e; r.note(r.serverProgram()) },
	)
	if r.err != nil {
		return Result{}, r.err
	}
	return r.result()
}

// run is a talk under way.
type run struct {
	talk     Talk
	client   *clientEnd
	server   *serverEnd
	steps    []dialogue.Step
	records  [2]uint64 // of application data
	bytes    [2]uint64
	requests []Request
	notified [2]bool // sent close_notify
	err      error   // of the programs, not of what they play
}

func (r *run) note(err error) {
	if r.err == nil {
		r.err = err
	}
}

func (r *run) clientProgram() error {
	end := r.client.end
	if r.talk.Tunnel != nil {
		if err := r.ask(end); err != nil {
			return err
		}
		if r.talk.Tunnel.refuses() {
			return end.Close()
		}
	}
	conn, err := r.client.handshake(r.talk.Seed)
	if err != nil {
		return err
	}
	if r.talk.Server.Fault == Mute {
		end.Pause(giveUp)
		return end.Close()
	}
	if r.client.err != nil {
		return end.Close()
	}
	if r.client.verdict != nil { // it finished in spite of it, and will not go on
		return end.Close()
	}
	answers := bufio.NewReader(conn)
	for i, x := range r.talk.Exchanges {
		end.Pause(x.Pause)
		mark := end.Mark()
		if err := r.write(dialogue.Client, end, conn, request(x, r.talk.Client.Name)); err != nil {
			return err
		}
		r.requests = append(r.requests, Request{Step: mark, Events: x.Events})
		if err := readAnswer(answers); err != nil {
			return fmt.Errorf("answer %d: %w", i, err)
		}
	}
	switch r.talk.Ending {
	case ClientEnds:
		r.notified[dialogue.Client] = true
		return conn.Close()
	case ServerEnds:
		if _, err := answers.ReadByte(); err != io.EOF {
			return fmt.Errorf("end of the server: %w", err)
		}
		return end.Close()
	case ClientAborts:
		end.Abort()
	case NobodyEnds:
	}
	return nil
}

func (r *run) serverProgram() error {
	end := r.server.end
	if r.talk.Tunnel != nil {
		if err := grant(end, r.talk.Tunnel); err != nil {
			return err
		}
		if r.talk.Tunnel.refuses() {
			return end.Close()
		}
	}
	switch r.talk.Server.Fault {
	case Mute, AnswersPlain:
		return r.server.withoutTLS()
	}
	conn := r.server.handshake(r.talk.Seed)
	if r.server.err != nil {
		return end.Close()
	}
	requests := bufio.NewReader(conn)
	for _, x := range r.talk.Exchanges {
		q, err := http.ReadRequest(requests)
		if err != nil {
			break
		}
		if _, err := io.Copy(io.Discard, q.Body); err != nil {
			break
		}
		end.Pause(x.Think)
		if err := r.write(dialogue.Server, end, conn, answer(x)); err != nil {
			return err
		}
	}
	switch r.talk.Ending {
	case ServerEnds:
		r.notified[dialogue.Server] = true
		return conn.Close()
	case NobodyEnds:
		return nil
	}
	_, err := requests.ReadByte() // until the client ends
	if err == io.EOF {
		r.notified[dialogue.Server] = r.notified[dialogue.Client]
		if r.notified[dialogue.Server] {
			return conn.Close()
		}
	}
	return end.Close()
}

// write sends application data and counts its records and bytes.
func (r *run) write(side dialogue.Side, end *dialogue.End, conn net.Conn, b []byte) error {
	mark := end.Mark()
	if _, err := conn.Write(b); err != nil {
		return fmt.Errorf("application data: %w", err)
	}
	for _, s := range end.Since(mark) {
		r.records[side] += uint64(len(records(s.Data)))
	}
	r.bytes[side] += uint64(len(b))
	return nil
}

// ask sends the CONNECT and reads its answer (RFC 9110 section 9.3.6).
func (r *run) ask(end *dialogue.End) error {
	target := fmt.Sprintf("%s:%d", r.talk.Tunnel.Host, r.talk.Tunnel.Port)
	if _, err := fmt.Fprintf(end, "CONNECT %s HTTP/1.1\r\nHost: %s\r\nProxy-Connection: Keep-Alive\r\n\r\n", target, target); err != nil {
		return err
	}
	return skipHead(end)
}

func grant(end *dialogue.End, t *Tunnel) error {
	if err := skipHead(end); err != nil {
		return err
	}
	answer := fmt.Sprintf("HTTP/1.1 %d %s\r\n\r\n", cmp.Or(t.Status, 200), cmp.Or(t.Reason, granted))
	if t.refuses() {
		answer = fmt.Sprintf("HTTP/1.1 %d %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", t.Status, t.Reason)
	}
	_, err := io.WriteString(end, answer)
	return err
}

const granted = "Connection established"

// giveUp is how long a client waits for a server that does not answer.
const giveUp = 6 * time.Second

// withoutTLS is a server that reads a ClientHello and does not understand it.
func (s *serverEnd) withoutTLS() error {
	if _, err := s.end.Read(make([]byte, 1<<14)); err != nil {
		return err
	}
	if s.Fault == Mute {
		return nil
	}
	if _, err := io.WriteString(s.end, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"); err != nil {
		return err
	}
	return s.end.Close()
}

// skipHead reads to the end of an HTTP head, and no byte further.
func skipHead(end *dialogue.End) error {
	var head strings.Builder
	for !strings.HasSuffix(head.String(), "\r\n\r\n") {
		var b [1]byte
		if _, err := end.Read(b[:]); err != nil {
			return err
		}
		head.Write(b[:])
	}
	return nil
}

func request(x Exchange, host string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n", x.Method, x.Path, host, x.Body)
	b.WriteString(body(x))
	return []byte(b.String())
}

// body is what a request uploads.
func body(x Exchange) string {
	if !x.Array {
		return filler(x.Body)
	}
	const open, end = `{"event":"`, `"}`
	size := (x.Body-1)/x.Events - 1 // brackets around all, a comma between two
	event := open + strings.Repeat("x", size-len(open)-len(end)) + end
	array := "[" + strings.TrimSuffix(strings.Repeat(event+",", x.Events), ",") + "]"
	return array + strings.Repeat(" ", x.Body-len(array))
}

func answer(x Exchange) []byte {
	status := cmp.Or(x.Status, http.StatusOK)
	return fmt.Appendf(nil, "HTTP/1.1 %d %s\r\nContent-Length: %d\r\n\r\n%s", status, http.StatusText(status), x.Answer, filler(x.Answer))
}

func readAnswer(r *bufio.Reader) error {
	a, err := http.ReadResponse(r, nil)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, a.Body)
	return err
}

const line = "{\"event\":\"made for a bundled capture\"}\n"

func filler(n int) string {
	return strings.Repeat(line, n/len(line)+1)[:n]
}
