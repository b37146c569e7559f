package output

import (
	"cmp"

	"edrtap/rules/record"
)

// sessionEncoder appends sessions as JSON: the bytes of encoding/json without
// HTML escaping, at a tenth of the cost and without an allocation, as a run
// writes millions of them. The other records are few and go through
// encoding/json.
type sessionEncoder struct {
	offers       offers
	certificates fragments
	clock        clock
}

func newSessionEncoder() *sessionEncoder {
	return &sessionEncoder{
		// Each worker has its own copies of a ClientHello's lists.
		offers:       newOffers(12),
		certificates: newFragments(10),
	}
}

func (e *sessionEncoder) append(b []byte, s *record.Session) []byte {
	b = append(b, `{"type":`...)
	b = appendQuoted(b, cmp.Or(s.Type, "session"))
	b = appendMember(b, `,"id":`, s.ID)
	b = e.clock.append(append(b, `,"start":`...), s.Start)
	b = e.clock.append(append(b, `,"end":`...), s.End)
	b = appendOptional(b, `,"file":`, s.File)
	b = appendEndpoint(append(b, `,"client":`...), s.Client)
	b = appendEndpoint(append(b, `,"server":`...), s.Server)
	if s.Proxy != nil {
		b = appendProxy(append(b, `,"proxy":`...), s.Proxy)
	}
	b = appendTCP(append(b, `,"tcp":`...), &s.TCP)
	if s.TLS != nil {
		b = e.appendTLS(append(b, `,"tls":`...), s.TLS)
	}
	if s.HTTP != nil {
		b = appendHTTP(append(b, `,"http":`...), s.HTTP)
	}
	b = appendMember(b, `,"stage":`, string(s.Stage))
	b = appendMember(b, `,"outcome":`, string(s.Outcome))
	b = appendList(b, `,"notes":`, s.Notes)
	return append(b, '}')
}

func (e *sessionEncoder) appendTLS(b []byte, t *record.TLS) []byte {
	at := len(b)
	offer := e.offers.get(t)
	b = append(b, offer.part(partName)...)
	b = appendOptional(b, `,"version":`, t.Version)
	b = append(b, offer.part(partVersions)...)
	b = appendOptional(b, `,"cipher":`, t.Cipher)
	b = append(b, offer.part(partCiphers)...)
	b = appendOptional(b, `,"group":`, t.Group)
	b = append(b, offer.part(partGroups)...)
	b = appendOptional(b, `,"alpn":`, t.ALPN)
	b = append(b, offer.part(partALPN)...)
	b = appendBoolPointer(b, `,"resumed":`, t.Resumed)
	b = appendBool(b, `,"hello_retry":`, t.HelloRetry)
	b = appendTrue(b, `,"client_hello_incomplete":true`, t.HelloIncomplete)
	b = appendBool(b, `,"established":`, t.Established)
	b = appendTrue(b, `,"client_certificate_requested":true`, t.ClientCertificateRequested)
	b = appendBoolPointer(b, `,"client_certificate_sent":`, t.ClientCertificateSent)
	b = appendTrue(b, `,"chain_cut":true`, t.ChainCut)
	b = append(b, offer.part(partJA3)...)
	b = appendOptional(b, `,"ja3s":`, t.JA3S)
	b = append(b, offer.part(partJA4)...)
	if !t.ClientClock.IsZero() {
		b = appendTime(append(b, `,"client_clock":`...), t.ClientClock)
	}
	b = append(b, offer.part(partStack)...)
	b = appendAlerts(b, t.Alerts)
	b = e.appendCertificates(b, t.Certificates)
	b = appendPair(b, `,"records":`, t.Records)
	b = appendPair(b, `,"app_records":`, t.AppRecords)
	b = appendPair(b, `,"app_bytes":`, t.AppBytes)
	b = appendTrue(b, `,"decrypted":true`, t.Decrypted)
	b = appendDecryption(b, &t.Decryption)
	return closeObject(b, at)
}

// closeObject ends an object whose members were appended from at on, each with
// a comma in front: the first comma gives way to the brace.
func closeObject(b []byte, at int) []byte {
	if at == len(b) {
		return append(b, '{', '}')
	}
	b[at] = '{'
	return append(b, '}')
}

func appendHTTP(b []byte, h *record.HTTP) []byte {
	b = appendMember(b, `{"version":`, h.Version)
	b = appendUint(b, `,"requests":`, h.Requests)
	b = appendUint(b, `,"events":`, h.Events)
	if h.Uncounted > 0 {
		b = appendUint(b, `,"uncounted":`, h.Uncounted)
	}
	for i, s := range h.Statuses {
		name := `,{"code":`
		if i == 0 {
			name = `,"statuses":[{"code":`
		}
		b = appendUint(b, name, uint64(s.Code))
		b = append(appendUint(b, `,"count":`, s.Count), '}')
	}
	if len(h.Statuses) > 0 {
		b = append(b, ']')
	}
	return append(b, '}')
}

// appendDecryption leaves out what was not asked for.
func appendDecryption(b []byte, d *record.Decryption) []byte {
	if *d == (record.Decryption{}) {
		return b
	}
	b = appendPair(b, `,"decryption":{"records":`, d.Records)
	b = appendPair(b, `,"undecrypted":`, d.Undecrypted)
	return append(appendOptional(b, `,"reason":`, d.Reason), '}')
}
