package tlsparse

import (
	"crypto/tls"
	"slices"
	"strings"
	"testing"
)

// offer makes a ClientHello of what the guess looks at, with the extensions in
// their order.
func offer(suites string, extensions []ExtensionType, groups []Group, formats ...uint8) *ClientHello {
	h := &ClientHello{Extensions: extensions, Groups: groups, PointFormats: formats}
	for _, s := range strings.Fields(suites) {
		b := 0
		for _, c := range s {
			b = b<<4 | strings.IndexRune("0123456789abcdef", c)
		}
		h.Suites = append(h.Suites, CipherSuite(b))
	}
	return h
}

// What was seen of real clients: suites, extensions, groups.
var (
	windows10Suites = "c02c c02b c030 c02f 9f 9e c024 c023 c028 c027 c00a c009 c014 c013 9d 9c 3d 3c 35 2f a"
	openSSLSuites   = "1302 1303 1301 c02c c030 9f cca9 cca8 ccaa c02b c02f 9e c024 c028 6b c023 c027 67 c00a c014 39 c009 c013 33 9d 9c 3d 3c 35 2f ff"
	nodeSuites      = "1302 1303 1301 c02f c02b c030 c02c 9e c027 67 c028 6b a3 9f cca9 cca8 ff"
	gnuTLSSuites    = "1302 1303 1301 1304 c02c cca9 c0ad c00a c02b c0ac c009 c030 cca8 c014 c02f c013 9d c09d"
	javaSuites      = "1302 1301 1303 c02c c02b cca9 c030 cca8 c02f 9f ccaa a3 9e ff"
	nssSuites       = "1301 1303 1302 c02b c02f cca9 cca8 c02c c030 c00a c009 c013"
	chromeSuites    = "1301 1302 1303 c02b c02f c02c c030 cca9 cca8 c013 c014 9c 9d 2f 35"

	windowsGroups = []Group{0x1d, 0x17, 0x18}
	openSSLGroups = []Group{0x1d, 0x17, 0x1e, 0x19, 0x18, 0x100, 0x101}
	windowsExts   = []ExtensionType{0, 5, 10, 11, 13, 35, 23, 65281}
)

func TestStackIsGuessedFromTheOffer(t *testing.T) {
	greased := offer(chromeSuites, []ExtensionType{0x44cd, 0, 10, 11}, windowsGroups, 0)
	greased.GREASE = true
	curl := offer(openSSLSuites, []ExtensionType{0, 11, 10, 16, 22, 23, 49, 13, 43, 45, 51, 21}, openSSLGroups, 0, 1, 2)
	curl.ALPN = []string{"h2", "http/1.1"}
	barracuda := offer("39 ff", windowsExts, nil)
	barracuda.JA3 = "89916e31019d6c6465c2228412df5e6a"
	for _, test := range []struct {
		name, detail string
		hello        *ClientHello
	}{
		{"Schannel", "Windows 10 1809 to 21H2 or Server 2019", offer(windows10Suites, windowsExts, windowsGroups, 0)},
		{"Schannel", "Windows 10 1809 to 21H2 or Server 2019", offer(windows10Suites+" 5 4", windowsExts, windowsGroups, 0)},
		{"Schannel", "Windows 11 22H2 or later, or Server 2025, or a policy", offer("c02c c02b c030 c02f", windowsExts, windowsGroups, 0)},
		{"", "", offer("c02f c030 c02b c02c", windowsExts, windowsGroups, 0)}, // no order of Windows
		{"", "", offer(windows10Suites, append(slices.Clone(windowsExts), ExtensionHeartbeat), windowsGroups, 0)},
		{"OpenSSL", "3.0 or later", offer(openSSLSuites, []ExtensionType{0, 11, 10, 35, 22, 23, 13, 43, 45, 51}, openSSLGroups, 0, 1, 2)},
		{"OpenSSL", "1.0.1 or 1.0.2", offer("c030 c02c ff", []ExtensionType{0, 11, 10, 35, 13, 15}, windowsGroups, 0, 1, 2)},
		{"OpenSSL", "1.1.0 or later", offer("2f 35 ff", []ExtensionType{0, 35, 22, 23, 13}, nil)},
		{"OpenSSL", "3.0 or later, as in curl", curl},
		{"OpenSSL", "3.0 or later, as in Node.js", offer(nodeSuites, []ExtensionType{0, 11, 10, 35, 22, 23, 13, 43, 45, 51}, openSSLGroups, 0, 1, 2)},
		{"GnuTLS", "", offer(gnuTLSSuites, []ExtensionType{5, 10, 11, 13, 22, 23, 35, 51, 43, 65281, 0, 45, 28}, openSSLGroups, 0)},
		{"NSS", "", offer(nssSuites, []ExtensionType{0, 23, 65281, 10, 11, 51, 43, 13, 45, 28, 21}, openSSLGroups, 0)},
		{"NSS", "Firefox", offer(nssSuites, []ExtensionType{0, 23, 65281, 10, 11, 35, 16, 5, 34, 51, 43, 13, 45, 28}, openSSLGroups, 0)},
		{"JSSE", "Java 8 or later", offer(javaSuites, []ExtensionType{0, 5, 10, 11, 17, 23, 13, 43, 45, 50, 51}, openSSLGroups, 0)},
		{"BoringSSL", "Chromium", greased},
		{"Barracuda Web Security Gateway", "as of 2016", barracuda},
		{"", "", offer("c02f", nil, nil)},
		{"", "", &ClientHello{}},
	} {
		got := GuessStack(test.hello)
		if got.Name != test.name || got.Detail != test.detail || (got.Name == "") != (len(got.Features) == 0) {
			t.Errorf("suites %v: %+v, want %s, %s", test.hello.Suites, got, test.name, test.detail)
		}
	}
}

// TestStackOfARealClient takes the ClientHello of this very Go release.
func TestStackOfARealClient(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		client, server := configs(t, version, version)
		log, _, _ := exchange(t, client, server)
		p := NewParser(Limits{})
		f := follow(p, log)
		if got := GuessStack(f.ClientHello); got.Name != "Go" || got.Detail != "crypto/tls of Go 1.21 or later" {
			t.Errorf("version %x: %+v", version, got)
		}
	}
}
