package dns

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

var (
	client   = netip.MustParseAddrPort("10.0.0.5:40000")
	resolver = netip.MustParseAddrPort("10.0.0.53:53")
	second   = netip.MustParseAddrPort("10.0.0.54:53")
)

const ms = int64(1e6)

// build makes a message; answers are "A 192.0.2.1", "AAAA ::1", "CNAME x." in
// the name that the one before led to, or "other. A 192.0.2.1".
func build(t testing.TB, id uint16, response bool, code dnsmessage.RCode, name string, kind dnsmessage.Type, answers ...string) []byte {
	t.Helper()
	b := dnsmessage.NewBuilder(nil, dnsmessage.Header{ID: id, Response: response, RCode: code})
	b.EnableCompression()
	must(t, b.StartQuestions())
	must(t, b.Question(dnsmessage.Question{Name: dnsmessage.MustNewName(name), Type: kind, Class: dnsmessage.ClassINET}))
	must(t, b.StartAnswers())
	at := name
	for _, answer := range answers {
		words := strings.Fields(answer)
		owner := at
		if len(words) == 3 {
			owner, words = words[0], words[1:]
		}
		h := dnsmessage.ResourceHeader{Name: dnsmessage.MustNewName(owner), Class: dnsmessage.ClassINET, TTL: 60}
		switch words[0] {
		case "A":
			must(t, b.AResource(h, dnsmessage.AResource{A: netip.MustParseAddr(words[1]).As4()}))
		case "AAAA":
			must(t, b.AAAAResource(h, dnsmessage.AAAAResource{AAAA: netip.MustParseAddr(words[1]).As16()}))
		case "CNAME":
			must(t, b.CNAMEResource(h, dnsmessage.CNAMEResource{CNAME: dnsmessage.MustNewName(words[1])}))
			at = words[1]
		case "HTTPS":
			h.Type = dnsmessage.TypeHTTPS
			must(t, b.UnknownResource(h, dnsmessage.UnknownResource{Type: dnsmessage.TypeHTTPS, Data: []byte{0, 1, 0}}))
		}
	}
	made, err := b.Finish()
	must(t, err)
	return made
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestParseReadsQuestionAndAnswers(t *testing.T) {
	for _, c := range []struct {
		name  string
		bytes []byte
		want  string
	}{
		{"query", build(t, 7, false, 0, "EDR.Corp.Example.", dnsmessage.TypeA), "7 false edr.corp.example 1 0 [] "},
		{"answer", build(t, 7, true, 0, "edr.corp.example.", dnsmessage.TypeA, "A 192.0.2.1", "A 192.0.2.2"), "7 true edr.corp.example 1 0 [192.0.2.1 192.0.2.2] "},
		{"chain", build(t, 7, true, 0, "edr.corp.example.", dnsmessage.TypeAAAA, "CNAME x.example.", "AAAA 2001:db8::1"), "7 true edr.corp.example 28 0 [2001:db8::1] x.example"},
		{"records of another name", build(t, 7, true, 0, "edr.corp.example.", dnsmessage.TypeA, "other. A 192.0.2.9"), "7 true edr.corp.example 1 0 [] "},
		{"no such name", build(t, 7, true, dnsmessage.RCodeNameError, "edr.corp.example.", dnsmessage.TypeA), "7 true edr.corp.example 1 3 [] "},
		{"root", build(t, 7, false, 0, ".", dnsmessage.TypeA), "7 false  1 0 [] "},
	} {
		m, ok := Parse(c.bytes)
		got := fmt.Sprint(m.ID, " ", m.Response, " ", m.Name, " ", m.Type, " ", m.RCode, " ", m.Addresses, " ", m.Canonical)
		if !ok || got != c.want || m.Partial {
			t.Errorf("%s: got %q %v, want %q", c.name, got, ok, c.want)
		}
	}
}

func TestParseRefusesWhatIsNoQuestion(t *testing.T) {
	two := build(t, 7, false, 0, "a.example.", dnsmessage.TypeA)
	two[5] = 2
	update := build(t, 7, false, 0, "a.example.", dnsmessage.TypeA)
	update[2] |= 5 << 3
	for name, b := range map[string][]byte{"nothing": nil, "short": {1, 2, 3}, "zeros": make([]byte, 12), "two questions": two, "update": update} {
		if m, ok := Parse(b); ok {
			t.Errorf("%s: taken as %+v", name, m)
		}
	}
}

func TestWhatIsCutOffIsNotEmpty(t *testing.T) {
	whole := build(t, 7, true, 0, "edr.corp.example.", dnsmessage.TypeA, "A 192.0.2.1", "A 192.0.2.2")
	for n := len(whole) - 1; n > 34; n-- {
		m, ok := Parse(whole[:n])
		if !ok || !m.Partial || m.outcome() != Answered {
			t.Errorf("%d bytes: %+v %v", n, m, ok)
		}
	}
}

func TestAddressesAreBounded(t *testing.T) {
	answers := make([]string, maxAddresses+1)
	for i := range answers {
		answers[i] = fmt.Sprintf("A 192.0.2.%d", i)
	}
	if m, ok := Parse(build(t, 7, true, 0, "a.example.", dnsmessage.TypeA, answers...)); !ok || len(m.Addresses) != maxAddresses || !m.Partial {
		t.Errorf("%d addresses, partial %v", len(m.Addresses), m.Partial)
	}
}

// tape is a tracker and what it emitted.
type tape struct {
	*Tracker
	t    testing.TB
	seen []string
}

func newTape(t testing.TB) *tape {
	p := &tape{t: t}
	p.Tracker = NewTracker(func(l Lookup) {
		p.seen = append(p.seen, fmt.Sprint(l.Time/ms, " ", l.Name, " ", l.Outcome, " ", l.Resolver.Addr(), " ", l.Addresses))
	})
	return p
}

func (p *tape) ask(at int64, id uint16, to netip.AddrPort) {
	p.Datagram(client, to, at*ms, at*ms, build(p.t, id, false, 0, "a.example.", dnsmessage.TypeA))
}

func (p *tape) reply(at int64, id uint16, from netip.AddrPort, code dnsmessage.RCode, answers ...string) {
	p.Datagram(from, client, at*ms, at*ms, build(p.t, id, true, code, "a.example.", dnsmessage.TypeA, answers...))
}

func TestTrackerJoinsQueriesAndAnswers(t *testing.T) {
	const address = "A 192.0.2.1"
	for _, c := range []struct {
		name string
		play func(*tape)
		want []string
	}{
		{"answered", func(p *tape) { p.ask(0, 1, resolver); p.reply(5, 1, resolver, 0, address) }, []string{"0 a.example answered 10.0.0.53 [192.0.2.1]"}},
		{"a copy of the answer", func(p *tape) {
			p.ask(0, 1, resolver)
			p.reply(5, 1, resolver, 0, address)
			p.reply(6, 1, resolver, 0, address)
		}, []string{"0 a.example answered 10.0.0.53 [192.0.2.1]"}},
		{"no such name", func(p *tape) { p.ask(0, 1, resolver); p.reply(5, 1, resolver, dnsmessage.RCodeNameError) }, []string{"0 a.example nxdomain 10.0.0.53 []"}},
		{"no record", func(p *tape) { p.ask(0, 1, resolver); p.reply(5, 1, resolver, 0) }, []string{"0 a.example empty 10.0.0.53 []"}},
		{"refused", func(p *tape) { p.ask(0, 1, resolver); p.reply(5, 1, resolver, dnsmessage.RCodeRefused) }, []string{"0 a.example refused 10.0.0.53 []"}},
		{"the second resolver answers", func(p *tape) {
			p.ask(0, 1, resolver)
			p.reply(5, 1, resolver, dnsmessage.RCodeServerFailure)
			p.ask(10, 2, second)
			p.reply(15, 2, second, 0, address)
		}, []string{"0 a.example servfail 10.0.0.53 []", "10 a.example answered 10.0.0.54 [192.0.2.1]"}},
		{"an answer with another id, port or sender", func(p *tape) {
			p.ask(0, 1, resolver)
			p.reply(5, 2, resolver, 0, address)
			p.reply(5, 1, second, 0, address)
			p.Datagram(resolver, netip.MustParseAddrPort("10.0.0.5:40001"), 6*ms, 6*ms, build(t, 1, true, 0, "a.example.", dnsmessage.TypeA, address))
		}, nil},
		{"no answer", func(p *tape) { p.ask(0, 1, resolver); p.Advance(5000 * ms) }, []string{"0 a.example timeout 10.0.0.53 []"}},
		{"no answer at the end", func(p *tape) {
			p.ask(0, 1, resolver)
			p.ask(4000, 2, second)
			p.ask(8000, 3, second)
			p.Finish(8000 * ms)
		}, []string{"0 a.example timeout 10.0.0.54 []"}},
		{"not yet at the end", func(p *tape) { p.ask(0, 1, resolver); p.ask(4000, 2, second); p.Finish(4999 * ms) }, nil},
		{"not asked again at the end", func(p *tape) { p.ask(0, 1, resolver); p.Finish(4999 * ms) }, nil},
		{"answered once at the end", func(p *tape) {
			p.ask(0, 1, resolver)
			p.ask(4000, 2, second)
			p.reply(4500, 1, resolver, dnsmessage.RCodeServerFailure)
			p.Finish(6000 * ms)
		}, []string{"0 a.example servfail 10.0.0.53 []"}},
		{"not yet", func(p *tape) { p.ask(0, 1, resolver); p.Advance(4999 * ms) }, nil},
		{"asked again, no answer", func(p *tape) {
			p.ask(0, 1, resolver)
			p.ask(4000, 2, second)
			p.Advance(8999 * ms)
			if len(p.seen) > 0 {
				t.Error("too early")
			}
			p.Advance(9000 * ms)
			p.Advance(60000 * ms)
		}, []string{"0 a.example timeout 10.0.0.54 []"}},
		{"asked again, and the first query is answered", func(p *tape) {
			p.ask(0, 1, resolver)
			p.ask(1000, 2, second)
			p.reply(1500, 1, resolver, 0, address)
			p.Advance(60000 * ms)
		}, []string{"0 a.example answered 10.0.0.53 [192.0.2.1]"}},
		{
			"late", func(p *tape) { p.ask(0, 1, resolver); p.reply(20000, 1, resolver, 0, address) },
			[]string{"0 a.example timeout 10.0.0.53 []", "0 a.example answered 10.0.0.53 [192.0.2.1]"},
		},
		{"too late", func(p *tape) { p.ask(0, 1, resolver); p.reply(31000, 1, resolver, 0, address) }, []string{"0 a.example timeout 10.0.0.53 []"}},
		{"truncated, then over TCP", func(p *tape) {
			p.ask(0, 1, resolver)
			cut := build(t, 1, true, 0, "a.example.", dnsmessage.TypeA)
			cut[2] |= 2 // TC
			p.Datagram(resolver, client, ms, ms, cut)
			q := prefixed(build(t, 3, false, 0, "a.example.", dnsmessage.TypeA))
			p.Segment(client, resolver, 2*ms, 2*ms, q)
			r := prefixed(build(t, 3, true, 0, "a.example.", dnsmessage.TypeA, address))
			p.Segment(resolver, client, 3*ms, 3*ms, r)
		}, []string{"0 a.example answered 10.0.0.53 [192.0.2.1]"}},
		{"over TCP, the length in a segment of its own", func(p *tape) {
			q := prefixed(build(t, 3, false, 0, "a.example.", dnsmessage.TypeA))
			p.Segment(client, resolver, 0, 0, q[:2])
			p.Segment(client, resolver, 0, 0, q[2:])
			p.Segment(resolver, client, ms, ms, prefixed(build(t, 3, true, 0, "a.example.", dnsmessage.TypeA, address)))
		}, []string{"0 a.example answered 10.0.0.53 [192.0.2.1]"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newTape(t)
			c.play(p)
			if !slices.Equal(p.seen, c.want) {
				t.Errorf("got %q, want %q", p.seen, c.want)
			}
		})
	}
}

func prefixed(b []byte) []byte {
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(b))), b...)
}

// How often the clock is told must not matter.
func TestOrderDoesNotDependOnWhenTheClockIsTold(t *testing.T) {
	play := func(step int64) []string {
		p := newTape(t)
		for i := range int64(40) {
			at := i * 700
			name := fmt.Sprintf("n%d.example.", i*7%5)
			p.Datagram(client, resolver, at*ms, at*ms, build(t, uint16(i), false, 0, name, dnsmessage.TypeA))
			for tell := at; tell < at+700; tell += step {
				p.Advance(tell * ms)
			}
		}
		p.Advance(100000 * ms)
		return p.seen
	}
	if often, seldom := play(10), play(700); !slices.Equal(often, seldom) || len(often) == 0 {
		t.Errorf("often %q\nseldom %q", often, seldom)
	}
}

func TestQuestionsAreBoundedAndForgotten(t *testing.T) {
	p := NewTracker(func(Lookup) {})
	q := build(t, 1, false, 0, "a.example.", dnsmessage.TypeA)
	for i := range maxQueries + 100 {
		from := netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}), 4000)
		p.Datagram(from, resolver, int64(i), int64(i), q)
	}
	if p.Dropped() != 100 || len(p.questions) != maxQueries {
		t.Errorf("%d dropped, %d kept", p.Dropped(), len(p.questions))
	}
	p.Advance(60e9)
	if len(p.questions)+p.early.len()+p.late.len() != 0 {
		t.Errorf("%d questions are never forgotten", len(p.questions))
	}
}

func TestANameAskedAgainAndAgainIsBounded(t *testing.T) {
	p := newTape(t)
	for i := range int64(100) {
		p.ask(i, uint16(i), resolver)
	}
	for _, q := range p.questions {
		if len(q.tries) != maxTries {
			t.Errorf("%d tries", len(q.tries))
		}
	}
}

func FuzzTracker(f *testing.F) {
	f.Add(build(f, 7, true, 0, "edr.corp.example.", dnsmessage.TypeA, "CNAME x.example.", "A 192.0.2.1"), false)
	f.Add(build(f, 7, false, 0, "edr.corp.example.", dnsmessage.TypeHTTPS), false)
	f.Add(prefixed(build(f, 7, true, 3, "edr.corp.example.", dnsmessage.TypeAAAA)), true)
	f.Fuzz(func(t *testing.T, b []byte, tcp bool) {
		m, ok := Parse(b)
		if ok && (len(m.Name) > 255 || len(m.Addresses) > maxAddresses || strings.HasSuffix(m.Name, ".") && m.Name != "") {
			t.Fatalf("%+v", m)
		}
		emitted := 0
		p := NewTracker(func(l Lookup) {
			if l.Outcome == "" || l.Outcome == Answered && l.Client != client.Addr() {
				t.Fatalf("%+v", l)
			}
			emitted++
		})
		take := p.Datagram
		if tcp {
			take = p.Segment
		}
		take(client, resolver, 0, 0, b)
		take(resolver, client, 1, 1, b)
		p.Advance(1e12)
		if len(p.questions)+p.early.len()+p.late.len() != 0 {
			t.Fatal("something is kept for ever")
		}
		if !tcp && ok && !m.Response && emitted != 1 {
			t.Fatalf("%d lookups of one query", emitted)
		}
	})
}

func BenchmarkDatagram(b *testing.B) {
	p := NewTracker(func(Lookup) {})
	q := build(b, 1, false, 0, "edr.corp.example.", dnsmessage.TypeA)
	r := build(b, 1, true, 0, "edr.corp.example.", dnsmessage.TypeA, "CNAME x.example.", "A 192.0.2.1")
	b.ReportAllocs()
	for i := int64(0); b.Loop(); i++ {
		p.Datagram(client, resolver, i*ms, i*ms, q)
		p.Datagram(resolver, client, i*ms, i*ms, r)
	}
}
