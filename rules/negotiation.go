package rules

import (
	"slices"
	"strings"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// blocking is the severity of what keeps clients away from a server.
func (c *Context) blocking(server record.Endpoint) record.Severity {
	if c.inventory.Server(server.IP, server.Port, "").Role == inventory.Appliance {
		return record.Critical
	}
	if s := c.servers.known[server]; s != nil && s.appliance {
		return record.Critical
	}
	return record.High
}

func cipherExhausted() Rule {
	return Rule{
		ID: "cipher-exhausted", Group: "negotiation", Causes: []int{7}, Steps: []string{"16"},
		Severities: []record.Severity{record.Critical, record.High},
		New:        func(c *Context) Collector { return conclusive(c.exhaustedSuites) },
	}
}

// exhaustedSuites gives the refusals that the offered cipher suites explain, one
// finding for each server.
func (c *Context) exhaustedSuites() []Conclusion {
	var list []Conclusion
	for _, r := range c.refusals.of(suitesEmpty) {
		list = append(list, c.sayExhausted(r, record.Proof))
	}
	for _, r := range c.refusals.of(suitesLikely) {
		list = append(list, c.sayExhausted(r, record.Strong))
	}
	return list
}

func (c *Context) sayExhausted(r refused, evidence record.Evidence) Conclusion {
	accepted, keys := []string{}, []string{}
	if s := c.servers.known[r.server]; s != nil {
		accepted, keys = slices.Sorted(slices.Values(s.accepts())), s.keys
	}
	offered, contradicted := []string{}, []string{}
	offers := make([]map[string]any, 0, len(r.offers))
	for _, o := range r.offers {
		for _, suite := range o.suites {
			if !strings.HasSuffix(suite, "_SCSV") { // signals, not suites (RFC 5746 section 3.3, RFC 7507 section 4)
				offered = addBounded(offered, suite)
			}
		}
		shared := common(o.suites, o.versions, accepted)
		offers = append(offers, map[string]any{
			"ciphers": o.suites, "versions": o.versions, "common": shared, "alerts": o.codes,
		})
		for _, suite := range shared {
			contradicted = addBounded(contradicted, suite)
		}
	}
	accepted = slices.DeleteFunc(accepted, func(suite string) bool { return slices.Contains(contradicted, suite) })
	conclusion := Conclusion{
		Severity: c.blocking(r.server), Evidence: evidence, Server: at(r.server), Tally: &r.tally, Names: r.names,
		Detail: map[string]any{"offers": offers, "accepted_ciphers": accepted},
		Title:  "title", Explain: []string{"what", "offered"}, Remedy: []string{"client", "fips", "server"},
		Params: text.Params{"offered": offered, "accepted": accepted, "keys": keys},
	}
	switch {
	case evidence == record.Proof:
		conclusion.Explain = append(conclusion.Explain, "empty")
	case len(contradicted) > 0:
		conclusion.Explain = append(conclusion.Explain, "contradicted")
		conclusion.Detail["told_and_refused"], conclusion.Params["contradicted"] = contradicted, contradicted
	default:
		conclusion.Explain = append(conclusion.Explain, "likely")
	}
	if before := c.past.suites[r.server]; len(accepted) == 0 && len(before) > 0 {
		before = slices.Sorted(slices.Values(before))
		conclusion.Detail["accepted_before"], conclusion.Params["accepted_before"] = before, before
		conclusion.Explain = append(conclusion.Explain, "before")
	}
	return conclusion
}

func versionExhausted() Rule {
	return Rule{
		ID: "version-exhausted", Group: "negotiation", Causes: []int{7}, Steps: []string{"16"},
		Severities: []record.Severity{record.Critical, record.High},
		New: func(c *Context) Collector {
			return &versionCollector{context: c, table: newTable[versionRefusal](c)}
		},
	}
}

// versionCollector gathers refused protocol versions: those refused by name,
// and hellos too old for all that the server negotiates.
type versionCollector struct {
	context *Context
	table   table[versionRefusal]
}

type versionRefusal struct {
	versions []string
	names    []string
	alerts   []string
}

// Observe keeps the sessions that an alert about the version ended.
func (v *versionCollector) Observe(a *Attempt) {
	if a.Fault != VersionRefused {
		return
	}
	by := "server"
	if a.Outcome == record.ClientAlert {
		by = "client"
	}
	row := v.table.add(a, by)
	if row == nil || a.TLS == nil {
		return
	}
	row.X.note(a.TLS.OfferedVersions, a.Reference.name)
	if alert := fatal(a.Session, by); alert != nil {
		row.X.alerts = addBounded(row.X.alerts, alert.Description)
	}
}

func (x *versionRefusal) note(versions []string, name string) {
	for _, version := range versions {
		x.versions = addBounded(x.versions, version)
	}
	if name != "" {
		x.names = addBounded(x.names, name)
	}
}

// Conclude gives a finding for each server, and for each side that refuses.
func (v *versionCollector) Conclude() []Conclusion {
	low := v.context.refusals.of(versionLow)
	var list []Conclusion
	for _, row := range v.table.sorted() {
		// What is added belongs to this conclusion alone, not to the row.
		x := versionRefusal{slices.Clone(row.X.versions), slices.Clone(row.X.names), slices.Clone(row.X.alerts)}
		var tally Tally
		tally.merge(&row.Tally)
		if row.key == "server" {
			if i := slices.IndexFunc(low, func(r refused) bool { return r.server == row.server }); i >= 0 {
				tally.merge(&low[i].tally)
				for _, o := range low[i].offers {
					x.note(o.versions, "")
				}
				low = slices.Delete(low, i, i+1)
			}
		}
		list = append(list, v.conclusion(row.server, &tally, &x, row.key, record.Proof))
	}
	for i := range low {
		list = append(list, v.refused(&low[i], record.Strong))
	}
	doubtful := v.context.refusals.of(versionOrGroup)
	for i := range doubtful {
		list = append(list, v.refused(&doubtful[i], record.Hint))
	}
	return list
}

// refused gives the conclusion on hellos that a server refused without a word
// about the version.
func (v *versionCollector) refused(r *refused, e record.Evidence) Conclusion {
	x := versionRefusal{names: r.names}
	for _, o := range r.offers {
		x.note(o.versions, "")
	}
	return v.conclusion(r.server, &r.tally, &x, "server", e)
}

func (v *versionCollector) conclusion(server record.Endpoint, t *Tally, x *versionRefusal, by string, e record.Evidence) Conclusion {
	negotiated := []string{}
	if s := v.context.servers.known[server]; s != nil {
		negotiated = slices.Clone(s.versions)
	}
	byVersion := func(a, b string) int { return versionOrder(a) - versionOrder(b) }
	slices.SortFunc(negotiated, byVersion)
	slices.SortFunc(x.versions, byVersion)
	c := Conclusion{
		Severity: v.context.blocking(server), Evidence: e, Server: at(server), Tally: t, Names: x.names,
		Detail: map[string]any{
			"offered_versions": x.versions, "negotiated_versions": negotiated, "refused_by": by, "alerts": x.alerts,
		},
		Title: "title", Explain: []string{"what." + by}, Remedy: []string{"client", "server"},
		Params: text.Params{"offered": x.versions, "negotiated": negotiated},
	}
	if len(negotiated) > 0 && by == "server" {
		c.Explain = append(c.Explain, "others")
	}
	if e != record.Proof {
		c.Explain = append(c.Explain, "disguised")
	}
	if e == record.Hint {
		c.Explain = append(c.Explain, "groups")
		c.Remedy = append([]string{"curves"}, c.Remedy...)
	}
	return c
}
