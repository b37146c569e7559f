package decrypt

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"edrtap/tlsparse"
)

// gnutlsOffer is what GnuTLS can put together of key exchanges, and of ciphers
// and MACs; not every combination is a suite. gnutls-cli 3.7 crashes in DHE_PSK
// and ECDHE_PSK, which the test against OpenSSL has.
func gnutlsOffer(version string) (exchanges, ciphers []string) {
	exchanges = []string{"RSA", "DHE-RSA", "ECDHE-RSA", "ECDHE-ECDSA", "PSK", "RSA-PSK", "ANON-DH", "ANON-ECDH"}
	ciphers = []string{"ARCFOUR-128:+MD5", "ARCFOUR-128:+SHA1", "3DES-CBC:+SHA1", "AES-128-CBC:+SHA1", "AES-256-CBC:+SHA1", "CAMELLIA-128-CBC:+SHA1", "NULL:+SHA1"}
	switch version {
	case "TLS1.2":
		return exchanges, append(
			ciphers, "AES-128-CBC:+SHA256", "AES-256-CBC:+SHA256", "AES-256-CBC:+SHA384", "AES-128-GCM:+AEAD", "AES-256-GCM:+AEAD",
			"AES-128-CCM:+AEAD", "AES-256-CCM:+AEAD", "AES-128-CCM-8:+AEAD", "AES-256-CCM-8:+AEAD", "CHACHA20-POLY1305:+AEAD", "CAMELLIA-128-GCM:+AEAD", "NULL:+SHA256",
		)
	case "TLS1.3":
		return exchanges[2:3], []string{"AES-128-GCM:+AEAD", "AES-256-GCM:+AEAD", "AES-128-CCM:+AEAD", "AES-128-CCM-8:+AEAD", "CHACHA20-POLY1305:+AEAD"}
	}
	return exchanges, ciphers
}

const gnutlsRest = ":+GROUP-ALL:+SIGN-ALL:+CTYPE-ALL:+COMP-NULL:%VERIFY_ALLOW_BROKEN"

func TestEverySuiteOfGnuTLS(t *testing.T) {
	needs(t, "gnutls-serv")
	needs(t, "gnutls-cli")
	if !insideNamespace(t) { // gnutls-serv listens on every address
		return
	}
	for version, least := range map[string]int{"TLS1.0": 30, "TLS1.1": 30, "TLS1.2": 90, "TLS1.3": 5} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			certificates, keys := writeKeys(t, dir)
			users := filepath.Join(dir, "psk")
			if err := os.WriteFile(users, []byte("jane:00112233445566778899aabbccddeeff\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			keyLog, port := filepath.Join(dir, "keylog"), freePort(t)
			exchanges, ciphers := gnutlsOffer(version)
			all := "NONE:+VERS-" + version + ":+" + strings.Join(append(exchanges, ciphers...), ":+") + gnutlsRest
			server := start(
				t, []string{"SSLKEYLOGFILE=" + keyLog}, "gnutls-serv", "--echo", "--nocookie", "--port", port, "--priority", all, "--pskpasswd", users,
				"--x509certfile", certificates[0], "--x509keyfile", keys[0], "--x509certfile", certificates[1], "--x509keyfile", keys[1],
			)
			if !server.await("listening on IPv4") {
				t.Fatal(server.output())
			}
			done := make(map[tlsparse.CipherSuite]bool)
			for i := range len(exchanges) * len(ciphers) {
				suite := "+" + exchanges[i/len(ciphers)] + ":+" + ciphers[i%len(ciphers)]
				list := lines()
				log, output := gnutlsConnect(t, port, list, "NONE:+VERS-"+version+":"+suite+gnutlsRest)
				text, err := os.ReadFile(keyLog)
				if err != nil && !os.IsNotExist(err) {
					t.Fatal(err)
				}
				o := open(New(secretsOf(t, text)), log)
				if o.facts.Version == 0 { // no such suite
					continue
				}
				t.Run(o.facts.Suite.String(), func(t *testing.T) {
					done[o.facts.Suite] = true
					checkSuite(t, o, conversation(list, same))
					if t.Failed() {
						t.Log(output)
					}
				})
			}
			if len(done) < least {
				t.Errorf("only %d suites were tested, of at least %d", len(done), least)
			}
		})
	}
}

// TestRawPublicKeysOfGnuTLS has both ends send keys in place of certificates.
func TestRawPublicKeysOfGnuTLS(t *testing.T) {
	needs(t, "gnutls-serv")
	needs(t, "gnutls-cli")
	if !insideNamespace(t) {
		return
	}
	dir := t.TempDir()
	certificates, keys := writeKeys(t, dir)
	spki, err := x509.MarshalPKIXPublicKey(identities(t)[0].PrivateKey.(crypto.Signer).Public())
	if err != nil {
		t.Fatal(err)
	}
	raw := filepath.Join(dir, "raw.pem")
	if err := os.WriteFile(raw, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: spki}), 0o600); err != nil {
		t.Fatal(err)
	}
	const priority = "NORMAL:-CTYPE-ALL:+CTYPE-SRV-RAWPK:+CTYPE-CLI-RAWPK"
	keyLog, port := filepath.Join(dir, "keylog"), freePort(t)
	server := start(
		t, []string{"SSLKEYLOGFILE=" + keyLog}, "gnutls-serv", "--echo", "--nocookie", "--port", port, "--priority", priority,
		"--x509certfile", certificates[0], "--x509keyfile", keys[0], "--rawpkfile", raw, "--rawpkkeyfile", keys[0],
	)
	if !server.await("listening on IPv4") {
		t.Fatal(server.output())
	}
	for _, version := range []string{"1.2", "1.3"} {
		log, output := gnutlsConnect(t, port, lines(), priority+":-VERS-ALL:+VERS-TLS"+version, "--no-ca-verification", "--rawpkfile", raw, "--rawpkkeyfile", keys[0])
		text, err := os.ReadFile(keyLog)
		if err != nil {
			t.Fatal(err)
		}
		f := open(New(secretsOf(t, text)), log).facts
		if f.Version.String() != "TLS "+version || !f.Established || f.RawPublicKey != "RSA 2048" || f.Certificates != nil ||
			f.ClientCertificate != tlsparse.AuthSent || f.ClientCertificates != nil || f.Times.Certificate == 0 {
			t.Errorf("TLS %s: %+v\n%s", version, f, output)
		}
	}
}

// gnutlsConnect runs gnutls-cli through a relay.
func gnutlsConnect(t *testing.T, port string, list []string, priority string, extra ...string) ([]event, string) {
	t.Helper()
	address, wait := recorded(t, "127.0.0.1:"+port)
	client := start(
		t, nil, "gnutls-cli", append([]string{
			"--insecure", "--priority", priority, "--port", strings.TrimPrefix(address, "127.0.0.1:"),
			"--pskusername", "jane", "--pskkey", "00112233445566778899aabbccddeeff", "127.0.0.1",
		}, extra...)...,
	)
	if client.await("Simple Client Mode") {
		client.dialogue(list, same)
	}
	client.finish()
	return wait(), client.output()
}
