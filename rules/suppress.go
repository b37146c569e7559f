package rules

import (
	"slices"
	"time"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
)

// suppressor keeps conclusions quiet that the operator knows of, and counts.
type suppressor struct {
	context   *Context
	diagnoser *diagnoser
	list      []inventory.Suppression
	counts    []record.Suppressed // one for each
}

func newSuppressor(c *Context, d *diagnoser) *suppressor {
	list := c.inventory.Suppressions
	s := &suppressor{context: c, diagnoser: d, list: list, counts: make([]record.Suppressed, len(list))}
	for i := range list {
		s.counts[i].Reason = list[i].Reason
	}
	return s
}

// used gives the counts of the suppressions that kept something quiet.
func (s *suppressor) used() []record.Suppressed {
	return slices.DeleteFunc(s.counts, func(c record.Suppressed) bool { return c.Findings == 0 })
}

// pass takes the clients of every suppression that covers a conclusion out of
// it, and says whether anything is left to say.
func (s *suppressor) pass(rule string, c *Conclusion) bool {
	last := time.Time{}
	if c.Tally != nil {
		last = c.Tally.last
	}
	for i := range s.list {
		if !s.list[i].Covers(rule, s.names(c), c.issuers(), last) {
			continue
		}
		if c.Tally == nil || c.Tally.Clients() == 0 {
			if len(s.list[i].Clients) > 0 {
				continue // it is about no client
			}
			s.count(i, nil)
			return false
		}
		left := c.Tally.without(func(client uint32) bool { return s.concerns(i, client) })
		if left != nil && left.Clients() == c.Tally.Clients() {
			continue
		}
		s.count(i, c.Tally)
		if left == nil {
			return false
		}
		c.Tally = left
	}
	return true
}

func (s *suppressor) count(i int, t *Tally) {
	s.counts[i].Findings++
	if t == nil {
		return
	}
	for _, client := range t.clients.list() {
		if !s.concerns(i, client) {
			continue
		}
		s.counts[i].Clients++
		if state := s.diagnoser.known(client); state != nil {
			state.suppressed++
		}
	}
}

// concerns says whether a suppression is about a client.
func (s *suppressor) concerns(i int, client uint32) bool {
	return s.list[i].Client(s.context.clients.addr(client))
}

// names are those by which a suppression may mean a conclusion's server.
func (s *suppressor) names(c *Conclusion) []string {
	names := c.Names
	if c.Server == nil {
		return names
	}
	names = append([]string{c.Server.IP.String()}, names...)
	match := s.context.whatIs(*c.Server)
	if match.Name != "" {
		names = append(names, match.Name)
	}
	if match.Appliance != nil {
		names = append(names, match.Appliance.Hosts...)
	}
	return names
}

// issuers are those of the certificates that a conclusion is about.
func (c *Conclusion) issuers() []string {
	var list []string
	if issuer, known := c.Detail["issuer"].(string); known {
		list = append(list, issuer)
	}
	certificates, _ := c.Detail["certificates"].([]map[string]any)
	for _, one := range certificates {
		if issuer, known := one["issuer"].(string); known {
			list = append(list, issuer)
		}
	}
	return list
}
