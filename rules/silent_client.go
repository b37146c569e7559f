package rules

import (
	"net/netip"
	"time"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

func silentClient() Rule {
	return Rule{
		ID: "silent-client", Group: "fleet", Causes: []int{3, 10, 11, 12},
		Steps:      []string{"1", "1.1", "1.2", "1.2.1", "1.3", "10", "11", "15", "18"},
		Severities: []record.Severity{record.Medium},
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
}

type calls struct {
	Tally
	appliance bool
}

// Observe keeps whom each client calls.
func (s *silenceCollector) Observe(a *Attempt) {
	role := a.Match.Role
	if a.Proxy != nil {
		role = s.context.inventory.Server(a.Session.Server.IP, a.Session.Server.Port, a.Proxy.Host).Role
	}
	if role != inventory.Appliance && role != inventory.Manager {
		return
	}
	if s.context.inventory.HasClients() && !s.context.inventory.IsClient(a.Client.IP) {
		return
	}
	// An appliance calls at a manager as well, and is no client.
	if s.context.inventory.Server(a.Client.IP, 0, "").Role != inventory.Unknown {
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
	if role == inventory.Appliance {
		at.appliance, s.contacted = true, true
		return
	}
	if content(a) {
		at.add(a.Session)
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

// Conclude gives one finding for all silent clients.
func (s *silenceCollector) Conclude() []Conclusion {
	if !s.context.inventory.HasAppliances() {
		return nil
	}
	var all Tally
	clients := make(map[netip.Addr]int)
	asked := s.context.askers()
	for client, c := range s.calls {
		if c.Count > 0 && !c.appliance && !asked[client] {
			clients[client] = c.Count
		}
	}
	order := Tally{clients: clients}
	for _, client := range order.sortedClients() {
		all.merge(&s.calls[client].Tally)
	}
	if all.Count == 0 {
		return nil
	}
	watched := all.last.Sub(all.first)
	calling := func(client netip.Addr) bool {
		c := s.calls[client]
		return c != nil && c.appliance || asked[client]
	}
	where := scopeOf(s.context.inventory, order.sortedClients(), calling, s.contacted)
	c := Conclusion{
		Severity: record.Medium, Evidence: record.Hint, Tally: &all, Title: "title",
		Explain: []string{"what"}, Remedy: []string{"included", "inherit", "location", "policy", "pushed"},
		Causes: where.causes,
		Detail: map[string]any{"watched_seconds": int64(watched / time.Second), "scope": where.name},
		Params: text.Params{"watched": int64(watched / time.Second), "values": where.values, where.name: where.values},
	}
	if where.name == "groups" || where.name == "locations" {
		c.Detail[where.name] = where.values
		c.Explain = append(c.Explain, where.name)
	}
	// Over several calls at the manager, a client whose policy names an
	// appliance would have tried it.
	const several = 3
	heartbeat := time.Duration(s.context.inventory.Heartbeat) * time.Second
	if heartbeat == 0 {
		heartbeat = 5 * time.Minute
	}
	if watched >= several*heartbeat {
		c.Evidence = record.Strong
		c.Explain = append(c.Explain, "long")
	} else {
		c.Explain = append(c.Explain, "short")
	}
	if s.contacted {
		c.Explain = append(c.Explain, "others")
	} else {
		c.Explain = append(c.Explain, "nobody")
	}
	return []Conclusion{c}
}
