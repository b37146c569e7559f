package rules

import (
	"net/netip"
	"slices"

	"edrtap/rules/record"
	"edrtap/rules/text"
)

const (
	// hopsApart is by how much the time to live of a RST must differ at least from
	// that of the same end's packet before it, to tell alone that another host sent
	// it. A path that changes moves it by one or two, and so does a sensor that sees
	// both sides of a router.
	hopsApart = 3
	// countsOn is by how much an identification is at most ahead of the packet
	// before where a host counts its packets, some of which the sensor missed.
	countsOn = 16
)

// forgedResets gives the RSTs of a session that their alleged sender did not
// send, by the look of them.
func forgedResets(s *record.Session) []*record.Resets {
	if s.TLS == nil || s.Stage == record.StageTCP {
		return nil
	}
	var list []*record.Resets
	for _, r := range []*record.Resets{s.TCP.ClientReset, s.TCP.ServerReset} {
		if r != nil && r.Count > 0 && r.Before != nil && (forged(r) || s.TCP.Duplicates == 0 && fromNearer(r)) {
			list = append(list, r)
		}
	}
	return list
}

// forged compares a RST with the packet that its sender sent a moment before.
// Systems send 0 for identification and window in RSTs of their own, which tells
// nothing; one that goes on with its count and its window made the RST itself.
func forged(r *record.Resets) bool {
	hops, ahead := apart(r.TTL, r.Before.TTL), r.IPID-r.Before.IPID
	counted := r.IPID != 0 && r.Before.IPID != 0
	if counted && ahead > 0 && ahead <= countsOn && r.Window == r.Before.Window {
		return false
	}
	return hops >= hopsApart || hops > 0 && (r.Survived || counted && ahead > countsOn && r.Window != r.Before.Window)
}

// fromNearer says whether a RST came over no router at all, by the time to live
// that systems begin with, and the packet before it over some. A sensor that sees
// both sides of a router sees that too, but sees packets twice.
func fromNearer(r *record.Resets) bool {
	switch r.TTL {
	case 64, 128, 255:
		return r.Before.TTL < r.TTL && apart(r.TTL, r.Before.TTL) < maxHops
	}
	return false
}

// maxHops is more than any path has: who is further apart began with another
// time to live.
const maxHops = 32

func apart(a, b uint8) int { return max(int(a), int(b)) - min(int(a), int(b)) }

func resetInjected() Rule {
	return Rule{
		ID: "reset-injected", Group: "path", Causes: []int{4}, Steps: []string{"12", "12.1"},
		Severities: []record.Severity{record.Critical, record.High, record.Medium, record.Low},
		New: func(c *Context) Collector {
			return &resetCollector{context: c, table: newTable[resets](c)}
		},
	}
}

// resetCollector gathers handshakes that a stranger's RST ended, by server.
type resetCollector struct {
	context *Context
	table   table[resets]
}

type resets struct {
	ttl, before []uint8 // each pair that was seen, at most maxLearned
	ipids       []uint16
	both        int // sessions with such a RST in the name of both ends
	survived    int // sessions whose end went on sending after "its" RST
	client      int // sessions with one in the client's name
	server      int
	names       []string
}

// Observe keeps sessions that such a RST ended.
func (c *resetCollector) Observe(a *Attempt) {
	if a.Fault != ResetInjected {
		return
	}
	row := c.table.add(a, "")
	if row == nil {
		return
	}
	x := &row.X
	forged := forgedResets(a.Session)
	for _, r := range forged {
		x.add(r)
		if r == a.TCP.ClientReset {
			x.client++
		} else {
			x.server++
		}
		if r.Survived {
			x.survived++
		}
	}
	if len(forged) == 2 {
		x.both++
	}
	if a.Reference.name != "" {
		x.names = addBounded(x.names, a.Reference.name)
	}
}

func (x *resets) add(r *record.Resets) {
	if len(x.ttl) < maxLearned && !x.has(r) {
		x.ttl, x.before = append(x.ttl, r.TTL), append(x.before, r.Before.TTL)
	}
	if len(x.ipids) < maxLearned && !slices.Contains(x.ipids, r.IPID) {
		x.ipids = append(x.ipids, r.IPID)
	}
}

func (x *resets) has(r *record.Resets) bool {
	for i := range x.ttl {
		if x.ttl[i] == r.TTL && x.before[i] == r.Before.TTL {
			return true
		}
	}
	return false
}

// Conclude gives a finding for each server.
func (c *resetCollector) Conclude() []Conclusion {
	var list []Conclusion
	for _, row := range c.table.sorted() {
		x := &row.X
		conclusion := Conclusion{
			Severity: c.context.blocking(row.server), Evidence: record.Strong, Server: at(row.server), Tally: &row.Tally,
			Names: x.names, Title: "title", Explain: []string{"what"}, Remedy: []string{"firewall", "place"},
			Detail: map[string]any{
				"reset_ttl": numbers(x.ttl), "ttl_before": numbers(x.before), "in_name_of_client": x.client,
				"in_name_of_server": x.server, "in_name_of_both": x.both, "sender_went_on": x.survived,
			},
			Params: text.Params{"ttl": x.ttl[0], "before": x.before[0], "both": x.both, "survived": x.survived, "ipid": ""},
		}
		if len(x.ipids) == 1 && x.ipids[0] != 0 && row.Count > 1 {
			conclusion.Detail["reset_ip_id"], conclusion.Params["ipid"] = x.ipids[0], x.ipids[0]
			conclusion.Explain = append(conclusion.Explain, "ipid")
		}
		if x.both > 0 {
			conclusion.Explain = append(conclusion.Explain, "both")
		}
		if x.survived > 0 {
			// An end that has reset its connection sends no more on it.
			conclusion.Evidence = record.Proof
			conclusion.Explain = append(conclusion.Explain, "survived")
		}
		if row.Count == 1 && conclusion.Evidence != record.Proof {
			conclusion.Severity = record.Medium
		}
		if c.context.successes.after(row.server, &row.Tally) == row.Clients() {
			conclusion.Severity = record.Low
			conclusion.Explain = append(conclusion.Explain, "recovered")
		}
		list = append(list, conclusion)
	}
	return list
}

// numbers gives bytes as a list of numbers; a slice of bytes would be text.
func numbers(list []uint8) []int {
	made := make([]int, len(list))
	for i, n := range list {
		made[i] = int(n)
	}
	return made
}

// addressTexts gives addresses in order, as text.
func addressTexts(list []netip.Addr) []string {
	sorted := slices.SortedFunc(slices.Values(list), netip.Addr.Compare)
	made := make([]string, len(sorted))
	for i, a := range sorted {
		made[i] = a.String()
	}
	return made
}
