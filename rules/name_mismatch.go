package rules

import (
	"slices"
	"strings"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
)

func nameMismatch() Rule {
	return Rule{
		ID: "name-mismatch", Group: "certificate", Causes: []int{1}, Steps: []string{"2", "3", "7", "9"},
		Severities: []record.Severity{record.Critical, record.High, record.Medium, record.Info},
		New: func(c *Context) Collector {
			return &nameCollector{context: c, table: newTable[mismatch](c)}
		},
	}
}

func managerNameMismatch() Rule {
	return Rule{
		ID: "manager-name-mismatch", Group: "certificate", Causes: []int{2}, Steps: []string{"5", "6", "8"},
		Severities: []record.Severity{record.Critical, record.High, record.Medium, record.Info},
		New: func(c *Context) Collector {
			return &nameCollector{context: c, table: newTable[mismatch](c), managers: true}
		},
	}
}

// nameCollector compares the name that a client means with the certificate
// that it is shown: one finding for each server, name and certificate.
type nameCollector struct {
	context  *Context
	table    table[mismatch]
	managers bool // looks at managers, else at all other servers
}

type mismatch struct {
	shown
	reference reference
	verdict   verdict
	asName    int  // refused in a way that fits a wrong name
	asAlert   int  // of these, by an alert
	other     bool // the certificate has another fault that explains a refusal as well
}

// Observe looks at sessions that show the server's own certificate.
func (n *nameCollector) Observe(a *Attempt) {
	if a.Leaf == nil || a.Intercepted() || n.managers != atManager(a) {
		return
	}
	v := match(a.Reference, a.Leaf)
	if v == matches || v == matchesCN {
		return
	}
	// A client that shows no name and is content says nothing about the name.
	if a.Reference.source == fromAddress && !a.Rejected() {
		return
	}
	row := n.table.add(a, a.Reference.String()+" "+a.Leaf.SHA256)
	if row == nil {
		return
	}
	row.X.observe(a)
	row.X.reference, row.X.verdict = a.Reference, v
	row.X.other = row.X.other || otherFault(a)
	if fitsName(a) {
		row.X.asName++
		if a.Fault == CertificateRejected {
			row.X.asAlert++
		}
	}
}

// atManager says whether a session is with a manager: as told or, where nothing
// was told of the server, by its port or name.
func atManager(a *Attempt) bool {
	return a.Match.Role == inventory.Manager ||
		a.Match.Role == inventory.Unknown && a.Proxy == nil && likeManager(a.Session.Server.Port, a.Reference.name)
}

// fitsName says whether a refusal is one that clients give for a wrong name:
// bad_certificate, certificate_unknown, or leaving without a word. The other
// codes name another cause.
func fitsName(a *Attempt) bool {
	switch a.RejectionCode() {
	case 0:
		return a.Rejected()
	case badCertificate, certificateUnknown, accessDenied:
		return true
	}
	return false
}

// otherFault says whether the leaf itself gives another reason to refuse it.
func otherFault(a *Attempt) bool {
	return a.Leaf.SelfSigned || weakCertificate(a) ||
		a.Leaf.NotAfter.Before(a.Start) || a.Leaf.NotBefore.After(a.End)
}

// Conclude gives a finding for each name.
func (n *nameCollector) Conclude() []Conclusion {
	var list []Conclusion
	for _, row := range n.table.sorted() {
		x := row.X // a copy: what a lookup says of the name may change
		harmless := record.Info
		if x.rejected > 0 {
			harmless = record.High // it left once, in silence, and with a name that is wrong beyond doubt
		}
		severity, evidence := x.severity(harmless), record.Proof
		x.reference, x.verdict = n.meant(row)
		if x.verdict == matches || x.verdict == matchesCN {
			continue
		}
		if x.reference.source >= fromLookup {
			// Clients with a name may keep it to themselves, so the address is
			// only what they are likely to have been given.
			evidence = record.Strong
			if x.asName == 0 || (x.other || x.asAlert == 0) && x.asName < 2 {
				evidence, severity = record.Hint, record.Info
			} else if x.role == inventory.Appliance && x.verdict == nameForAddress {
				evidence = record.Proof
			}
		}
		if x.rejected == 0 && x.content == 0 {
			severity = record.Medium
		}
		list = append(list, n.conclusion(row, &x, severity, evidence))
	}
	return list
}

// meant gives the identity that clients mean, and how the certificate stands to
// it. Those that send no name and were seen to look the server's address up mean
// the name that they looked up.
func (n *nameCollector) meant(row *row[mismatch]) (reference, verdict) {
	meant, stands := row.X.reference, row.X.verdict
	if meant.source != fromAddress {
		return meant, stands
	}
	leaf := row.X.certificate()
	for _, client := range row.clients.list() {
		for _, lookup := range n.context.lookups.of(n.context.clients.addr(client)) {
			if !slices.Contains(lookup.addresses, row.server.IP.Unmap()) {
				continue
			}
			name := named(lookup.name, fromLookup)
			v := match(name, leaf)
			if v == matches || v == matchesCN {
				return name, v
			}
			if meant.source == fromAddress || name.name < meant.name {
				meant, stands = name, v
			}
		}
	}
	return meant, stands
}

// certificate gives as much of the certificate as is needed to look for a name
// in it.
func (x *shown) certificate() *record.Certificate {
	c := &record.Certificate{}
	for _, name := range x.names {
		if cn, only := strings.CutPrefix(name, "CN="); only {
			c.CommonName = cn
		} else {
			c.DNSNames = append(c.DNSNames, name)
		}
	}
	return c
}

// misled gives the manager at which clients are that look for an appliance; ""
// where the server is none.
func (n *nameCollector) misled(server record.Endpoint, x *mismatch) (manager string, appliance []string) {
	at := n.context.inventory.Server(server.IP, server.Port, "")
	role, host, _ := n.context.concern(x.reference.name)
	if n.managers || at.Role != inventory.Manager || role != inventory.Appliance {
		return "", nil
	}
	return at.Name, addressesOf(host)
}

func (n *nameCollector) conclusion(row *row[mismatch], x *mismatch, severity record.Severity, evidence record.Evidence) Conclusion {
	c := Conclusion{
		Severity: severity, Evidence: evidence, Server: at(row.server), Tally: &row.Tally,
		Names: []string{x.reference.String()}, Detail: x.detail(), Params: x.params(),
		Title: "title", Explain: []string{"what.name"},
	}
	c.Params["name"] = x.reference.String()
	c.Detail["expected_name"] = x.reference.String()
	c.Detail["name_source"] = []string{"server_name", "connect", "lookup", "address"}[x.reference.source]
	switch x.reference.source {
	case fromAddress:
		c.Explain[0] = "what.address"
	case fromLookup:
		c.Explain[0] = "what.lookup"
	}
	if why := map[verdict]string{
		addressAsName: "why.address_as_name", wildcardTooFar: "why.wildcard",
		partOfName: "why.short", nameForAddress: "why.address",
	}[x.verdict]; why != "" {
		c.Explain = append(c.Explain, why)
		c.Detail["reason"] = why[len("why."):]
	}
	c.Explain = append(c.Explain, x.reaction())
	if manager, appliance := n.misled(row.server, x); manager != "" {
		c.Explain, c.Remedy = append(c.Explain, "manager"), []string{"address"}
		c.Detail["manager"], c.Params["manager"], c.Params["appliance"] = manager, manager, appliance
		return c
	}
	if x.reference.source == fromLookup {
		c.Remedy = []string{"default", "reissue"}
		return c
	}
	if enter := x.enter(); enter != "" {
		c.Params["enter"] = enter
		c.Detail["enter"] = "https://" + enter
		c.Remedy = append(c.Remedy, "policy")
	}
	c.Remedy = append(c.Remedy, "reissue")
	return c
}

// enter is the name that clients can be given so that the certificate fits:
// the one nearest to what they use, never a wildcard.
func (x *shown) enter() string {
	for _, name := range x.names {
		if len(name) > 0 && name[0] != '*' {
			if len(name) > 3 && name[:3] == "CN=" {
				return name[3:]
			}
			return name
		}
	}
	return ""
}
