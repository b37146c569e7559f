package rules

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

func silentClient() Rule {
	return Rule{
		ID: "silent-client", Group: "fleet", Causes: []int{3, 10, 11, 12},
		Steps:      []string{"1", "1.1", "1.2", "1.2.1", "1.3", "10", "11", "15", "18"},
		Severities: []record.Severity{record.Medium, record.Info},
		New: func(c *Context) Collector {
			return &silenceCollector{context: c, calls: make(map[netip.Addr]*calls)}
		},
	}
}

// silenceCollector looks for clients that call at a manager and never at an
// appliance: all that the wire shows of a policy that did not arrive.
type silenceCollector struct {
	context   *Context
	calls     map[netip.Addr]*calls
	contacted bool // some client called at an appliance
	proxied   bool // a proxy of the inventory did
}

type calls struct {
	Tally
	appliance bool // calls at one, or may have wanted to
}

// Observe keeps whom each client calls.
func (s *silenceCollector) Observe(a *Attempt) {
	role := a.Match.Role
	if a.Proxy != nil {
		role = s.context.inventory.Server(a.Session.Server.IP, a.Session.Server.Port, a.Proxy.Host).Role
	}
	// Where a proxy cannot be reached, nobody sees what for clients went there.
	unseen := role == inventory.Proxy && a.Fault == NoTCP
	if role != inventory.Appliance && role != inventory.Manager && !unseen {
		return
	}
	// An appliance calls at a manager as well, and is no client.
	if caller := s.context.inventory.Server(a.Client.IP, 0, "").Role; caller != inventory.Unknown {
		s.proxied = s.proxied || caller == inventory.Proxy && role == inventory.Appliance
		return
	}
	if s.context.inventory.HasClients() && !s.context.inventory.IsClient(a.Client.IP) {
		return
	}
	at := s.calls[a.Client.IP]
	if at == nil {
		if len(s.calls) >= maxClients {
			s.context.folded++
			return
		}
		at = &calls{}
		s.calls[a.Client.IP] = at
	}
	if role == inventory.Appliance || unseen {
		at.appliance, s.contacted = true, s.contacted || !unseen
		return
	}
	if content(a) {
		at.add(a)
	}
}

// askers are the clients that looked an appliance's name up: their policy names
// it.
func (c *Context) askers() map[netip.Addr]bool {
	asked := make(map[netip.Addr]bool)
	for at := range c.lookups.known {
		if role, _, _ := c.concern(at.name); role == inventory.Appliance {
			asked[at.client] = true
		}
	}
	return asked
}

// Conclude gives a finding for all silent clients that were watched for long, and
// one for the others.
func (s *silenceCollector) Conclude() []Conclusion {
	if !s.context.inventory.HasAppliances() {
		return nil
	}
	asked := s.context.askers()
	var silent []netip.Addr
	for client, c := range s.calls {
		if c.Count > 0 && !c.appliance && !asked[client] {
			silent = append(silent, client)
		}
	}
	if len(silent) == 0 {
		return nil
	}
	slices.SortFunc(silent, netip.Addr.Compare)
	where := scopeOf(s.context.inventory, silent, func(client netip.Addr) bool {
		c := s.calls[client]
		return c != nil && c.appliance || asked[client]
	}, s.contacted)
	watched := func(client netip.Addr) time.Duration { return s.calls[client].last.Sub(s.calls[client].first) }
	slices.SortStableFunc(silent, func(a, b netip.Addr) int { return cmp.Compare(watched(b), watched(a)) })
	n := slices.IndexFunc(silent, func(client netip.Addr) bool { return watched(client) < s.patience() })
	var list []Conclusion
	if n != 0 {
		long := silent
		if n > 0 {
			long = silent[:n]
		}
		list = append(list, s.say(long, watched(long[len(long)-1]), where))
	}
	if n >= 0 {
		list = append(list, s.say(silent[n:], watched(silent[n]), where))
	}
	return list
}

// say gives the finding for some silent clients. watched is how long each of them
// was, at least or at most, from its first call at the manager to its last.
func (s *silenceCollector) say(clients []netip.Addr, watched time.Duration, where scope) Conclusion {
	all := &Tally{}
	for _, client := range clients {
		all.merge(&s.calls[client].Tally)
	}
	c := Conclusion{
		Severity: record.Medium, Evidence: record.Hint, Tally: all, Title: "title",
		Explain: []string{"what"}, Remedy: []string{"included", "inherit", "location", "policy", "pushed"},
		Causes: where.causes,
		Detail: map[string]any{"watched_seconds": int64(watched / time.Second), "scope": where.name},
		Params: text.Params{"watched": int64(watched / time.Second), "values": where.values},
	}
	if where.name == "groups" || where.name == "locations" {
		c.Detail[where.name], c.Params[where.name] = where.values, where.values
		c.Explain = append(c.Explain, where.name)
	}
	switch {
	case s.behind():
		// What clients do at an appliance bears a proxy's address here.
		c.Severity = record.Info
		c.Explain = append(c.Explain, "behind")
	case watched < s.patience():
		c.Explain = append(c.Explain, "short")
	case !s.contacted && !s.context.seenElsewhere(all):
		c.Explain = append(c.Explain, "elsewhere")
	default:
		c.Evidence = record.Strong
		c.Explain = append(c.Explain, "long")
	}
	if s.contacted {
		c.Explain = append(c.Explain, "others")
	} else {
		c.Explain = append(c.Explain, "nobody")
	}
	return c
}

// patience is how long a client must be watched: over several calls at the
// manager, one whose policy names an appliance would have tried it.
func (s *silenceCollector) patience() time.Duration {
	const several = 3
	if beat := s.context.inventory.Heartbeat; beat > 0 {
		return several * time.Duration(beat) * time.Second
	}
	return several * 5 * time.Minute
}

// behind says whether the sensor stands on the appliance's side of a proxy through
// which clients may go there.
func (s *silenceCollector) behind() bool {
	inv := s.context.inventory
	return inv.Sensor == inventory.ServerSide && (s.proxied || len(inv.Designed()) > 0)
}

// seenElsewhere says whether one of some clients was seen to do anything but call
// at managers: then the sensor does not stand at the managers alone.
func (c *Context) seenElsewhere(t *Tally) bool {
	for at := range c.lookups.known {
		if t.clients.has(c.clients.find(at.client)) {
			return true
		}
	}
	managers := make(map[uint32]bool)
	for at, server := range c.servers.known {
		if c.whatIs(at).Role == inventory.Manager {
			managers[server.number] = true
		}
	}
	for _, pair := range c.pairs.known.Keys() {
		if t.clients.has(pair.client) && !managers[pair.server] {
			return true
		}
	}
	return false
}
