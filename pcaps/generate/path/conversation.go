package path

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"

	"edrtap/pcaps/generate/dialogue"
	"edrtap/rules/record"
)

// Conversation is one TCP connection to be played: who, where, when, and what
// is said once it stands.
type Conversation struct {
	Client, Server         *Host
	ClientPort, ServerPort uint16
	Path                   Path
	Start                  time.Time // the client sends its first SYN
	Steps                  []dialogue.Step
	Seed                   uint64 // of the path's accidents and of the initial sequence numbers
}

// Played is what became of a conversation.
type Played struct {
	Packets     []Packet // as the sensor sees them, in order of time
	Established bool
	Seen        []time.Time // when the first packet of each Send passed the sensor; zero for other steps
}

// Play sends the conversation over its path.
func (c *Conversation) Play() Played {
	s := newSimulation(c)
	s.connect()
	s.run()
	slices.SortStableFunc(s.packets, func(a, b Packet) int { return a.Seen.Compare(b.Seen) })
	return Played{
		Packets:     s.packets,
		Established: s.ends[dialogue.Client].established && s.ends[dialogue.Server].established,
		Seen:        s.seen,
	}
}

// Bytes is the payload that each side sent in these packets of one
// conversation, each byte once; nothing is missing in between.
func Bytes(packets []Packet) record.Pair {
	var reached record.Pair
	for _, p := range packets {
		if len(p.payload) > 0 {
			reached[p.from] = max(reached[p.from], uint64(p.offset+len(p.payload)))
		}
	}
	return reached
}

// EndedBy says which end came first in these packets of one conversation.
func EndedBy(packets []Packet) record.EndedBy {
	for _, p := range packets {
		if p.tcp.FIN || p.tcp.RST {
			return endedBy(p)
		}
	}
	return record.StillOpen
}

func endedBy(k Packet) record.EndedBy {
	client := k.from == dialogue.Client
	switch {
	case k.tcp.RST && client:
		return record.ClientRST
	case k.tcp.RST:
		return record.ServerRST
	case client:
		return record.ClientFIN
	default:
		return record.ServerFIN
	}
}

// simulation is a clock with what is due. Its times count from the start of
// the conversation.
type simulation struct {
	c       *Conversation
	random  *rand.Rand
	now     time.Duration
	due     []event // sorted by time, then by order of scheduling
	ends    [2]*end
	packets []Packet
	seen    []time.Time
	step    int  // the next of c.Steps
	waiting bool // that step has been scheduled
	over    bool // torn down
}

type event struct {
	at   time.Duration
	what func()
}

func newSimulation(c *Conversation) *simulation {
	s := &simulation{
		c:      c,
		random: rand.New(rand.NewPCG(c.Seed, uint64(c.ClientPort))),
		seen:   make([]time.Time, len(c.Steps)),
	}
	s.ends[dialogue.Client] = newSide(s, dialogue.Client)
	s.ends[dialogue.Server] = newSide(s, dialogue.Server)
	return s
}

func (s *simulation) after(d time.Duration, what func()) {
	at := s.now + d
	i, _ := slices.BinarySearchFunc(s.due, at, func(e event, at time.Duration) int {
		if e.at == at {
			return -1 // behind what was scheduled before for the same moment
		}
		return cmp.Compare(e.at, at)
	})
	s.due = slices.Insert(s.due, i, event{at, what})
}

func (s *simulation) run() {
	for len(s.due) > 0 {
		e := s.due[0]
		s.due = s.due[1:]
		s.now = e.at
		e.what()
	}
}

// think is how long a program takes to answer.
const think = 150 * time.Microsecond

// advance does the next step of the dialogue as soon as its side has received
// all that the other side had said before.
func (s *simulation) advance() {
	if s.waiting || s.over || s.step >= len(s.c.Steps) {
		return
	}
	step := s.c.Steps[s.step]
	e := s.ends[step.From]
	if !e.established || !e.heardAll() {
		return
	}
	delay := time.Duration(0)
	switch {
	case step.Kind == dialogue.Pause:
		delay = step.For
	case s.step > 0 && s.c.Steps[s.step-1].From != step.From:
		delay = think
	}
	s.waiting = true
	s.after(delay, func() {
		s.waiting = false
		s.do(e, step)
		s.step++
		s.advance()
	})
}

func (s *simulation) do(e *end, step dialogue.Step) {
	if s.over {
		return
	}
	switch step.Kind {
	case dialogue.Send:
		e.write(step.Data, s.step)
	case dialogue.Close:
		e.closing = true
		e.push()
	case dialogue.Abort:
		s.over = true
		e.send(flags{ack: true, rst: true}, e.next, nil)
	}
}
