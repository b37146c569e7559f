package rules

import (
	"slices"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// facts is what one client's attempts at one server showed, and so exclude.
type facts struct {
	connected bool // TCP came up
	answered  bool // a ServerHello came
	named     bool // a certificate held the name that the client means
	hasSAN    bool // a certificate had a subjectAltName
	inDates   bool // a certificate was valid by the sensor's clock
	genuine   bool // a certificate was one that the operator told
	refused   bool // the client refused a certificate
	hidden    bool // in TLS 1.3, where the certificate is encrypted
	unseen    bool // an attempt of which the capture does not hold enough
}

func (f *facts) observe(a *Attempt) {
	f.connected = f.connected || a.TCP.Established
	f.answered = f.answered || answered(a.Session)
	f.refused = f.refused || a.Rejected()
	f.unseen = f.unseen || a.Fault == Unseen
	if a.Leaf == nil {
		f.hidden = f.hidden || a.TLS != nil && a.TLS.Version == tls13 && a.Rejected()
		return
	}
	if v := match(a.Reference, a.Leaf); v == matches || v == matchesCN {
		f.named = true
	}
	f.hasSAN = f.hasSAN || a.Leaf.HasSAN
	f.inDates = f.inDates || !a.Leaf.NotAfter.Before(a.Start) && !a.Leaf.NotBefore.After(a.End)
	if h := a.Match.Appliance; h != nil && len(h.CertSHA256)+len(h.CAs) > 0 {
		f.genuine = f.genuine || !a.Forged
	}
}

// ruledOut gives the causes that a client's own traffic excludes, in the order
// of a connection, without those that a finding names all the same.
func (d *diagnoser) ruledOut(v *visit, causes []record.DiagnosedCause) []record.RuledOut {
	f, lang := &v.facts, d.context.lang
	var list []record.RuledOut
	for _, x := range []struct {
		holds bool
		cause int
		rule  string
		by    string
	}{
		{v.calls > 0, 0, "silent-client", "attempt"},
		{f.connected && !blockedBehind(causes), 0, "edr-unreachable", "tcp_connection"},
		{f.answered, 7, "cipher-exhausted", "server_hello"},
		{f.genuine, 4, "interception", "fingerprint"},
		{f.named, 1, "name-mismatch", "certificate_names"},
		{f.hasSAN, 9, "san-missing", "subject_alt_name"},
		{f.inDates, 0, "certificate-expired", "certificate_dates"},
		{v.at != nil && v.at.served > 0 && f.connected, 8, "edr-overloaded", "others_served"},
	} {
		named := slices.ContainsFunc(causes, func(c record.DiagnosedCause) bool { return c.Rule == x.rule })
		if x.holds && !named {
			list = append(list, record.RuledOut{Cause: x.cause, Rule: x.rule, By: x.by, Text: text.RuledOut(x.by).In(lang)})
		}
	}
	return list
}

// blockedBehind says whether a connection came up, and what follows is held back
// on the way, as far as can be told.
func blockedBehind(causes []record.DiagnosedCause) bool {
	return slices.ContainsFunc(causes, func(c record.DiagnosedCause) bool {
		return c.Rule == "no-server-hello" || c.Rule == "path-mtu-blackhole" || c.Rule == "reset-injected"
	})
}

// wanted gives what would settle what is open about a client.
func (d *diagnoser) wanted(v *visit, diagnosis *record.Diagnosis) []record.Wanted {
	inv := d.context.inventory
	has := func(rules ...string) bool {
		return slices.ContainsFunc(diagnosis.Causes, func(c record.DiagnosedCause) bool { return slices.Contains(rules, c.Rule) })
	}
	var told *inventory.ApplianceHost
	for i := range inv.Appliances {
		if inv.Appliances[i].Name == diagnosis.Appliance {
			told = &inv.Appliances[i]
		}
	}
	list := []record.Wanted{}
	for _, x := range []struct {
		open bool
		what string
	}{
		{v.facts.unseen && diagnosis.State == "unknown", "both_directions"},
		{v.calls > 0 && !inv.HasAppliances(), "appliances"},
		{v.facts.hidden, "session_keys"},
		{(v.facts.refused && !v.facts.genuine || has("interception", "intercepting-issuer")) && (told == nil || len(told.CertSHA256)+len(told.CAs) == 0), "certificate"},
		{has("san-missing") && (told == nil || told.Version == ""), "version"},
		{has("cipher-exhausted") && (told == nil || len(told.Suites) == 0), "suites"},
		{has("silent-client") && diagnosis.Group == "", "groups"},
		{diagnosis.State == "silent" && inv.Sensor == inventory.ServerSide && len(inv.Proxies) > 0, "client_side"},
	} {
		if x.open {
			list = append(list, record.Wanted{What: x.what, Text: text.Wanted(x.what).In(d.context.lang)})
		}
	}
	return slices.Clip(list)
}
