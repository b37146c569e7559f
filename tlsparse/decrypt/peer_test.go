package decrypt

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"edrtap/tlsparse"
)

// peerTime is how long a peer may take for one step.
const peerTime = 30 * time.Second

// needs ends the test where a program is missing.
func needs(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		absent(t, fmt.Sprintf("%s is not installed ('make peers' installs it)", program))
	}
}

// absent skips a test for what the machine lacks, loudly; it fails where nothing
// may be left out.
func absent(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("EDRTAP_TEST_NETWORK") == "required" {
		t.Fatal(why)
	}
	fmt.Fprintf(os.Stderr, "%s: NOT TESTED: %s\n", t.Name(), why)
	t.Skip("NOT TESTED: " + why)
}

// peer is a program at one end of a connection. Its output, standard error
// included, is kept.
type peer struct {
	cmd   *exec.Cmd
	stdin io.WriteCloser
	ended chan struct{}

	mu  sync.Mutex
	out bytes.Buffer
}

// start starts a program; it is ended with the test. extra is added to its
// environment.
func start(t testing.TB, extra []string, name string, args ...string) *peer {
	t.Helper()
	p := &peer{cmd: exec.Command(name, args...), ended: make(chan struct{})}
	// The system's configuration may forbid what is to be tested.
	p.cmd.Env = append(append(os.Environ(), "OPENSSL_CONF=/dev/null", "GNUTLS_SYSTEM_PRIORITY_FILE=/dev/null"), extra...)
	p.cmd.Stdout, p.cmd.Stderr = p, p
	var err error
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait()
		close(p.ended)
	}()
	t.Cleanup(p.kill)
	return p
}

// Write takes the program's output.
func (p *peer) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.Write(b)
}

// output gives what was written up to now.
func (p *peer) output() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.String()
}

// await waits until the output contains text. It is false where the program
// ended before.
func (p *peer) await(text string) bool { return p.awaitTimes(text, 1) }

// awaitTimes waits until the output contains text so many times.
func (p *peer) awaitTimes(text string, n int) bool {
	for end := time.Now().Add(peerTime); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		over := p.isOver()
		if strings.Count(p.output(), text) >= n {
			return true
		}
		if over {
			return false
		}
	}
	return false
}

func (p *peer) isOver() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// finish closes the program's input and waits for its end.
func (p *peer) finish() { p.finishWithin(peerTime) }

func (p *peer) finishWithin(d time.Duration) {
	_ = p.stdin.Close()
	select {
	case <-p.ended:
	case <-time.After(d):
		p.kill()
	}
}

func (p *peer) kill() {
	_ = p.cmd.Process.Kill()
	<-p.ended
}

// writeKeys writes the tests' identities as PEM and gives the names of the
// files of certificates and keys.
func writeKeys(t testing.TB, dir string) (certificates, keys []string) {
	t.Helper()
	for i, id := range identities(t) {
		der, err := x509.MarshalPKCS8PrivateKey(id.PrivateKey)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(dir, []string{"rsa", "ecdsa"}[i])
		write := func(name, kind string, der []byte) string {
			if err := os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
				t.Fatal(err)
			}
			return name
		}
		certificates = append(certificates, write(name+".pem", "CERTIFICATE", id.Certificate[0]))
		keys = append(keys, write(name+".key", "PRIVATE KEY", der))
	}
	return certificates, keys
}

// freePort gives a port of loopback on which nobody listens.
func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// lines is what clients send to servers that answer by lines.
func lines() []string {
	list := []string{"one"}
	for _, n := range []int{15, 16, 17, 1000, 8000} {
		list = append(list, strings.Repeat("abcdefghijklmnop qrstuvwxyz.", n/28+1)[:n])
	}
	return list
}

// dialogue sends lines to a client program, each when the answer to the one
// before has come.
func (p *peer) dialogue(list []string, answer func(string) string) bool {
	for i, line := range list {
		mark := answer(line)
		if i > 0 {
			mark = "\n" + mark
		}
		if _, err := io.WriteString(p.stdin, line+"\n"); err != nil || !p.await(mark+"\n") {
			return false
		}
	}
	return true
}

// same is the answer of an echo server, reversed that of a reversing one.
func same(line string) string { return line }

func reversed(line string) string {
	b := []byte(line)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

// conversation is what both sides send in a dialogue.
func conversation(list []string, answer func(string) string) (sent [2][]byte) {
	for _, line := range list {
		sent[tlsparse.Client] = append(sent[tlsparse.Client], line+"\n"...)
		sent[tlsparse.Server] = append(sent[tlsparse.Server], answer(line)+"\n"...)
	}
	return sent
}
