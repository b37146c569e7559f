package rules

import (
	"time"

	"edrtap/rules/record"
)

// Fault is the one thing that is wrong with a session: the first in the order
// of causes, path before proxy before negotiation before trust.
type Fault uint8

// The faults.
const (
	NoFault             Fault = iota // nothing wrong is seen
	Unseen                           // the capture does not hold what a verdict needs
	NoTCP                            // no TCP connection
	ProxyDenied                      // a proxy answered CONNECT with anything but success
	TunnelCut                        // a proxy agreed, and the tunnel ended before a ServerHello
	Plaintext                        // a peer spoke something else than TLS
	ResetInjected                    // a RST in an end's name that does not fit what the end sent before
	PathBlackhole                    // full-size segments never arrive, and small ones do
	NoClientHello                    // connected, and the client sent nothing
	NoServerHello                    // ClientHello without any answer
	NameRefused                      // server alert unrecognized_name
	VersionRefused                   // alert protocol_version or inappropriate_fallback
	OfferRefused                     // server alert handshake_failure or insufficient_security in place of a ServerHello
	ALPNRefused                      // server alert no_application_protocol
	ClientCertRefused                // the server refuses the client's certificate, or misses it
	CertificateRejected              // client alert against the server's certificate
	SilentlyRejected                 // the client left after the server's certificate, without a word
	RequestsRefused                  // decrypted: the server answered requests with 401 or 403, and none with success
	OtherFailure                     // the handshake failed, and none of the above explains it
)

// Alert codes (RFC 8446 section 6; 71, 86 from RFC 5246 and RFC 7507).
const (
	closeNotify            = 0
	handshakeFailure       = 40
	badCertificate         = 42
	unsupportedCertificate = 43
	certificateRevoked     = 44
	alertExpired           = 45
	certificateUnknown     = 46
	unknownCA              = 48
	accessDenied           = 49
	protocolVersion        = 70
	insufficientSecurity   = 71
	inappropriateFallback  = 86
	userCanceled           = 90
	unrecognizedName       = 112
	certificateRequired    = 116
	noApplicationProtocol  = 120
)

// aboutCertificate says whether an alert speaks of the peer's certificate. 47
// lies between them and does not: illegal_parameter.
func aboutCertificate(code uint8) bool {
	switch code {
	case badCertificate, unsupportedCertificate, certificateRevoked, alertExpired,
		certificateUnknown, unknownCA, accessDenied:
		return true
	}
	return false
}

// judge gives a session's fault.
func judge(s *record.Session) Fault {
	if s.TCP.MidStream {
		return Unseen
	}
	switch s.Outcome {
	case record.Established, record.SilentRejection:
		return judgeEstablished(s)
	case record.ServerAlert:
		return judgeServerAlert(s)
	case record.ClientAlert:
		return judgeClientAlert(s)
	case record.NoTCP:
		if s.TCP.Packets[0] == 0 || s.TCP.Bytes != (record.Pair{}) || s.TCP.MissingBytes != (record.Pair{}) || reachable(s) {
			return Unseen // the sensor missed what clients send, or the answer that they had
		}
		return NoTCP
	case record.ProxyRefused:
		return ProxyDenied
	case record.NotTLS:
		switch {
		case s.Proxy == nil:
		case s.Proxy.Status >= 300:
			return ProxyDenied
		case s.Proxy.Status >= 200 && s.Stage == record.StageClientHello:
			return TunnelCut // the proxy's own words, as far as anybody can tell
		}
		return Plaintext
	case record.ClientClosed, record.ServerClosed, record.Reset, record.Timeout:
		// Silence is evidence only where it was seen whole.
		switch {
		case complete(s):
			return judgeEnd(s)
		case blackholed(s) != nobody:
			return PathBlackhole
		}
		return Unseen
	}
	return Unseen
}

// reachable says whether the server answered a SYN with its own, so that it can be
// reached: the end of the handshake was not seen, or the client did not want it. A
// client that sends its SYN again got no answer, though.
func reachable(s *record.Session) bool {
	resets := uint64(0)
	if r := s.TCP.ServerReset; r != nil {
		resets = r.Count + r.Implausible
	}
	return s.TCP.Packets[1] > resets && s.TCP.SYNs <= 1
}

// complete says whether both directions were seen, without a gap, to the end, or
// to where a ClientHello had waited long enough for its answer.
func complete(s *record.Session) bool {
	return gapless(s) && !s.TCP.MidStream && (!s.TCP.AtEnd || s.Stage == record.StageClientHello && s.Outcome == record.Timeout)
}

// gapless says whether both directions were seen, without a gap, as far as they
// were seen at all.
func gapless(s *record.Session) bool {
	t := &s.TCP
	return !t.OneWay && !t.Cut && !t.UnseenEnd && t.MissingBytes == record.Pair{}
}

// accepted says whether the client went on to use the connection: it sent
// application data on a finished handshake, and was not refused as far as that
// was decrypted.
func accepted(s *record.Session) bool {
	return s.TLS != nil && finished(s) && s.TLS.AppRecords[0] > 0 && !requestsRefused(s)
}

// finished says whether the handshake was finished. Where bytes of it were lost,
// application data of both ends shows it as well: neither sends any before.
func finished(s *record.Session) bool {
	if s.TLS.Established || s.Outcome == record.Established {
		return true
	}
	return s.Outcome == record.Truncated && !s.TCP.MidStream && s.TLS.AppRecords[0] > 0 && s.TLS.AppRecords[1] > 0
}

// requestsRefused says whether the server is seen to refuse a client's requests.
func requestsRefused(s *record.Session) bool {
	if s.HTTP == nil {
		return false
	}
	refused, granted := refusedRequests(s.HTTP)
	return refused > 0 && granted == 0
}

func judgeEstablished(s *record.Session) Fault {
	if s.TLS == nil || accepted(s) {
		return NoFault
	}
	if requestsRefused(s) {
		return RequestsRefused
	}
	if a := fatal(s, "client"); a != nil && a.Code != nil && aboutCertificate(*a.Code) {
		return CertificateRejected
	}
	if s.Outcome == record.Established && !clientEnded(s) {
		return NoFault
	}
	if !complete(s) || s.TCP.Mixed {
		return Unseen
	}
	if resumed(s) {
		// No certificate was shown, so none was rejected.
		return NoFault
	}
	return SilentlyRejected
}

// alertRecord is the length of a record with an alert in the clear (RFC 8446
// sections 5.1 and 6).
const alertRecord = 7

func judgeServerAlert(s *record.Session) Fault {
	if s.TLS == nil {
		return OtherFailure
	}
	if accepted(s) && s.TLS.AppRecords[1] > 0 {
		return NoFault // the connection had served its purpose
	}
	a := fatal(s, "server")
	switch {
	case a == nil:
		return OtherFailure
	case a.Code == nil && (!gapless(s) || s.TCP.Mixed):
		return Unseen // known by its place alone, and that is not known
	case a.Code == nil:
		// Behind the client's Finished, a TLS 1.3 server speaks of the client's
		// certificate (RFC 8446 section 4.4.2.4) far more often than of anything else.
		if s.TLS.Established && s.TLS.Version == tls13 {
			return ClientCertRefused
		}
		return OtherFailure
	case *a.Code == unrecognizedName:
		return NameRefused
	case *a.Code == protocolVersion, *a.Code == inappropriateFallback:
		return VersionRefused
	case *a.Code == noApplicationProtocol:
		return ALPNRefused
	case *a.Code == certificateRequired, aboutCertificate(*a.Code) && answered(s):
		return ClientCertRefused
	case *a.Code == handshakeFailure, *a.Code == insufficientSecurity:
		if !answered(s) {
			if !gapless(s) && s.TCP.Bytes[1]+s.TCP.MissingBytes[1] > alertRecord {
				return Unseen // a ServerHello may have come before
			}
			return OfferRefused
		}
		// TLS 1.2 has no alert for a missing client certificate but this one
		// (RFC 5246 section 7.4.6).
		if s.TLS.ClientCertificateRequested {
			return ClientCertRefused
		}
	}
	return OtherFailure
}

func judgeClientAlert(s *record.Session) Fault {
	a := fatal(s, "client")
	switch {
	case s.TLS == nil || a == nil:
		return OtherFailure
	case accepted(s) && s.TLS.AppRecords[1] > 0:
		return NoFault
	case a.Code == nil && (!gapless(s) || s.TCP.Mixed):
		return Unseen
	case a.Code == nil:
		if !answered(s) {
			return OtherFailure
		}
		if s.TLS.Established {
			return SilentlyRejected
		}
		return CertificateRejected
	case aboutCertificate(*a.Code):
		return CertificateRejected
	case *a.Code == protocolVersion:
		return VersionRefused
	case *a.Code == userCanceled, *a.Code == closeNotify:
		return Unseen
	}
	return OtherFailure
}

// patience is how long a client waits at least before its leaving says
// something about the server and not about itself.
const patience = time.Second

// judgeEnd judges a connection that ended before the handshake was complete,
// without a fatal alert that decided it.
func judgeEnd(s *record.Session) Fault {
	switch {
	case len(forgedResets(s)) > 0:
		return ResetInjected
	case blackholed(s) != nobody:
		return PathBlackhole
	}
	client := clientEnded(s)
	switch s.Stage {
	case record.StageTCP:
		if s.Proxy != nil && s.Proxy.Status/100 == 2 {
			if client {
				return Unseen
			}
			return TunnelCut
		}
		if s.TCP.Bytes[0] > 0 {
			return Unseen
		}
		return NoClientHello
	case record.StageClientHello:
		waited := s.End.Sub(s.Start) >= patience
		if (s.Outcome == record.Timeout || client && waited) && s.TLS != nil && (s.TLS.Records[1] == 0 || answered(s)) {
			if answered(s) && s.TCP.Mixed || s.TCP.Unacked[byClient] > 0 && s.TCP.Retransmitted[byClient] == 0 {
				return Unseen // a client sends again what is not acknowledged (RFC 6298 section 5)
			}
			return NoServerHello // whatever came, came when the client had left
		}
		if s.Proxy != nil && s.Proxy.Status/100 == 2 && !client {
			return TunnelCut
		}
		return OtherFailure
	case record.StageServerHello, record.StageCertificate:
		if client && !resumed(s) && certificateShown(s) && s.Outcome != record.Timeout {
			if s.TCP.Mixed {
				return Unseen // the server may have closed before
			}
			return SilentlyRejected
		}
	}
	return OtherFailure
}

// certificateShown says whether the server's certificate had reached the
// client as far as can be told. In TLS 1.3 it is encrypted: a flight of
// several records behind the ServerHello holds it (RFC 8446 section 2).
func certificateShown(s *record.Session) bool {
	if s.Stage == record.StageCertificate {
		return true
	}
	return s.TLS != nil && s.TLS.Version == tls13 && s.TLS.Records[1] > 1
}

func clientEnded(s *record.Session) bool {
	return s.TCP.EndedBy == record.ClientFIN || s.TCP.EndedBy == record.ClientRST
}

func resumed(s *record.Session) bool {
	return s.TLS != nil && s.TLS.Resumed != nil && *s.TLS.Resumed
}

// answered says whether a ServerHello was seen.
func answered(s *record.Session) bool {
	return s.TLS != nil && s.TLS.Version != ""
}

// fatal gives the first alert of one side that ends a connection; nil where
// there is none. close_notify and warnings end nothing.
func fatal(s *record.Session, from string) *record.Alert {
	if s.TLS == nil {
		return nil
	}
	for i := range s.TLS.Alerts {
		a := &s.TLS.Alerts[i]
		if a.From != from || a.Code != nil && (*a.Code == closeNotify || a.Level == "warning") {
			continue
		}
		return a
	}
	return nil
}
