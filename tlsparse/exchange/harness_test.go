package exchange

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"edrtap/tlsparse"
)

// said is bytes of one end, in the order in which they were sent.
type said struct {
	from tlsparse.Dir
	b    []byte
	hole bool // bytes before these were lost
}

// result is what came out of a connection.
type result struct {
	requests  []Exchange
	exchanges []Exchange
	counters  Counters
	held      int
}

// play gives a connection to a parser, in pieces that cut chooses.
func play(t testing.TB, path string, limits Limits, script []said, cut func(n int) int) result {
	t.Helper()
	where := Path{}
	if path != "" {
		var err error
		if where, err = ParsePath(path); err != nil {
			t.Fatal(err)
		}
	}
	var r result
	p := NewParser(limits, where)
	p.OnRequest = func(_ *Conn, e *Exchange) { r.requests = append(r.requests, *e) }
	p.OnExchange = func(_ *Conn, e *Exchange) { r.exchanges = append(r.exchanges, *e) }
	var c Conn
	for i, s := range script {
		if s.hole {
			p.Hole(&c, s.from)
		}
		for b := s.b; len(b) > 0; {
			n := min(len(b), max(1, cut(len(b))))
			p.Data(&c, s.from, int64(i+1), slices.Clone(b[:n]))
			b = b[n:]
		}
	}
	p.Close(&c)
	r.counters, r.held = p.Counters, p.held
	return r
}

func whole(n int) int { return n }
func single(int) int  { return 1 }

// pieces cuts at random places, always the same ones.
func pieces(seed uint64) func(int) int {
	random := rand.New(rand.NewPCG(seed, 1))
	return func(n int) int { return 1 + random.IntN(n) }
}

// line says of an exchange what tests compare.
func line(e Exchange) string {
	return fmt.Sprintf("%s %s %s%s %d: %d in %d bytes (%s)", e.Version, e.Method, e.Host, e.Path, e.Status, e.Events, e.Body, e.Counts)
}

func lines(list []Exchange) []string {
	slices.SortStableFunc(list, func(a, b Exchange) int { return cmp.Compare(a.Began, b.Began) })
	made := make([]string, 0, len(list))
	for _, e := range list {
		made = append(made, line(e))
	}
	return made
}

func client(s string) said { return said{from: tlsparse.Client, b: []byte(s)} }
func server(s string) said { return said{from: tlsparse.Server, b: []byte(s)} }
