package tlsparse

import (
	"crypto/tls"
	"testing"
)

// established gives a connection after its handshake.
func established(t testing.TB, p *Parser) *Conn {
	c := &Conn{}
	for _, e := range beforeClose(t) {
		p.Data(c, e.dir, 1, e.data)
	}
	return c
}

// chunks gives a stream of full records in segments as on a path with an MTU
// of 1500.
func chunks() [][]byte {
	var stream []byte
	for range 8 {
		stream = append(stream, applicationRecord(16408)...)
	}
	var list [][]byte
	for ; len(stream) >= 1460; stream = stream[1460:] {
		list = append(list, stream[:1460])
	}
	return append(list, stream)
}

func TestDataDoesNotAllocateAfterTheHandshake(t *testing.T) {
	p := NewParser(Limits{})
	c := established(t, p)
	list := chunks()
	if n := testing.AllocsPerRun(100, func() {
		for _, b := range list {
			p.Data(c, Server, 2, b)
		}
	}); n != 0 {
		t.Errorf("%v allocations for %d chunks", n, len(list))
	}
}

func TestAKnownHelloCostsOneAllocation(t *testing.T) {
	p := NewParser(Limits{})
	hello := beforeClose(t)[0]
	var c Conn
	if n := testing.AllocsPerRun(100, func() {
		p.Data(&c, Client, 1, hello.data)
		p.Release(&c)
		c = Conn{}
	}); n > 1 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkDataOfEstablishedConnection(b *testing.B) {
	p := NewParser(Limits{})
	c := established(b, p)
	list := chunks()
	b.SetBytes(1460)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		p.Data(c, Server, 2, list[i])
		if i++; i == len(list) {
			i = 0
		}
	}
}

func benchmarkHandshake(b *testing.B, version uint16, size int) {
	client, server := configs(b, version, version)
	log, err1, err2 := exchange(b, client, server)
	if err1 != nil || err2 != nil {
		b.Fatal(err1, err2)
	}
	log = cut(joined(log), func() int { return size })
	p := NewParser(Limits{})
	b.ReportAllocs()
	for b.Loop() {
		var c Conn
		for _, e := range log {
			p.Data(&c, e.dir, 1, e.data)
		}
		p.Close(&c)
		p.Release(&c)
	}
}

func BenchmarkHandshakeTLS12(b *testing.B)         { benchmarkHandshake(b, tls.VersionTLS12, 1460) }
func BenchmarkHandshakeTLS13(b *testing.B)         { benchmarkHandshake(b, tls.VersionTLS13, 1460) }
func BenchmarkHandshakeInSmallPieces(b *testing.B) { benchmarkHandshake(b, tls.VersionTLS12, 100) }

func BenchmarkParseClientHello(b *testing.B) {
	message := recorded(b, tls.VersionTLS13)[HandshakeClientHello]
	b.ReportAllocs()
	for b.Loop() {
		ParseClientHello(message)
	}
}

func BenchmarkKnownClientHello(b *testing.B) {
	message := recorded(b, tls.VersionTLS13)[HandshakeClientHello]
	p := NewParser(Limits{})
	b.ReportAllocs()
	for b.Loop() {
		p.clientHello(message, VersionTLS10)
	}
}
