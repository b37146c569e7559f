package pipeline

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	mathrand "math/rand/v2"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// message is what one end of a connection writes at once.
type message struct {
	client bool
	data   []byte
}

// tlsTranscript is what two TLS stacks say to each other: handshake, one
// request, one answer, orderly end.
var tlsTranscript = sync.OnceValue(func() []message {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "edr.corp.example"}, DNSNames: []string{"edr.corp.example"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	check(err)
	a, b := net.Pipe()
	var mutex sync.Mutex
	var said []message
	wire := func(c net.Conn, client bool) net.Conn {
		return &recorder{Conn: c, client: client, mutex: &mutex, said: &said}
	}
	server := tls.Server(wire(b, false), &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MaxVersion: tls.VersionTLS12})
	done := make(chan struct{})
	go func() {
		defer close(done)
		request := make([]byte, 100)
		_, err := server.Read(request)
		check(err)
		_, err = server.Write(make([]byte, 3000))
		check(err)
	}()
	client := tls.Client(wire(a, true), &tls.Config{ServerName: "edr.corp.example", InsecureSkipVerify: true})
	_, err = client.Write(make([]byte, 100))
	check(err)
	for left := 3000; left > 0; {
		n, err := client.Read(make([]byte, left))
		check(err)
		left -= n
	}
	<-done
	return said
})

// recorder notes what is written.
type recorder struct {
	net.Conn
	client bool
	mutex  *sync.Mutex
	said   *[]message
}

func (r *recorder) Write(b []byte) (int, error) {
	r.mutex.Lock()
	*r.said = append(*r.said, message{r.client, slices.Clone(b)})
	r.mutex.Unlock()
	return r.Conn.Write(b)
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// frame is one frame of synthetic traffic.
type frame struct {
	at   time.Duration // since the beginning of the capture
	data []byte
}

// traffic makes frames.
type traffic struct {
	random *mathrand.Rand
	frames []frame
	ipID   uint16
}

// conversation is one TCP connection.
type conversation struct {
	t        *traffic
	at       time.Duration
	client   [4]byte
	port     uint16
	wrapping int
	seq      [2]uint32
	last     []byte // the IP packet that was sent last
}

var serverAddress = [4]byte{10, 9, 9, 9}

// randomTraffic is many conversations of all kinds over few ports, so that
// ports are used again, with timestamps so coarse that many events fall on
// the same one.
func randomTraffic(seed uint64, conversations int) []frame {
	t := &traffic{random: mathrand.New(mathrand.NewPCG(seed, 1))}
	for range conversations {
		at := time.Duration(t.random.IntN(160))*time.Second + time.Duration(t.random.IntN(9)/8)*20*time.Minute
		c := &conversation{
			t: t, at: at,
			client: [4]byte{10, 1, 2, byte(1 + t.random.IntN(3))}, port: uint16(50000 + t.random.IntN(8)),
			wrapping: t.random.IntN(8), seq: [2]uint32{t.random.Uint32(), t.random.Uint32()},
		}
		if t.random.IntN(10) == 0 {
			c.resolve()
			continue
		}
		c.play()
	}
	slices.SortStableFunc(t.frames, func(a, b frame) int { return int(a.at - b.at) })
	t.disturb()
	return t.frames
}

// play lets a conversation get as far as chance will have it.
func (c *conversation) play() {
	random := c.t.random
	fate := random.IntN(10)
	c.segment(true, &layers.TCP{SYN: true}, nil)
	if fate == 0 {
		c.icmp()
		return
	}
	if fate == 1 {
		c.segment(false, &layers.TCP{RST: true, ACK: true}, nil)
		return
	}
	c.segment(false, &layers.TCP{SYN: true, ACK: true}, nil)
	c.segment(true, &layers.TCP{ACK: true}, nil)
	script := tlsTranscript()
	if fate < 5 {
		script = script[:random.IntN(len(script))]
	}
	for _, m := range script {
		for data := m.data; len(data) > 0; {
			n := min(len(data), 200+random.IntN(1200))
			c.segment(m.client, &layers.TCP{ACK: true, PSH: true}, data[:n])
			data = data[n:]
			if random.IntN(6) == 0 {
				c.at += time.Duration(random.IntN(2)) * time.Second
			}
		}
	}
	switch random.IntN(4) {
	case 0:
		c.segment(random.IntN(2) == 0, &layers.TCP{RST: true}, nil)
	case 1, 2:
		c.segment(true, &layers.TCP{FIN: true, ACK: true}, nil)
		c.segment(false, &layers.TCP{FIN: true, ACK: true}, nil)
	}
}

// resolve asks for a name; sometimes the answer says that there is none, or
// does not come.
func (c *conversation) resolve() {
	question := layers.DNSQuestion{Name: []byte("edr.corp.example"), Type: layers.DNSTypeA, Class: layers.DNSClassIN}
	query := &layers.DNS{ID: c.port, RD: true, Questions: []layers.DNSQuestion{question}}
	c.datagram(true, query)
	answer := &layers.DNS{ID: c.port, QR: true, RA: true, Questions: query.Questions}
	switch c.t.random.IntN(3) {
	case 0:
		return
	case 1:
		answer.ResponseCode = layers.DNSResponseCodeNXDomain
	default:
		answer.Answers = []layers.DNSResourceRecord{{
			Name: question.Name, Type: question.Type, Class: question.Class, TTL: 60, IP: net.IP(serverAddress[:]),
		}}
	}
	c.at += time.Duration(c.t.random.IntN(3)) * 4 * time.Second
	c.datagram(false, answer)
}

func (c *conversation) datagram(client bool, message *layers.DNS) {
	resolver := [4]byte{10, 9, 9, 53}
	udp, src, dst := &layers.UDP{SrcPort: 53, DstPort: layers.UDPPort(c.port)}, resolver, c.client
	if client {
		udp.SrcPort, udp.DstPort, src, dst = udp.DstPort, udp.SrcPort, c.client, resolver
	}
	ip := &layers.IPv4{Version: 4, IHL: 5, TTL: 64, Protocol: layers.IPProtocolUDP, SrcIP: src[:], DstIP: dst[:]}
	check(udp.SetNetworkLayerForChecksum(ip))
	c.frame(ip, serialize(udp, message))
}

// segment sends one segment.
func (c *conversation) segment(client bool, tcp *layers.TCP, payload []byte) {
	me, src, dst := 1, serverAddress, c.client
	tcp.SrcPort, tcp.DstPort = 443, layers.TCPPort(c.port)
	if client {
		me, src, dst = 0, c.client, serverAddress
		tcp.SrcPort, tcp.DstPort = tcp.DstPort, tcp.SrcPort
	}
	tcp.Seq, tcp.Ack, tcp.Window = c.seq[me], c.seq[1-me], 65000
	if !tcp.ACK {
		tcp.Ack = 0
	}
	c.seq[me] += uint32(len(payload))
	if tcp.SYN || tcp.FIN {
		c.seq[me]++
	}
	c.t.ipID++
	ip := &layers.IPv4{Version: 4, IHL: 5, TTL: 64, Id: c.t.ipID, Protocol: layers.IPProtocolTCP, SrcIP: src[:], DstIP: dst[:]}
	check(tcp.SetNetworkLayerForChecksum(ip))
	body := serialize(tcp, gopacket.Payload(payload))
	if len(body) > 100 && c.t.random.IntN(8) == 0 { // in two fragments
		first, rest := *ip, *ip
		first.Flags, rest.FragOffset = layers.IPv4MoreFragments, 40/8
		c.frame(&first, body[:40])
		c.frame(&rest, body[40:])
		return
	}
	c.frame(ip, body)
}

// icmp is a router's answer that the SYN cannot be delivered; sometimes it
// comes when nobody waits any more.
func (c *conversation) icmp() {
	c.at += time.Duration(c.t.random.IntN(3)) * 40 * time.Second
	c.icmpNow()
}

func (c *conversation) icmpNow() {
	ip := &layers.IPv4{Version: 4, IHL: 5, TTL: 64, Protocol: layers.IPProtocolICMPv4, SrcIP: net.IP{10, 1, 2, 254}, DstIP: c.client[:]}
	c.frame(ip, serialize(&layers.ICMPv4{TypeCode: layers.CreateICMPv4TypeCode(3, 1)}, gopacket.Payload(c.last)))
}

// frame wraps a packet as its conversation is wrapped: bare, in a VLAN, in GRE
// or in IP.
func (c *conversation) frame(ip *layers.IPv4, body []byte) {
	ethernet := &layers.Ethernet{SrcMAC: net.HardwareAddr{2, 0, 0, 0, 0, 1}, DstMAC: net.HardwareAddr{2, 0, 0, 0, 0, 2}, EthernetType: layers.EthernetTypeIPv4}
	outer := func(protocol layers.IPProtocol) *layers.IPv4 {
		return &layers.IPv4{Version: 4, IHL: 5, TTL: 64, Protocol: protocol, SrcIP: net.IP{192, 0, 2, 1}, DstIP: net.IP{192, 0, 2, 2}}
	}
	var stack []gopacket.SerializableLayer
	switch c.wrapping {
	case 0:
		ethernet.EthernetType = layers.EthernetTypeDot1Q
		stack = append(stack, ethernet, &layers.Dot1Q{VLANIdentifier: 7, Type: layers.EthernetTypeIPv4})
	case 1:
		stack = append(stack, ethernet, outer(layers.IPProtocolGRE), &layers.GRE{Protocol: layers.EthernetTypeIPv4})
	case 2:
		stack = append(stack, ethernet, outer(layers.IPProtocolIPv4))
	default:
		stack = append(stack, ethernet)
	}
	c.last = serialize(ip, gopacket.Payload(body))
	data := serialize(append(stack, gopacket.Payload(c.last))...)
	c.t.frames = append(c.t.frames, frame{c.at, data})
}

func serialize(stack ...gopacket.SerializableLayer) []byte {
	buffer := gopacket.NewSerializeBuffer()
	check(gopacket.SerializeLayers(buffer, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}, stack...))
	return slices.Clone(buffer.Bytes())
}

// disturb loses, doubles, swaps and corrupts some frames, and puts some
// timestamps back.
func (t *traffic) disturb() {
	var out []frame
	for _, f := range t.frames {
		switch t.random.IntN(50) {
		case 0: // lost
		case 1:
			out = append(out, f, f)
		case 2:
			out = append(out, f)
			if n := len(out); n > 1 {
				out[n-1], out[n-2] = out[n-2], out[n-1]
			}
		case 3:
			f.at -= time.Duration(t.random.IntN(3)) * time.Second
			out = append(out, f)
		case 4:
			f.data = slices.Clone(f.data)
			f.data[len(f.data)-1] ^= 0x80
			out = append(out, f)
		default:
			out = append(out, f)
		}
	}
	t.frames = out
}

// capturesOf fails a test whose traffic says too little.
func capturesOf(t *testing.T, frames []frame, least int) []frame {
	t.Helper()
	if len(frames) < least {
		t.Fatalf("%d frames, want at least %d", len(frames), least)
	}
	return frames
}
