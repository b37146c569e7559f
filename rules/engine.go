package rules

import (
	"cmp"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"time"

	"edrtap/rules/inventory"
	"edrtap/rules/rate"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// Context is what the collectors of one Engine share.
type Context struct {
	lang      text.Lang // of explanations
	inventory *inventory.Inventory
	servers   servers
	clients   clients
	pairs     pairs
	successes successes
	refusals  refusals
	issuers   issuerFinder
	reports   func() []rate.Report
	sensor    record.Sensor
	traffic   traffic
	leaves    leaves
	rivals    map[subject]*rival // among the leaves; drawn with the conclusions
	clocks    clocks
	names     names
	lookups   lookups
	past      past
	hellos    map[netip.Addr][]record.SeenHello // of clients of appliances and managers; nil where nobody asks
	room      refRoom
	folded    uint64 // sessions that a full table did not take in
}

// Engine gathers sessions and rates, and says at the end what they mean. It
// is not safe for concurrent use.
type Engine struct {
	context    Context
	rules      []Rule
	collectors []Collector
	diagnoser  diagnoser
	attempt    Attempt // reused for every session
	suppressed []record.Suppressed
}

// New makes an engine with every rule. A nil inventory knows nothing.
func New(inv *inventory.Inventory, lang text.Lang) *Engine {
	if inv == nil {
		inv = &inventory.Inventory{}
	}
	e := &Engine{rules: Registry()}
	c := &e.context
	c.lang, c.inventory, c.room = lang, inv, refRoom{left: maxRefs}
	c.servers = servers{known: make(map[record.Endpoint]*Server), rest: Server{number: maxServers}, folded: &c.folded}
	c.clients = clients{folded: &c.folded}
	c.pairs = pairs{folded: &c.folded}
	c.successes = successes{clients: &c.clients, pairs: &c.pairs, servers: &c.servers, more: make(map[nameOf]struct{}), folded: &c.folded}
	c.refusals = newRefusals(c)
	c.names = make(names)
	c.leaves = newTable[leavesSeen](c)
	c.clocks = clocks{of: make(map[netip.Addr]*clientClock), clients: &c.clients, folded: &c.folded}
	c.lookups = newLookups()
	c.issuers = issuerFinder{known: make(map[string]*issuer)}
	c.reports = func() []rate.Report { return nil }
	e.diagnoser = newDiagnoser(c)
	for _, r := range e.rules {
		e.collectors = append(e.collectors, r.New(c))
	}
	return e
}

// Session observes one session. It keeps neither s nor its slices, only
// strings. Sessions must come in a deterministic order, not of necessity that
// of time.
func (e *Engine) Session(s *record.Session) {
	a := &e.attempt
	e.context.attempt(a, s)
	a.Server.learn(a)
	if a.Accepted {
		e.context.successes.add(a)
	}
	e.context.traffic.add(a)
	e.context.names.add(a)
	e.context.refusals.observe(a)
	e.context.observeLeaf(a)
	e.context.clocks.observe(a)
	a.Server.seen.add(s)
	for _, c := range e.collectors {
		c.Observe(a)
	}
	e.diagnoser.observe(a)
	*a = Attempt{} // the record is the caller's again
}

// Lookup observes one DNS lookup. It may be called at the same time as
// Session, but not twice at a time. It keeps strings of l and nothing else.
func (e *Engine) Lookup(l *Lookup) { e.context.lookups.add(l) }

// Settings gives what the meter needs to turn counts into reports: the limit of
// each appliance, what was learned of its events, and the clients' ranges.
func (e *Engine) Settings() rate.Settings {
	return rate.Settings{
		Limit: func(server record.Endpoint) uint64 {
			limit, _ := limitOf(e.context.whatIs(server))
			return limit
		},
		Calibration: func(server record.Endpoint) *rate.Calibration {
			if a := e.context.whatIs(server).Appliance; a != nil {
				return a.Calibration
			}
			return nil
		},
		Ranges: e.context.inventory.Clients,
	}
}

// Rates takes what gives the meter's reports, in place of earlier ones; to be
// called before Finish and Snapshot. These ask only once they need the reports,
// so that they may be made meanwhile.
func (e *Engine) Rates(reports func() []rate.Report) { e.context.reports = reports }

// Limits gives how often each limit of the engine was hit; empty where none was.
func (e *Engine) Limits() map[string]uint64 {
	limits := make(map[string]uint64)
	if e.context.folded > 0 {
		limits["rule_subjects"] = e.context.folded
	}
	if e.context.room.missed > 0 {
		limits["finding_sessions"] = uint64(e.context.room.missed)
	}
	if e.context.lookups.folded > 0 {
		limits["dns_names"] = e.context.lookups.folded
	}
	return limits
}

// Finish draws the conclusions: findings sorted by severity, those that others
// explain behind, then by evidence, count of clients, rule and server; and
// diagnoses sorted by subject. The engine takes no more sessions afterwards:
// the findings may share memory with it.
func (e *Engine) Finish(sensor record.Sensor) ([]record.Finding, []record.Diagnosis) {
	e.context.sensor = sensor
	e.context.rivals = e.context.findRivals()
	d := e.diagnoser.clone()
	d.resolve(&e.context)
	quiet := newSuppressor(&e.context, &d)
	var all []*found
	for i, c := range e.collectors {
		for _, conclusion := range c.Conclude() {
			if quiet.pass(e.rules[i].ID, &conclusion) {
				all = append(all, e.found(i, &conclusion))
			}
		}
	}
	e.suppressed = quiet.used()
	explain(all)
	findings := make([]record.Finding, len(all))
	for i, f := range all {
		findings[i] = f.Finding
		d.blame(f)
	}
	slices.SortStableFunc(findings, CompareFindings)
	identify(findings)
	return findings, d.diagnoses()
}

// Snapshot draws the conclusions of what was observed so far, as Finish does,
// and leaves the engine as it was. What it returns is the caller's.
func (e *Engine) Snapshot(sensor record.Sensor) ([]record.Finding, []record.Diagnosis) {
	folded := e.context.folded
	findings, diagnoses := e.Finish(sensor)
	e.context.folded = folded
	for i := range findings {
		f := &findings[i]
		f.Causes, f.Names, f.Detail = slices.Clone(f.Causes), slices.Clone(f.Names), maps.Clone(f.Detail)
		for name, value := range f.Detail {
			if list, ok := value.([]string); ok {
				f.Detail[name] = slices.Clone(list)
			}
		}
	}
	return findings, diagnoses
}

// Suppressed gives what the inventory's suppressions kept quiet, once Finish
// was called.
func (e *Engine) Suppressed() []record.Suppressed { return e.suppressed }

// found puts a conclusion of a rule into words.
func (e *Engine) found(rule int, c *Conclusion) *found {
	r, lang := e.rules[rule], e.context.lang
	f := &found{tally: c.Tally, group: r.Group, order: rule, Finding: record.Finding{
		Type: "finding", Rule: r.ID, Severity: c.Severity, Evidence: c.Evidence,
		Causes: r.Causes, Server: c.Server, Names: c.Names, Detail: withoutUnknown(c.Detail), Remedy: []string{},
	}}
	if c.Causes != nil {
		f.Causes = c.Causes
	}
	if f.Causes == nil {
		f.Causes = []int{}
	}
	params := f.params(c, &e.context.clients)
	words := r.Text()
	f.Title = words.Say(lang, c.Title, params)
	lines := make([]string, 0, len(c.Explain))
	for _, key := range c.Explain {
		lines = append(lines, words.Say(lang, key, params))
	}
	f.Explanation = strings.Join(lines, text.Gap(lang))
	for _, key := range c.Remedy {
		f.Remedy = append(f.Remedy, words.Say(lang, key, params))
	}
	f.because, f.change = c.say(r.ID, lang, params)
	return f
}

// params gives what texts may name, and tells the finding whom it concerns.
func (f *found) params(c *Conclusion, clients *clients) text.Params {
	params := text.Params{}
	if c.Server != nil {
		params["server"] = c.Server.String()
		params["address"] = c.Server.IP.String()
	}
	if t := c.Tally; t != nil {
		f.Clients, f.ClientCount = t.clientList(clients), t.Clients()
		f.Sessions, f.SessionCount = t.sessionList(), t.Count
		f.First, f.Last = t.first, t.last
		params["clients"] = t.Clients()
		params["sessions"] = t.Count
		params["first"] = t.first.UTC().Format(time.RFC3339)
		params["last"] = t.last.UTC().Format(time.RFC3339)
	}
	maps.Copy(params, c.Params)
	return params
}

// withoutUnknown leaves out what a detail does not know: absent means not known.
func withoutUnknown(detail map[string]any) map[string]any {
	maps.DeleteFunc(detail, func(_ string, value any) bool {
		switch v := value.(type) {
		case string:
			return v == ""
		case []string:
			return len(v) == 0
		case nil:
			return true
		}
		return false
	})
	return detail
}

// severityRank is 0 for the worst. It is asked for each cause of each client.
func severityRank(s record.Severity) int {
	switch s {
	case record.Critical:
		return 0
	case record.High:
		return 1
	case record.Medium:
		return 2
	case record.Low:
		return 3
	}
	return 4
}

// evidenceRank is 0 for proof.
func evidenceRank(e record.Evidence) int {
	switch e {
	case record.Proof:
		return 0
	case record.Strong:
		return 1
	}
	return 2
}

// CompareFindings is the order in which findings are told: worst first, those
// that others explain behind, then by evidence, count of clients, rule, server.
func CompareFindings(a, b record.Finding) int {
	return cmp.Or(
		cmp.Compare(severityRank(a.Severity), severityRank(b.Severity)),
		cmp.Compare(isExplained(&a), isExplained(&b)),
		cmp.Compare(evidenceRank(a.Evidence), evidenceRank(b.Evidence)),
		cmp.Compare(b.ClientCount, a.ClientCount),
		cmp.Compare(a.Rule, b.Rule),
		compareServers(a.Server, b.Server),
		slices.Compare(a.Names, b.Names),
		cmp.Compare(a.Explanation, b.Explanation),
	)
}

func compareServers(a, b *record.Endpoint) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	return a.Compare(*b)
}

// at gives a pointer to a copy of a server, for a Conclusion.
func at(server record.Endpoint) *record.Endpoint { return &server }
