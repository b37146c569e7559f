package decrypt

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"edrtap/tlsparse"
)

// event is bytes that one end of a recorded connection sent.
type event struct {
	dir  tlsparse.Dir
	data []byte
}

// recorder is a relay between a client and a server that keeps what passes.
type recorder struct {
	mu   sync.Mutex
	log  []event
	done sync.WaitGroup
}

// relay copies both ways between two connections until both have ended.
func (r *recorder) relay(client, server net.Conn) {
	for dir, from := range []net.Conn{client, server} {
		to := server
		if from == server {
			to = client
		}
		r.done.Go(func() {
			b := make([]byte, 32<<10)
			for {
				n, err := from.Read(b)
				if n > 0 {
					r.mu.Lock()
					r.log = append(r.log, event{tlsparse.Dir(dir), bytes.Clone(b[:n])})
					r.mu.Unlock()
					_, _ = to.Write(b[:n])
				}
				if err != nil {
					_ = to.(*net.TCPConn).CloseWrite()
					return
				}
			}
		})
	}
}

// listen gives a listener on loopback.
func listen(t testing.TB) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

// recorded starts a relay in front of a server, for one connection, and gives
// its address; wait gives what passed.
func recorded(t testing.TB, server string) (address string, wait func() []event) {
	t.Helper()
	l := listen(t)
	r := &recorder{}
	r.done.Go(func() {
		client, err := l.Accept()
		if err != nil {
			return
		}
		upstream, err := net.Dial("tcp", server)
		if err != nil {
			_ = client.Close()
			return
		}
		r.relay(client, upstream)
	})
	return l.Addr().String(), func() []event {
		_ = l.Close() // whoever has not connected by now never will
		r.done.Wait()
		return r.log
	}
}

// opened is what a Parser with a Decrypter made of a connection.
type opened struct {
	facts     tlsparse.Facts
	plaintext [2][]byte
	marked    [2][]byte // the same, with a bar for every hole that was told
	holes     [2]int
}

// watch gives what a Parser makes of a connection.
func watch(d tlsparse.Decrypter, run func(*tlsparse.Parser, *tlsparse.Conn)) opened {
	var o opened
	p := tlsparse.NewParser(tlsparse.Limits{})
	p.Decrypter = d
	p.OnPlaintext = func(_ *tlsparse.Conn, dir tlsparse.Dir, _ int64, b []byte) {
		o.plaintext[dir] = append(o.plaintext[dir], b...)
		o.marked[dir] = append(o.marked[dir], b...)
	}
	p.OnPlaintextHole = func(_ *tlsparse.Conn, dir tlsparse.Dir, _ int64) {
		o.holes[dir]++
		o.marked[dir] = append(o.marked[dir], '|')
	}
	var c tlsparse.Conn
	run(p, &c)
	p.Close(&c)
	o.facts = *p.Facts(&c)
	p.Release(&c)
	return o
}

// open feeds events to a Parser.
func open(d tlsparse.Decrypter, log []event) opened {
	return watch(d, func(p *tlsparse.Parser, c *tlsparse.Conn) {
		for i, e := range log {
			p.Data(c, e.dir, int64(i+1), e.data)
		}
	})
}

// secretsOf reads a key log.
func secretsOf(t testing.TB, text []byte) *Secrets {
	t.Helper()
	s := NewSecrets()
	k := NewKeyLog(s)
	_, _ = k.Write(text)
	k.End()
	if problem := k.Problem(); problem != "" {
		t.Errorf("key log: %s", problem)
	}
	return s
}

// without gives a key log without the lines of a label.
func without(text []byte, label string) []byte {
	var kept []byte
	for line := range bytes.Lines(text) {
		if !bytes.HasPrefix(line, []byte(label+" ")) {
			kept = append(kept, line...)
		}
	}
	return kept
}

// checkOpened compares with what the ends sent.
func checkOpened(t *testing.T, o opened, sent [2][]byte) {
	t.Helper()
	for dir := range sent {
		if !bytes.Equal(o.plaintext[dir], sent[dir]) {
			t.Errorf("direction %d: %d bytes of plaintext, %d were sent, or they differ", dir, len(o.plaintext[dir]), len(sent[dir]))
		}
		if o.facts.AppBytes[dir] != uint64(len(sent[dir])) {
			t.Errorf("direction %d: counted %d bytes, %d were sent", dir, o.facts.AppBytes[dir], len(sent[dir]))
		}
	}
	d := o.facts.Decryption
	if !d.Asked || d.Reason != "" || d.Failed != [2]uint64{} || d.Records[0] == 0 || d.Records[1] == 0 {
		t.Errorf("decryption: %+v", d)
	}
	if !o.facts.Established || o.holes != [2]int{} || len(o.facts.Anomalies) > 0 {
		t.Errorf("established %v, holes %v, anomalies %v", o.facts.Established, o.holes, o.facts.Anomalies)
	}
}

// talk is what both ends of the tests' connections send.
func talk(size int) (sent [2][]byte) {
	for dir := range sent {
		sent[dir] = make([]byte, size+dir*size/2)
		_, _ = rand.Read(sent[dir])
	}
	return sent
}

// identity makes a self-signed certificate.
func identity(t testing.TB, key any, public any) tls.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "server.example"}, DNSNames: []string{"server.example"},
		NotBefore: time.Unix(1600000000, 0), NotAfter: time.Unix(4000000000, 0), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

var rsaKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

func identities(t testing.TB) []tls.Certificate {
	t.Helper()
	r, err := rsaKey()
	if err != nil {
		t.Fatal(err)
	}
	e, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return []tls.Certificate{identity(t, r, &r.PublicKey), identity(t, e, &e.PublicKey)}
}

// converse runs a connection of crypto/tls through a relay: the client sends
// its part, the server answers.
func converse(t testing.TB, client, server *tls.Config, sent [2][]byte) []event {
	t.Helper()
	l := listen(t)
	var ends sync.WaitGroup
	ends.Go(func() {
		raw, err := l.Accept()
		if err != nil {
			return
		}
		c := tls.Server(raw, server)
		defer c.Close()
		if _, err := io.ReadFull(c, make([]byte, len(sent[0]))); err != nil {
			return
		}
		_, _ = c.Write(sent[1])
	})
	address, wait := recorded(t, l.Addr().String())
	raw, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	c := tls.Client(raw, client)
	if _, err := c.Write(sent[0]); err != nil {
		t.Error(err)
	}
	if _, err := io.ReadFull(c, make([]byte, len(sent[1]))); err != nil {
		t.Error(err)
	}
	_ = c.Close()
	ends.Wait()
	return wait()
}
