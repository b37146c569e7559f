package decrypt

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"testing"

	"edrtap/tlsparse"
)

// suites lists what crypto/tls can, with the versions of each.
func suites() []*tls.CipherSuite { return append(tls.CipherSuites(), tls.InsecureCipherSuites()...) }

func TestEverySuiteOfCryptoTLS(t *testing.T) {
	ids := identities(t)
	for _, suite := range suites() {
		for _, version := range suite.SupportedVersions {
			t.Run(fmt.Sprintf("%s %s", tls.VersionName(version), suite.Name), func(t *testing.T) {
				var log bytes.Buffer
				client := &tls.Config{
					InsecureSkipVerify: true, ServerName: "server.example", KeyLogWriter: &log,
					MinVersion: version, MaxVersion: version, CipherSuites: []uint16{suite.ID},
				}
				server := &tls.Config{Certificates: ids, MinVersion: version, MaxVersion: version, CipherSuites: []uint16{suite.ID}}
				sent := talk(50_000)
				events := converse(t, client, server, sent)
				o := open(New(secretsOf(t, log.Bytes())), events)
				checkOpened(t, o, sent)
				if version == tls.VersionTLS13 && (len(o.facts.Certificates) != 1 || o.facts.Certificates[0].CommonName != "server.example") {
					t.Errorf("certificates %v", o.facts.Certificates)
				}
				for _, a := range o.facts.Alerts {
					if !a.Decrypted || a.Code != tlsparse.AlertCloseNotify {
						t.Errorf("alert %+v", a)
					}
				}
			})
		}
	}
}
