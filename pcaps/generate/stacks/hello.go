// Package stacks runs TLS stacks against each other over a dialogue: clients
// whose ClientHello has the shape of Windows Schannel, servers of crypto/tls.
// It gives what was said and what both ends know of it.
package stacks

import (
	"encoding/hex"
	"fmt"

	utls "github.com/refraction-networking/utls"
)

// Hello is the shape of a ClientHello. It has no GREASE, no padding and no
// renegotiation suite: Schannel sends the renegotiation_info extension
// (RFC 5746 section 3.4).
type Hello struct {
	Suites     string // IANA values in hex, in order
	Groups     []utls.CurveID
	Signatures []utls.SignatureScheme
	Highest    uint16 // protocol version
	Tickets    bool   // session_ticket (RFC 5077)
	Master     bool   // extended_master_secret (RFC 7627)
	Staple     bool   // status_request
	PSK        bool   // pre_shared_key is offered where a session is at hand
	ALPN       []string
}

const (
	suitesWindows7Old   = "002f00350005000ac009c00ac013c0140032003800130004"
	suitesWindows7      = "c028c027c014c013009f009e00390033009d009c003d003c0035002fc02cc02bc024c023c00ac009006a004000380032000a0013"
	suitesWindows10     = "c02cc02bc030c02f009f009ec024c023c028c027c00ac009c014c013009d009c003d003c0035002f000a"
	suitesWindows10Late = "c02cc02bc030c02fc024c023c028c027c00ac009c014c013009d009c003d003c0035002f"
	suitesWindows11     = "13021301c02cc02bc030c02fc024c023c028c027c00ac009c014c013009d009c003d003c0035002f"
)

func nistGroups() []utls.CurveID { return []utls.CurveID{utls.CurveP256, utls.CurveP384} }
func newGroups() []utls.CurveID {
	return []utls.CurveID{utls.X25519, utls.CurveP256, utls.CurveP384}
}

func oldSignatures() []utls.SignatureScheme {
	return []utls.SignatureScheme{0x0401, 0x0501, 0x0201, 0x0403, 0x0503, 0x0203, 0x0202}
}

func newSignatures() []utls.SignatureScheme {
	return []utls.SignatureScheme{
		0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0201, 0x0403, 0x0503, 0x0203, 0x0202, 0x0601, 0x0603,
	}
}

// Windows7TLS10 is Windows 7 with the defaults of its system account: TLS 1.0.
func Windows7TLS10() Hello {
	return Hello{Suites: suitesWindows7Old, Groups: nistGroups(), Highest: utls.VersionTLS10}
}

// Windows7 is an updated Windows 7 with TLS 1.2 enabled.
func Windows7() Hello {
	return Hello{Suites: suitesWindows7, Groups: nistGroups(), Signatures: oldSignatures(), Highest: utls.VersionTLS12, Master: true}
}

// Windows81 is an updated Windows 8.1: the suites of Windows 7, and stapling.
func Windows81() Hello {
	h := Windows7()
	h.Staple = true
	return h
}

// Windows10 is Windows 10 1809 to 21H2, and Server 2019.
func Windows10() Hello {
	return Hello{
		Suites: suitesWindows10, Groups: newGroups(), Signatures: newSignatures(), Highest: utls.VersionTLS12,
		Master: true, Tickets: true, Staple: true,
	}
}

// Windows10Late is Windows 10 22H2: no DHE, no 3DES.
func Windows10Late() Hello {
	h := Windows10()
	h.Suites = suitesWindows10Late
	return h
}

// Windows11 is Windows 11 22H2 and later, and Server 2025.
func Windows11() Hello {
	h := Windows10()
	h.Suites, h.Highest, h.PSK = suitesWindows11, utls.VersionTLS13, true
	return h
}

// spec gives the ClientHello for a server name; an IP address or no name at
// all is sent without server_name (RFC 6066 section 3).
func (h Hello) spec(sni string, resumable bool) (*utls.ClientHelloSpec, error) {
	suites, err := h.suites()
	if err != nil {
		return nil, err
	}
	s := &utls.ClientHelloSpec{
		CipherSuites: suites, CompressionMethods: []uint8{0},
		TLSVersMin: utls.VersionTLS10, TLSVersMax: h.Highest,
	}
	add := func(wanted bool, e utls.TLSExtension) {
		if wanted {
			s.Extensions = append(s.Extensions, e)
		}
	}
	tls13 := h.Highest == utls.VersionTLS13
	add(sni != "", &utls.SNIExtension{ServerName: sni})
	add(h.Staple, &utls.StatusRequestExtension{})
	add(true, &utls.SupportedCurvesExtension{Curves: h.Groups})
	add(true, &utls.SupportedPointsExtension{SupportedPoints: []byte{0}})
	add(h.Signatures != nil, &utls.SignatureAlgorithmsExtension{SupportedSignatureAlgorithms: h.Signatures})
	add(h.ALPN != nil, &utls.ALPNExtension{AlpnProtocols: h.ALPN})
	add(h.Tickets, &utls.SessionTicketExtension{})
	add(h.Master, &utls.ExtendedMasterSecretExtension{})
	if tls13 {
		add(true, &utls.SupportedVersionsExtension{Versions: []uint16{utls.VersionTLS13, utls.VersionTLS12}})
		add(true, &utls.PSKKeyExchangeModesExtension{Modes: []uint8{utls.PskModeDHE}})
		add(true, &utls.KeyShareExtension{KeyShares: []utls.KeyShare{{Group: h.Groups[0]}}})
	}
	add(true, &utls.RenegotiationInfoExtension{Renegotiation: utls.RenegotiateOnceAsClient})
	add(tls13 && h.PSK && resumable, &utls.UtlsPreSharedKeyExtension{}) // last (RFC 8446 section 4.2.11)
	return s, nil
}

func (h Hello) suites() ([]uint16, error) {
	b, err := hex.DecodeString(h.Suites)
	if err != nil {
		return nil, fmt.Errorf("suites of a hello: %w", err)
	}
	suites := make([]uint16, len(b)/2)
	for i := range suites {
		suites[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
	}
	return suites, nil
}
