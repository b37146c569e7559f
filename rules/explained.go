package rules

import (
	"slices"

	"edrtap/rules/record"
)

// reasons are, for each rule that says how clients fail, the rules that may say
// why they fail in that way.
var reasons = map[string][]string{
	"client-rejects-certificate": aboutTrust,
	"silent-rejection":           aboutTrust,
	"certificate-self-signed":    aboutOther,
	"chain-incomplete":           aboutOther,
	"name-mismatch":              aboutOther,
	"intercepting-issuer":        {"interception"},
	"proxied-hello":              {"interception"},
	"multiple-certificates":      {"interception"},
	"handshake-failed":           slices.Concat(aboutTrust, aboutPath, []string{"client-certificate-refused"}),
	"no-server-hello":            aboutPath,
	"server-slow":                {"edr-overloaded"},
	"edr-overloaded":             {"event-rate-exceeded"},
	"edr-unreachable":            {"dns-wrong-address"},
	"cipher-exhausted":           {"dns-wrong-address"},
	"version-exhausted":          {"dns-wrong-address"},
	"plaintext-on-tls-port":      {"dns-wrong-address"},
	"silent-client":              {"manager-unreachable"},
	"enrollment-loop":            slices.Concat(aboutTrust, aboutPath, aboutOffer, []string{"client-rejects-certificate", "silent-rejection", "handshake-failed", "edr-unreachable", "no-server-hello"}),
	"reconnect-storm":            slices.Concat(aboutTrust, aboutPath, aboutOffer, []string{"client-rejects-certificate", "silent-rejection", "handshake-failed", "edr-unreachable", "no-server-hello"}),
}

var (
	aboutTrust = []string{
		"name-mismatch", "manager-name-mismatch", "san-missing", "certificate-expired", "certificate-not-yet-valid",
		"certificate-self-signed", "certificate-weak", "certificate-changed", "chain-incomplete", "interception", "intercepting-issuer",
		"clock-skew", "revocation-unreachable", "dns-wrong-address",
	}
	aboutPath  = []string{"path-mtu-blackhole", "reset-injected", "edr-overloaded", "event-rate-exceeded", "dns-wrong-address"}
	aboutOffer = []string{"cipher-exhausted", "version-exhausted", "group-exhausted", "signature-exhausted", "alpn-exhausted", "server-name-refused"}
	// aboutOther is what explains the faults of a certificate: it is another
	// host's, a device's, or gave way to a new one that clients do not know.
	aboutOther = []string{"dns-wrong-address", "certificate-changed", "interception"}
)

// narrow are the alerts that say which fault a certificate has, and the rules
// that fit them. The other codes may mean any fault: libraries differ.
var narrow = map[string][]string{
	"unknown_ca":          {"certificate-self-signed", "chain-incomplete", "interception", "intercepting-issuer", "certificate-changed", "dns-wrong-address", "certificate-weak"},
	"certificate_expired": {"certificate-expired", "certificate-not-yet-valid", "clock-skew"},
	"certificate_revoked": nil,
}

// fits says whether a reason agrees with the alerts by which clients say what
// is wrong.
func fits(symptom, reason *found) bool {
	alerts, _ := symptom.Detail["alerts"].([]string)
	if symptom.Rule != "client-rejects-certificate" || len(alerts) == 0 {
		return true
	}
	for _, alert := range alerts {
		rules, known := narrow[alert]
		if !known || slices.Contains(rules, reason.Rule) {
			return true
		}
	}
	return false
}

// followsFrom says whether, for one client, a finding follows from another:
// that is a reason of its kind, no mere hint, and holds of the client's same
// sessions. Without a client it has to hold of all.
func (f *found) followsFrom(reason *found, client uint32) bool {
	if f == reason || reason.tally == nil || reason.Evidence == record.Hint || !reason.blocks() ||
		!slices.Contains(reasons[f.Rule], reason.Rule) || !f.sameServer(reason) || !fits(f, reason) {
		return false
	}
	if client == noClient {
		for _, c := range f.tally.clients.list() {
			if !f.tally.within(reason.tally, c) {
				return false
			}
		}
		return true
	}
	return f.tally.within(reason.tally, client)
}

// sameServer says whether a reason is about a finding's server. One without a
// server is about the addresses that a name was resolved to, or about all.
func (f *found) sameServer(reason *found) bool {
	if reason.Server != nil && f.Server != nil {
		return *reason.Server == *f.Server
	}
	addresses, wrong := reason.Detail["addresses"].([]string)
	return !wrong || f.Server != nil && slices.Contains(addresses, f.Server.IP.String())
}

// within says whether a client's sessions in t are all in other. Where not all
// sessions are listed, or other names none, that the client is in both decides.
func (t *Tally) within(other *Tally, client uint32) bool {
	if !other.clients.has(client) {
		return false
	}
	if t.Count != len(t.sessions) || other.Count != len(other.sessions) || other.Count == 0 {
		return true
	}
	for _, ref := range t.sessions {
		if ref.client == client && !slices.ContainsFunc(other.sessions, func(o sessionRef) bool { return o.id == ref.id }) {
			return false
		}
	}
	return true
}

// explain marks the findings that others explain: for all their clients in
// detail.explained_by, for some of them in detail.partly_explained_by.
func explain(all []*found) {
	named := reasonsByClient(all)
	for _, symptom := range all {
		if reasons[symptom.Rule] == nil || symptom.tally == nil {
			continue
		}
		by, whole := explanations(symptom, named)
		if len(by) == 0 {
			continue
		}
		if symptom.Detail == nil {
			symptom.Detail = make(map[string]any)
		}
		key := "explained_by"
		if !whole {
			key = "partly_explained_by"
		}
		symptom.Detail[key] = by
	}
}

// maxReasons is how many findings are looked at to explain one client's.
const maxReasons = 64

// reasonsByClient gives, for each client, the findings that may explain others
// about it.
func reasonsByClient(all []*found) map[uint32][]*found {
	named := make(map[uint32][]*found)
	for _, f := range all {
		if f.tally == nil || f.Evidence == record.Hint || !f.blocks() {
			continue
		}
		for _, client := range f.tally.clients.list() {
			if len(named[client]) < maxReasons {
				named[client] = append(named[client], f)
			}
		}
	}
	return named
}

// explanations gives the rules that explain clients of a symptom, and whether
// they explain every one.
func explanations(symptom *found, named map[uint32][]*found) (by []string, whole bool) {
	whole = symptom.tally.Clients() > 0
	for _, client := range symptom.tally.clients.list() {
		covered := false
		for _, reason := range named[client] {
			if symptom.followsFrom(reason, client) {
				covered = true
				by = addBounded(by, reason.Rule)
			}
		}
		whole = whole && covered
	}
	slices.Sort(by)
	return by, whole
}

// isExplained is 1 for findings that others explain, so that they come behind.
func isExplained(f *record.Finding) int {
	if _, explained := f.Detail["explained_by"]; explained {
		return 1
	}
	return 0
}
