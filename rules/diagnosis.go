package rules

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
)

// longPoll is how long a connection to an appliance's HTTP port lasts at least
// to be taken for an enrolled client's long poll.
const longPoll = time.Minute

// diagnoser answers for each client and each appliance how it is, from what
// it did and from the findings that name it.
type diagnoser struct {
	context    *Context
	clients    map[netip.Addr]*clientState
	appliances map[string]*applianceState
	known      column[*clientState] // the same states by the number of the client
}

type clientState struct {
	appliance   string // that it last called at
	lastContact time.Time
	lastManager time.Time
	enrolled    bool
	calls       uint64 // attempts at an appliance
	lastFailure time.Time
	causes      []record.DiagnosedCause
	failing     bool // a finding about what blocks it names the client
	seen        span
}

type applianceState struct {
	lastContact time.Time
	calls       uint64
	served      uint64
	causes      []record.DiagnosedCause
	failing     bool
}

func newDiagnoser(c *Context) diagnoser {
	return diagnoser{context: c, clients: make(map[netip.Addr]*clientState), appliances: make(map[string]*applianceState)}
}

// clone copies what resolve and blame change, so that conclusions can be drawn
// more than once.
func (d *diagnoser) clone() diagnoser {
	c := newDiagnoser(d.context)
	for client, state := range d.clients {
		own := *state
		c.clients[client] = &own
	}
	for name, state := range d.appliances {
		own := *state
		c.appliances[name] = &own
	}
	return c
}

// role gives what a session's server is. Where the operator told no appliance,
// any server with the first port of TLS may be one.
func (d *diagnoser) role(a *Attempt) (inventory.Role, string) {
	if a.Match.Role != inventory.Unknown {
		return a.Match.Role, a.Match.Name
	}
	if d.context.inventory.HasAppliances() {
		return inventory.Unknown, ""
	}
	if a.Session.Server.Port != tlsPorts[0] && a.Proxy == nil {
		return inventory.Unknown, ""
	}
	if a.Reference.name != "" {
		return inventory.Appliance, a.Reference.name
	}
	return inventory.Appliance, a.Session.Server.IP.String()
}

func (d *diagnoser) observe(a *Attempt) {
	role, name := d.role(a)
	if role != inventory.Appliance && role != inventory.Manager {
		return
	}
	c := d.client(a)
	if c == nil {
		return
	}
	c.seen.add(a.Session)
	d.context.hellos[a.Client.IP] = addHello(d.context.hellos[a.Client.IP], a.Session)
	content := a.Accepted || a.Fault == NoFault && a.TLS != nil && a.TLS.Established
	if role == inventory.Manager {
		if content && a.End.After(c.lastManager) {
			c.lastManager = a.End
		}
		return
	}
	c.calls++
	c.appliance = name
	if a.Accepted && a.End.After(c.lastContact) {
		c.lastContact = a.End
	}
	if a.Session.Server.Port == 80 && a.TCP.Established && a.End.Sub(a.Start) >= longPoll {
		c.enrolled = true
		c.lastContact = a.End
	}
	if !a.Accepted && a.Fault != NoFault && a.Fault != Unseen && a.End.After(c.lastFailure) {
		c.lastFailure = a.End
	}
	d.observeAppliance(a, name)
}

// client gives the state of a session's client; nil where there are too many.
func (d *diagnoser) client(a *Attempt) *clientState {
	number := noPair
	if a.Pair != noPair {
		number = int(d.context.pairs.of[a.Pair].number)
	}
	if c := d.known.get(number); c != nil {
		return c
	}
	c := d.clients[a.Client.IP]
	if c == nil {
		if len(d.clients) >= maxClients {
			d.context.folded++
			return nil
		}
		c = &clientState{}
		d.clients[a.Client.IP] = c
	}
	if number != noPair {
		*d.known.at(number) = c
	}
	return c
}

// resolve takes clients that could not even learn an appliance's address: that
// they asked is an attempt at it.
func (d *diagnoser) resolve(c *Context) {
	for _, row := range c.unresolved() {
		role, host, _ := c.concern(row.name)
		if role != inventory.Appliance {
			continue
		}
		at := d.clients[row.client]
		if at == nil {
			if len(d.clients) >= maxClients {
				d.context.folded++
				return
			}
			at = &clientState{}
			d.clients[row.client] = at
		}
		at.calls++
		at.appliance = host.Name
		if row.last.After(at.lastFailure) {
			at.lastFailure = row.last
		}
	}
}

func (d *diagnoser) observeAppliance(a *Attempt, name string) {
	p := d.appliances[name]
	if p == nil {
		if len(d.appliances) >= maxSubjects {
			d.context.folded++
			return
		}
		p = &applianceState{}
		d.appliances[name] = p
	}
	p.calls++
	if a.Accepted {
		p.served++
		if a.End.After(p.lastContact) {
			p.lastContact = a.End
		}
	}
}

// blame hangs a conclusion on the clients that it names. Conclusions come in
// the order of the registry, the same in every run.
func (d *diagnoser) blame(r Rule, c Conclusion) {
	if c.Tally == nil || c.Severity == record.Info || r.Group == "sensor" {
		return
	}
	blocks := c.Severity != record.Low
	cause := record.DiagnosedCause{Rule: r.ID, Evidence: c.Evidence}
	if len(r.Causes) == 1 { // of several, the wire does not tell which
		cause.Cause = r.Causes[0]
	}
	for client := range c.Tally.clients {
		state := d.clients[client]
		if state == nil {
			continue
		}
		state.causes = addCause(state.causes, cause)
		state.failing = state.failing || blocks && state.calls > 0
		if p := d.appliances[state.appliance]; p != nil {
			p.causes = addCause(p.causes, cause)
			p.failing = p.failing || blocks
		}
	}
}

func addCause(list []record.DiagnosedCause, cause record.DiagnosedCause) []record.DiagnosedCause {
	for i := range list {
		if list[i].Rule == cause.Rule {
			if evidenceRank(cause.Evidence) < evidenceRank(list[i].Evidence) {
				list[i].Evidence = cause.Evidence
			}
			return list
		}
	}
	return append(list, cause)
}

// broad puts causes that a single number of the vendor's list names first.
func broad(c record.DiagnosedCause) int {
	if c.Cause == 0 {
		return 1
	}
	return 0
}

func rankCauses(list []record.DiagnosedCause) []record.DiagnosedCause {
	slices.SortStableFunc(list, func(a, b record.DiagnosedCause) int {
		return cmp.Or(cmp.Compare(evidenceRank(a.Evidence), evidenceRank(b.Evidence)),
			cmp.Compare(broad(a), broad(b)), cmp.Compare(a.Rule, b.Rule))
	})
	return list
}

// diagnoses gives those of clients by address, then those of appliances by name.
func (d *diagnoser) diagnoses() []record.Diagnosis {
	list := []record.Diagnosis{}
	order := make([]netip.Addr, 0, len(d.clients))
	for client := range d.clients {
		order = append(order, client)
	}
	slices.SortFunc(order, netip.Addr.Compare)
	for _, client := range order {
		c := d.clients[client]
		list = append(list, record.Diagnosis{
			Type: "diagnosis", Subject: "client", Client: client.String(), Appliance: c.appliance,
			State: c.state(), Causes: rankCauses(c.causes), LastContact: d.context.lastContact(client, c), LastManagerContact: c.lastManager,
		})
	}
	names := make([]string, 0, len(d.appliances))
	for name := range d.appliances {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		p := d.appliances[name]
		list = append(list, record.Diagnosis{
			Type: "diagnosis", Subject: "appliance", Appliance: name, State: p.state(),
			Causes: rankCauses(p.causes), LastContact: p.lastContact,
		})
	}
	return list
}

// state tells how the client stands at the end: trouble that it got over
// since is past.
func (c *clientState) state() string {
	switch {
	case c.failing && !c.lastFailure.Before(c.lastContact):
		return "failing"
	case c.enrolled:
		return "enrolled"
	case !c.lastContact.IsZero():
		return "communicating"
	case c.calls == 0 && !c.lastManager.IsZero():
		return "silent"
	default:
		return "unknown"
	}
}

func (p *applianceState) state() string {
	switch {
	case p.served > 0:
		return "communicating"
	case p.failing:
		return "failing"
	default:
		return "unknown"
	}
}
