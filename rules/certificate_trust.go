package rules

import (
	"slices"
	"strings"

	"edrtap/rules/inventory"
	"edrtap/rules/record"
)

func certificateSelfSigned() Rule {
	return Rule{
		ID: "certificate-self-signed", Group: "certificate", Causes: []int{3}, Steps: []string{"2", "17"},
		Severities: []record.Severity{record.Critical, record.High, record.Info},
		New: func(c *Context) Collector {
			alone := func(a *Attempt) bool { return a.Leaf.SelfSigned }
			return newLeafRule(c, alone, func(r *row[shown]) (Conclusion, bool) {
				severity := r.X.severity(record.Info)
				if r.X.role == inventory.Manager && r.X.unknown == 0 {
					severity = record.Info // as a manager's installer makes it; nobody says that the issuer is the trouble
				}
				return Conclusion{
					Severity: severity, Evidence: record.Proof,
					Title: "title", Explain: []string{"what", r.X.reaction()}, Remedy: []string{"install", "replace"},
				}, true
			})
		},
	}
}

func chainIncomplete() Rule {
	return Rule{
		ID: "chain-incomplete", Group: "certificate", Causes: []int{3}, Steps: []string{"2", "17"},
		Severities: []record.Severity{record.Critical, record.High, record.Info},
		New: func(c *Context) Collector {
			return &chainCollector{table: newTable[chain](c), issuers: make(map[string]bool), folded: &c.folded}
		},
	}
}

// chainCollector looks for chains that end at an issuer which is not there.
// That a root is not sent is as it should be, so the missing issuer must be
// known not to be one: some other server sent it, or clients lack it.
type chainCollector struct {
	table   table[chain]
	issuers map[string]bool // subjects of CA certificates seen; true where not self-signed
	folded  *uint64
}

type chain struct {
	shown
	length  int
	missing string // the issuer that was not sent
}

// Observe keeps the certificates of intermediate CAs, and chains of one.
func (c *chainCollector) Observe(a *Attempt) {
	for i := 1; i < len(a.Chain); i++ {
		cert := &a.Chain[i]
		if len(c.issuers) >= maxIssuers {
			*c.folded++
			break
		}
		c.issuers[cert.Subject] = c.issuers[cert.Subject] || !cert.SelfSigned
	}
	if a.Leaf == nil || a.Leaf.SelfSigned || len(a.Chain) != 1 || a.Intercepted() || a.Leaf.Issuer == "" {
		return
	}
	if a.TCP.Cut || a.TCP.MissingBytes[1] > 0 || a.TLS.ChainCut {
		return // the sensor may have missed the rest
	}
	if row := c.table.add(a, a.Leaf.SHA256); row != nil {
		row.X.observe(a)
		row.X.length, row.X.missing = len(a.Chain), a.Leaf.Issuer
	}
}

// Conclude gives a finding for each chain that lacks an intermediate CA.
func (c *chainCollector) Conclude() []Conclusion {
	var list []Conclusion
	for _, row := range c.table.sorted() {
		intermediate, root := c.issuers[row.X.missing], looksLikeRoot(row.X.missing)
		evidence := record.Hint
		switch {
		case intermediate:
			evidence = record.Proof
		case root || row.X.unknown == 0:
			continue // a chain below a root, or nobody misses anything
		case row.X.content > 0 || looksLikeIntermediate(row.X.missing):
			evidence = record.Strong
		}
		detail := row.X.detail()
		detail["chain_length"], detail["missing_issuer"] = row.X.length, row.X.missing
		params := row.X.params()
		params["missing"] = row.X.missing
		list = append(list, Conclusion{
			Severity: row.X.severity(record.Info), Evidence: evidence, Server: at(row.server), Tally: &row.Tally,
			Names: row.X.sni, Detail: detail, Title: "title",
			Explain: []string{"what", "why." + string(evidence), row.X.reaction()}, Remedy: []string{"send", "install"},
			Params: params,
		})
	}
	return list
}

func looksLikeRoot(name string) bool { return holdsWord(name, "root") }

func looksLikeIntermediate(name string) bool {
	return holdsWord(name, "issuing") || holdsWord(name, "intermediate") || holdsWord(name, "sub") || holdsWord(name, "subca")
}

// holdsWord looks for a whole word in a distinguished name.
func holdsWord(name, word string) bool {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	return slices.Contains(words, word)
}
