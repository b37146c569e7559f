package decrypt

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// clientProgram runs a program that makes one connection for each suite to an
// OpenSSL server, whose key log it is that opens them: so the stack of the
// program is one end of each.
func clientProgram(t *testing.T, server *opensslServer, suites []string, command ...string) {
	t.Helper()
	const count = 4 // lines of each connection
	list := make([]string, count)
	for i := range list {
		list[i] = fmt.Sprintf("line %d %s", i+1, strings.Repeat("x", 700*(i+1)))
	}
	command = append(command, fmt.Sprint(count))
	var waits []func() []event
	for _, suite := range suites {
		address, wait := recorded(t, server.address)
		_, port, _ := net.SplitHostPort(address)
		command, waits = append(command, suite, port), append(waits, wait)
	}
	client := start(t, nil, command[0], command[1:]...)
	client.finishWithin(5 * time.Minute) // a virtual machine may be slow to start
	secrets := server.secrets(t)
	for i, suite := range suites {
		t.Run(suite, func(t *testing.T) {
			o := open(New(secrets), waits[i]())
			if o.facts.Version == 0 {
				t.Fatalf("no ServerHello: %s", client.output())
			}
			checkSuite(t, o, conversation(list, reversed))
		})
	}
}

func TestNode(t *testing.T) {
	needs(t, "openssl")
	needs(t, "node")
	script := filepath.Join("testdata", "client.js")
	for version, flag := range map[string]string{"TLSv1": "-tls1", "TLSv1.2": "-tls1_2"} {
		server := startOpenSSL(t, flag, "-cipher", "ALL:@SECLEVEL=0")
		names, standard := opensslSuites(t, flag)
		var suites []string
		for i, name := range names { // those that need no more than a certificate
			if !strings.Contains(standard[i], "anon") && !strings.Contains(standard[i], "NULL") && !strings.Contains(standard[i], "ARIA") {
				suites = append(suites, name)
			}
		}
		t.Run(version, func(t *testing.T) { clientProgram(t, server, suites, "node", script, version) })
	}
	const suites = "TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256"
	server := startOpenSSL(t, "-tls1_3")
	t.Run("TLSv1.3", func(t *testing.T) { clientProgram(t, server, strings.Fields(suites), "node", script, "TLSv1.3") })
}

func TestJava(t *testing.T) {
	needs(t, "openssl")
	needs(t, "java")
	// What Java has switched off is on again: nothing is disabled.
	properties := filepath.Join(t.TempDir(), "properties")
	if err := os.WriteFile(properties, []byte("jdk.tls.disabledAlgorithms=\njdk.tls.legacyAlgorithms=\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	java := []string{"java", "-Djava.security.properties=" + properties, filepath.Join("testdata", "Client.java")}
	out, err := exec.Command(java[0], append(java[1:], "list")...).Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	can := strings.Fields(string(out))
	for version, flag := range map[string]string{"TLSv1": "-tls1", "TLSv1.1": "-tls1_1", "TLSv1.2": "-tls1_2"} {
		server := startOpenSSL(t, flag, "-cipher", "ALL:eNULL:@SECLEVEL=0")
		_, standard := opensslSuites(t, flag)
		var suites []string
		for _, name := range standard {
			if slices.Contains(can, name) && !strings.Contains(name, "anon") {
				suites = append(suites, name)
			}
		}
		if len(suites) < 8 {
			t.Errorf("%s: only %d suites", version, len(suites))
		}
		t.Run(version, func(t *testing.T) { clientProgram(t, server, suites, append(slices.Clone(java), version)...) })
	}
	const suites = "TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256"
	server := startOpenSSL(t, "-tls1_3")
	t.Run("TLSv1.3", func(t *testing.T) { clientProgram(t, server, strings.Fields(suites), append(java, "TLSv1.3")...) })
}
