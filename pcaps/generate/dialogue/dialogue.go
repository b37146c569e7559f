// Package dialogue lets two ends talk over a pipe in memory, one at a time,
// and writes down what they said in the order in which they said it. As only
// one end runs at any moment, the same two programs give the same dialogue.
package dialogue

import (
	"errors"
	"io"
	"net"
	"syscall"
	"time"
)

// Side is one of the two ends. Client is the one that opens the connection.
type Side uint8

// The two sides.
const (
	Client Side = iota
	Server
)

// Other is the opposite side.
func (s Side) Other() Side { return 1 - s }

// Kind is what a side did.
type Kind uint8

// The kinds of steps.
const (
	Send  Kind = iota // wrote Data
	Pause             // did nothing for the time For
	Close             // closed its direction in order (FIN)
	Abort             // tore the connection down (RST)
)

// Step is one thing that one side did.
type Step struct {
	From Side
	Kind Kind
	Data []byte        // of a Send; owned by the dialogue
	For  time.Duration // of a Pause
}

// ErrStalled is what a read gives when both ends wait for the other, or when
// the other has gone without closing.
var ErrStalled = errors.New("both ends wait")

// Run runs the two programs against each other and gives the dialogue. Both
// have returned when Run returns. What a program leaves open stays open.
func Run(client, server func(*End)) []Step {
	r := &record{}
	ends := [2]*End{newEnd(Client, r), newEnd(Server, r)}
	ends[Client].peer, ends[Server].peer = ends[Server], ends[Client]
	finished := make(chan struct{}, 2)
	for side, program := range [2]func(*End){client, server} {
		go func() {
			e := ends[side]
			<-e.turn
			program(e)
			e.done = true
			if !e.peer.done {
				e.peer.turn <- struct{}{}
			}
			finished <- struct{}{}
		}()
	}
	ends[Client].turn <- struct{}{}
	<-finished
	<-finished
	return r.steps
}

type record struct{ steps []Step }

// End is one end of the pipe, a net.Conn. Deadlines do nothing: nobody waits
// in vain, as a read that can never be answered fails with ErrStalled.
type End struct {
	side    Side
	peer    *End
	record  *record
	turn    chan struct{}
	inbox   []byte
	blocked bool // waits in Read
	closed  bool // closed or aborted by this end
	aborted bool // aborted by this end
	done    bool // its program has returned
}

var _ net.Conn = (*End)(nil)

func newEnd(side Side, r *record) *End {
	return &End{side: side, record: r, turn: make(chan struct{}, 1)}
}

// Read gives what the other end wrote. It hands the turn over when there is
// nothing to read yet.
func (e *End) Read(b []byte) (int, error) {
	for {
		switch {
		case e.closed:
			return 0, net.ErrClosed
		case len(e.inbox) > 0:
			n := copy(b, e.inbox)
			e.inbox = e.inbox[n:]
			return n, nil
		case e.peer.aborted:
			return 0, syscall.ECONNRESET
		case e.peer.closed:
			return 0, io.EOF
		case e.peer.done, e.peer.blocked && len(e.peer.inbox) == 0:
			return 0, ErrStalled
		}
		e.blocked = true
		e.peer.turn <- struct{}{}
		<-e.turn
		e.blocked = false
	}
}

// Write records b and puts it before the other end.
func (e *End) Write(b []byte) (int, error) {
	if e.closed {
		return 0, net.ErrClosed
	}
	if e.peer.aborted {
		return 0, syscall.EPIPE
	}
	data := append([]byte(nil), b...)
	e.add(Step{Kind: Send, Data: data})
	e.peer.inbox = append(e.peer.inbox, data...)
	return len(b), nil
}

// Close ends this end's direction in order.
func (e *End) Close() error {
	if !e.closed {
		e.closed = true
		if !e.peer.aborted {
			e.add(Step{Kind: Close})
		}
	}
	return nil
}

// Abort tears the connection down.
func (e *End) Abort() {
	if !e.closed {
		e.closed, e.aborted = true, true
		e.add(Step{Kind: Abort})
	}
}

// Pause lets time pass before this end's next step.
func (e *End) Pause(d time.Duration) {
	if d > 0 {
		e.add(Step{Kind: Pause, For: d})
	}
}

// Mark is how many steps there are so far, for Since.
func (e *End) Mark() int { return len(e.record.steps) }

// Since gives this end's own steps since mark.
func (e *End) Since(mark int) []Step {
	var own []Step
	for _, s := range e.record.steps[mark:] {
		if s.From == e.side {
			own = append(own, s)
		}
	}
	return own
}

func (e *End) add(s Step) {
	s.From = e.side
	e.record.steps = append(e.record.steps, s)
}

// LocalAddr and RemoteAddr exist for net.Conn.
func (e *End) LocalAddr() net.Addr  { return address{} }
func (e *End) RemoteAddr() net.Addr { return address{} }

// SetDeadline, SetReadDeadline and SetWriteDeadline do nothing.
func (e *End) SetDeadline(time.Time) error      { return nil }
func (e *End) SetReadDeadline(time.Time) error  { return nil }
func (e *End) SetWriteDeadline(time.Time) error { return nil }

type address struct{}

func (address) Network() string { return "dialogue" }
func (address) String() string  { return "dialogue" }
