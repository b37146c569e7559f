package rules

import (
	"maps"
	"slices"
	"strings"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

func cipherNearExhaustion() Rule {
	return Rule{
		ID: "cipher-near-exhaustion", Group: "negotiation", Causes: []int{7}, Steps: []string{"16"},
		Severities: []record.Severity{record.Low, record.Info},
		New: func(c *Context) Collector {
			return &nearCollector{context: c, table: newTable[nearOffer](c), several: newTable[offersMade](c)}
		},
	}
}

// nearCollector gathers clients that have a single suite left with a server:
// because they offer no other, because it accepts no other by the inventory, or
// because it refused all others when somebody offered them. One change at either
// side, and nothing is left. What a server chose so far says little of what it
// would choose.
type nearCollector struct {
	context *Context
	table   table[nearOffer]
	several table[offersMade] // offers of several suites to servers whose suites were not told
	of      column[uint8]     // which of the server's offers a pair made first, from 1 on
}

type nearOffer struct {
	role   inventory.Role
	suite  string
	shared bool // it is one of several, of which the server accepts no other
}

// offersMade is the different offers with which clients came to terms with a
// server.
type offersMade struct {
	list  []offerMade // at most maxOffers
	pairs []uint32    // numbers of the server's pairs
}

type offerMade struct{ suites, versions []string }

// Observe keeps finished handshakes with such an offer.
func (n *nearCollector) Observe(a *Attempt) {
	if a.TLS == nil || !a.TLS.Established {
		return
	}
	const signals = 2 // suites that are none
	if len(a.TLS.OfferedCiphers) > 1+signals && n.of.get(a.Pair) > 0 {
		return // what this client offers here is known
	}
	if suite := onlySuite(a.TLS.OfferedCiphers); suite != "" {
		n.add(a, suite, false)
		return
	}
	if told := a.Match.Appliance; told == nil || len(told.Suites) == 0 {
		n.keep(a)
	} else if shared := common(a.TLS.OfferedCiphers, a.TLS.OfferedVersions, told.Suites); len(shared) == 1 {
		n.add(a, shared[0], true)
	}
}

// onlySuite gives the suite of an offer of one; "" where there are several.
func onlySuite(suites []string) string {
	only := ""
	for _, suite := range suites {
		if strings.HasSuffix(suite, "_SCSV") {
			continue
		}
		if only != "" {
			return ""
		}
		only = suite
	}
	return only
}

func (n *nearCollector) add(a *Attempt, suite string, shared bool) {
	key := suite
	if shared {
		key += " of several"
	}
	if row := n.table.add(a, key); row != nil {
		row.X = nearOffer{a.Match.Role, suite, shared}
	}
}

// keep keeps what a pair offers first: whether a single suite is left of it, the
// server's refusals tell at the end.
func (n *nearCollector) keep(a *Attempt) {
	if a.Pair == noPair || n.of.get(a.Pair) > 0 {
		return
	}
	row := n.several.of(a, "")
	if row == nil {
		return
	}
	x := &row.X
	i := slices.IndexFunc(x.list, func(o offerMade) bool {
		return slices.Equal(o.suites, a.TLS.OfferedCiphers) && slices.Equal(o.versions, a.TLS.OfferedVersions)
	})
	if i < 0 {
		if len(x.list) >= maxOffers {
			return
		}
		i = len(x.list)
		x.list = append(x.list, offerMade{slices.Clone(a.TLS.OfferedCiphers), slices.Clone(a.TLS.OfferedVersions)})
	}
	x.pairs = append(x.pairs, uint32(a.Pair))
	*n.of.at(a.Pair) = uint8(i + 1)
}

// Conclude gives a finding for each server and suite.
func (n *nearCollector) Conclude() []Conclusion {
	var list []Conclusion
	for _, row := range n.table.sorted() {
		c := sayNear(row.server, &row.Tally, &row.X)
		if row.X.shared {
			c.Title, c.Explain = "title.shared", []string{"shared"}
		}
		list = append(list, c)
	}
	refused := n.context.refusals.suites()
	for _, row := range n.several.sorted() {
		if never := refused[row.server]; len(never) > 0 {
			list = append(list, n.leftOver(row, never)...)
		}
	}
	return list
}

// sayNear says that a single suite is left.
func sayNear(server record.Endpoint, t *Tally, x *nearOffer) Conclusion {
	c := Conclusion{
		Severity: record.Info, Evidence: record.Strong, Server: at(server), Tally: t, Title: "title",
		Explain: []string{"what"}, Remedy: []string{"widen"}, Detail: map[string]any{"cipher": x.suite}, Params: text.Params{"cipher": x.suite},
	}
	if x.role == inventory.Appliance {
		c.Severity = record.Low
	}
	return c
}

// leftOver gives a finding for each suite that is all that a server's refusals
// left of some offers.
func (n *nearCollector) leftOver(row *row[offersMade], never []string) []Conclusion {
	left := make([]string, len(row.X.list)) // of each offer, the only suite that is left
	for i, offer := range row.X.list {
		if rest := offer.without(never); len(rest) == 1 {
			left[i] = rest[0]
		}
	}
	tallies, seen := make(map[string]*Tally), n.context.servers.known[row.server].seen
	for _, pair := range row.X.pairs {
		suite := left[n.of.get(int(pair))-1]
		if suite == "" {
			continue
		}
		if tallies[suite] == nil {
			tallies[suite] = &Tally{}
		}
		tallies[suite].addClient(n.context.pairs.client(int(pair)), span{1, seen.first, seen.last})
	}
	var list []Conclusion
	for _, suite := range slices.Sorted(maps.Keys(tallies)) {
		c := sayNear(row.server, tallies[suite], &nearOffer{role: n.context.whatIs(row.server).Role, suite: suite})
		c.Title, c.Explain = "title.shared", []string{"refused"}
		c.Detail["refused_ciphers"], c.Params["refused"] = never, never
		list = append(list, c)
	}
	return list
}

// without gives the suites of an offer that its versions can use, less those
// that a server refused.
func (o *offerMade) without(never []string) []string {
	var rest []string
	for _, suite := range o.suites {
		if !strings.HasSuffix(suite, "_SCSV") && !slices.Contains(never, suite) && (len(o.versions) == 0 || usable(suite, o.versions)) {
			rest = append(rest, suite)
		}
	}
	return rest
}
