package rules

import (
	"maps"
	"net/netip"
	"slices"
	"time"

	"edrtap/rules/inventory"
	"edrtap/rules/numbering"
	"edrtap/rules/record"
)

// longPoll is how long a connection to an appliance's HTTP port lasts at least
// to be taken for an enrolled client's long poll.
const longPoll = time.Minute

// maxVisits is how many servers are kept of one client.
const maxVisits = 8

// diagnoser answers for each client and each appliance how it is, from what
// it did and from the findings that name it.
type diagnoser struct {
	context *Context
	clients numbering.Table[numbering.Host]
	states  column[clientState] // by number of the client
	ofPair  column[uint32]      // the number of the client plus 1, by that of the pair
	targets targets
}

type clientState struct {
	appliance   bool    // it is one itself, and calls at its manager: no client
	visits      []visit // one for each server called at, at most maxVisits
	lastManager time.Time
	seen        span
	causes      []*found
	suppressed  int
}

// visit is what one client did at one server that may be an appliance.
type visit struct {
	at          *target
	calls       uint64
	last        time.Time // of any call
	lastContact time.Time
	lastFailure time.Time
	enrolled    bool
	facts       facts
}

func newDiagnoser(c *Context) diagnoser {
	return diagnoser{context: c, targets: newTargets(c)}
}

// clone copies what conclusions change, so that they can be drawn more than
// once. It observes nothing any more.
func (d *diagnoser) clone() diagnoser {
	c := newDiagnoser(d.context)
	own := c.targets.copy(&d.targets)
	c.clients = d.clients.Clone()
	for n := range d.clients.Len() {
		state := c.states.at(n)
		*state = *d.states.at(n)
		state.visits = slices.Clone(state.visits)
		for i := range state.visits {
			state.visits[i].at = own[state.visits[i].at]
		}
	}
	return c
}

func (d *diagnoser) observe(a *Attempt) {
	t := d.targets.of(a)
	if t == nil {
		return
	}
	c := d.numbered(a)
	if c == nil || c.appliance {
		return
	}
	c.seen.add(a.Session)
	if known := d.context.hellos; known != nil {
		known[a.Client.IP] = addHello(known[a.Client.IP], a.Session)
	}
	if t.role == inventory.Manager {
		if content(a) && a.End.After(c.lastManager) {
			c.lastManager = a.End
		}
		return
	}
	v := c.visit(t)
	if v == nil {
		d.context.folded++
		return
	}
	v.observe(a)
}

// numbered gives the state of a session's client; nil where there are too many.
func (d *diagnoser) numbered(a *Attempt) *clientState {
	if n := d.ofPair.get(a.Pair); n > 0 {
		return d.states.at(int(n) - 1)
	}
	n, ok := d.number(a.Client.IP)
	if !ok {
		return nil
	}
	if a.Pair != noPair {
		*d.ofPair.at(a.Pair) = uint32(n) + 1
	}
	return d.states.at(n)
}

// content says whether a session served its purpose as far as is seen. The
// manager answers over HTTP as well as over TLS.
func content(a *Attempt) bool {
	if a.TLS == nil {
		return a.TCP.Bytes[0] > 0 && a.TCP.Bytes[1] > 0
	}
	return a.Accepted || a.Fault == NoFault && a.TLS.Established
}

// number gives the number of a client, which is new where it was not there; not
// ok where there are too many.
func (d *diagnoser) number(addr netip.Addr) (n int, ok bool) {
	host := numbering.HostOf(addr)
	if n, known := d.clients.Find(host); known {
		return n, true
	}
	if d.clients.Len() >= maxClients {
		d.context.folded++
		return 0, false
	}
	n = d.clients.Add(host)
	d.states.at(n).appliance = d.context.inventory.Server(addr, 0, "").Role == inventory.Appliance
	return n, true
}

// client gives the state of a client; nil where it is none.
func (d *diagnoser) client(addr netip.Addr) *clientState {
	if n, known := d.clients.Find(numbering.HostOf(addr)); known {
		return d.states.at(n)
	}
	return nil
}

// visit gives what is kept of a client at a server; nil where it calls at too
// many.
func (c *clientState) visit(t *target) *visit {
	for i := range c.visits {
		if c.visits[i].at == t {
			return &c.visits[i]
		}
	}
	if len(c.visits) >= maxVisits {
		return nil
	}
	c.visits = append(c.visits, visit{at: t})
	return &c.visits[len(c.visits)-1]
}

func (v *visit) observe(a *Attempt) {
	port := a.Session.Server.Port
	if port == httpPort && a.TLS == nil {
		if a.TCP.Established && a.End.Sub(a.Start) >= longPoll {
			v.enrolled = true
			v.lastContact = latest(v.lastContact, a.End)
		}
		return // what else goes there is no attempt to enrol
	}
	v.calls++
	v.last = latest(v.last, a.End)
	v.at.calls++
	if a.Accepted {
		v.at.served++
		v.lastContact = latest(v.lastContact, a.End)
		v.at.lastContact = latest(v.at.lastContact, a.End)
	}
	if !a.Accepted && a.Fault != NoFault && a.Fault != Unseen {
		v.lastFailure = latest(v.lastFailure, a.End)
	}
	v.facts.observe(a)
}

// latest is the later of two times.
func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// resolve takes clients that could not even learn an appliance's address: that
// they asked is an attempt at it.
func (d *diagnoser) resolve(c *Context) {
	for _, row := range c.unresolved() {
		role, host, _ := c.concern(row.name)
		if role != inventory.Appliance {
			continue
		}
		n, ok := d.number(row.client)
		if !ok {
			return
		}
		if v := d.states.at(n).visit(d.targets.told(host.Name)); v != nil {
			v.calls++
			v.last = latest(v.last, row.last)
			v.lastFailure = latest(v.lastFailure, row.last)
		}
	}
}

// blame hangs a finding on the clients that it names. Findings come in the
// order of the registry, the same in every run.
func (d *diagnoser) blame(f *found) {
	if f.tally == nil || f.Severity == record.Info || f.group == "sensor" {
		return
	}
	for client := range f.tally.clients {
		if state := d.client(client); state != nil && len(state.causes) < maxReasons {
			state.causes = append(state.causes, f)
		}
	}
}

// numberedClient is a client's state with its address.
type numberedClient struct {
	addr netip.Addr
	*clientState
}

// diagnoses gives those of clients by address, then those of appliances by name.
func (d *diagnoser) diagnoses() []record.Diagnosis {
	d.targets.recognise()
	order := make([]numberedClient, 0, d.clients.Len())
	for n, host := range d.clients.Keys() {
		if c := d.states.at(n); !c.appliance {
			order = append(order, numberedClient{host.Addr(), c})
		}
	}
	slices.SortFunc(order, func(a, b numberedClient) int { return a.addr.Compare(b.addr) })
	list := make([]record.Diagnosis, 0, len(order)+len(d.targets.made))
	blamed := make(map[*target]map[string]*found) // of each rule the finding that names most clients
	for _, client := range order {
		diagnosis, at, failing := d.diagnose(client.addr, client.clientState)
		list = append(list, diagnosis)
		if at == nil {
			continue
		}
		for _, f := range client.causes {
			if blamed[at] == nil {
				blamed[at] = make(map[string]*found)
			}
			if have := blamed[at][f.Rule]; have == nil || f.ClientCount > have.ClientCount {
				blamed[at][f.Rule] = f
			}
		}
		at.failing = at.failing || failing
	}
	return append(list, d.appliances(blamed)...)
}

// diagnose gives the answer for one client, and at which appliance it stands.
func (d *diagnoser) diagnose(addr netip.Addr, c *clientState) (record.Diagnosis, *target, bool) {
	diagnosis := record.Diagnosis{
		Type: "diagnosis", Subject: "client", Client: addr.String(), LastManagerContact: c.lastManager, Suppressed: c.suppressed,
	}
	if known := d.context.inventory.Client(addr); known != nil {
		diagnosis.Host, diagnosis.Group, diagnosis.Location = known.Host, known.Group, known.Location
	}
	v := c.visited()
	if v == nil {
		v = &visit{}
	} else {
		diagnosis.Appliance, diagnosis.Inferred = v.at.name, !v.at.known
	}
	failing := v.calls > 0 && slices.ContainsFunc(c.causes, (*found).blocks)
	diagnosis.LastContact = d.context.lastContact(addr, v.lastContact)
	diagnosis.State = v.state(failing, !c.lastManager.IsZero() && d.context.inventory.HasAppliances())
	diagnosis.Causes = rankCauses(c.causes, addr)
	if diagnosis.State == "failing" || diagnosis.State == "unknown" && v.calls > 0 {
		diagnosis.RuledOut = d.ruledOut(v, diagnosis.Causes)
	}
	if diagnosis.State != "enrolled" && diagnosis.State != "communicating" {
		diagnosis.Wanted = d.wanted(v, &diagnosis)
	}
	return diagnosis, v.at, failing
}

// visited gives the visit that a diagnosis is about: the last of those at
// appliances; nil where there is none.
func (c *clientState) visited() *visit {
	var best *visit
	for i := range c.visits {
		v := &c.visits[i]
		if v.at.role == inventory.Appliance && (best == nil || v.last.After(best.last)) {
			best = v
		}
	}
	return best
}

// state tells how the client stands at the end: trouble that it got over
// since is past.
func (v *visit) state(failing, reports bool) string {
	switch {
	case failing && !v.lastFailure.Before(v.lastContact):
		return "failing"
	case v.enrolled:
		return "enrolled"
	case !v.lastContact.IsZero():
		return "communicating"
	case v.calls == 0 && reports:
		return "silent"
	default:
		return "unknown"
	}
}

// maxAlike is how many findings of one rule are looked at for one appliance:
// each is compared with every other, and a name may stand for thousands of
// addresses.
const maxAlike = 16

// ruleOf is a rule whose findings are about one appliance.
type ruleOf struct{ name, rule string }

// appliances gives one diagnosis for each name: what goes by one name at
// several addresses is one appliance to whoever reads of it.
func (d *diagnoser) appliances(blamed map[*target]map[string]*found) []record.Diagnosis {
	named := make(map[string]*target)
	causes := make(map[string][]*found)
	counted := make(map[ruleOf]int)
	var names []string
	for _, t := range d.targets.recognised() {
		for _, rule := range slices.Sorted(maps.Keys(blamed[t])) {
			of := ruleOf{t.name, rule}
			if counted[of]++; counted[of] <= maxAlike {
				causes[t.name] = append(causes[t.name], blamed[t][rule])
			}
		}
		if have := named[t.name]; have != nil {
			have.served += t.served
			have.failing = have.failing || t.failing
			have.lastContact = latest(have.lastContact, t.lastContact)
			continue
		}
		named[t.name] = t
		names = append(names, t.name)
	}
	slices.Sort(names)
	list := make([]record.Diagnosis, 0, len(names))
	for _, name := range names {
		t := named[name]
		state := "unknown"
		switch {
		case t.served > 0:
			state = "communicating"
		case t.failing:
			state = "failing"
		}
		list = append(list, record.Diagnosis{
			Type: "diagnosis", Subject: "appliance", Appliance: name, Inferred: !t.known, State: state,
			Causes: rankCauses(causes[name], netip.Addr{}), LastContact: t.lastContact,
		})
	}
	return list
}
