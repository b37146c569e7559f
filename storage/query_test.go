package storage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dgraph-io/badger/v4"
	"pgregory.net/rapid"

	"edrtap/rules/record"
)

func ids(sessions []record.Session) string {
	list := make([]string, len(sessions))
	for i := range sessions {
		list[i] = sessions[i].ID
	}
	return strings.Join(list, " ")
}

// smallSession draws from a small world, so that queries meet something.
func smallSession(t *rapid.T, n int) *record.Session {
	address := rapid.SampledFrom([]string{"10.0.0.1", "10.0.0.2", "10.0.1.1", "::ffff:10.0.0.1", "2001:db8::1"})
	s := &record.Session{
		Type: "session", ID: fmt.Sprintf("id%02d", n),
		Start:   epoch.Add(time.Duration(rapid.IntRange(-3, 3).Draw(t, "start"))),
		Client:  record.Endpoint{IP: netip.MustParseAddr(address.Draw(t, "client")), Port: 1},
		Server:  record.Endpoint{IP: netip.MustParseAddr(address.Draw(t, "server")), Port: rapid.SampledFrom([]uint16{443, 8443}).Draw(t, "port")},
		Outcome: rapid.SampledFrom([]record.Outcome{record.Established, record.Reset}).Draw(t, "outcome"),
	}
	name := rapid.SampledFrom([]string{"", "edr.corp.example", "EDR.corp.example.", "edr", "edr\x00corp", strings.Repeat("a", 300)})
	if sni := name.Draw(t, "sni"); sni != "" {
		s.TLS = &record.TLS{
			SNI: sni, JA3: rapid.SampledFrom([]string{"", "ab", "cd"}).Draw(t, "ja3"), JA4: rapid.SampledFrom([]string{"t13", "t12"}).Draw(t, "ja4"),
			Certificates: rapid.SliceOfN(rapid.Custom(smallCertificate), 0, 2).Draw(t, "chain"),
		}
	}
	if host := name.Draw(t, "host"); host != "" {
		s.Proxy = &record.Proxy{Host: host}
	}
	return s
}

func smallCertificate(t *rapid.T) record.Certificate {
	c := record.Certificate{
		SHA256:  rapid.SampledFrom([]string{"ab01", "ab02", "cd01"}).Draw(t, "sha256"),
		Subject: rapid.SampledFrom([]string{"CN=edr", "CN=Gate,O=Corp", "CN=" + strings.Repeat("long", 2000)}).Draw(t, "subject"),
		Issuer:  rapid.SampledFrom([]string{"CN=Corp CA", "CN=edr"}).Draw(t, "issuer"),
	}
	if rapid.Bool().Draw(t, "names") {
		c.DNSNames, c.IPAddresses = []string{"www.Corp.example"}, []string{"10.9.9.9"}
	}
	return c
}

func smallQuery(t *rapid.T) Query {
	prefix := rapid.SampledFrom([]string{"", "10.0.0.1/32", "10.0.0.0/24", "::ffff:10.0.0.1/128", "2001:db8::1/128", "2001:db8::/32", "::/0", "10.0.0.0/23"})
	parse := func(label string) netip.Prefix {
		p, _ := netip.ParsePrefix(prefix.Draw(t, label))
		return p
	}
	moment := func(label string) time.Time {
		if rapid.Bool().Draw(t, "any "+label) {
			return time.Time{}
		}
		return epoch.Add(time.Duration(rapid.IntRange(-4, 4).Draw(t, label)))
	}
	return Query{
		Since: moment("since"), Until: moment("until"), Client: parse("client"), Server: parse("server"),
		Port:    rapid.SampledFrom([]uint16{0, 443}).Draw(t, "port"),
		Name:    rapid.SampledFrom([]string{"", "", "edr.CORP.example", "edr*", "*.example", "edr", "a*", strings.Repeat("a", 300), "edr?corp"}).Draw(t, "name"),
		Outcome: rapid.SampledFrom([]record.Outcome{"", record.Reset}).Draw(t, "outcome"),
		Text:    rapid.SampledFrom([]string{"", "", "", "corp", "10.9", "long", "EDR."}).Draw(t, "text"),
		JA3:     rapid.SampledFrom([]string{"", "", "AB"}).Draw(t, "ja3"),
		JA4:     rapid.SampledFrom([]string{"", "", "t12"}).Draw(t, "ja4"),
		SHA256:  rapid.SampledFrom([]string{"", "", "", "ab", "AB02"}).Draw(t, "sha256"),
		Subject: rapid.SampledFrom([]string{"", "", "", "gate", "longlong"}).Draw(t, "subject"),
		Issuer:  rapid.SampledFrom([]string{"", "", "", "corp"}).Draw(t, "issuer"),
		ID:      rapid.SampledFrom([]string{"", "", "", "id", "id1", "id03", "x"}).Draw(t, "id"),
		Rule:    rapid.SampledFrom([]string{"", "", "", "one", "two"}).Draw(t, "rule"),
		Limit:   rapid.IntRange(0, 3).Draw(t, "limit"),
		Reverse: rapid.Bool().Draw(t, "reverse"),
	}
}

// listSome writes findings that list sessions, of which some are gone, and
// gives which they are by rule.
func listSome(r *rapid.T, t *testing.T, store *Store) map[string]map[string]bool {
	listed := map[string]map[string]bool{}
	var findings []record.Finding
	for _, rule := range rapid.SliceOfN(rapid.SampledFrom([]string{"one", "two"}), 0, 3).Draw(r, "findings") {
		finding := record.Finding{Rule: rule, First: epoch.Add(-3), Last: epoch.Add(3)}
		for n := range 14 {
			if id := fmt.Sprintf("id%02d", n); rapid.Bool().Draw(r, "listed") {
				finding.Sessions = append(finding.Sessions, id)
				if listed[rule] == nil {
					listed[rule] = map[string]bool{}
				}
				listed[rule][id] = true
			}
		}
		findings = append(findings, finding)
	}
	w := newWriter(t, store, "run")
	if err := w.Findings(findings); err != nil {
		r.Fatal(err)
	}
	closeWriter(t, w)
	return listed
}

// TestQueriesFindWhatAScanOfAllFinds compares the index with the plain filter
// over a sorted list, whole and page by page.
func TestQueriesFindWhatAScanOfAllFinds(t *testing.T) {
	store := open(t, t.TempDir())
	rapid.Check(t, func(r *rapid.T) {
		if err := store.db.DropPrefix([]byte(sessionPrefix), []byte(indexPrefix), []byte(columnPrefix), []byte(findingPrefix)); err != nil {
			r.Fatal(err)
		}
		var all []*record.Session
		for n := range rapid.IntRange(0, 12).Draw(r, "sessions") {
			all = append(all, smallSession(r, n))
		}
		blocks := rapid.IntRange(0, len(all)).Draw(r, "in the first block")
		put(t, store, all[:blocks]...)
		put(t, store, all[rapid.IntRange(0, blocks).Draw(r, "again from"):]...)
		listed := listSome(r, t, store)
		slices.SortFunc(all, func(a, b *record.Session) int {
			return cmp.Or(a.Start.Compare(b.Start), strings.Compare(a.ID, b.ID))
		})
		for range 10 {
			q := smallQuery(r)
			f := newFilter(q)
			var want []record.Session
			for _, s := range all {
				if f.session(s) && (q.Rule == "" || listed[q.Rule][s.ID]) {
					want = append(want, *s)
				}
			}
			if q.Reverse {
				slices.Reverse(want)
			}
			var pages []record.Session
			for q.Limit > 0 && len(pages) <= len(want) {
				page := collect(t, store.Sessions(context.Background(), q))
				if pages = append(pages, page...); len(page) < q.Limit {
					break
				}
				q.After = Cursor(&page[len(page)-1])
			}
			if q.Limit == 0 {
				pages = collect(t, store.Sessions(context.Background(), q))
			}
			if ids(pages) != ids(want) {
				r.Fatalf("%+v: got %s, want %s", q, ids(pages), ids(want))
			}
		}
	})
}

func TestFilterOfSessions(t *testing.T) {
	s := typicalSession(0)
	s.Proxy = &record.Proxy{Host: "Gate.corp.example"}
	for _, c := range []struct {
		name string
		q    Query
		want bool
	}{
		{"nothing asked", Query{}, true},
		{"since its start", Query{Since: s.Start}, true},
		{"since later", Query{Since: s.Start.Add(1)}, false},
		{"until its start", Query{Until: s.Start}, false},
		{"until later", Query{Until: s.Start.Add(1)}, true},
		{"client", Query{Client: Address(s.Client.IP)}, true},
		{"client mapped", Query{Client: netip.MustParsePrefix("::ffff:10.1.0.0/112")}, true},
		{"other client", Query{Client: netip.MustParsePrefix("10.2.0.0/16")}, false},
		{"server network", Query{Server: netip.MustParsePrefix("10.9.0.0/16")}, true},
		{"other port", Query{Port: 8443}, false},
		{"name", Query{Name: "EDR.Corp.Example."}, true},
		{"glob", Query{Name: "edr.*"}, true},
		{"CONNECT host", Query{Name: "gate.corp.example"}, true},
		{"other name", Query{Name: "corp.example"}, false},
		{"outcome", Query{Outcome: record.Established}, true},
		{"other outcome", Query{Outcome: record.Reset}, false},
	} {
		f := newFilter(c.q)
		if got := f.session(s); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestGlob(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"", "", true},
		{"", "a", false},
		{"*", "", true},
		{"*", "a.b", true},
		{"?", "", false},
		{"a?c", "abc", true},
		{"*.example", "edr.corp.example", true},
		{"*.example", "example", false},
		{"e*r*e", "edr.corp.example", true},
		{"e*x", "edr.corp.example", false},
		{"**a", "bba", true},
		{"a*", "a", true},
		{strings.Repeat("a*", 200) + "b", strings.Repeat("a", 5000), false}, // must not take for ever
	} {
		if got := matchGlob(c.pattern, c.name); got != c.want {
			t.Errorf("%.20q and %.20q: %v", c.pattern, c.name, got)
		}
	}
}

func TestIterationStopsWhenTheCallerOrTheContextDoes(t *testing.T) {
	store := open(t, t.TempDir())
	put(t, store, typicalSession(0), typicalSession(1), typicalSession(2))
	n := 0
	for range store.Sessions(context.Background(), Query{}) {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d sessions after a break", n)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var got []error
	for _, err := range store.Sessions(ctx, Query{}) {
		got = append(got, err)
		cancel()
	}
	if len(got) != 2 || got[0] != nil || !errors.Is(got[1], context.Canceled) {
		t.Errorf("%v", got)
	}
}

func TestMissingSession(t *testing.T) {
	store := open(t, t.TempDir())
	gone, there := typicalSession(0), typicalSession(1)
	put(t, store, gone, there)
	key := appendPosition([]byte(sessionPrefix), gone)
	if err := store.db.Update(func(txn *badger.Txn) error { return txn.Delete(key) }); err != nil { // its row stays
		t.Fatal(err)
	}
	for _, id := range []string{"", "none", gone.ID, there.ID[:8], there.ID + "0"} {
		if _, err := store.Session(id); !errors.Is(err, ErrNotFound) {
			t.Errorf("%q: %v", id, err)
		}
	}
	if got, err := store.Session(there.ID); err != nil || got.ID != there.ID {
		t.Error(got.ID, err)
	}
}

func TestDamagedValueIsNamedAndPassedOver(t *testing.T) {
	store := open(t, t.TempDir())
	sessions := []*record.Session{typicalSession(0), typicalSession(1), typicalSession(2)}
	put(t, store, sessions...)
	key := appendPosition([]byte(sessionPrefix), sessions[1])
	err := store.db.Update(func(txn *badger.Txn) error { return txn.Set(key, []byte{sessionVersion, 3, 0, 0, 0, 0xff}) })
	if err != nil {
		t.Fatal(err)
	}
	var good []record.Session
	var failures []error
	for s, err := range store.Sessions(context.Background(), Query{}) {
		if err != nil {
			failures = append(failures, err)
			continue
		}
		good = append(good, s)
	}
	if len(failures) != 1 || ids(good) != sessions[0].ID+" "+sessions[2].ID {
		t.Fatalf("%v and %s", failures, ids(good))
	}
	want := fmt.Sprintf("store %s: key s/2026-03-01T08:00:00.007Z/%q: damaged session: ends early", store.Dir(), sessions[1].ID)
	if failures[0].Error() != want {
		t.Errorf("%v\nwant %s", failures[0], want)
	}
	for range 2 { // with the index as it was written, and written anew
		if _, err := store.Session(sessions[1].ID); err == nil || err.Error() != want {
			t.Errorf("%v\nwant %s", err, want)
		}
		if err := store.reindex(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestMissingPartIsNamed(t *testing.T) {
	store := open(t, t.TempDir())
	put(t, store, typicalSession(0), typicalSession(1)) // the second refers to parts
	if err := store.db.DropPrefix([]byte(partPrefix)); err != nil {
		t.Fatal(err)
	}
	var failures []error
	for _, err := range store.Sessions(context.Background(), Query{}) {
		if err != nil {
			failures = append(failures, err)
		}
	}
	if len(failures) != 1 || !strings.Contains(failures[0].Error(), "key p/") || !strings.Contains(failures[0].Error(), "it is missing") {
		t.Error(failures)
	}
}
