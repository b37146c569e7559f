package tlsparse

import "slices"

// windowsOffer is the list of suites that Schannel offers by default.
type windowsOffer struct {
	release string
	suites  []CipherSuite
	dhe     bool // the list is also seen without 0x0033 and 0x0039
}

// windowsOffers follow Microsoft's "TLS Cipher Suites in Windows" and public
// captures. RC4 and NULL stand aside: updates and applications turn them on
// and off.
var windowsOffers = []windowsOffer{
	{
		release: "Windows 7 or Server 2008 R2, before the updates of 2015",
		suites: []CipherSuite{
			0x003c, 0x002f, 0x003d, 0x0035, 0x000a, 0xc027, 0xc013, 0xc014, 0xc02b, 0xc023, 0xc02c, 0xc024, 0xc009, 0xc00a,
			0x0040, 0x0032, 0x006a, 0x0038, 0x0013,
		},
	},
	{
		release: "Windows 7 or Server 2008 R2, TLS 1.0 alone",
		suites:  []CipherSuite{0x002f, 0x0035, 0x000a, 0xc009, 0xc00a, 0xc013, 0xc014, 0x0032, 0x0038, 0x0013},
	},
	{
		release: "Windows 7 to 8.1 or Server 2008 R2 to 2012 R2, updated",
		suites: []CipherSuite{
			0xc028, 0xc027, 0xc014, 0xc013, 0x009f, 0x009e, 0x0039, 0x0033, 0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f,
			0xc02c, 0xc02b, 0xc024, 0xc023, 0xc00a, 0xc009, 0x006a, 0x0040, 0x0038, 0x0032, 0x000a, 0x0013,
		},
		dhe: true,
	},
	{
		release: "Windows 10 1507 or 1511",
		suites: []CipherSuite{
			0xc030, 0xc02f, 0xc028, 0xc027, 0xc014, 0xc013, 0x009f, 0x009e, 0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f,
			0xc02c, 0xc02b, 0xc024, 0xc023, 0xc00a, 0xc009, 0x006a, 0x0040, 0x0038, 0x0032, 0x000a, 0x0013,
		},
	},
	{
		release: "Windows 10 1607 or Server 2016",
		suites: []CipherSuite{
			0xc02c, 0xc02b, 0xc030, 0xc02f, 0x009f, 0x009e, 0xc024, 0xc023, 0xc028, 0xc027, 0xc00a, 0xc009, 0xc014, 0xc013,
			0x0039, 0x0033, 0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f, 0x000a, 0x006a, 0x0040, 0x0038, 0x0032, 0x0013,
		},
	},
	{
		release: "Windows 10 1809 to 21H2 or Server 2019",
		suites: []CipherSuite{
			0xc02c, 0xc02b, 0xc030, 0xc02f, 0x009f, 0x009e, 0xc024, 0xc023, 0xc028, 0xc027, 0xc00a, 0xc009, 0xc014, 0xc013,
			0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f, 0x000a,
		},
	},
	{
		release: "Windows 10 22H2",
		suites: []CipherSuite{
			0xc02c, 0xc02b, 0xc030, 0xc02f, 0xc024, 0xc023, 0xc028, 0xc027, 0xc00a, 0xc009, 0xc014, 0xc013,
			0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f,
		},
	},
	{
		release: "Windows 11 21H2 or Server 2022",
		suites: []CipherSuite{
			0x1302, 0x1301, 0xc02c, 0xc02b, 0xc030, 0xc02f, 0x009f, 0x009e, 0xc024, 0xc023, 0xc028, 0xc027, 0xc00a, 0xc009, 0xc014, 0xc013,
			0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f, 0x000a,
		},
	},
	{
		release: "Windows 11 22H2 or later, or Server 2025",
		suites: []CipherSuite{
			0x1302, 0x1301, 0xc02c, 0xc02b, 0xc030, 0xc02f, 0xc024, 0xc023, 0xc028, 0xc027, 0xc00a, 0xc009, 0xc014, 0xc013,
			0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f,
		},
	},
}

// schannelStack recognises Windows by what it never sends and by its lists of
// suites. A list that is no default but keeps the order of one comes from a
// policy ("SSL Cipher Suite Order"), or from an application.
func schannelStack(h *ClientHello) Stack {
	if !couldBeSchannel(h) {
		return Stack{}
	}
	s := Stack{Name: "Schannel", Features: []string{"no GREASE, no signalling suite, no ChaCha20", "groups and point formats of Windows alone"}}
	suites := withoutRC4(h.Suites)
	for i := range windowsOffers {
		o := &windowsOffers[i]
		if slices.Equal(suites, o.suites) || o.dhe && slices.Equal(suites, without(o.suites, 0x0039, 0x0033)) {
			s.Detail = o.release
			s.Features = append(s.Features, "suites are the default")
			return s
		}
	}
	for i := len(windowsOffers) - 1; i >= 0; i-- { // the newest first
		if o := &windowsOffers[i]; len(suites) >= 4 && subsequence(suites, o.suites) {
			s.Detail = o.release + ", or a policy"
			s.Features = append(s.Features, "suites are some of the default, in its order")
			return s
		}
	}
	return Stack{}
}

// couldBeSchannel says whether nothing is there that Schannel never sends. It
// signals RFC 5746 by its extension.
func couldBeSchannel(h *ClientHello) bool {
	if h.GREASE || h.has(ExtensionHeartbeat) || h.has(ExtensionPadding) || h.has(ExtensionEncryptThenMAC) || h.has(ExtensionRecordSizeLimit) ||
		h.has(ExtensionSignedCertificateTimestamp) ||
		len(h.PointFormats) > 1 || slices.Contains(h.Suites, scsvRenegotiation) {
		return false
	}
	for _, g := range h.Groups {
		if g != GroupX25519 && g != GroupSecp256r1 && g != GroupSecp384r1 && g != GroupSecp521r1 {
			return false
		}
	}
	return h.has(ExtensionRenegotiationInfo) || !h.has(ExtensionSignatureAlgorithms)
}

func withoutRC4(suites []CipherSuite) []CipherSuite {
	return without(suites, TLS_RSA_WITH_RC4_128_SHA, TLS_RSA_WITH_RC4_128_MD5, TLS_RSA_WITH_NULL_SHA, TLS_RSA_WITH_NULL_SHA256)
}

func without(suites []CipherSuite, these ...CipherSuite) []CipherSuite {
	kept := make([]CipherSuite, 0, len(suites))
	for _, s := range suites {
		if !slices.Contains(these, s) {
			kept = append(kept, s)
		}
	}
	return kept
}

// subsequence says whether every suite is in the list, in its order.
func subsequence(suites, list []CipherSuite) bool {
	for _, s := range list {
		if len(suites) > 0 && s == suites[0] {
			suites = suites[1:]
		}
	}
	return len(suites) == 0
}
