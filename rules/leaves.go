package rules

import (
	"slices"
	"strings"
	"time"
)

// leaves is which certificates each server showed under each name, and when.
// The rules that compare them share it.
type leaves = table[leavesSeen]

// leavesSeen is the certificates of one server under one name.
type leavesSeen struct {
	name   string
	tunnel bool        // the server is a proxy that was asked for a tunnel to the name
	list   []*leafSeen // in order of first sight; at most maxLeaves
}

type leafSeen struct {
	shown
	Tally
	refusing Tally   // sessions whose client refused it
	by       *issuer // whose pattern its issuer bears, else nil
	forged   bool
	proxy    bool    // shown in the tunnel of a proxy that is told to end TLS
	past     bool    // seen in an earlier capture
	hellos   []hello // of those to whom it was shown; at most maxLearned
}

// hello is the kind of a ClientHello, and that of the ServerHello that answered it.
type hello struct{ ja3, ja3s string }

func (l *leafSeen) addHello(h hello) {
	if h.ja3 != "" && len(l.hellos) < maxLearned && !slices.Contains(l.hellos, h) {
		l.hellos = append(l.hellos, h)
	}
}

// heard says whether a kind of ClientHello was among those to whom the
// certificate was shown.
func (l *leafSeen) heard(ja3 string) bool {
	return slices.ContainsFunc(l.hellos, func(h hello) bool { return h.ja3 == ja3 })
}

// maxLeaves is how many certificates of one server and name are compared.
const maxLeaves = 16

func (c *Context) observeLeaf(a *Attempt) {
	if a.Leaf == nil {
		return
	}
	key := a.Reference.name
	if key == "" && a.Reference.source != fromAddress {
		key = a.Reference.String()
	}
	row := c.leaves.of(a, key)
	if row == nil {
		return
	}
	x := &row.X
	x.name, x.tunnel = a.Reference.name, x.tunnel || a.Proxy != nil && a.Proxy.Status/100 == 2
	i := slices.IndexFunc(x.list, func(l *leafSeen) bool { return l.sha256 == a.Leaf.SHA256 })
	if i < 0 {
		if len(x.list) >= maxLeaves {
			c.folded++
			return
		}
		i = len(x.list)
		x.list = append(x.list, &leafSeen{by: a.Interceptor, forged: a.Forged, proxy: a.ByProxy})
	}
	x.list[i].observe(a)
	x.list[i].addHello(hello{a.TLS.JA3, a.TLS.JA3S})
	x.list[i].Tally.add(a)
	if a.Rejected() {
		x.list[i].refusing.add(a)
	}
}

// strange says whether a device between the ends made the certificate, as far
// as that is known.
func (l *leafSeen) strange() bool {
	return l.forged || l.proxy || l.by != nil && l.by.confidence != low
}

func (x *leavesSeen) shows(sha256 string) bool {
	return slices.ContainsFunc(x.list, func(l *leafSeen) bool { return l.sha256 == sha256 })
}

// those gives the certificates of a kind.
func (x *leavesSeen) those(are func(*leafSeen) bool) []*leafSeen {
	var list []*leafSeen
	for _, l := range x.list {
		if are(l) {
			list = append(list, l)
		}
	}
	return list
}

// own gives the certificates that are the server's own, in order of time.
func (x *leavesSeen) own() []*leafSeen {
	list := x.those(func(l *leafSeen) bool { return !l.strange() })
	slices.SortFunc(list, compareLeaves)
	return list
}

// together says whether two certificates were shown side by side in time, and
// not one after the other.
func together(a, b *leafSeen) bool { return a.first.Before(b.last) && b.first.Before(a.last) }

// otherKind says whether two certificates have keys of different kinds. A server
// may have one of each, and chooses by what a client can verify.
func otherKind(a, b *leafSeen) bool {
	x, _, _ := strings.Cut(a.key, " ")
	y, _, _ := strings.Cut(b.key, " ")
	return x != y
}

// listed gives what details and texts tell of certificates.
func listed(list []*leafSeen) (fingerprints, issuers []string, details []map[string]any) {
	for _, l := range list {
		fingerprints = addBounded(fingerprints, l.sha256)
		issuers = addBounded(issuers, l.issuer)
		details = append(details, map[string]any{
			"certificate_sha256": l.sha256, "subject": l.subject, "issuer": l.issuer, "not_before": l.from.UTC(), "not_after": l.to.UTC(),
			"first": l.first.UTC().Format(time.RFC3339Nano), "last": l.last.UTC().Format(time.RFC3339Nano), "clients": l.Clients(),
			"sessions_rejected": l.rejected, "sessions_accepted": l.content,
		})
	}
	return fingerprints, issuers, details
}
