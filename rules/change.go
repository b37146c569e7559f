package rules

import (
	"fmt"
	"slices"
	"strings"

	"edrtap/rules/record"
	"edrtap/rules/text"
)

// advice is what one conclusion comes down to: which variant of the rule's
// clause says why, and what exactly is to be changed.
type advice struct {
	variant string
	kind    string // of text.Change; "" where nothing can be named
	values  []string
}

// advices is, for each rule that can keep clients away, how to read its
// conclusion. A rule that is not here has no change to name.
var advices = map[string]func(*Conclusion) advice{
	"cipher-exhausted": adviseSuites,
	"version-exhausted": func(c *Conclusion) advice {
		a := advice{kind: "client-versions", values: newest(c.list("negotiated"))}
		if c.Detail["refused_by"] == "client" {
			a.variant = "client"
		}
		return a
	},
	"group-exhausted":     func(c *Conclusion) advice { return advice{kind: "client-groups", values: c.list("accepted")} },
	"signature-exhausted": func(c *Conclusion) advice { return advice{kind: "client-signatures", values: c.list("accepted")} },
	"alpn-exhausted":      func(c *Conclusion) advice { return advice{kind: "server-alpn", values: c.list("offered")} },
	"server-name-refused": adviseName,
	"handshake-failed":    atServer("logs"),

	"client-rejects-certificate": adviseRejection,
	"silent-rejection":           func(c *Conclusion) advice { return trust("", c.detail("certificate_sha256")) },
	"client-certificate-refused": atServer("client-certificate"),

	"name-mismatch":         adviseMismatch,
	"manager-name-mismatch": adviseController,
	"san-missing":           func(c *Conclusion) advice { return advice{kind: "certificate-names", values: bareNames(c)} },
	"certificate-expired": func(c *Conclusion) advice {
		if ca := c.detail("expired_issuer"); ca != "" {
			return advice{variant: "issuer", kind: "send-issuer", values: one(ca)}
		}
		return advice{kind: "renew", values: bareNames(c)}
	},
	"certificate-not-yet-valid": func(c *Conclusion) advice { return advice{kind: "renew", values: bareNames(c)} },
	"certificate-self-signed":   func(c *Conclusion) advice { return trust("", c.detail("certificate_sha256")) },
	"certificate-weak":          func(c *Conclusion) advice { return advice{kind: "stronger", values: bareNames(c)} },
	"chain-incomplete": func(c *Conclusion) advice {
		return advice{kind: "send-issuer", values: one(c.detail("missing_issuer"))}
	},
	"certificate-changed": func(c *Conclusion) advice {
		if c.Detail["other_issuer"] == true {
			return advice{kind: "check-certificate", values: c.list("after")}
		}
		return advice{kind: "deliver-certificate", values: c.list("after")}
	},
	"interception":        adviseExemption,
	"intercepting-issuer": adviseExemption,
	"multiple-certificates": func(c *Conclusion) advice {
		if c.Detail["tunnel"] == true {
			return advice{kind: "proxy-inspection", values: one(c.server())}
		}
		return advice{kind: "same-certificate", values: one(c.server())}
	},

	"proxy-auth-required":   func(c *Conclusion) advice { return advice{kind: "bypass-proxy", values: c.list("target")} },
	"proxy-refused":         adviseTunnel,
	"proxy-upstream-failed": func(c *Conclusion) advice { return advice{kind: "proxy-route", values: c.list("target")} },

	"edr-unreachable": func(c *Conclusion) advice {
		if designed := c.list("designed"); len(designed) > 0 {
			return advice{variant: "past", kind: "use-proxy", values: designed}
		}
		if c.Detail["kind"] == "reject" {
			return advice{variant: "reject", kind: "start-service", values: one(c.server())}
		}
		if c.Detail["kind"] == "icmp" {
			return advice{variant: "icmp", kind: "open-path", values: one(c.server())}
		}
		return advice{kind: "open-path", values: one(c.server())}
	},
	"reset-injected":     func(c *Conclusion) advice { return advice{kind: "stop-resets", values: c.list("ttl")} },
	"path-mtu-blackhole": atServer("path-mtu"),
	"no-client-hello":    atServer("open-path"),
	"no-server-hello": func(c *Conclusion) advice {
		kind, _ := c.Detail["kind"].(string)
		if kind == helloLost {
			return advice{variant: kind, kind: "hello-path", values: one(c.server())}
		}
		return advice{variant: kind, kind: "tls-service", values: one(c.server())}
	},
	"server-slow":            atServer("tls-service"),
	"plaintext-on-tls-port":  atServer("tls-port"),
	"dns-failure":            func(c *Conclusion) advice { return advice{kind: "dns-record", values: c.list("name")} },
	"dns-wrong-address":      func(c *Conclusion) advice { return advice{kind: "dns-address", values: c.list("expected")} },
	"revocation-unreachable": func(c *Conclusion) advice { return advice{kind: "open-revocation", values: c.list("target")} },
	"event-rate-exceeded":    atServer("fewer-events"),
	"event-rate-near-limit":  atServer("fewer-events"),
	"edr-overloaded":         atServer("fewer-events"),
	"enrollment-loop":        func(c *Conclusion) advice { return advice{kind: "logs", values: c.list("appliance")} },
	"silent-client":          adviseSilent,
	"multiple-edr":           func(c *Conclusion) advice { return advice{kind: "one-appliance", values: c.Names} },
	"manager-unreachable":    atServer("open-manager"),
	"clock-skew": func(c *Conclusion) advice {
		if _, skew := c.Params["worst"]; !skew {
			return advice{variant: "expired", kind: "clock"}
		}
		return advice{kind: "clock"}
	},
}

// say puts a conclusion's clause and its change into words; params are those
// of its finding. Both are empty where the rule has none.
func (c *Conclusion) say(rule string, lang text.Lang, params text.Params) (because string, change *record.Remedy) {
	a := advice{}
	if read := advices[rule]; read != nil {
		a = read(c)
	}
	if clause, known := text.Because(rule, a.variant); known {
		because = text.Fill(clause.In(lang), params)
	}
	sentence, known := text.Change(a.kind)
	if !known || len(a.values) == 0 && strings.Contains(sentence.EN, "{values}") {
		return because, nil
	}
	return because, &record.Remedy{
		Kind: a.kind, Values: slices.Clone(a.values), Text: text.Fill(sentence.In(lang), text.Params{"values": a.values}),
	}
}

// Answer gives the rule's clause and its usual change as texts with parameters;
// empty where it changes nothing for a client.
func (r Rule) Answer() (because, change text.Text) {
	because, _ = text.Because(r.ID, "")
	if read := advices[r.ID]; read != nil {
		change, _ = text.Change(read(&Conclusion{Params: text.Params{}}).kind)
	}
	return because, change
}

// list gives a parameter's values, without empty ones.
func (c *Conclusion) list(name string) []string {
	switch v := c.Params[name].(type) {
	case []string:
		return v
	case nil:
		return nil
	default:
		return one(fmt.Sprint(v))
	}
}

func (c *Conclusion) detail(name string) string {
	s, _ := c.Detail[name].(string)
	return s
}

func (c *Conclusion) server() string {
	if c.Server == nil {
		return ""
	}
	return c.Server.String()
}

func one(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func atServer(kind string) func(*Conclusion) advice {
	return func(c *Conclusion) advice { return advice{kind: kind, values: one(c.server())} }
}

// newest of the versions that a server negotiates; TLS 1.2 where none is known,
// as nothing older should be enabled any more (RFC 8996).
func newest(versions []string) []string {
	if len(versions) == 0 {
		return []string{tls12}
	}
	return one(slices.MaxFunc(versions, func(a, b string) int { return versionOrder(a) - versionOrder(b) }))
}

func trust(variant, sha256 string) advice {
	if sha256 == "" {
		return advice{variant: variant, kind: "trust-unseen"}
	}
	return advice{variant: variant, kind: "trust", values: []string{sha256}}
}

func adviseRejection(c *Conclusion) advice {
	variant := ""
	if alerts, _ := c.Detail["alerts"].([]string); len(alerts) == 1 {
		variant = map[string]string{"unknown_ca": "unknown_ca", "certificate_expired": "expired", "certificate_revoked": "revoked"}[alerts[0]]
	}
	return trust(variant, c.detail("certificate_sha256"))
}

func adviseMismatch(c *Conclusion) advice {
	if c.detail("manager") != "" {
		return advice{variant: "manager", kind: "dns-address", values: c.list("appliance")}
	}
	variant := map[any]string{"address": "address", "short": "short"}[c.Detail["reason"]]
	if url := c.detail("enter"); url != "" {
		return advice{variant: variant, kind: "policy-url", values: []string{url}}
	}
	return advice{variant: variant, kind: "certificate-names", values: c.list("name")}
}

func adviseController(c *Conclusion) advice {
	if enter := c.list("enter"); len(enter) > 0 {
		return advice{kind: "controller-name", values: enter}
	}
	return advice{kind: "certificate-names", values: c.list("name")}
}

func adviseName(c *Conclusion) advice {
	variant := ""
	if len(c.list("refused")) == 0 {
		variant = "none"
	}
	if served := c.list("served"); len(served) > 0 {
		return advice{variant: variant, kind: "policy-url", values: []string{"https://" + served[0]}}
	}
	return advice{variant: variant, kind: "serve-name", values: c.list("refused")}
}

func adviseTunnel(c *Conclusion) advice {
	a := advice{kind: "allow-proxy", values: c.list("target")}
	if slices.Contains(c.Explain, "unasked") {
		return advice{variant: "unasked", kind: "open-proxy", values: one(c.server())}
	}
	if slices.Contains(c.Explain, "cut") {
		a.variant = "cut"
	}
	return a
}

func adviseExemption(c *Conclusion) advice {
	a := advice{kind: "exempt", values: c.Names}
	if _, known := c.Params["device"]; known {
		a.variant = "device"
	}
	if len(a.values) == 0 && c.Server != nil {
		a.values = []string{c.Server.IP.String()}
	}
	return a
}

// bareNames are the names for which a certificate is to be issued: those that
// clients use, else those that it holds now.
func bareNames(c *Conclusion) []string {
	if len(c.Names) > 0 {
		return c.Names
	}
	var names []string
	for _, name := range c.list("names") {
		names = append(names, strings.TrimPrefix(name, "CN="))
	}
	return names
}

// adviseSuites says which side has to change. Where the server serves others,
// and the refused clients could offer what it takes, these clients were
// restricted; Windows 7 and 8.1 cannot, and there the server has to give in.
func adviseSuites(c *Conclusion) advice {
	accepted, offered := c.list("accepted"), c.list("offered")
	a := advice{kind: "client-suites", values: accepted}
	if !slices.Contains(c.Explain, "empty") {
		a.variant = "likely"
	}
	if len(accepted) == 0 || oldWindows(offered) && !slices.ContainsFunc(accepted, oldWindowsKnows) {
		a.kind, a.values = "server-suites", bestSuites(signedBy(c.list("keys"), offered))
	}
	return a
}

// oldWindows says whether an offer has the order of Windows 7 to 8.1, whose
// Schannel puts CBC suites of ECDHE-RSA, or RSA key transport, first.
func oldWindows(offered []string) bool {
	return len(offered) > 0 && slices.Contains([]string{
		"TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", "TLS_RSA_WITH_AES_128_CBC_SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA",
	}, offered[0])
}

// oldWindowsKnows says whether Schannel of Windows 7 to 8.1 can be made to
// offer a suite: it has GCM only with ECDSA, DHE and RSA key transport.
func oldWindowsKnows(suite string) bool {
	return !isTLS13Suite(suite) && !strings.Contains(suite, "CHACHA20") && !strings.Contains(suite, "_CCM") &&
		(!strings.HasPrefix(suite, "TLS_ECDHE_RSA_") || !strings.Contains(suite, "_GCM_"))
}

// signedBy leaves out the suites that need a certificate with another kind of
// key than a server is known to have: ECDSA, or DSA.
func signedBy(keys, suites []string) []string {
	if len(keys) == 0 {
		return suites
	}
	return slices.DeleteFunc(slices.Clone(suites), func(suite string) bool {
		return strings.Contains(suite, "_DSS_") ||
			strings.Contains(suite, "_ECDSA_") && !slices.Contains(keys, "ECDSA") ||
			strings.Contains(suite, "_RSA_") && !slices.Contains(keys, "RSA")
	})
}

// bestSuites are the offered suites that a server may reasonably enable: with
// forward secrecy, GCM before CBC; at most three.
func bestSuites(offered []string) []string {
	rank := func(suite string) int {
		n := 0
		if !isTLS13Suite(suite) && !strings.Contains(suite, "DHE_") {
			n += 4
		}
		if strings.Contains(suite, "_CBC_") {
			n += 2
		}
		if strings.Contains(suite, "_3DES_") || strings.Contains(suite, "_RC4_") || strings.Contains(suite, "_NULL_") {
			n += 8
		}
		return n
	}
	const enough = 3
	list := slices.Clone(offered)
	slices.SortStableFunc(list, func(a, b string) int { return rank(a) - rank(b) })
	return list[:min(len(list), enough)]
}

// adviseSilent follows the scope: whom silence concerns says where to look
// first.
func adviseSilent(c *Conclusion) advice {
	switch c.Detail["scope"] {
	case "groups":
		return advice{kind: "group-policy", values: c.list("groups")}
	case "locations":
		return advice{kind: "location-policy", values: c.list("locations")}
	case "clients":
		return advice{kind: "update-policy"}
	}
	return advice{kind: "include-groups"}
}
