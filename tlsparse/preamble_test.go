package tlsparse

import (
	"crypto/tls"
	"reflect"
	"testing"
)

// after gives the events of a TLS connection behind a preamble.
func after(t *testing.T, preamble ...event) []event {
	t.Helper()
	client, server := configs(t, tls.VersionTLS12, tls.VersionTLS12)
	log, _, _ := exchange(t, client, server)
	return append(preamble, log...)
}

func says(dir Dir, text string) event { return event{dir, []byte(text)} }

func TestPreamblesBeforeTLS(t *testing.T) {
	for name, test := range map[string]struct {
		before []event
		want   []Preamble
	}{
		"CONNECT": {
			[]event{
				says(Client, "CONNECT edr.example:443 HTTP/1.1\r\nHost: edr.example:443\r\n\r\n"),
				says(Server, "HTTP/1.1 200 Connection established\r\nVia: 1.1 cache\r\n\r\n"),
			},
			[]Preamble{{Protocol: "http", Host: "edr.example", Port: 443, Answered: true, Status: 200, Reason: "Connection established", Via: "1.1 cache"}},
		},
		"CONNECT with an interim answer": {
			[]event{
				says(Client, "CONNECT edr.example:443 HTTP/1.1\r\nExpect: 100-continue\r\n\r\n"),
				says(Server, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nVia: none\r\n\r\n"),
				says(Server, "HTTP/1.1 200 OK\r\n\r\n"),
			},
			[]Preamble{{Protocol: "http", Host: "edr.example", Port: 443, Answered: true, Status: 200, Reason: "OK"}},
		},
		"CONNECT again with credentials": {
			[]event{
				says(Client, "CONNECT [2001:db8::1]:8443 HTTP/1.1\r\n\r\n"),
				says(Server, "HTTP/1.1 407 Proxy Authentication Required\r\nServer: squid\r\nProxy-Authenticate: Negotiate\r\n"+
					"Proxy-Authenticate: Basic realm=\"a, b\"\r\nContent-Length: 5\r\n\r\nsorry"),
				says(Client, "CONNECT [2001:db8::1]:8443 HTTP/1.1\r\nProxy-Authorization: Basic QQ==\r\n\r\n"),
				says(Server, "HTTP/1.0 200 OK\r\n\r\n"),
			},
			[]Preamble{
				{Protocol: "http", Host: "2001:db8::1", Port: 8443, Answered: true, Status: 407, Reason: "Proxy Authentication Required", Schemes: []string{"Negotiate", "Basic"}, Server: "squid"},
				{Protocol: "http", Host: "2001:db8::1", Port: 8443, Answered: true, Status: 200, Reason: "OK"},
			},
		},
		"PROXY version 1": {
			[]event{says(Client, "PROXY TCP4 192.0.2.1 192.0.2.2 40000 443\r\n")},
			[]Preamble{{Protocol: "proxy-v1", Source: "192.0.2.1:40000", Host: "192.0.2.2", Port: 443}},
		},
		"PROXY version 2": {
			[]event{{Client, unhex(t, "0d0a0d0a000d0a515549540a 21 11 000f c0000201 c0000202 9c40 01bb 040000")}},
			[]Preamble{{Protocol: "proxy-v2", Source: "192.0.2.1:40000", Host: "192.0.2.2", Port: 443}},
		},
		"SOCKS 4a": {
			[]event{
				{Client, unhex(t, "04 01 01bb 00000001 6d6500 6564722e6578616d706c6500")},
				{Server, unhex(t, "00 5a 0000 00000000")},
			},
			[]Preamble{{Protocol: "socks4", Host: "edr.example", Port: 443, Answered: true, Status: 0x5a}},
		},
		"SOCKS 5 with a password": {
			[]event{
				{Client, unhex(t, "05 02 00 02")},
				{Server, unhex(t, "05 02")},
				{Client, unhex(t, "01 02 6d65 02 7077")},
				{Server, unhex(t, "01 00")},
				{Client, unhex(t, "05 01 00 03 0b 6564722e6578616d706c65 01bb")},
				{Server, unhex(t, "05 00 00 01 c0000201 01bb")},
			},
			[]Preamble{{Protocol: "socks5", Host: "edr.example", Port: 443, Answered: true}},
		},
		"STARTTLS": {
			[]event{
				says(Server, "220 mail.example ESMTP\r\n"), says(Client, "EHLO me\r\n"), says(Server, "250 STARTTLS\r\n"),
				says(Client, "STARTTLS\r\n"), says(Server, "220 go ahead\r\n"),
			},
			nil,
		},
		"LDAP": {
			[]event{
				{Client, append(unhex(t, "30 1d 02 01 16 77 18 80 16"), "1.3.6.1.4.1.1466.20037"...)},
				{Server, unhex(t, "30 0c 02 01 16 78 07 0a 01 00 04 00 04 00")},
			},
			nil,
		},
		"MySQL": {
			[]event{
				{Server, append(unhex(t, "16 00 00 00 0a"), "8.0.36\x00\x08\x00\x00\x00salt\x00\xff\xff\x21"...)},
				{Client, unhex(t, "20 00 00 01 85ae7f00 00000001 21 0000000000000000000000000000000000000000000000")},
			},
			nil,
		},
		"XMPP": {
			[]event{
				says(Client, "<stream:stream xmlns='jabber:client' to='a.example' version='1.0'>"), says(Server, "<stream:features><starttls/></stream:features>"),
				says(Client, "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"), says(Server, "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
			},
			nil,
		},
		"FTP": {
			[]event{says(Server, "220 ready\r\n"), says(Client, "AUTH TLS\r\n"), says(Server, "234 go ahead\r\n")},
			nil,
		},
		"SOCKS 4": {
			[]event{{Client, unhex(t, "04 01 01bb c0000201 6d6500")}, {Server, unhex(t, "00 5a 01bb c0000201")}},
			[]Preamble{{Protocol: "socks4", Host: "192.0.2.1", Port: 443, Answered: true, Status: 0x5a}},
		},
		"a PROXY header in front of CONNECT": {
			[]event{
				says(Client, "PROXY TCP4 192.0.2.1 192.0.2.2 40000 8080\r\nCONNECT edr.example:443 HTTP/1.1\r\n\r\n"),
				says(Server, "HTTP/1.1 200 OK\r\n\r\n"),
			},
			[]Preamble{
				{Protocol: "proxy-v1", Source: "192.0.2.1:40000", Host: "192.0.2.2", Port: 8080},
				{Protocol: "http", Host: "edr.example", Port: 443, Answered: true, Status: 200, Reason: "OK"},
			},
		},
		"PostgreSQL": {
			[]event{{Client, unhex(t, "00000008 04d2162f")}, says(Server, "S")},
			nil,
		},
		"RDP": {
			[]event{
				{Client, unhex(t, "0300 0013 0ee000000000 00 0100 0800 03000000")},
				{Server, unhex(t, "0300 0013 0ed000001234 00 0200 0800 02000000")},
			},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			log := after(t, test.before...)
			f := sameInAnyPieces(t, log)
			if f.State != TLS || !f.Established || f.NotTLS != nil || f.MidStream || f.AppRecords != [2]uint64{1, 1} {
				t.Errorf("state %v, established %v, other %+v, middle %v, records %v", f.State, f.Established, f.NotTLS, f.MidStream, f.AppRecords)
			}
			if !reflect.DeepEqual(f.Preambles, test.want) {
				t.Errorf("preambles\n got %+v\nwant %+v", f.Preambles, test.want)
			}
		})
	}
}

func TestARefusedTunnelIsAPreambleAndNothingElse(t *testing.T) {
	f := sameInAnyPieces(t, []event{
		says(Client, "CONNECT edr.example:443 HTTP/1.1\r\n\r\n"),
		says(Server, "HTTP/1.1 503 Service Unavailable\r\n\r\nno route"),
	})
	want := []Preamble{{Protocol: "http", Host: "edr.example", Port: 443, Answered: true, Status: 503, Reason: "Service Unavailable"}}
	if f.State != Undecided || f.NotTLS != nil || !reflect.DeepEqual(f.Preambles, want) {
		t.Errorf("state %v, other %+v, preambles %+v", f.State, f.NotTLS, f.Preambles)
	}
}

func TestWhoDoesNotSpeakTLS(t *testing.T) {
	client, server := configs(t, tls.VersionTLS12, tls.VersionTLS12)
	log, _, _ := exchange(t, client, server)
	for name, test := range map[string]struct {
		log  []event
		want OtherProtocol
	}{
		"a server that answers a ClientHello in HTTP": {
			[]event{log[0], says(Server, "HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n")},
			OtherProtocol{Server, "HTTP/1.1 400 Bad Request"},
		},
		"a client that speaks HTTP": {
			[]event{says(Client, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"), says(Server, "HTTP/1.1 400 no\r\n\r\n")},
			OtherProtocol{Client, "GET / HTTP/1.1"},
		},
		"SSH": {
			[]event{says(Server, "SSH-2.0-OpenSSH_9.6\r\n"), says(Client, "SSH-2.0-x\r\n")},
			OtherProtocol{Server, "SSH-2.0-OpenSSH_9.6"},
		},
		"SSH, to which a client says a ClientHello": {
			[]event{says(Server, "SSH-2.0-OpenSSH_9.6\r\n"), log[0], says(Server, "Invalid SSH identification string.\r\n")},
			OtherProtocol{Server, "SSH-2.0-OpenSSH_9.6"},
		},
		"a greeting, and a ClientHello without any word before": {
			[]event{says(Server, "220 mail.example ESMTP\r\n"), log[0], says(Server, "502 what?\r\n")},
			OtherProtocol{Server, "220 mail.example ESMTP"},
		},
		"a page in a tunnel": {
			[]event{
				says(Client, "CONNECT edr.example:443 HTTP/1.1\r\n\r\n"), says(Server, "HTTP/1.1 200 OK\r\n\r\n"), log[0],
				says(Server, "HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\n\r\nno!\n"),
			},
			OtherProtocol{Server, "HTTP/1.1 403 Forbidden"},
		},
		"SSH, before a client said anything": {
			[]event{says(Server, "SSH-2.0-OpenSSH_9.6\r\n")},
			OtherProtocol{Server, "SSH-2.0-OpenSSH_9.6"},
		},
		"an escape sequence": {
			[]event{says(Client, "GET /\x1b[31m\x00\xff HTTP/1.0\r\n\r\n")},
			OtherProtocol{Client, "GET /.[31m.. HTTP/1.0"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := sameInAnyPieces(t, test.log)
			if f.State != NotTLS || f.NotTLS == nil || *f.NotTLS != test.want {
				t.Errorf("state %v, other %+v, want %+v", f.State, f.NotTLS, test.want)
			}
		})
	}
}

func TestPreamblesThatLeadToNoTLS(t *testing.T) {
	for name, test := range map[string]struct {
		log  []event
		want []Preamble
	}{
		"SOCKS 5, to SSH, whose port looks like the beginning of a record": {
			[]event{
				{Client, unhex(t, "05 03 000302")},
				{Server, unhex(t, "05 02")},
				{Client, unhex(t, "01 03 626f62 05 616c696365")},
				{Server, unhex(t, "01 00")},
				{Client, unhex(t, "05 01 00 01 c0a80002 0016")},
				{Server, unhex(t, "05 00 00 01 c0a80001 da8f")},
			},
			[]Preamble{{Protocol: "socks5", Host: "192.168.0.2", Port: 22, Answered: true}},
		},
		"SOCKS 5, no method in common": {
			[]event{{Client, unhex(t, "05 02 0001")}, {Server, unhex(t, "05 ff")}},
			[]Preamble{{Protocol: "socks5", Answered: true, Status: 255, Reason: "no acceptable methods"}},
		},
		"SOCKS 5, wrong password": {
			[]event{
				{Client, unhex(t, "05 03 000102")},
				{Server, unhex(t, "05 02")},
				{Client, unhex(t, "01 02 6d65 02 7077")},
				{Server, unhex(t, "01 ff")},
			},
			[]Preamble{{Protocol: "socks5", Answered: true, Status: 255, Reason: "user name and password not accepted"}},
		},
		"SOCKS 5, left after the choice of a method": {
			[]event{{Client, unhex(t, "05 02 0002")}, {Server, unhex(t, "05 02")}},
			[]Preamble{{Protocol: "socks5"}},
		},
		"DCE/RPC": {
			[]event{{Client, unhex(t, "05 00 0b 03 10000000 4800 0000 01000000 b810 b810")}, {Server, unhex(t, "05 00 0c 03 10000000 3c00 0000")}}, nil,
		},
		"DCE/RPC, minor version 1": {
			[]event{{Client, unhex(t, "05 01 0b 03 10000000 4800 0000 01000000 b810 b810")}, {Server, unhex(t, "05 01 0c 03 10000000 3c00 0000")}}, nil,
		},
		"DNP3": {
			[]event{{Client, append(unhex(t, "05 64 05 c0 0100 0000 0421"), make([]byte, 120)...)}, {Server, unhex(t, "05 64 05 00 0000 0100 c8b9")}}, nil,
		},
		"TDS, from the middle": {
			[]event{{Client, append(unhex(t, "04 01 0133 0035 01 00 79000000"), "\x01rows\x00"...)}, {Server, unhex(t, "01 01 0040 0000 01 00")}}, nil,
		},
		"CONNECT to a path": {
			[]event{says(Client, "CONNECT / HTTP/1.1\r\nHost: x\r\n\r\n"), says(Server, "HTTP/1.1 400 Bad Request\r\n\r\n")}, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			if f := sameInAnyPieces(t, test.log); !reflect.DeepEqual(f.Preambles, test.want) {
				t.Errorf("preambles\n got %+v\nwant %+v", f.Preambles, test.want)
			}
		})
	}
}

func TestAnAlertThatAnswersPlainHTTPIsSeen(t *testing.T) {
	f := sameInAnyPieces(t, []event{
		says(Client, "GET / HTTP/1.1\r\n\r\n"),
		{Server, unhex(t, "15 0301 0002 02 46")},
	})
	if f.NotTLS == nil || f.NotTLS.From != Client || len(f.Alerts) != 1 || f.Alerts[0].Code != AlertProtocolVersion {
		t.Errorf("other %+v, alerts %+v", f.NotTLS, f.Alerts)
	}
}

// Some servers close so where no ClientHello came.
func TestAnAlertAloneIsNoOtherProtocol(t *testing.T) {
	for _, alert := range []string{"15 0301 0002 01 00", "15 0000 0002 01 00"} {
		if f := sameInAnyPieces(t, []event{{Server, unhex(t, alert)}}); f.State == NotTLS || f.NotTLS != nil {
			t.Errorf("%s: state %v, other %+v", alert, f.State, f.NotTLS)
		}
	}
}

func TestAConnectionWithoutTLSIsGivenUp(t *testing.T) {
	p := NewParser(Limits{Preamble: 1000})
	var c Conn
	chunk := make([]byte, 100)
	for range 20 {
		p.Data(&c, Client, 1, chunk)
	}
	if c.state != stateInert || p.buffersOf(&c) != nil || p.Counters.PreamblesTooBig != 1 {
		t.Errorf("state %v, buffers %v, counters %+v", c.state, p.buffersOf(&c), p.Counters)
	}
}

// An SSLv2-style hello of TLS 1.0 with two suites, one of SSL 2.0, and a
// challenge of 16 bytes.
const sslv2Hello = "802b 01 0301 0009 0000 0010" + " 00002f 0000ff 010080" + " 000102030405060708090a0b0c0d0e0f"

func TestSSLv2StyleHelloBeginsTLS(t *testing.T) {
	hello := unhex(t, sslv2Hello)
	hello[1] = byte(len(hello) - 2)
	f := sameInAnyPieces(t, []event{{Client, hello}, {Server, unhex(t, "15 0301 0002 02 28")}})
	h := f.ClientHello
	if h == nil || !h.SSLv2 || h.LegacyVersion != VersionTLS10 || !reflect.DeepEqual(h.Suites, []CipherSuite{0x002f, 0x00ff}) ||
		!reflect.DeepEqual(h.Kinds, []CipherKind{SSL_CK_RC4_128_WITH_MD5}) {
		t.Fatalf("hello %+v", h)
	}
	if f.ClientClock != 0 {
		t.Errorf("the challenge is not right-justified: the random begins with %x", f.ClientClock)
	}
	if len(f.Alerts) != 1 || f.Alerts[0].Code != AlertHandshakeFailure {
		t.Errorf("alerts %+v", f.Alerts)
	}
}

func TestSSLv2ServerHello(t *testing.T) {
	hello := unhex(t, sslv2Hello)
	hello[1], hello[3], hello[4] = byte(len(hello)-2), 0, 2
	f := sameInAnyPieces(t, []event{
		{Client, hello},
		{Server, unhex(t, "8012 04 00 01 0002 0002 0003 0002 3000 010080 c1c2")},
		{Client, unhex(t, "800c 02 010080 0000 0002 0000 aabb")},
	})
	if f.Version != VersionSSL20 || f.SSLv2Suite != SSL_CK_RC4_128_WITH_MD5 || len(f.Certificates) != 1 {
		t.Errorf("version %v, suite %v, certificates %d", f.Version, f.SSLv2Suite, len(f.Certificates))
	}
}

func TestAnOpenConnectionWithoutTLSIsUndecidedUntilItCloses(t *testing.T) {
	p := NewParser(Limits{})
	var c Conn
	p.Data(&c, Server, 1, []byte("220 mail.example\r\n"))
	if f := p.Facts(&c); f.State != Undecided || f.NotTLS != nil {
		t.Errorf("open: state %v, other %+v", f.State, f.NotTLS)
	}
	p.Close(&c)
	if f := p.Facts(&c); f.State != NotTLS || f.NotTLS == nil || f.NotTLS.Line != "220 mail.example" {
		t.Errorf("closed: state %v, other %+v", f.State, f.NotTLS)
	}
}
