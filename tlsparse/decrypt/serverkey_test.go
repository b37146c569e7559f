package decrypt

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"edrtap/tlsparse"
)

// serverSecrets holds the tests' RSA key.
func serverSecrets(t testing.TB) *Secrets {
	t.Helper()
	key, err := rsaKey()
	if err != nil {
		t.Fatal(err)
	}
	s := NewSecrets()
	if err := s.AddServerKey(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestServerKey opens a session with RSA key exchange, and those that resume
// it: crypto/tls has the extended master secret and tickets.
func TestServerKey(t *testing.T) {
	ids := identities(t)
	for _, version := range []uint16{tls.VersionTLS10, tls.VersionTLS11, tls.VersionTLS12} {
		t.Run(tls.VersionName(version), func(t *testing.T) {
			suites := []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA}
			client := &tls.Config{
				InsecureSkipVerify: true, ServerName: "server.example", MinVersion: version, MaxVersion: version, CipherSuites: suites,
				ClientSessionCache: tls.NewLRUClientSessionCache(4),
			}
			server := &tls.Config{Certificates: ids, MinVersion: version, MaxVersion: version, CipherSuites: suites}
			d := New(serverSecrets(t))
			d.Remember = true
			for i := range 3 {
				sent := talk(10_000)
				o := open(d, converse(t, client, server, sent))
				checkOpened(t, o, sent)
				if resumed := o.facts.Resumed == tlsparse.Yes; resumed != (i > 0) {
					t.Errorf("connection %d resumed: %v", i, resumed)
				}
			}
		})
	}
}

func TestServerKeyThatDoesNotFit(t *testing.T) {
	client := &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256}}
	server := &tls.Config{Certificates: identities(t)[:1], CipherSuites: client.CipherSuites}
	s := NewSecrets()
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.AddServerKey(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(other)})); err != nil {
		t.Fatal(err)
	}
	o := open(New(s), converse(t, client, server, talk(100)))
	if d := o.facts.Decryption; d.Reason != tlsparse.ReasonServerKey || d.Records != [2]uint64{} || o.plaintext[0] != nil {
		t.Errorf("%+v", d)
	}
}

func TestServerKeyOfOpenSSL(t *testing.T) {
	needs(t, "openssl")
	for _, args := range [][]string{
		{"-tls1_2", "-cipher", "AES256-GCM-SHA384"},
		{"-tls1_2", "-cipher", "AES128-SHA256", "-no_ticket"},
		{"-tls1_2", "-cipher", "AES128-CCM8"},
		{"-tls1", "-cipher", "AES128-SHA:@SECLEVEL=0"},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			server := startOpenSSL(t, args...)
			session := filepath.Join(t.TempDir(), "session")
			list := lines()
			d := New(serverSecrets(t))
			d.Remember = true
			checkOpened(t, open(d, server.connect(t, list, append(args, "-sess_out", session)...)), conversation(list, reversed))
			o := open(d, server.connect(t, list, append(args, "-sess_in", session)...))
			checkOpened(t, o, conversation(list, reversed))
			if o.facts.Resumed != tlsparse.Yes {
				t.Error("not resumed")
			}
		})
	}
}

// TestOldLinesOfKeyLogs opens sessions with the lines that name an encrypted
// premaster secret, or a session.
func TestOldLinesOfKeyLogs(t *testing.T) {
	needs(t, "openssl")
	args := []string{"-tls1_2", "-cipher", "AES128-SHA256", "-no_ticket"}
	server := startOpenSSL(t, args...)
	dir := t.TempDir()
	session, keyLog := filepath.Join(dir, "session"), filepath.Join(dir, "keylog")
	list := lines()
	log := server.connect(t, list, append(args, "-sess_out", session, "-keylogfile", keyLog)...)
	checkOpened(t, open(New(secretsIn(t, keyLog, "CLIENT_RANDOM")), log), conversation(list, reversed))

	text, err := exec.Command("openssl", "sess_id", "-in", session, "-text", "-noout").Output()
	if err != nil {
		t.Fatal(err)
	}
	field := func(name string) string {
		_, rest, _ := strings.Cut(string(text), name+": ")
		value, _, _ := strings.Cut(rest, "\n")
		return strings.TrimSpace(value)
	}
	line := fmt.Sprintf("RSA Session-ID:%s Master-Key:%s\n", field("Session-ID"), field("Master-Key"))
	checkOpened(t, open(New(secretsOf(t, []byte(line))), log), conversation(list, reversed))
}

func TestServerKeyFiles(t *testing.T) {
	dir := t.TempDir()
	_, keys := writeKeys(t, dir)
	read := func(name string) []byte {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	for _, test := range []struct {
		name, text, want string
	}{
		{"PKCS #8", string(read(keys[0])), ""},
		{"ECDSA", string(read(keys[1])), "no RSA key"},
		{"nothing", "hello", "no RSA private key"},
		{"certificate alone", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "no RSA private key"},
		{"damaged", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n", "damaged"},
		{"encrypted", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n", "encrypted"},
	} {
		err := NewSecrets().AddServerKey([]byte(test.text))
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}
