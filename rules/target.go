package rules

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"time"

	"edrtap/rules/inventory"
)

const httpPort = 80

// managerPorts are those on which nothing but a SEPM is expected: clients
// report on 8014, appliances and consoles call at 8446.
var managerPorts = []uint16{8014, 8446}

// target is a server that clients call at, and what it is to them: as told, or
// inferred from its name, its certificate and what clients do there.
type target struct {
	role        inventory.Role
	name        string
	known       bool // the operator told what it is
	addr        netip.Addr
	served      uint64
	calls       uint64
	lastContact time.Time
	failing     bool
	called      []string // by clients; at most maxLearned
	servedAs    string   // the name under which a client was content first
	certified   string   // the first name of a certificate of its own
	tls         bool     // TLS, or an attempt at it, on port 443 or through a proxy
	poll        bool     // somebody held a long connection to port 80
}

// targetKey is how targets are told apart: by the operator's name, by the
// host of a CONNECT, or by address.
type targetKey struct {
	told string
	host string
	addr netip.Addr
}

type targets struct {
	context *Context
	known   map[targetKey]*target
	made    []*target // in order of first sight
}

func newTargets(c *Context) targets {
	return targets{context: c, known: make(map[targetKey]*target)}
}

// copy takes copies of the targets of another, and says which is whose.
func (t *targets) copy(from *targets) map[*target]*target {
	own := make(map[*target]*target, len(from.made))
	for _, x := range from.made {
		copied := *x
		own[x] = &copied
		t.made = append(t.made, &copied)
	}
	for key, x := range from.known {
		t.known[key] = own[x]
	}
	return own
}

// told gives the target of an appliance of the inventory.
func (t *targets) told(name string) *target {
	return t.get(targetKey{told: name}, inventory.Appliance)
}

// get gives the target of a key, which is new where it was not there; nil
// where there are too many.
func (t *targets) get(key targetKey, role inventory.Role) *target {
	have := t.known[key]
	if have == nil && len(t.known) < maxSubjects {
		have = &target{role: role, name: key.told, known: key.told != "", addr: key.addr}
		t.known[key] = have
		t.made = append(t.made, have)
	}
	return have
}

// of gives the target of an attempt; nil where the server is none that an
// answer could be about, or there are too many.
func (t *targets) of(a *Attempt) *target {
	switch {
	case a.Match.Role == inventory.Appliance || a.Match.Role == inventory.Manager:
		if have := a.Server.target; have != nil && have.name == a.Match.Name {
			return have
		}
		have := t.get(targetKey{told: a.Match.Name}, a.Match.Role)
		a.Server.target = have
		return have
	case a.Match.Role == inventory.Proxy && a.Proxy == nil, t.context.inventory.HasAppliances():
		return nil
	}
	have := t.inferred(a)
	if have == nil {
		t.context.folded++
		return nil
	}
	have.learn(a)
	return have
}

// inferred gives the target of a server that the operator did not name.
func (t *targets) inferred(a *Attempt) *target {
	if a.Proxy != nil && a.Proxy.Status != 0 {
		return t.get(targetKey{host: a.Reference.String()}, inventory.Unknown)
	}
	have := a.Server.target
	if have == nil || have.addr != a.Session.Server.IP { // beyond a limit, servers share their entry
		have = t.get(targetKey{addr: a.Session.Server.IP}, inventory.Unknown)
		a.Server.target = have
	}
	return have
}

func (t *target) learn(a *Attempt) {
	port := a.Session.Server.Port
	if t.role != inventory.Manager && likeManager(port, a.Reference.name) {
		t.role = inventory.Manager
	}
	if name := a.Reference.name; name != "" {
		t.called = addBounded(t.called, name)
		if t.servedAs == "" && a.Accepted {
			t.servedAs = name
		}
	}
	if t.certified == "" && a.Leaf != nil && !a.Intercepted() {
		for _, name := range presentedNames(a.Leaf) {
			if !strings.HasPrefix(name, "*") {
				t.certified = strings.TrimPrefix(name, "CN=")
				break
			}
		}
	}
	t.tls = t.tls || port == tlsPorts[0] || a.Proxy != nil
	t.poll = t.poll || port == httpPort && a.TLS == nil && a.TCP.Established && a.End.Sub(a.Start) >= longPoll
}

// recognise decides, once everything was seen, which servers are appliances
// where the operator told none: those that are called so or are polled as an
// enrolled client does; where there are none, every server of TLS.
func (t *targets) recognise() {
	if t.context.inventory.HasAppliances() {
		return
	}
	found := false
	for _, x := range t.made {
		x.name = cmp.Or(x.servedAs, x.certified, first(x.called), x.address())
		if x.role == inventory.Unknown && x.tls && x.likeAppliance() {
			x.role, found = inventory.Appliance, true
		}
	}
	if found {
		return
	}
	for _, x := range t.made {
		if x.role == inventory.Unknown && x.tls {
			x.role = inventory.Appliance
		}
	}
}

func (t *target) likeAppliance() bool {
	return t.poll || calledAppliance(t.certified) || slices.ContainsFunc(t.called, calledAppliance)
}

func calledAppliance(name string) bool {
	return looksLikeAppliance(name) || looksLikeAppliance(name+".")
}

// likeManager says whether a server has a port of a SEPM, or is called as one.
func likeManager(port uint16, name string) bool {
	return slices.Contains(managerPorts, port) || looksLikeManager(name)
}

// looksLikeManager says whether a host is called as people call a SEPM.
func looksLikeManager(name string) bool {
	host, _, _ := strings.Cut(name, ".")
	return strings.Contains(host, "sepm")
}

func (t *target) address() string {
	if t.addr.IsValid() {
		return t.addr.String()
	}
	return ""
}

// recognised gives the appliances that clients called at.
func (t *targets) recognised() []*target {
	var list []*target
	for _, x := range t.made {
		if x.role == inventory.Appliance && x.calls > 0 {
			list = append(list, x)
		}
	}
	return list
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
