package session

import (
	"fmt"
	"time"

	"edrtap/rules/record"
	"edrtap/tlsparse"
)

// cacheLimit bounds each cache of words; a full one is begun anew.
const cacheLimit = 4096

// wording puts TLS facts into the words of a record. Connections share their
// ClientHellos and certificates, so each is put into words once; the slices
// that come of it are shared by many records and never changed.
type wording struct {
	hellos map[*tlsparse.ClientHello]*helloWords
	chains map[*tlsparse.Certificate]chain
}

// helloWords is a ClientHello's offer in words.
type helloWords struct {
	versions, ciphers, groups, signatures []string
	stack                                 *record.Stack
}

// chain is a list of certificates and its words.
type chain struct {
	certificates []*tlsparse.Certificate
	words        []record.Certificate
}

func newWording() wording {
	return wording{
		hellos: make(map[*tlsparse.ClientHello]*helloWords),
		chains: make(map[*tlsparse.Certificate]chain),
	}
}

// names gives the String of every value.
func names[T fmt.Stringer](values []T) []string {
	if len(values) == 0 {
		return nil
	}
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = v.String()
	}
	return list
}

func (w *wording) hello(hello *tlsparse.ClientHello) *helloWords {
	if words, ok := w.hellos[hello]; ok {
		return words
	}
	if len(w.hellos) >= cacheLimit {
		clear(w.hellos)
	}
	words := &helloWords{
		versions:   names(offeredVersions(hello)),
		ciphers:    names(hello.Suites),
		groups:     names(hello.Groups),
		signatures: names(hello.Signatures),
	}
	if s := tlsparse.GuessStack(hello); s.Name != "" {
		words.stack = &record.Stack{Name: s.Name, Detail: s.Detail, Features: s.Features}
	}
	w.hellos[hello] = words
	return words
}

// offeredVersions is what supported_versions lists, or else the one version
// that legacy_version names (RFC 8446 section 4.2.1).
func offeredVersions(hello *tlsparse.ClientHello) []tlsparse.Version {
	if hello.Versions != nil {
		return hello.Versions
	}
	return []tlsparse.Version{hello.LegacyVersion}
}

func (w *wording) chain(certificates []*tlsparse.Certificate) []record.Certificate {
	if len(certificates) == 0 {
		return nil
	}
	if known, ok := w.chains[certificates[0]]; ok && same(known.certificates, certificates) {
		return known.words
	}
	if len(w.chains) >= cacheLimit {
		clear(w.chains)
	}
	words := make([]record.Certificate, len(certificates))
	for i, c := range certificates {
		words[i] = certificateWords(c)
	}
	w.chains[certificates[0]] = chain{certificates, words}
	return words
}

func same(a, b []*tlsparse.Certificate) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func certificateWords(c *tlsparse.Certificate) record.Certificate {
	words := record.Certificate{
		Subject: c.Subject, Issuer: c.Issuer, Serial: c.Serial, SHA256: c.SHA256, SHA1: c.SHA1,
		DNSNames: c.DNSNames, URIs: c.URIs, Emails: c.Emails, CommonName: c.CommonName, HasSAN: c.HasSAN,
		NotBefore: c.NotBefore, NotAfter: c.NotAfter, Key: c.Key, Signature: c.Signature, CRL: c.CRL, OCSP: c.OCSP,
		CA: c.IsCA, SelfSigned: c.SelfIssued, Problem: c.Problem,
	}
	for _, ip := range c.IPAddresses {
		words.IPAddresses = append(words.IPAddresses, ip.String())
	}
	return words
}

// fill writes what the facts say into t; it leaves nothing of an earlier
// session there but the room of its slices.
func (w *wording) fill(t *record.TLS, facts *tlsparse.Facts) {
	*t = record.TLS{
		Alerts:      t.Alerts[:0],
		Group:       facts.GroupName(),
		ALPN:        facts.ALPN,
		HelloRetry:  facts.HelloRetry,
		Established: facts.Established,
		Records:     facts.Records,
		AppRecords:  facts.AppRecords,
		AppBytes:    facts.AppBytes,
		Decrypted:   facts.Decryption.Records != [2]uint64{},
	}
	if facts.Decryption.Asked {
		t.Decryption = record.Decryption{
			Records: facts.Decryption.Records, Undecrypted: facts.Decryption.Failed, Reason: string(facts.Decryption.Reason),
		}
	}
	if hello := facts.ClientHello; hello != nil {
		words := w.hello(hello)
		t.SNI, t.OfferedALPN = hello.SNI, hello.ALPN
		t.OfferedVersions, t.OfferedCiphers = words.versions, words.ciphers
		t.OfferedGroups, t.OfferedSignatures = words.groups, words.signatures
		t.JA3, t.JA4, t.ClientStack = hello.JA3, hello.JA4, words.stack
		t.ClientClock = clientClock(facts)
		t.HelloIncomplete = hello.Truncated
	}
	if hello := facts.ServerHello; hello != nil && !hello.Truncated {
		t.Version, t.Cipher, t.JA3S = facts.Version.String(), suiteName(facts), hello.JA3S
		if hello.HelloRetry && facts.Version == 0 {
			// The server's choice stands (RFC 8446 section 4.1.4), though no
			// ServerHello followed.
			t.Version, t.Cipher = hello.Version.String(), hello.Suite.String()
		}
		if facts.Resumed != tlsparse.Unknown {
			t.Resumed = boolean(facts.Resumed == tlsparse.Yes)
		}
	}
	t.Certificates = w.chain(facts.Certificates)
	t.ChainCut = len(facts.Certificates) > 0 && facts.Times.Certificate == 0 // the message was never whole
	t.ClientCertificateRequested = facts.ClientCertificateRequested
	switch facts.ClientCertificate {
	case tlsparse.AuthSent:
		t.ClientCertificateSent = boolean(true)
	case tlsparse.AuthEmpty:
		t.ClientCertificateSent = boolean(false)
	}
	for i := range facts.Alerts {
		t.Alerts = append(t.Alerts, alertWords(&facts.Alerts[i]))
	}
}

// clientClock is the time that the first four bytes of the ClientHello's
// random tell where a client puts its clock there (RFC 5246 section
// 7.4.1.2). Other clients have random bytes there, which hit the allowed two
// days to either side once in 12,000 times.
func clientClock(facts *tlsparse.Facts) time.Time {
	const widest = 48 * 60 * 60 // seconds
	seen := facts.Times.ClientHello / 1e9
	told := int64(facts.ClientClock)
	if seen == 0 || told < seen-widest || told > seen+widest {
		return time.Time{}
	}
	return time.Unix(told, 0).UTC()
}

func suiteName(facts *tlsparse.Facts) string {
	if facts.Version == tlsparse.VersionSSL20 {
		return facts.SSLv2Suite.String()
	}
	return facts.Suite.String()
}

// boolean gives a pointer to one of two constants; a new variable for every
// session would be garbage.
func boolean(b bool) *bool {
	if b {
		return &yes
	}
	return &no
}

var yes, no = true, false

func alertWords(a *tlsparse.Alert) record.Alert {
	words := record.Alert{From: "client", Encrypted: a.Encrypted, Inferred: a.Encrypted && !a.Decrypted}
	if a.From == tlsparse.Server {
		words.From = "server"
	}
	if !a.Encrypted || a.Decrypted {
		code := uint8(a.Code)
		words.Level, words.Code, words.Description = a.Level.String(), &code, a.Code.String()
	}
	return words
}
