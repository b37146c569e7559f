package tlsparse

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// event is one write of an end of a recorded connection.
type event struct {
	dir  Dir
	data []byte
}

// wire is an in-memory connection that records what passes. Writes never
// block, so that ends may close with bytes unread.
type wire struct {
	mu     sync.Mutex
	ready  *sync.Cond
	log    []event
	queue  [2]bytes.Buffer // by sender
	closed [2]bool
}

type wireEnd struct {
	w   *wire
	dir Dir
}

func newWire() *wire {
	w := &wire{}
	w.ready = sync.NewCond(&w.mu)
	return w
}

func (e wireEnd) Write(b []byte) (int, error) {
	e.w.mu.Lock()
	defer e.w.mu.Unlock()
	if e.w.closed[e.dir] {
		return 0, io.ErrClosedPipe
	}
	e.w.log = append(e.w.log, event{e.dir, bytes.Clone(b)})
	e.w.queue[e.dir].Write(b)
	e.w.ready.Broadcast()
	return len(b), nil
}

func (e wireEnd) Read(b []byte) (int, error) {
	e.w.mu.Lock()
	defer e.w.mu.Unlock()
	from := e.dir.Other()
	for e.w.queue[from].Len() == 0 {
		if e.w.closed[from] || e.w.closed[e.dir] {
			return 0, io.EOF
		}
		e.w.ready.Wait()
	}
	return e.w.queue[from].Read(b)
}

func (e wireEnd) Close() error {
	e.w.mu.Lock()
	defer e.w.mu.Unlock()
	e.w.closed[e.dir] = true
	e.w.ready.Broadcast()
	return nil
}

func (wireEnd) LocalAddr() net.Addr              { return &net.TCPAddr{} }
func (wireEnd) RemoteAddr() net.Addr             { return &net.TCPAddr{} }
func (wireEnd) SetDeadline(time.Time) error      { return nil }
func (wireEnd) SetReadDeadline(time.Time) error  { return nil }
func (wireEnd) SetWriteDeadline(time.Time) error { return nil }

// exchange runs a handshake, a request and an answer between crypto/tls ends
// and gives what passed, and how each end saw the handshake end.
func exchange(t testing.TB, client, server *tls.Config) (log []event, clientErr, serverErr error) {
	t.Helper()
	w := newWire()
	done := make(chan error)
	go func() {
		c := tls.Server(wireEnd{w, Server}, server)
		err := c.Handshake()
		if err == nil {
			request := make([]byte, 7)
			if _, e := io.ReadFull(c, request); e == nil {
				_, _ = c.Write([]byte("the answer"))
				_, _ = c.Read(request) // until the client closes
			}
		}
		_ = c.Close()
		_ = wireEnd{w, Server}.Close()
		done <- err
	}()
	c := tls.Client(wireEnd{w, Client}, client)
	clientErr = c.Handshake()
	if clientErr == nil {
		if _, err := c.Write([]byte("request")); err == nil {
			answer := make([]byte, 10)
			_, _ = io.ReadFull(c, answer)
		}
	}
	_ = c.Close()
	_ = wireEnd{w, Client}.Close()
	serverErr = <-done
	return w.log, clientErr, serverErr
}

// identity makes a self-signed certificate.
func identity(t testing.TB, useRSA bool, names ...string) tls.Certificate {
	t.Helper()
	var key any
	var public any
	if useRSA {
		k, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			t.Fatal(err)
		}
		key, public = k, &k.PublicKey
	} else {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		key, public = k, &k.PublicKey
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: names[0]}, DNSNames: names,
		NotBefore: time.Unix(1600000000, 0), NotAfter: time.Unix(4000000000, 0),
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

var identities = sync.OnceValues(func() ([2]tls.Certificate, error) {
	t := &fatal{}
	return [2]tls.Certificate{identity(t, true, "server.example"), identity(t, false, "client.example")}, t.err
})

// fatal lets identity be used where there is no test yet.
type fatal struct {
	testing.TB
	err error
}

func (*fatal) Helper()        {}
func (f *fatal) Fatal(...any) { f.err = errors.New("no identity") }

// configs gives a client and a server that agree on the versions given.
func configs(t testing.TB, low, high uint16) (client, server *tls.Config) {
	t.Helper()
	ids, err := identities()
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(ids[0].Leaf)
	pool.AddCert(ids[1].Leaf)
	client = &tls.Config{ServerName: "server.example", RootCAs: pool, MinVersion: low, MaxVersion: high}
	server = &tls.Config{Certificates: ids[:1], ClientCAs: pool, MinVersion: low, MaxVersion: high}
	return client, server
}

// cut divides the events' bytes: size gives the next chunk's length.
func cut(log []event, size func() int) []event {
	var out []event
	for _, e := range log {
		for b := e.data; len(b) > 0; {
			n := max(1, min(size(), len(b)))
			out = append(out, event{e.dir, b[:n]})
			b = b[n:]
		}
	}
	return out
}

// joined puts events of one direction that follow each other together.
func joined(log []event) []event {
	var out []event
	for _, e := range log {
		if n := len(out); n > 0 && out[n-1].dir == e.dir {
			out[n-1].data = append(bytes.Clone(out[n-1].data), e.data...)
		} else {
			out = append(out, e)
		}
	}
	return out
}

// follow feeds events to a new connection and gives its facts after Close.
// All events have the same time, so that chunks do not matter.
func follow(p *Parser, log []event) Facts {
	var c Conn
	for _, e := range log {
		p.Data(&c, e.dir, 1, e.data)
	}
	p.Close(&c)
	facts := *p.Facts(&c)
	facts.Alerts = slices.Clone(facts.Alerts)
	return facts
}

// factDifferences names the fields in which two facts differ.
func factDifferences(got, want Facts) string {
	var text strings.Builder
	g, w := reflect.ValueOf(got), reflect.ValueOf(want)
	for i := range g.NumField() {
		if !reflect.DeepEqual(g.Field(i).Interface(), w.Field(i).Interface()) {
			fmt.Fprintf(&text, "\n%s: got %.300s, want %.300s", g.Type().Field(i).Name, fmt.Sprint(g.Field(i)), fmt.Sprint(w.Field(i)))
		}
	}
	return text.String()
}
