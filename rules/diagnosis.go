package rules

import (
	"maps"
	"net/netip"
	"slices"
	"time"

	"edrtap/rules/inventory"
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
	clients []uint32            // in order of first sight, at most maxClients
	places  column[uint32]      // of each client in that order, from 1 on
	states  column[clientState] // by place
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
	for i, client := range d.clients {
		state := c.add(client)
		*state = *d.states.at(i)
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
	c := d.client(a.client(d.room()))
	if c == nil || c.appliance {
		return
	}
	c.seen.add(a.Session)
	if known := d.context.hellos; known != nil {
		list := known[a.Client.IP]
		if more := addHello(list, a.Session); len(more) > len(list) {
			known[a.Client.IP] = more
		}
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

// content says whether a session served its purpose as far as is seen. The
// manager answers over HTTP as well as over TLS.
func content(a *Attempt) bool {
	if a.TLS == nil {
		return a.TCP.Bytes[0] > 0 && a.TCP.Bytes[1] > 0
	}
	return a.Accepted || a.Fault == NoFault && a.TLS.Established
}

// room says whether one client more is told apart.
func (d *diagnoser) room() bool { return len(d.clients) < maxClients }

// client gives the state of a client, a new one where there was none; nil where
// there are too many.
func (d *diagnoser) client(client uint32) *clientState {
	if have := d.known(client); have != nil {
		return have
	}
	if !d.room() || client == noClient {
		d.context.folded++
		return nil
	}
	c := d.add(client)
	c.appliance = d.context.inventory.Server(d.context.clients.addr(client), 0, "").Role == inventory.Appliance
	return c
}

func (d *diagnoser) add(client uint32) *clientState {
	d.clients = append(d.clients, client)
	*d.places.at(int(client)) = uint32(len(d.clients))
	return d.states.at(len(d.clients) - 1)
}

// known gives the state of a client; nil where it has none.
func (d *diagnoser) known(client uint32) *clientState {
	if place := d.places.get(int(client)); place > 0 {
		return d.states.at(int(place) - 1)
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
		client := d.client(c.clients.number(row.client))
		if client == nil {
			return
		}
		if v := client.visit(d.targets.told(host.Name)); v != nil {
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
	for _, client := range f.tally.clients.list() {
		if state := d.known(client); state != nil && len(state.causes) < maxReasons {
			state.causes = append(state.causes, f)
		}
	}
}

// placedClient is a client's state with its number and address.
type placedClient struct {
	client uint32
	addr   netip.Addr
	*clientState
}

// diagnoses gives those of clients by address, then those of appliances by name.
func (d *diagnoser) diagnoses() []record.Diagnosis {
	d.targets.recognise()
	order := make([]placedClient, 0, len(d.clients))
	for i, client := range d.clients {
		if c := d.states.at(i); !c.appliance {
			order = append(order, placedClient{client, d.context.clients.addr(client), c})
		}
	}
	slices.SortFunc(order, func(a, b placedClient) int { return a.addr.Compare(b.addr) })
	list := make([]record.Diagnosis, len(order), len(order)+len(d.targets.made))
	for i := range list {
		list[i].Suppressed = 0 // fresh memory that is read first, as write barriers do, costs two page faults
	}
	blamed := make(map[*target]map[string]*found) // of each rule the finding that names most clients
	for i := range order {
		client := &order[i]
		diagnosis, at, failing := d.diagnose(client)
		list[i] = diagnosis
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
func (d *diagnoser) diagnose(c *placedClient) (record.Diagnosis, *target, bool) {
	diagnosis := record.Diagnosis{
		Type: "diagnosis", Subject: "client", Client: c.addr.String(), LastManagerContact: c.lastManager, Suppressed: c.suppressed,
	}
	if known := d.context.inventory.Client(c.addr); known != nil {
		diagnosis.Host, diagnosis.Group, diagnosis.Location = known.Host, known.Group, known.Location
	}
	v := c.visited()
	if v == nil {
		v = &visit{}
	} else {
		diagnosis.Appliance, diagnosis.Inferred = v.at.name, !v.at.known
	}
	failing := v.calls > 0 && slices.ContainsFunc(c.causes, (*found).blocks)
	diagnosis.LastContact = d.context.lastContact(c.addr, v.lastContact)
	diagnosis.State = v.state(failing, !c.lastManager.IsZero() && d.context.inventory.HasAppliances())
	diagnosis.Causes = rankCauses(c.causes, c.client)
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
			Causes: rankCauses(causes[name], noClient), LastContact: t.lastContact,
		})
	}
	return list
}
