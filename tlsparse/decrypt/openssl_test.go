package decrypt

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"edrtap/tlsparse"
)

// opensslServer is openssl s_server, which answers each line reversed.
type opensslServer struct {
	peer    *peer
	address string
	keyLog  string
}

const opensslPSK = "-psk=00112233445566778899aabbccddeeff"

func startOpenSSL(t *testing.T, args ...string) *opensslServer {
	t.Helper()
	dir := t.TempDir()
	certificates, keys := writeKeys(t, dir)
	s := &opensslServer{keyLog: filepath.Join(dir, "keylog")}
	args = append([]string{
		"s_server", "-accept", "127.0.0.1:0", "-keylogfile", s.keyLog,
		"-cert", certificates[0], "-key", keys[0], "-dcert", certificates[1], "-dkey", keys[1],
	}, args...)
	if !slices.Contains(args, "-early_data") { // it cannot do both
		args = append(args, "-rev")
	}
	s.peer = start(t, nil, "openssl", args...)
	if !s.peer.await("ACCEPT 127.0.0.1:") || !s.peer.await("\n") {
		t.Fatalf("openssl s_server: %s", s.peer.output())
	}
	_, line, _ := strings.Cut(s.peer.output(), "ACCEPT ")
	s.address, _, _ = strings.Cut(line, "\n")
	return s
}

// connect runs openssl s_client through a relay and gives what passed.
func (s *opensslServer) connect(t *testing.T, list []string, args ...string) []event {
	t.Helper()
	address, wait := recorded(t, s.address)
	client := start(t, nil, "openssl", append([]string{"s_client", "-connect", address, "-quiet", "-no_ign_eof", "-nocommands", "-servername", "server.example"}, args...)...)
	done := client.dialogue(list, reversed)
	client.finish()
	if !done {
		t.Logf("openssl s_client: %s", client.output())
	}
	return wait()
}

// secrets reads the server's key log.
func (s *opensslServer) secrets(t *testing.T) *Secrets {
	t.Helper()
	return s.secretsBut(t, "none of them")
}

// secretsBut leaves lines with a label out.
func (s *opensslServer) secretsBut(t *testing.T, label string) *Secrets {
	t.Helper()
	return secretsIn(t, s.keyLog, label)
}

// secretsIn reads a key log but for the lines with a label.
func secretsIn(t *testing.T, name, label string) *Secrets {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return secretsOf(t, without(text, label))
}

// opensslSuites asks which suites a version has.
func opensslSuites(t *testing.T, args ...string) (names, standard []string) {
	t.Helper()
	cmd := exec.Command("openssl", append(append([]string{"ciphers", "-s", "-stdname"}, args...), "ALL:eNULL:!SRP:!DSS:@SECLEVEL=0")...)
	cmd.Env = append(os.Environ(), "OPENSSL_CONF=/dev/null")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		if f := strings.Fields(line); len(f) > 2 {
			standard, names = append(standard, f[0]), append(names, f[2])
		}
	}
	return names, standard
}

func TestEverySuiteOfOpenSSL(t *testing.T) {
	needs(t, "openssl")
	for _, version := range []string{"-tls1", "-tls1_1", "-tls1_2"} {
		for _, more := range [][]string{nil, {"-no_etm"}} {
			t.Run(strings.Join(append(more, version), " "), func(t *testing.T) {
				t.Parallel()
				server := startOpenSSL(t, append([]string{version, opensslPSK, "-cipher", "ALL:eNULL:@SECLEVEL=0"}, more...)...)
				names, standard := opensslSuites(t, version, "-psk")
				for i, name := range names {
					if more != nil && !strings.Contains(standard[i], "CBC") {
						continue
					}
					t.Run(standard[i], func(t *testing.T) {
						list := lines()
						log := server.connect(t, list, append([]string{version, opensslPSK, "-cipher", name + ":@SECLEVEL=0"}, more...)...)
						o := open(New(server.secrets(t)), log)
						if got := o.facts.Suite.String(); got != standard[i] {
							t.Fatalf("suite %s", got)
						}
						checkSuite(t, o, conversation(list, reversed))
					})
				}
			})
		}
	}
}

// checkSuite is checkOpened, or that nothing is given of a suite which is not
// supported.
func checkSuite(t *testing.T, o opened, sent [2][]byte) {
	t.Helper()
	if info, _ := o.facts.Suite.Info(); strings.HasPrefix(info.Cipher, "CAMELLIA") || strings.HasPrefix(info.Cipher, "ARIA") {
		if d := o.facts.Decryption; d.Reason != tlsparse.ReasonSuite || d.Records != [2]uint64{} || o.plaintext[0] != nil || o.plaintext[1] != nil {
			t.Errorf("decryption %+v of a suite that is not supported", d)
		}
		return
	}
	checkOpened(t, o, sent)
}

func TestTLS13OfOpenSSL(t *testing.T) {
	needs(t, "openssl")
	const suites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256"
	server := startOpenSSL(t, "-tls1_3", "-ciphersuites", suites, "-groups", "P-384:X25519")
	padding := startOpenSSL(t, "-tls1_3", "-ciphersuites", suites, "-record_padding", "512", "-Verify", "1")
	certificates, keys := writeKeys(t, t.TempDir())
	for _, suite := range strings.Split(suites, ":") {
		t.Run(suite, func(t *testing.T) {
			list := lines()
			log := server.connect(t, list, "-tls1_3", "-ciphersuites", suite)
			checkOpened(t, open(New(server.secrets(t)), log), conversation(list, reversed))
		})
	}
	t.Run("HelloRetryRequest", func(t *testing.T) {
		list := lines()
		log := server.connect(t, list, "-tls1_3", "-groups", "P-256:P-384")
		o := open(New(server.secrets(t)), log)
		checkOpened(t, o, conversation(list, reversed))
		if !o.facts.HelloRetry {
			t.Error("no HelloRetryRequest")
		}
	})
	t.Run("padding and client certificate", func(t *testing.T) {
		list := lines()
		log := padding.connect(t, list, "-tls1_3", "-record_padding", "1000", "-cert", certificates[0], "-key", keys[0])
		o := open(New(padding.secrets(t)), log)
		checkOpened(t, o, conversation(list, reversed))
		if f := o.facts; !f.ClientCertificateRequested || f.ClientCertificate != tlsparse.AuthSent || len(f.ClientCertificates) != 1 {
			t.Errorf("client certificate requested %v, %v, %v", f.ClientCertificateRequested, f.ClientCertificate, f.ClientCertificates)
		}
	})
}

// interactive is a connection whose client is driven by commands.
func (s *opensslServer) interactive(t *testing.T, list []string, args ...string) []event {
	t.Helper()
	address, wait := recorded(t, s.address)
	client := start(t, nil, "openssl", append([]string{"s_client", "-connect", address, "-servername", "server.example"}, args...)...)
	if !client.await("Verify return code") && !client.await("---") {
		t.Fatal(client.output())
	}
	updates := 0
	for _, line := range list {
		want, times := reversed(line)+"\n", 1
		switch line {
		case "K", "k":
			updates++
			want, times = "KEYUPDATE", updates
		case "R":
			want = "RENEGOTIATING"
		}
		if _, err := client.stdin.Write([]byte(line + "\n")); err != nil || !client.awaitTimes(want, times) {
			t.Fatalf("no answer to %q: %s", line, client.output())
		}
	}
	client.finish()
	return wait()
}

func TestKeyUpdateOfOpenSSL(t *testing.T) {
	needs(t, "openssl")
	server := startOpenSSL(t, "-tls1_3")
	list := []string{"before", "K", "between", "k", "behind", "K", "last"}
	log := server.interactive(t, list, "-tls1_3")
	o := open(New(server.secrets(t)), log)
	checkOpened(t, o, conversation([]string{"before", "between", "behind", "last"}, reversed))
}

func TestRenegotiationOfOpenSSL(t *testing.T) {
	needs(t, "openssl")
	for _, suite := range []string{"ECDHE-RSA-AES128-GCM-SHA256", "DHE-RSA-AES256-SHA", "AES128-SHA256"} {
		t.Run(suite, func(t *testing.T) {
			server := startOpenSSL(t, "-tls1_2", "-client_renegotiation", "-cipher", suite+":@SECLEVEL=0")
			log := server.interactive(t, []string{"before", "R", "behind", "last"}, "-tls1_2")
			o := open(New(server.secrets(t)), log)
			checkOpened(t, o, conversation([]string{"before", "behind", "last"}, reversed))
			if !o.facts.Renegotiated {
				t.Error("no renegotiation")
			}
		})
	}
}

func TestResumptionAndEarlyDataOfOpenSSL(t *testing.T) {
	needs(t, "openssl")
	for _, test := range []struct {
		name string
		args []string
	}{
		{"TLS 1.3", []string{"-tls1_3"}},
		{"TLS 1.2 ticket", []string{"-tls1_2"}},
		{"TLS 1.2 session id", []string{"-tls1_2", "-no_ticket"}},
		{"TLS 1.0", []string{"-tls1", "-cipher", "ALL:@SECLEVEL=0"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := startOpenSSL(t, test.args...)
			session := filepath.Join(t.TempDir(), "session")
			list := lines()
			_ = server.connect(t, list, append(test.args, "-sess_out", session)...)
			log := server.connect(t, list, append(test.args, "-sess_in", session)...)
			o := open(New(server.secrets(t)), log)
			checkOpened(t, o, conversation(list, reversed))
			if o.facts.Resumed != tlsparse.Yes {
				t.Error("not resumed")
			}
		})
	}
}

func TestEarlyDataOfOpenSSL(t *testing.T) {
	needs(t, "openssl")
	server := startOpenSSL(t, "-tls1_3", "-early_data", "-max_early_data", "16384")
	dir := t.TempDir()
	session, data := filepath.Join(dir, "session"), filepath.Join(dir, "early")
	early := bytes.Repeat([]byte("early "), 2000)
	if err := os.WriteFile(data, early, 0o600); err != nil {
		t.Fatal(err)
	}
	// This server prints what it receives, and sends what it reads.
	talk := func(request, answer string, args ...string) []event {
		address, wait := recorded(t, server.address)
		client := start(t, nil, "openssl", append([]string{"s_client", "-connect", address, "-quiet", "-no_ign_eof", "-nocommands", "-tls1_3"}, args...)...)
		_, _ = client.stdin.Write([]byte(request))
		if !server.peer.await(request) {
			t.Fatalf("%s\n%s", server.peer.output(), client.output())
		}
		_, _ = server.peer.stdin.Write([]byte(answer))
		if !client.await(answer) {
			t.Fatalf("%s\n%s", server.peer.output(), client.output())
		}
		client.finish()
		return wait()
	}
	talk("first\n", "one\n", "-sess_out", session)
	log := talk("second\n", "two\n", "-sess_in", session, "-early_data", data)
	o := open(New(server.secrets(t)), log)
	checkOpened(t, o, [2][]byte{append(early, "second\n"...), []byte("two\n")})
	if !o.facts.EarlyData {
		t.Error("no early data")
	}
	// Without the early secret, the rest is still opened, and the hole is told.
	o = open(New(server.secretsBut(t, "CLIENT_EARLY_TRAFFIC_SECRET")), log)
	if string(o.plaintext[0]) != "second\n" || o.holes[0] == 0 || o.facts.Decryption.Reason != tlsparse.ReasonEarly {
		t.Errorf("plaintext %q, %d holes, %+v", o.plaintext[0], o.holes[0], o.facts.Decryption)
	}
}
