package session

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"edrtap/capture/packet"
	"edrtap/rules/record"
)

const (
	aClient = "10.1.2.11:50001"
	anEDR   = "10.9.9.9:443"
)

func endpointOf(s string) record.Endpoint {
	a := netip.MustParseAddrPort(s)
	return record.Endpoint{IP: a.Addr(), Port: a.Port()}
}

// spoken is how many bytes each end says in the transcript.
func spoken() (bytes record.Pair) {
	for _, m := range transcript() {
		bytes[m.from] += uint64(len(m.data))
	}
	return bytes
}

func TestWholeSession(t *testing.T) {
	b := newBench(t, nil)
	b.file = 1
	l := b.line(aClient, anEDR)
	l.open()
	l.say(transcript())
	l.close()
	s := b.only()
	if s.Type != "session" || len(s.ID) != 16 || s.File != "second.pcap" || s.Client != endpointOf(aClient) || s.Server != endpointOf(anEDR) {
		t.Errorf("session %+v", s)
	}
	if want := time.Unix(0, 1e18+1e6).UTC(); !s.Start.Equal(want) || s.Start.Location() != time.UTC {
		t.Errorf("start %v, want %v", s.Start, want)
	}
	if want := time.Unix(0, b.clock).UTC(); !s.End.Equal(want) {
		t.Errorf("end %v, want %v", s.End, want)
	}
	if s.Stage != record.StageApplication || s.Outcome != record.Established || s.TCP.EndedBy != record.ClientFIN {
		t.Errorf("%s, %s, %s", s.Stage, s.Outcome, s.TCP.EndedBy)
	}
	if !s.TCP.Established || s.TCP.Bytes != spoken() || s.TCP.SYNs != 1 || s.TCP.RTT != 2000 || s.TCP.AtEnd || s.TCP.MidStream {
		t.Errorf("tcp %+v, want %v bytes", s.TCP, spoken())
	}
	want := record.TLS{
		SNI: "edr.corp.example", Version: "TLS 1.2", Group: s.TLS.Group, Cipher: "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
		Resumed: boolean(false), Established: true, AppRecords: record.Pair{1, 1}, AppBytes: record.Pair{100, 50},
		Alerts: []record.Alert{{From: "client", Encrypted: true, Inferred: true}},
		ClientStack: &record.Stack{
			Name: "Go", Detail: "crypto/tls of Go 1.21 or later",
			Features: []string{"extension signed_certificate_timestamp without GREASE", "order of extensions"},
		},
	}
	offers := cmpopts.IgnoreFields(record.TLS{}, "OfferedVersions", "OfferedCiphers", "OfferedGroups", "OfferedSignatures",
		"JA3", "JA3S", "JA4", "Certificates", "Records")
	if diff := cmp.Diff(&want, s.TLS, offers); diff != "" {
		t.Errorf("tls (-want +got):\n%s", diff)
	}
	if len(s.TLS.Certificates) != 1 || s.TLS.Certificates[0].Serial != "2a51" || s.TLS.Group == "" || s.TLS.JA4 == "" {
		t.Errorf("tls %+v", s.TLS)
	}
}

// TestRolesAreThoseOfTLS is a capture that begins behind the TCP handshake,
// of a server on a port that looks like a client's.
func TestRolesAreThoseOfTLS(t *testing.T) {
	b := newBench(t, nil)
	l := b.line("10.1.2.11:1025", "10.9.9.9:61443")
	l.say(transcript())
	s := b.only()
	if s.Client != endpointOf("10.1.2.11:1025") || s.Server != endpointOf("10.9.9.9:61443") {
		t.Errorf("client %v, server %v", s.Client, s.Server)
	}
	if !s.TCP.MidStream || s.TLS.AppRecords != (record.Pair{1, 1}) || s.TCP.Bytes != spoken() {
		t.Errorf("%+v %+v", s.TCP, s.TLS)
	}
	if reports := b.rates.Reports(noSettings()); len(reports) != 1 || reports[0].Seconds[0].Server != s.Server {
		t.Errorf("rates of another server: %+v", reports)
	}
}

func TestWhatIsAnAttempt(t *testing.T) {
	hello := transcript()[:1]
	http := []message{{client, []byte("GET / HTTP/1.1\r\nHost: a\r\n\r\n")}, {server, []byte("HTTP/1.1 200 OK\r\n\r\n")}}
	expected := func(e record.Endpoint) bool { return e.Port == 8014 }
	tests := []struct {
		name    string
		server  string
		mid     bool // the beginning is missing
		script  []message
		outcome record.Outcome // "": none
	}{
		{"a hello on any port", "10.9.9.9:9999", false, hello, record.Truncated},
		{"silence on a port of TLS", anEDR, false, nil, record.Truncated},
		{"silence on a port of anything", "10.9.9.9:9999", false, nil, ""},
		{"HTTP on a port of TLS", anEDR, false, http, record.NotTLS},
		{"HTTP on a port of HTTP", "10.9.9.9:80", false, http, ""},
		{"HTTP with a server that was told", "10.9.9.9:8014", false, http, record.NotTLS},
		{"the end of something on a port of TLS", anEDR, true, []message{{client, nil}, {server, nil}}, ""},
		{"the rest of a TLS session", "10.9.9.9:9999", true, transcript()[4:], record.Truncated},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t, expected)
			l := b.line(aClient, test.server)
			if !test.mid {
				l.open()
			}
			l.say(test.script)
			var got record.Outcome
			for _, s := range b.sessions() {
				got += s.Outcome
			}
			if got != test.outcome {
				t.Errorf("outcome %q, want %q", got, test.outcome)
			}
		})
	}
}

func TestProxyInFrontOfTLS(t *testing.T) {
	connect := message{client, []byte("CONNECT edr.corp.example:443 HTTP/1.1\r\nHost: edr.corp.example:443\r\n\r\n")}
	tests := []struct {
		answer  string
		rest    []message
		want    record.Proxy
		stage   record.Stage
		outcome record.Outcome
	}{
		{"HTTP/1.1 200 Connection established\r\n\r\n", transcript(), record.Proxy{Status: 200, Reason: "Connection established"}, record.StageApplication, record.Established},
		{"HTTP/1.1 407 Proxy Authentication Required\r\nVia: 1.1 cache\r\nServer: squid\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n", nil, record.Proxy{
			Status: 407, Reason: "Proxy Authentication Required", Via: "1.1 cache", Software: "squid", Authenticate: []string{"Negotiate", "Basic"},
		}, record.StageTCP, record.ProxyRefused},
		{"", nil, record.Proxy{}, record.StageTCP, record.ClientClosed},
	}
	for _, test := range tests {
		t.Run(fmt.Sprint(test.want.Status), func(t *testing.T) {
			b := newBench(t, nil)
			l := b.line(aClient, "10.2.2.2:8080")
			l.open()
			l.say([]message{connect})
			if test.answer != "" {
				l.say([]message{{server, []byte(test.answer)}})
			}
			l.say(test.rest)
			l.close()
			s := b.only()
			test.want.Protocol, test.want.Host, test.want.Port = "http", "edr.corp.example", 443
			if diff := cmp.Diff(&test.want, s.Proxy); diff != "" || s.Stage != test.stage || s.Outcome != test.outcome {
				t.Errorf("%s, %s, proxy (-want +got)\n%s", s.Stage, s.Outcome, diff)
			}
		})
	}
}

// TestNothingIsLeftOfTheSessionBefore builds an attempt that got nowhere over
// a record that says much, and compares it with one that was built afresh.
func TestNothingIsLeftOfTheSessionBefore(t *testing.T) {
	nowhere := func(b *bench) record.Session {
		b.clock = 2e18
		b.line("10.1.2.12:50002", "10.9.9.9:8443").send(client, syn, nil)
		list := b.sessions()
		return list[len(list)-1]
	}
	used := newBench(t, nil)
	l := used.line(aClient, "10.2.2.2:8080")
	l.open()
	l.say([]message{
		{client, []byte("CONNECT edr.corp.example:443 HTTP/1.1\r\n\r\n")},
		{server, []byte("HTTP/1.1 200 OK\r\n\r\n")},
	})
	l.say(transcript())
	l.close()
	odd := used.line("10.1.2.13:50003", anEDR)
	odd.open()
	odd.say([]message{{client, oddHello()}})
	odd.close()
	got := nowhere(used)
	if len(used.built) != 3 || len(used.built[1].Notes) == 0 {
		t.Fatalf("%d sessions, want 3: one with all there is to say, one with notes, one with nothing", len(used.built))
	}
	address := cmpopts.EquateComparable(netip.Addr{})
	if diff := cmp.Diff(nowhere(newBench(t, nil)), got, address, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("-afresh +built over:\n%s", diff)
	}
}

// TestIdentity is the same for the same packets and another for a port that is
// used again.
func TestIdentity(t *testing.T) {
	ids := func() (list []string) {
		b := newBench(t, nil)
		for range 2 {
			l := b.line(aClient, anEDR)
			l.open()
			l.close()
			b.clock += int64(time.Minute)
		}
		for _, s := range b.sessions() {
			list = append(list, s.ID)
		}
		return list
	}
	first, again := ids(), ids()
	if len(first) != 2 || first[0] == first[1] {
		t.Errorf("ids %q of two connections", first)
	}
	if diff := cmp.Diff(first, again); diff != "" {
		t.Errorf("the same packets have other ids:\n%s", diff)
	}
}

func TestFileThatHasNoName(t *testing.T) {
	b := newBench(t, nil)
	b.file = 7
	b.line(aClient, anEDR).send(client, syn, nil)
	if s := b.only(); s.File != "" {
		t.Errorf("file %q", s.File)
	}
}

// oddHello is a ClientHello whose session id says that it is longer than 32
// bytes (RFC 8446 section 4.1.2).
func oddHello() []byte {
	hello := slices.Clone(transcript()[0].data)
	hello[9+2+32] = 200
	return hello
}

func TestOddBytesAreNoted(t *testing.T) {
	b := newBench(t, nil)
	l := b.line(aClient, anEDR)
	l.open()
	l.say([]message{{client, oddHello()}})
	s := b.only()
	if len(s.Notes) == 0 {
		t.Fatalf("nothing was noted; tls %+v", s.TLS)
	}
	for _, n := range s.Notes {
		if n == "" || n[:7] != "client " {
			t.Errorf("note %q does not say who sent it", n)
		}
	}
}

func TestLatencyAddsUp(t *testing.T) {
	b := newBench(t, nil)
	l := b.line(aClient, anEDR)
	l.open()
	l.say(transcript())
	if got := b.only().TCP.Latency; got.TCP != 2000 || got.ServerHello == 0 || got.Finished < got.ServerHello || got.Answer != 1000 {
		t.Errorf("latency %+v", got)
	}
}

// TestLostFramesMakeNoFailure loses each one and each two frames of a session in
// which nothing was wrong.
func TestLostFramesMakeNoFailure(t *testing.T) {
	play := func(lost map[uint64]bool) (*bench, []record.Session) {
		b := newBench(t, nil)
		l := b.line(aClient, anEDR)
		l.lost = lost
		l.open()
		l.say(transcript())
		l.close()
		return b, b.sessions()
	}
	whole, _ := play(nil)
	for i := uint64(1); i <= whole.number; i++ {
		for j := i; j <= whole.number; j++ {
			_, sessions := play(map[uint64]bool{i: true, j: true})
			for _, s := range sessions {
				if s.Outcome != record.Established && s.Outcome != record.Truncated {
					t.Errorf("without frames %d and %d of %d: %s at %s, %+v", i, j, whole.number, s.Outcome, s.Stage, s.TCP)
				}
			}
		}
	}
}

// TestALateDirectionMakesNoFailure is a sensor that gives what the server sends
// some packets late, as where two mirror ports are merged.
func TestALateDirectionMakesNoFailure(t *testing.T) {
	for behind := range 6 {
		b := newBench(t, nil)
		l := b.line(aClient, anEDR)
		l.late = new([]packet.Packet)
		send := func(from int, flags packet.TCPFlags, data []byte) {
			l.send(from, flags, data)
			l.arrive(max(len(*l.late)-behind, 0))
		}
		send(client, syn, nil)
		send(server, synAck, nil)
		for _, m := range transcript()[:4] {
			send(m.from, ack, m.data)
		}
		send(client, fin|ack, nil) // it has seen the server's Finished, and asks nothing
		send(server, fin|ack, nil)
		l.arrive(len(*l.late))
		want := record.SilentRejection
		if behind > 0 {
			want = record.Established // perhaps the server closed first
		}
		if s := b.only(); s.Outcome != want || s.TCP.Mixed != (behind > 0) {
			t.Errorf("%d packets late: %s at %s, %+v", behind, s.Outcome, s.Stage, s.TCP)
		}
	}
}

// TestAClockThatGoesBackMakesNoFailure sets the sensor's clock between any two
// packets of a session that the client refuses aloud.
func TestAClockThatGoesBackMakesNoFailure(t *testing.T) {
	unknownCA := []byte{21, 3, 3, 0, 2, 2, 48}
	for at := range 5 {
		b := newBench(t, nil)
		l := b.line(aClient, anEDR)
		l.open()
		for i, m := range append(transcript()[:2:2], message{client, unknownCA}) {
			if i == at {
				b.clock -= 3600e9
			}
			l.send(m.from, ack, m.data)
		}
		if at == 3 {
			b.clock -= 3600e9
		}
		l.close()
		if s := b.only(); s.Outcome != record.ClientAlert || s.Stage != record.StageCertificate || s.TCP.Mixed != (at < 4) {
			t.Errorf("before packet %d: %s at %s, %+v", at, s.Outcome, s.Stage, s.TCP)
		}
	}
}

// TestARSTTellsOfBytesThatWereNotSeen loses the ClientHello, and keeps the RST
// whose sequence number shows that there was one.
func TestARSTTellsOfBytesThatWereNotSeen(t *testing.T) {
	for lost, want := range map[bool]record.Outcome{true: record.Truncated, false: record.Reset} {
		b := newBench(t, nil)
		l := b.line(aClient, anEDR)
		l.open()
		l.lost = map[uint64]bool{b.number + 1: lost}
		l.send(client, ack, transcript()[0].data)
		l.send(client, packet.RST, nil)
		if s := b.only(); s.Outcome != want || s.TCP.UnseenEnd != lost {
			t.Errorf("lost %v: %s, %+v", lost, s.Outcome, s.TCP)
		}
	}
}

func TestResetsAreTold(t *testing.T) {
	b := newBench(t, nil)
	l := b.line(aClient, anEDR)
	l.send(client, syn, nil)
	l.send(server, packet.RST|ack, nil)
	s := b.only()
	if !s.TCP.Refused || s.TCP.EndedBy != record.ServerRST || s.Outcome != record.NoTCP || s.TCP.ServerReset == nil || s.TCP.ClientReset != nil {
		t.Errorf("%s %+v", s.Outcome, s.TCP)
	}
}

// A certificate that comes when the client has given up was never judged by it.
func TestWhatComesWhenTheClientHasLeftIsTooLate(t *testing.T) {
	for name, test := range map[string]struct {
		waits, late int64
		outcome     record.Outcome
		stage       record.Stage
	}{
		"given up after ten seconds":    {10e9, 2e9, record.Timeout, record.StageClientHello},
		"left at once":                  {1e6, 2e9, record.ClientClosed, record.StageClientHello},
		"mixed up on the sensor's side": {1e6, 1e6, record.ClientClosed, record.StageCertificate},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, nil)
			l := b.line(aClient, anEDR)
			l.open()
			script := transcript()
			hello := slices.IndexFunc(script, func(m message) bool { return m.from == server })
			l.say(script[:hello])
			b.clock += test.waits
			l.send(client, fin|ack, nil)
			b.clock += test.late
			flight := script[hello:]
			l.say(flight[:slices.IndexFunc(flight, func(m message) bool { return m.from == client })])
			if s := b.only(); s.Outcome != test.outcome || s.Stage != test.stage {
				t.Errorf("%s at %s, want %s at %s", s.Outcome, s.Stage, test.outcome, test.stage)
			}
		})
	}
}
