package rules

import (
	"net/netip"
	"slices"
	"time"

	"edrtap/rules/record"
	"edrtap/rules/text"
)

const (
	// clockTries is how many ClientHellos must tell a client's clock alike:
	// random bytes that look like a time do not agree with each other.
	clockTries = 3
	// clockSpread is by how much they may differ.
	clockSpread = 5 * time.Second
	// clockFleet is how many clients tell whose clock is wrong, theirs or the
	// sensor's.
	clockFleet = 3
	// clockWrong is from when on a client's clock matters.
	clockWrong = 5 * time.Minute
	// sensorWrong is from when on the sensor's does.
	sensorWrong = time.Minute
)

func clockSkew() Rule {
	return Rule{
		ID: "clock-skew", Group: "fleet", Steps: []string{"2"},
		Severities: []record.Severity{record.Medium, record.Low, record.Info},
		New: func(c *Context) Collector {
			return both{conclusive(c.clocks.skewed), newLeafRule(c, heldForExpired, func(*row[shown]) (Conclusion, bool) {
				return Conclusion{
					Severity: record.Medium, Evidence: record.Strong, Title: "title.expired", Explain: []string{"expired"}, Remedy: []string{"clock"},
				}, true
			})}
		},
	}
}

func sensorClock() Rule {
	return Rule{
		ID: "sensor-clock", Group: "sensor",
		Severities: []record.Severity{record.Info},
		New:        func(c *Context) Collector { return conclusive(c.clocks.sensor) },
	}
}

// clocks is by how much each client's clock is ahead of the sensor's, as far
// as its ClientHellos tell.
type clocks struct {
	of      map[netip.Addr]*clientClock
	clients *clients
	folded  *uint64
}

type clientClock struct {
	span
	least, most time.Duration
}

func (c *clocks) observe(a *Attempt) {
	if a.TLS == nil || a.TLS.ClientClock.IsZero() {
		return
	}
	ahead := a.TLS.ClientClock.Sub(a.Start)
	of := c.of[a.Client.IP]
	if of == nil {
		if len(c.of) >= maxClients {
			*c.folded++
			return
		}
		of = &clientClock{least: ahead, most: ahead}
		c.of[a.Client.IP] = of
	}
	of.add(a.Session)
	of.least, of.most = min(of.least, ahead), max(of.most, ahead)
}

// heldForExpired says whether the client holds for expired what is valid.
func heldForExpired(a *Attempt) bool { return a.RejectionCode() == alertExpired && validNow(a) }

// validNow says whether every certificate shown is valid by the sensor's clock.
func validNow(a *Attempt) bool {
	for i := range a.Chain {
		c := &a.Chain[i]
		if !c.NotAfter.IsZero() && c.NotAfter.Before(a.Start) || c.NotBefore.After(a.End) {
			return false
		}
	}
	return true
}

func (k *clientClock) sure() bool { return k.count >= clockTries && k.most-k.least <= clockSpread }

// base is by how much the sensor's clock is behind that of most clients, and
// of how many that is known; 0 where too few tell.
func (c *clocks) base() (time.Duration, int) {
	var ahead []time.Duration
	for _, k := range c.of {
		if k.sure() {
			ahead = append(ahead, k.least)
		}
	}
	if len(ahead) < clockFleet {
		return 0, len(ahead)
	}
	return median(ahead), len(ahead)
}

func (c *clocks) skewed() []Conclusion {
	base, fleet := c.base()
	clients := make([]netip.Addr, 0, len(c.of))
	for client, k := range c.of {
		if skew := k.least - base; k.sure() && (skew >= clockWrong || skew <= -clockWrong) {
			clients = append(clients, client)
		}
	}
	slices.SortFunc(clients, netip.Addr.Compare)
	var list []Conclusion
	tally := &Tally{}
	skews := make(map[string]int64)
	worst := time.Duration(0)
	for _, client := range clients {
		k := c.of[client]
		tally.addClient(c.clients.number(client), k.span)
		skew := k.least - base
		if len(skews) < record.ListLimit {
			skews[client.String()] = int64(skew / time.Second)
		}
		if skew.Abs() > worst.Abs() {
			worst = skew
		}
	}
	if len(clients) > 0 {
		conclusion := Conclusion{
			Severity: record.Low, Evidence: record.Strong, Tally: tally, Title: "title", Explain: []string{"what", "fleet"},
			Remedy: []string{"clock"}, Detail: map[string]any{"seconds_ahead": skews},
			Params: text.Params{"worst": worst.Round(time.Second).String(), "fleet": fleet},
		}
		if fleet < clockFleet {
			conclusion.Severity, conclusion.Evidence = record.Info, record.Hint
			conclusion.Explain[1] = "alone"
		}
		list = append(list, conclusion)
	}
	return list
}

func (c *clocks) sensor() []Conclusion {
	base, fleet := c.base()
	if fleet < clockFleet || base.Abs() < sensorWrong {
		return nil
	}
	tally := &Tally{}
	near := 0
	clients := make([]netip.Addr, 0, len(c.of))
	for client, k := range c.of {
		if k.sure() && (k.least-base).Abs() <= clockSpread {
			clients = append(clients, client)
			near++
		}
	}
	if near < clockFleet {
		return nil // they do not agree
	}
	slices.SortFunc(clients, netip.Addr.Compare)
	for _, client := range clients {
		tally.addClient(c.clients.number(client), c.of[client].span)
	}
	return []Conclusion{{
		Severity: record.Info, Evidence: record.Strong, Tally: tally, Title: "title", Explain: []string{"what"}, Remedy: []string{"ntp"},
		Detail: map[string]any{"seconds_behind": int64(base / time.Second)},
		Params: text.Params{"offset": base.Round(time.Second).String()},
	}}
}
