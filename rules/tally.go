package rules

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"edrtap/rules/record"
)

// Limits of what rules keep. What goes over them is counted in Engine.Limits.
const (
	maxSubjects = 4096    // subjects of one rule
	maxClients  = 1 << 16 // clients of one subject
	maxRefs     = 1 << 17 // sessions that are named, over all subjects of all rules
)

// Tally counts whom a subject concerns.
type Tally struct {
	Count    int // sessions
	first    time.Time
	last     time.Time
	clients  perClient
	sessions []sessionRef // at most record.ListLimit
	room     *refRoom     // nil where it is without limit
}

// refRoom is how many sessions more rules may name, while sessions come.
type refRoom struct{ left, missed int }

// take says whether there is room for one session more.
func (r *refRoom) take() bool {
	switch {
	case r == nil:
		return true
	case r.left == 0:
		r.missed++
		return false
	}
	r.left--
	return true
}

type sessionRef struct {
	start  time.Time
	id     string
	client uint32
}

func (t *Tally) add(a *Attempt) {
	s, client := a.Session, a.client(t.clients.room())
	if t.Count == 0 || s.Start.Before(t.first) {
		t.first = s.Start
	}
	if t.Count == 0 || s.End.After(t.last) {
		t.last = s.End
	}
	t.Count++
	t.clients.add(client, 1)
	if len(t.sessions) < record.ListLimit && t.room.take() {
		t.sessions = append(t.sessions, sessionRef{s.Start, s.ID, client})
	}
}

// addClient counts a client without naming its sessions.
func (t *Tally) addClient(client uint32, of span) {
	if t.Clients() == 0 {
		t.first, t.last = of.first, of.last
	}
	if of.first.Before(t.first) {
		t.first = of.first
	}
	if of.last.After(t.last) {
		t.last = of.last
	}
	t.clients.add(client, of.count)
}

// span is how many sessions there were and from when to when: what rules keep
// of a client that may be well.
type span struct {
	count       int
	first, last time.Time
}

func (x *span) add(s *record.Session) {
	if x.count == 0 || s.Start.Before(x.first) {
		x.first = s.Start
	}
	if x.count == 0 || s.End.After(x.last) {
		x.last = s.End
	}
	x.count++
}

// merge adds what another tally counted.
func (t *Tally) merge(from *Tally) {
	if from.Count == 0 {
		return
	}
	if t.Count == 0 || from.first.Before(t.first) {
		t.first = from.first
	}
	if t.Count == 0 || from.last.After(t.last) {
		t.last = from.last
	}
	t.Count += from.Count
	for i, client := range from.clients.list() {
		t.clients.add(client, from.clients.counts[i])
	}
	t.sessions = append(t.sessions, from.sessions...)
	sortRefs(t.sessions)
	t.sessions = t.sessions[:min(len(t.sessions), record.ListLimit)]
}

// without gives what is left without some clients; nil where nobody is. First
// and last session stay those of all.
func (t *Tally) without(gone func(client uint32) bool) *Tally {
	left := &Tally{Count: t.Count, first: t.first, last: t.last}
	for i, client := range t.clients.list() {
		n := t.clients.counts[i]
		switch {
		case !gone(client):
			left.clients.add(client, n)
		case t.Count > 0: // else clients are named and sessions are not
			left.Count -= n
		}
	}
	for _, ref := range t.sessions {
		if !gone(ref.client) {
			left.sessions = append(left.sessions, ref)
		}
	}
	if left.Clients() == 0 {
		return nil
	}
	return left
}

// Clients is how many clients were told apart.
func (t *Tally) Clients() int { return t.clients.known.Len() }

// busiest is the most sessions that one client has.
func (t *Tally) busiest() int {
	most := 0
	for _, n := range t.clients.counts {
		most = max(most, n)
	}
	return most
}

func (t *Tally) clientList(c *clients) []string {
	sorted := make([]netip.Addr, 0, t.Clients())
	for _, client := range t.clients.list() {
		sorted = append(sorted, c.addr(client))
	}
	slices.SortFunc(sorted, netip.Addr.Compare)
	list := make([]string, 0, min(len(sorted), record.ListLimit))
	for _, client := range sorted[:cap(list)] {
		list = append(list, client.String())
	}
	return list
}

func (t *Tally) sessionList() []string {
	sortRefs(t.sessions)
	list := make([]string, len(t.sessions))
	for i, ref := range t.sessions {
		list[i] = ref.id
	}
	return list
}

func sortRefs(refs []sessionRef) {
	slices.SortFunc(refs, func(a, b sessionRef) int {
		return cmp.Or(a.start.Compare(b.start), cmp.Compare(a.id, b.id))
	})
}

// subject is what one finding is about: a server, and what else tells one
// subject of a rule from another.
type subject struct {
	server record.Endpoint
	key    string
	client netip.Addr // set where each client is a subject of its own
}

// row is one subject with its tally and what the rule keeps besides.
type row[T any] struct {
	subject
	Tally
	X T
}

// table is a rule's subjects, bounded. The zero value is not ready: see newTable.
type table[T any] struct {
	rows   map[subject]*row[T]
	near   column[[]*row[T]] // the first of each server, by its number; at most maxNear
	room   *refRoom
	folded *uint64
}

// maxNear is how many rows of one server are found without the map.
const maxNear = 8

func newTable[T any](c *Context) table[T] {
	return table[T]{rows: make(map[subject]*row[T]), room: &c.room, folded: &c.folded}
}

// add counts a session under its server and a key and gives their row; nil
// where the table is full and the session was folded.
func (t *table[T]) add(a *Attempt, key string) *row[T] {
	r := t.of(a, key)
	if r != nil {
		r.add(a)
	}
	return r
}

// get gives the row of a subject and counts no session; nil where the table is
// full.
func (t *table[T]) get(at subject) *row[T] {
	r := t.rows[at]
	if r == nil {
		if len(t.rows) >= maxSubjects {
			*t.folded++
			return nil
		}
		r = &row[T]{subject: at, Tally: Tally{room: t.room}}
		t.rows[at] = r
	}
	return r
}

// of gives the row of an attempt's server and a key, as get does. Rules ask it
// of every session, so that the way through the map is spared.
func (t *table[T]) of(a *Attempt, key string) *row[T] {
	at := subject{server: a.Session.Server, key: key}
	if a.Server.number == maxServers { // beyond a limit, servers share their number
		return t.get(at)
	}
	near := t.near.at(int(a.Server.number))
	for _, r := range *near {
		if r.key == key {
			return r
		}
	}
	r := t.get(at)
	if r != nil && len(*near) < maxNear {
		*near = append(*near, r)
	}
	return r
}

// sorted gives the rows by server, then by key, then by client.
func (t *table[T]) sorted() []*row[T] {
	list := make([]*row[T], 0, len(t.rows))
	for _, r := range t.rows {
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b *row[T]) int {
		return cmp.Or(a.server.Compare(b.server), cmp.Compare(a.key, b.key), a.client.Compare(b.client))
	})
	return list
}
