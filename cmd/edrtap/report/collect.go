package report

import (
	"cmp"
	"slices"
	"time"

	"edrtap/cmd/edrtap/output"
	"edrtap/rules"
	"edrtap/rules/answer"
	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// Options say what a document is about.
type Options struct {
	Lang      text.Lang
	Inventory *inventory.Inventory // nil knows nothing
	Files     []string             // what was read, where no run says it

	MaxSessions int // that FromSource reads, the latest ones; 0 for all
}

// Collector gathers records into a document. It keeps nothing of a session
// but copies, and memory that does not grow with the number of sessions. It
// belongs to one goroutine.
type Collector struct {
	options     Options
	servers     servers
	counter     counter
	examples    examples
	meters      meters
	outcomes    map[record.Outcome]uint64
	findings    []record.Finding
	diagnoses   []record.Diagnosis
	runs        []Run
	problems    []record.InputProblem
	unread      bool // there were more sessions than MaxSessions
	suppressed  []record.Suppressed
	sessions    uint64
	established uint64 // whose handshake both ends finished
	first       time.Time
	last        time.Time
}

// NewCollector makes an empty one.
func NewCollector(options Options) *Collector {
	return &Collector{
		options:  options,
		servers:  servers{inventory: options.Inventory, known: make(map[record.Endpoint]*server)},
		counter:  newCounter(),
		examples: newExamples(),
		meters:   make(meters),
		outcomes: make(map[record.Outcome]uint64),
		problems: []record.InputProblem{},
	}
}

// Session takes one session; the record is the caller's again afterwards.
func (c *Collector) Session(s *record.Session) error {
	if c.sessions == 0 || s.Start.Before(c.first) {
		c.first = s.Start
	}
	if s.End.After(c.last) {
		c.last = s.End
	}
	c.sessions++
	c.outcomes[s.Outcome]++
	if s.TLS != nil && s.TLS.Established {
		c.established++
	}
	c.counter.add(s)
	c.servers.add(s)
	c.examples.add(s)
	return nil
}

// Rate takes one second of one server.
func (c *Collector) Rate(r *record.Rate) error {
	c.meters.add(r)
	return nil
}

// Finding takes one finding, the worst ones first. Its lists must not be
// changed before the document is made.
func (c *Collector) Finding(f *record.Finding) error {
	c.findings = append(c.findings, *f)
	return nil
}

// Diagnosis takes one diagnosis.
func (c *Collector) Diagnosis(d *record.Diagnosis) error {
	c.diagnoses = append(c.diagnoses, *d)
	return nil
}

// Summary takes what an analysis ends with.
func (c *Collector) Summary(s *record.Summary) error {
	c.Run("", c.options.Files, s)
	return nil
}

// Run takes the summary of one of several analyses.
func (c *Collector) Run(id string, files []string, s *record.Summary) {
	run := Run{
		ID: id, Files: append([]string{}, files...), First: s.First, Last: s.Last, Frames: s.Frames, Bytes: s.Bytes,
		Sessions: s.Sessions, Established: s.Established, Sensor: output.SensorFigures(c.options.Lang, &s.Sensor),
	}
	if len(run.Sensor) == 0 {
		run.Note = output.NothingMissing(c.options.Lang, s)
	}
	c.runs = append(c.runs, run)
	c.problems = append(c.problems, s.Problems...)
	c.suppressed = append(c.suppressed, s.Suppressed...)
}

// Document makes the document of everything that was taken so far.
func (c *Collector) Document() *Document {
	states := output.ClientStates(c.diagnoses)
	d := &Document{
		Verdict:      append(answer.Lines(c.diagnoses, c.options.Lang), output.Suppressed(c.options.Lang, c.suppressed)...),
		Runs:         append([]Run{}, c.runs...),
		Sessions:     c.sessions,
		Established:  c.established,
		First:        c.first,
		Last:         c.last,
		FindingCount: len(c.findings),
		Timeline:     c.counter.timeline(),
		Rates:        c.meters.list(),
		RateServers:  len(c.meters),
		ServerCount:  len(c.servers.order),
		Rules:        make(map[string]RuleWords),
		Limits:       []output.Figure{},
		Problems:     c.problems,
	}
	for _, state := range output.States() {
		d.States = append(d.States, StateCount{state, states[state]})
		d.ClientCount += states[state]
	}
	for _, o := range record.Outcomes() {
		d.Outcomes = append(d.Outcomes, OutcomeCount{o, c.outcomes[o]})
	}
	c.addFindings(d)
	c.addClients(d)
	named := make(map[string]bool)
	for i := range d.Findings {
		named[d.Findings[i].Server] = true
	}
	d.Servers = c.servers.list(named)
	d.Timeline.Changes = changes(c.servers.order)
	c.addLimits(d)
	return d
}

func (c *Collector) addFindings(d *Document) {
	d.Findings = make([]Finding, 0, min(len(c.findings), maxFindings))
	examples := 0
	for i := range c.findings[:min(len(c.findings), maxFindings)] {
		f := c.finding(&c.findings[i], d)
		if s := c.examples.find(c.findings[i].Sessions); s != nil && examples < maxExamples {
			f.Example = &Example{Session: *s, Ladder: Ladder(s, c.options.Lang)}
			examples++
		}
		d.Findings = append(d.Findings, f)
	}
}

func (c *Collector) finding(f *record.Finding, d *Document) Finding {
	ranges := output.FoldAddresses(f.Clients)
	shown := ranges[:min(len(ranges), maxRanges)]
	g := Finding{
		Rule: f.Rule, Severity: f.Severity, Evidence: f.Evidence, Causes: append([]int{}, f.Causes...),
		Names: f.Names, Clients: append([]string{}, shown...), ClientCount: f.ClientCount,
		Sessions: append([]string{}, f.Sessions[:min(len(f.Sessions), maxIDs)]...), SessionCount: f.SessionCount,
		First: f.First, Last: f.Last, Title: f.Title, Explanation: f.Explanation,
		Remedy: append([]string{}, f.Remedy...), Detail: f.Detail,
	}
	g.Unlisted = f.ClientCount - len(f.Clients)
	if len(shown) < len(ranges) {
		g.Unlisted = max(f.ClientCount-len(shown), 1) // at least one a range
	}
	if f.Server != nil {
		g.Server = f.Server.String()
	}
	words := text.For(f.Rule)
	g.EvidenceSays = map[record.Evidence]text.Text{
		record.Proof: words.Proof, record.Strong: words.Strong, record.Hint: words.Hint,
	}[f.Evidence].In(c.options.Lang)
	c.name(d, f.Rule)
	return g
}

// name adds the words of a rule.
func (c *Collector) name(d *Document, id string) {
	if _, there := d.Rules[id]; there {
		return
	}
	if r, known := rules.Find(id); known {
		d.Rules[id] = RuleWords{Title: r.Title(c.options.Lang), Group: r.Group}
	}
}

func (c *Collector) addClients(d *Document) {
	d.Clients = []Client{}
	for i := range c.diagnoses {
		if one := &c.diagnoses[i]; one.Subject == "client" {
			d.Clients = append(d.Clients, Client{
				Client: one.Client, Appliance: one.Appliance, State: one.State, Causes: one.Causes,
				LastContact: one.LastContact, LastManager: one.LastManagerContact,
			})
		}
	}
	slices.SortStableFunc(d.Clients, func(a, b Client) int {
		return cmp.Compare(slices.Index(output.States(), a.State), slices.Index(output.States(), b.State))
	})
	d.Clients = d.Clients[:min(len(d.Clients), maxClients)]
	for i := range d.Clients {
		for _, cause := range d.Clients[i].Causes {
			c.name(d, cause.Rule)
		}
	}
}

// addLimits says what the document leaves out.
func (c *Collector) addLimits(d *Document) {
	say := func(key string, n uint64) {
		if n > 0 {
			d.Limits = append(d.Limits, output.Figure{Count: n, Label: text.Page(key).In(c.options.Lang)})
		}
	}
	say("limit.findings", uint64(d.FindingCount-len(d.Findings)))
	say("limit.clients", uint64(d.ClientCount-len(d.Clients)))
	say("limit.servers", uint64(d.ServerCount-len(d.Servers)))
	say("limit.series", uint64(d.RateServers-len(d.Rates)))
	say("limit.untracked", c.servers.untracked)
	say("limit.unlisted", c.servers.unlisted)
	if c.unread {
		say("limit.unread", c.sessions)
	}
}
