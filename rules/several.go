package rules

import (
	"net/netip"
	"slices"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// severalCollector makes a Collector of clients that call at more than one host of a
// role of the inventory.
func severalCollector(c *Context, role inventory.Role, say func(*severalHosts) []Conclusion) Collector {
	return &severalHosts{context: c, role: role, say: say, clients: make(map[netip.Addr]*callsAt)}
}

type severalHosts struct {
	context *Context
	role    inventory.Role
	say     func(*severalHosts) []Conclusion
	clients map[netip.Addr]*callsAt
}

type callsAt struct {
	span
	hosts []string
}

// Observe keeps at which hosts of the role each client calls.
func (s *severalHosts) Observe(a *Attempt) {
	if a.Match.Role != s.role || !a.TCP.Established {
		return
	}
	at := s.clients[a.Client.IP]
	if at == nil {
		if len(s.clients) >= maxClients {
			s.context.folded++
			return
		}
		at = &callsAt{}
		s.clients[a.Client.IP] = at
	}
	at.add(a.Session)
	at.hosts = addBounded(at.hosts, a.Match.Name)
}

// Conclude gives what the rule says.
func (s *severalHosts) Conclude() []Conclusion { return s.say(s) }

// callers gives, merged, the clients that call at several hosts and are none
// of the inventory's servers themselves, and the hosts.
func (s *severalHosts) callers() (*Tally, []string) {
	clients := make([]netip.Addr, 0, len(s.clients))
	for client, at := range s.clients {
		if len(at.hosts) > 1 && s.context.inventory.Server(client, 0, "").Role == inventory.Unknown {
			clients = append(clients, client)
		}
	}
	slices.SortFunc(clients, netip.Addr.Compare)
	tally := &Tally{}
	var hosts []string
	for _, client := range clients {
		tally.addClient(s.context.clients.number(client), s.clients[client].span)
		for _, host := range s.clients[client].hosts {
			hosts = addBounded(hosts, host)
		}
	}
	slices.Sort(hosts)
	return tally, hosts
}

func multipleEDR() Rule {
	return Rule{
		ID: "multiple-edr", Group: "fleet", Causes: []int{5}, Steps: []string{"11"},
		Severities: []record.Severity{record.Low},
		New: func(c *Context) Collector {
			return both{
				severalCollector(c, inventory.Appliance, func(s *severalHosts) []Conclusion { return sayCallers(s, record.Low, record.Strong) }),
				severalCollector(c, inventory.Manager, sharedManager),
			}
		},
	}
}

// sharedManager says which appliances call at the same managers: necessary for
// them to write the same groups' policies, and not enough.
func sharedManager(s *severalHosts) []Conclusion {
	type shared struct {
		Tally
		appliances []string
	}
	managers := make(map[string]*shared)
	var order []string
	callers := make([]netip.Addr, 0, len(s.clients))
	for caller := range s.clients {
		callers = append(callers, caller)
	}
	slices.SortFunc(callers, netip.Addr.Compare)
	for _, caller := range callers {
		match := s.context.inventory.Server(caller, 0, "")
		if match.Role != inventory.Appliance {
			continue
		}
		for _, host := range s.clients[caller].hosts {
			if managers[host] == nil {
				managers[host] = &shared{}
				order = append(order, host)
			}
			managers[host].addClient(s.context.clients.number(caller), s.clients[caller].span)
			managers[host].appliances = addBounded(managers[host].appliances, match.Name)
		}
	}
	var list []Conclusion
	slices.Sort(order)
	for _, host := range order {
		m := managers[host]
		if len(m.appliances) < 2 {
			continue
		}
		list = append(list, Conclusion{
			Severity: record.Low, Evidence: record.Strong, Tally: &m.Tally, Names: m.appliances, Title: "title.manager",
			Explain: []string{"what.manager"}, Remedy: []string{"groups"},
			Detail: map[string]any{"manager": host, "appliances": m.appliances},
			Params: text.Params{"hosts": m.appliances, "manager": host},
		})
	}
	return list
}

func sayCallers(s *severalHosts, severity record.Severity, evidence record.Evidence) []Conclusion {
	tally, hosts := s.callers()
	if tally.Clients() == 0 {
		return nil
	}
	return []Conclusion{{
		Severity: severity, Evidence: evidence, Tally: tally, Names: hosts, Title: "title",
		Explain: []string{"what"}, Remedy: []string{"groups"}, Detail: map[string]any{"hosts": hosts}, Params: text.Params{"hosts": hosts},
	}}
}

func multipleManagers() Rule {
	return Rule{
		ID: "multiple-managers", Group: "fleet", Causes: []int{6}, Steps: []string{"10"},
		Severities: []record.Severity{record.Info},
		New: func(c *Context) Collector {
			return severalCollector(c, inventory.Manager, func(s *severalHosts) []Conclusion { return sayCallers(s, record.Info, record.Hint) })
		},
	}
}
