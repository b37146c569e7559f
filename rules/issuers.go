package rules

import (
	"strings"

	"edrtap/rules/record"
)

// confidence is how sure the source of an issuer pattern is.
type confidence uint8

const (
	low confidence = iota
	medium
	high
)

// issuer is one intercepting product and how the issuer of its certificates
// reads. Each non-empty field, in lower case, must be contained in the
// attribute of its name.
type issuer struct {
	product    string
	cn, o, ou  string
	whole      bool // cn must be the whole attribute
	confidence confidence
}

// issuers are the products whose certificates name them. Products that sign
// with a CA of the customer's own name are not to be found this way.
var issuers = []issuer{
	{product: "Blue Coat ProxySG", o: "blue coat", confidence: high},
	{product: "Zscaler", o: "zscaler inc.", confidence: high},
	{product: "Zscaler", cn: "zscaler intermediate root ca", confidence: high},
	{product: "FortiGate", cn: "fortigate ca", confidence: high},
	{product: "FortiGate", cn: "fortinet_ca", confidence: medium},
	{product: "FortiGate", o: "fortinet", ou: "certificate authority", confidence: high},
	{product: "Cisco Umbrella", cn: "cisco umbrella", o: "cisco", confidence: high},
	{product: "Sophos", cn: "sophos ssl ca_", o: "sophos", confidence: high},
	{product: "Sophos", cn: "sophos_ca_", confidence: high},
	{product: "Sophos UTM", cn: "sophosutm proxy ca", confidence: high},
	{product: "Sophos Web Appliance", cn: "sophos web appliance", confidence: high},
	{product: "McAfee Web Gateway", cn: "mcafee web gateway", confidence: high},
	{product: "Netskope", cn: ".goskope.com", confidence: high},
	{product: "Netskope", o: "netskope inc.", confidence: high},
	{product: "Forcepoint", cn: "forcepoint cloud ca", confidence: high},
	{product: "Forcepoint", o: "forcepoint llc", confidence: high},
	{product: "Forcepoint", o: "websense", confidence: medium},
	{product: "Untangle", o: "untangle", confidence: medium},
	{product: "Untangle", cn: "www.untangle.com", confidence: medium},
	{product: "Arista Edge Threat Management", cn: "edge.arista.com", confidence: medium},
	{product: "WatchGuard", cn: "fireware https proxy", confidence: medium},
	{product: "SonicWall", cn: "sonicwall firewall dpi-ssl", confidence: high},
	{product: "SonicWall", o: "https management certificate for sonicwall", confidence: high},
	{product: "Smoothwall", cn: "smoothwall-default-root-certificate-authority", confidence: high},
	{product: "ContentKeeper", cn: "contentkeeper appliance ca", confidence: high},
	{product: "Cyberoam", o: "cyberoam certificate authority", confidence: high},
	{product: "Trend Micro IWSS", cn: "iwss.trend", confidence: high},
	{product: "Kaspersky", cn: "kaspersky anti-virus personal root", confidence: high},
	{product: "Avast", cn: "web/mail shield root", confidence: high},
	{product: "Bitdefender", cn: "bitdefender personal ca", confidence: high},
	{product: "ESET", cn: "eset ssl filter ca", confidence: high},
	{product: "mitmproxy", cn: "mitmproxy", whole: true, confidence: high},
	{product: "Charles", cn: "charles proxy ca", confidence: high},
	{product: "Fiddler", cn: "do_not_trust_fiddlerroot", confidence: high},
	{product: "Burp Suite", cn: "portswigger ca", confidence: high},

	{product: "Palo Alto Networks", o: "palo alto networks", confidence: low},
	{product: "Barracuda", o: "barracuda", confidence: low},
	{product: "Barracuda", cn: "barracuda", confidence: low},
	{product: "Symantec Web Security Service", cn: "cloud swg", confidence: low},
	{product: "Symantec Web Security Service", cn: "web security service", confidence: low},
	{product: "sslsplit", cn: "sslsplit", confidence: medium},
	{product: "Squid", cn: "squid", confidence: medium},
	{product: "Squid", o: "squid", confidence: low},

	// No product, but what operators call the CA of an intercepting one.
	{product: "TLS inspection", cn: "ssl inspection", confidence: medium},
	{product: "TLS inspection", cn: "tls inspection", confidence: medium},
	{product: "TLS inspection", cn: "ssl intercept", confidence: medium},
	{product: "TLS inspection", cn: "tls intercept", confidence: medium},
	{product: "TLS inspection", cn: "interception", confidence: medium},
	{product: "TLS inspection", cn: "inspection ca", confidence: medium},
	{product: "TLS inspection", cn: "ssl decryption", confidence: medium},
	{product: "TLS inspection", cn: "tls decryption", confidence: medium},
	{product: "TLS inspection", cn: "mitm ca", confidence: medium},
	{product: "web gateway", cn: "web gateway", confidence: medium},
	{product: "proxy", cn: "proxy ca", confidence: medium},
	{product: "proxy", cn: "forward trust", confidence: low},
	{product: "gateway", cn: "gateway ca", confidence: low},
	{product: "firewall", cn: "firewall ca", confidence: low},
}

// issuerFinder finds patterns and remembers what it found: a capture has few
// issuers and many sessions.
type issuerFinder struct{ known map[string]*issuer }

// maxIssuers is how many issuers are remembered.
const maxIssuers = 4096

// find gives the pattern that a certificate's issuer bears; nil where it bears
// none.
func (f *issuerFinder) find(c *record.Certificate) *issuer {
	if c.Issuer == "" || c.SelfSigned && c.Issuer == c.Subject {
		return nil // a server's own certificate is nobody's forgery
	}
	return f.named(c.Issuer)
}

func (f *issuerFinder) named(name string) *issuer {
	if found, known := f.known[name]; known {
		return found
	}
	if len(f.known) >= maxIssuers {
		clear(f.known)
	}
	found := searchIssuers(strings.ToLower(name))
	f.known[name] = found
	return found
}

func searchIssuers(name string) *issuer {
	for i := range issuers {
		if issuers[i].matches(name) {
			return &issuers[i]
		}
	}
	return nil
}

func (i *issuer) matches(name string) bool {
	return attribute(name, "cn=", i.cn, i.whole) && attribute(name, "o=", i.o, false) && attribute(name, "ou=", i.ou, false)
}

// attribute says whether an attribute of a distinguished name, in lower case
// and written as RFC 4514 does, holds want. An empty want holds always.
func attribute(name, key, want string, whole bool) bool {
	if want == "" {
		return true
	}
	for rest := name; rest != ""; {
		var part string
		part, rest = cutAttribute(rest)
		value, found := strings.CutPrefix(part, key)
		if found && (value == want || !whole && strings.Contains(value, want)) {
			return true
		}
	}
	return false
}

// cutAttribute cuts the first attribute off a distinguished name. A comma or
// plus behind a backslash belongs to the value (RFC 4514 section 2.4).
func cutAttribute(name string) (part, rest string) {
	for i := 0; i < len(name); i++ {
		switch name[i] {
		case '\\':
			i++
		case ',', '+':
			return strings.TrimSpace(name[:i]), strings.TrimSpace(name[i+1:])
		}
	}
	return strings.TrimSpace(name), ""
}

// ProductTexts gives, in lower case, what names an intercepting product in the
// issuers of its certificates.
func ProductTexts() []string {
	var list []string
	for i := range issuers {
		for _, text := range [...]string{issuers[i].cn, issuers[i].o, issuers[i].ou} {
			if text != "" {
				list = append(list, text)
			}
		}
	}
	return list
}
