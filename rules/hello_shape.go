package rules

import (
	"slices"
	"strings"
	"time"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// shape is whose a ClientHello may be, by what it offers.
type shape uint8

const (
	unclear  shape = iota
	schannel       // nothing in it that Schannel does not send
	stranger       // something in it that Schannel never sends
)

// schannelGroups are the groups that Schannel offers.
var schannelGroups = []string{"x25519", "secp256r1", "secp384r1", "secp521r1"}

// shapeOf looks for what Schannel never sends: the signalling suites of RFC
// 5746 and RFC 7507, ChaCha20, and groups beyond its own.
func shapeOf(t *record.TLS) shape {
	if len(t.OfferedCiphers) == 0 {
		return unclear
	}
	for _, suite := range t.OfferedCiphers {
		if strings.HasSuffix(suite, "_SCSV") || strings.Contains(suite, "_CHACHA20_") {
			return stranger
		}
	}
	for _, group := range t.OfferedGroups {
		if !slices.Contains(schannelGroups, group) {
			return stranger
		}
	}
	if len(t.OfferedGroups) == 0 {
		return unclear
	}
	return schannel
}

func proxiedHello() Rule {
	return Rule{
		ID: "proxied-hello", Group: "interception", Causes: []int{4}, Steps: proxySteps,
		Severities: []record.Severity{record.Info},
		New: func(c *Context) Collector {
			return &shapeCollector{context: c, table: newTable[shapes](c)}
		},
	}
}

// shapeCollector compares the ClientHellos of all clients of a server: where
// most look as Windows makes them and those of a few do not, a device may
// stand before the few.
type shapeCollector struct {
	context *Context
	table   table[shapes]
	of      column[shapesOf]
}

type shapes struct {
	pairs []uint32 // numbers of the server's pairs
	names []string
}

// shapesOf is the ClientHellos of one pair.
type shapesOf struct {
	count       uint32
	seen        [3]bool
	first, last int64 // ns
}

func (x *shapesOf) add(s *record.Session) {
	start, end := s.Start.UnixNano(), s.End.UnixNano()
	if x.count == 0 || start < x.first {
		x.first = start
	}
	if x.count == 0 || end > x.last {
		x.last = end
	}
	x.count++
}

func (x *shapesOf) span() span {
	return span{int(x.count), time.Unix(0, x.first).UTC(), time.Unix(0, x.last).UTC()}
}

// shape is that of all that were looked at; unclear where they differ.
func (x *shapesOf) shape() shape {
	switch {
	case x.seen[schannel] && !x.seen[stranger]:
		return schannel
	case x.seen[stranger] && !x.seen[schannel]:
		return stranger
	}
	return unclear
}

// shapesLooked is how many ClientHellos of one client are looked at.
const shapesLooked = 8

// Observe keeps what each client of an appliance offers.
func (c *shapeCollector) Observe(a *Attempt) {
	if a.TLS == nil || a.Match.Role != inventory.Appliance && c.context.inventory.HasAppliances() {
		return
	}
	row := c.table.of(a, "")
	if row == nil {
		return
	}
	if a.Pair == noPair {
		return
	}
	of := c.of.at(a.Pair)
	if of.count == 0 {
		row.X.pairs = append(row.X.pairs, uint32(a.Pair))
	}
	of.add(a.Session)
	if of.count <= shapesLooked {
		of.seen[shapeOf(a.TLS)] = true
	}
	if a.Reference.name != "" {
		row.X.names = addBounded(row.X.names, a.Reference.name)
	}
}

// Conclude gives a finding for each server that has such clients.
func (c *shapeCollector) Conclude() []Conclusion {
	const fleet = 3 // clients that make a rule and not an exception
	var list []Conclusion
	for _, row := range c.table.sorted() {
		var count [3]int // pairs by shape
		for _, n := range row.X.pairs {
			count[c.of.at(int(n)).shape()]++
		}
		usual, strange := count[schannel], count[stranger]
		if strange == 0 || usual < fleet || strange*fleet > usual {
			continue
		}
		tally := &Tally{}
		told, changed := 0, 0
		for _, n := range row.X.pairs {
			of, client := c.of.at(int(n)), c.context.pairs.client(int(n))
			if of.shape() != stranger {
				continue
			}
			tally.addClient(client, of.span())
			addr := c.context.clients.addr(client)
			if c.context.inventory.Server(addr, 0, "").Role == inventory.Proxy {
				told++
			}
			if c.context.otherHello(addr) {
				changed++
			}
		}
		if c.context.inventory.Sensor == inventory.ClientSide && told < tally.Clients() {
			continue // a proxy's ClientHello is not seen there: it is some client's own software
		}
		conclusion := Conclusion{
			Severity: record.Info, Evidence: record.Hint, Server: at(row.server), Tally: tally, Names: row.X.names,
			Title: "title", Explain: []string{"what"}, Remedy: []string{"compare"},
			Detail: map[string]any{"clients_as_windows": usual}, Params: text.Params{"usual": usual},
		}
		if told == tally.Clients() {
			conclusion.Evidence = record.Strong
			conclusion.Explain = append(conclusion.Explain, "proxy")
		}
		if changed > 0 {
			conclusion.Detail["clients_changed"], conclusion.Params["changed"] = changed, changed
			conclusion.Explain = append(conclusion.Explain, "changed")
		}
		list = append(list, conclusion)
	}
	return list
}

func fipsProfile() Rule {
	return Rule{
		ID: "fips-profile", Group: "negotiation", Causes: []int{7}, Steps: []string{"16"},
		Severities: []record.Severity{record.Low, record.Info},
		New: func(c *Context) Collector {
			return &fipsCollector{context: c, table: newTable[fips](c)}
		},
	}
}

// fipsCollector looks for the offer of Windows 10 1607 or later without
// x25519: FIPS mode takes it away, and so does a policy of curves.
type fipsCollector struct {
	context *Context
	table   table[fips]
	full    [][]string // lists of suites that some client offers with x25519
}

type fips struct {
	suites  string
	groups  []string
	refused int
}

// Observe keeps such offers, by server.
func (c *fipsCollector) Observe(a *Attempt) {
	if a.TLS == nil || !windows10Order(a.TLS.OfferedCiphers) || c.known(a.TLS) || shapeOf(a.TLS) != schannel {
		return
	}
	if slices.Contains(a.TLS.OfferedGroups, "x25519") {
		if len(c.full) < maxLearned {
			c.full = append(c.full, slices.Clone(a.TLS.OfferedCiphers))
		}
		return
	}
	suites := strings.Join(a.TLS.OfferedCiphers, ":")
	row := c.table.add(a, suites)
	if row == nil {
		return
	}
	row.X.suites, row.X.groups = suites, slices.Clone(a.TLS.OfferedGroups)
	if a.Fault == OfferRefused {
		row.X.refused++
	}
}

// known says whether an offer with x25519 is one that is kept already.
func (c *fipsCollector) known(t *record.TLS) bool {
	return slices.Contains(t.OfferedGroups, "x25519") &&
		slices.ContainsFunc(c.full, func(have []string) bool { return slices.Equal(have, t.OfferedCiphers) })
}

// windows10Order says whether suites stand in the order that Schannel has
// from Windows 10 1607 on.
func windows10Order(suites []string) bool {
	for _, order := range [][]string{
		{"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"},
		{"TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"},
	} {
		if len(suites) > len(order) && slices.Equal(suites[:len(order)], order) {
			return true
		}
	}
	return false
}

// Conclude gives a finding for each server and list of suites.
func (c *fipsCollector) Conclude() []Conclusion {
	var list []Conclusion
	for _, row := range c.table.sorted() {
		conclusion := Conclusion{
			Severity: record.Info, Evidence: record.Hint, Server: at(row.server), Tally: &row.Tally,
			Title: "title", Explain: []string{"what"}, Remedy: []string{"fips"},
			Detail: map[string]any{"offered_groups": row.X.groups, "sessions_refused": row.X.refused},
			Params: text.Params{"groups": row.X.groups, "refused": row.X.refused},
		}
		if slices.ContainsFunc(c.full, func(have []string) bool { return strings.Join(have, ":") == row.X.suites }) {
			conclusion.Evidence = record.Strong
			conclusion.Explain = append(conclusion.Explain, "others")
		}
		if row.X.refused > 0 {
			conclusion.Severity = record.Low
			conclusion.Explain = append(conclusion.Explain, "refused")
		}
		list = append(list, conclusion)
	}
	return list
}
