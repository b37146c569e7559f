package session

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"

	"edrtap/capture/flow"
	"edrtap/capture/packet"
	"edrtap/rules/rate"
	"edrtap/rules/record"
	"edrtap/tlsparse"
	"edrtap/tlsparse/exchange"
)

const (
	syn    = packet.SYN
	ack    = packet.ACK
	fin    = packet.FIN
	synAck = packet.SYN | packet.ACK
)

// bench joins a flow table with a builder, as a worker does.
type bench struct {
	t       testing.TB
	builder *Builder
	table   *flow.Table[State]
	rates   *rate.Counter
	file    uint16
	reused  record.Session // built over again and again
	built   []record.Session
	clock   int64
	number  uint64
}

func newBench(t testing.TB, expected func(record.Endpoint) bool) *bench {
	b := &bench{t: t, rates: rate.NewCounter(), clock: 1e18}
	b.builder = NewBuilder(Config{
		Parser: tlsparse.NewParser(tlsparse.Limits{}), HTTP: exchange.NewParser(exchange.Limits{}, exchange.Path{}),
		Files: []string{"first.pcap", "second.pcap"}, Expected: expected,
	})
	b.builder.Meter(b.rates)
	b.table = flow.New[State](flow.Config{}, b)
	return b
}

func (b *bench) Open(f *Flow) { b.builder.Open(f, b.file) }

func (b *bench) Data(f *Flow, dir flow.Dir, at int64, data []byte) { b.builder.Data(f, dir, at, data) }

func (b *bench) Gap(f *Flow, dir flow.Dir, at, n int64) { b.builder.Gap(f, dir, at, n) }

func (b *bench) Close(f Closed) {
	if b.builder.Build(f, &b.reused) {
		b.built = append(b.built, deepCopy(&b.reused))
	}
}

// deepCopy takes what the builder will use again.
func deepCopy(s *record.Session) record.Session {
	c := *s
	c.Notes = slices.Clone(s.Notes)
	if s.TLS != nil {
		tls := *s.TLS
		tls.Alerts = slices.Clone(tls.Alerts)
		c.TLS = &tls
	}
	return c
}

// sessions ends the capture and gives what was built.
func (b *bench) sessions() []record.Session {
	b.table.Finish(b.clock)
	return b.built
}

// only is the one session there must be.
func (b *bench) only() *record.Session {
	b.t.Helper()
	if list := b.sessions(); len(list) != 1 {
		b.t.Fatalf("%d sessions, want 1", len(list))
	}
	return &b.built[0]
}

// line is one TCP connection through a bench.
type line struct {
	b    *bench
	ends [2]netip.AddrPort
	next [2]uint32
	lost map[uint64]bool  // numbers of frames that the sensor loses
	late *[]packet.Packet // where what the server sends waits; nil where it comes in time
}

func (b *bench) line(client, server string) *line {
	return &line{b: b, ends: [2]netip.AddrPort{netip.MustParseAddrPort(client), netip.MustParseAddrPort(server)}, next: [2]uint32{1000, 2000}}
}

const client, server = 0, 1

// send is one segment, a millisecond after the last one.
func (l *line) send(from int, flags packet.TCPFlags, payload []byte) {
	l.b.clock += 1e6
	l.b.number++
	p := packet.Packet{
		Time: l.b.clock, Src: packet.AddrFrom(l.ends[from].Addr()), Dst: packet.AddrFrom(l.ends[1-from].Addr()),
		SrcPort: l.ends[from].Port(), DstPort: l.ends[1-from].Port(),
		Seq: l.next[from], Ack: l.next[1-from], Window: 65000, WindowScale: -1,
		Version: 4, Proto: packet.ProtoTCP, TTL: 64, IPID: uint16(l.b.number), Flags: flags,
		Payload: payload, PayloadLength: len(payload),
	}
	l.next[from] += uint32(len(payload))
	if flags&(syn|fin) != 0 {
		l.next[from]++
	}
	if l.lost[l.b.number] {
		return
	}
	if l.late != nil && from == server {
		*l.late = append(*l.late, p)
		return
	}
	l.b.table.Packet(&p, l.b.table.Fetch(&p), l.b.clock, l.b.number)
}

// arrive lets n of the late packets come.
func (l *line) arrive(n int) {
	for _, p := range (*l.late)[:n] {
		p.Time = l.b.clock
		l.b.table.Packet(&p, l.b.table.Fetch(&p), l.b.clock, l.b.number)
	}
	*l.late = (*l.late)[n:]
}

func (l *line) open() {
	l.send(client, syn, nil)
	l.send(server, synAck, nil)
	l.send(client, ack, nil)
}

func (l *line) close() {
	l.send(client, fin|ack, nil)
	l.send(server, fin|ack, nil)
	l.send(client, ack, nil)
}

func (l *line) say(script []message) {
	for _, m := range script {
		l.send(m.from, ack, m.data)
	}
}

// message is what one end writes at once.
type message struct {
	from int
	data []byte
}

// transcript is what two TLS 1.2 stacks say: handshake, a request, an answer,
// close_notify.
var transcript = sync.OnceValue(func() []message {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(err)
	template := &x509.Certificate{SerialNumber: big.NewInt(0x2a51), DNSNames: []string{"edr.corp.example"}, NotBefore: time.Unix(1.7e9, 0), NotAfter: time.Unix(1.9e9, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	check(err)
	a, b := net.Pipe()
	said := &minutes{}
	accepting := tls.Server(&recorder{b, said, server}, &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MaxVersion: tls.VersionTLS12})
	done := make(chan error, 1)
	go func() {
		_, err := accepting.Read(make([]byte, 100))
		if err == nil {
			_, err = accepting.Write(make([]byte, 50))
		}
		done <- err
	}()
	calling := tls.Client(&recorder{a, said, client}, &tls.Config{ServerName: "edr.corp.example", InsecureSkipVerify: true})
	_, err = calling.Write(make([]byte, 100))
	check(err)
	_, err = calling.Read(make([]byte, 100))
	check(err)
	check(<-done)
	check(calling.CloseWrite())
	return said.list
})

type minutes struct {
	sync.Mutex
	list []message
}

type recorder struct {
	net.Conn
	minutes *minutes
	from    int
}

func (r *recorder) Write(b []byte) (int, error) {
	r.minutes.Lock()
	r.minutes.list = append(r.minutes.list, message{r.from, slices.Clone(b)})
	r.minutes.Unlock()
	if b[0] == 21 { // nobody reads the alert that ends it
		return len(b), nil
	}
	return r.Conn.Write(b)
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
