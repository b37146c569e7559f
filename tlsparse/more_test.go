package tlsparse

import (
	"bytes"
	"crypto/tls"
	"math/big"
	"reflect"
	"slices"
	"testing"
)

func TestFindHello(t *testing.T) {
	hello := unhex(t, "16 0301 0050 01 00004c 0303 000000")
	everywhere := func(int) bool { return true }
	for name, test := range map[string]struct {
		bytes []byte
		at    int
		want  verdict
	}{
		"at once":            {hello, 0, yes},
		"behind a line":      {append([]byte("ok\n"), hello...), 3, yes},
		"cut":                {append([]byte("ok\n"), hello[:9]...), 3, partly},
		"first byte":         {append([]byte("ok\n"), 0x16), 3, partly},
		"behind a false one": {append([]byte{0x16, 0x16, 3}, hello...), 3, yes},
		"another version":    {slices.Replace(slices.Clone(hello), 9, 10, 4), 12, no},
		"another message":    {slices.Replace(slices.Clone(hello), 5, 6, 2), 12, no},
		"two messages":       {slices.Replace(slices.Clone(hello), 8, 9, 0x40), 12, no},
		"too short a hello":  {slices.Replace(slices.Clone(hello), 4, 5, 0x14, 1, 0, 0, 0x10), 16, no},
	} {
		if at, v := findHello(test.bytes, false, everywhere); v != test.want || v != no && at != test.at {
			t.Errorf("%s: %d, %v", name, at, v)
		}
	}
}

func TestTLSInsideTheFramesOfAnotherProtocolIsNotTaken(t *testing.T) {
	log := beforeClose(t)
	framed := append([]byte{0, 100, 0x20, 1, 2, 3}, log[0].data...)
	p := NewParser(Limits{})
	var c Conn
	p.Data(&c, Client, 1, framed)
	if p.openingOf(&c) != nil || c.state == stateTLS {
		t.Error("a ClientHello in a frame was taken")
	}
}

func TestLongMessagesInSmallPiecesAreSkippedToo(t *testing.T) {
	p := NewParser(Limits{Message: 300})
	log := beforeClose(t)
	want := follow(p, log)
	if got := follow(p, cut(log, func() int { return 3 })); !reflect.DeepEqual(got, want) {
		t.Errorf("facts differ: %s", factDifferences(got, want))
	}
	if want.Times.ServerHelloDone == 0 {
		t.Error("what follows the message was not found")
	}
}

// inOneRecord puts the handshake messages of an event into a single record.
func inOneRecord(b []byte) []byte {
	var body []byte
	for len(b) > 0 {
		n := parseRecordHeader(b).length
		body = append(body, b[recordHeaderLen:][:n]...)
		b = b[recordHeaderLen+n:]
	}
	return append([]byte{byte(ContentHandshake), 3, 3, byte(len(body) >> 8), byte(len(body))}, body...)
}

func TestAHoleInsideAMessageLeavesTheOthersOfItsRecord(t *testing.T) {
	log := joined(beforeClose(t))
	flight := inOneRecord(log[1].data)
	p := NewParser(Limits{})
	var c Conn
	p.Data(&c, Client, 1, log[0].data)
	p.Data(&c, Server, 1, flight[:300]) // into the certificate
	p.Gap(&c, Server, 1, 100)
	p.Data(&c, Server, 1, flight[400:])
	if f := p.Facts(&c); f.Times.ServerHelloDone == 0 || f.Group == 0 || !f.HandshakeHole {
		t.Errorf("times %+v, group %v, hole %v", f.Times, f.Group, f.HandshakeHole)
	}
}

func TestAHoleAcrossMessagesEndsTheRecordOnly(t *testing.T) {
	log := joined(beforeClose(t))
	flight := inOneRecord(log[1].data)
	p := NewParser(Limits{})
	var c Conn
	p.Data(&c, Client, 1, log[0].data)
	p.Data(&c, Server, 1, flight[:300])
	p.Gap(&c, Server, 1, int64(len(flight)-350)) // from the certificate into a later message
	p.Data(&c, Server, 1, flight[len(flight)-50:])
	for _, e := range log[2:] {
		p.Data(&c, e.dir, 1, e.data)
	}
	if f := p.Facts(&c); !f.Established || !f.HandshakeHole || f.AppRecords != [2]uint64{1, 1} {
		t.Errorf("established %v, hole %v, records %v", f.Established, f.HandshakeHole, f.AppRecords)
	}
}

func TestALostFinishedIsInferredFromApplicationData(t *testing.T) {
	log := beforeClose(t)
	p := NewParser(Limits{})
	var c Conn
	for _, e := range log {
		if at := bytes.Index(e.data, []byte{byte(ContentChangeCipherSpec), 3, 3, 0, 1, 1}); e.dir == Client && at >= 0 {
			p.Data(&c, e.dir, 1, e.data[:at])
			p.Gap(&c, e.dir, 1, int64(len(e.data)-at))
			continue
		}
		p.Data(&c, e.dir, 1, e.data)
	}
	if f := p.Facts(&c); !f.Established || f.AppRecords != [2]uint64{1, 1} {
		t.Errorf("established %v, records %v", f.Established, f.AppRecords)
	}
}

func TestAServerWhoseFirstBytesWereLostIsFound(t *testing.T) {
	log := joined(beforeClose(t))
	p := NewParser(Limits{})
	var c Conn
	p.Gap(&c, Server, 1, 10)
	p.Data(&c, Client, 1, log[0].data)
	p.Data(&c, Server, 1, log[1].data[10:]) // the rest of the flight: no header at its start
	for _, e := range log[2:] {
		p.Data(&c, e.dir, 1, e.data)
	}
	if f := p.Facts(&c); f.NotTLS != nil || f.AppRecords[Server] != 1 {
		t.Errorf("other protocol %+v, records %v", f.NotTLS, f.AppRecords)
	}
}

func TestAFalseChainOfRecordsIsTakenBack(t *testing.T) {
	log := beforeClose(t)
	noise := unhex(t, "17 0303 0004 01020304 ff ff ff ff ff")
	f := follow(NewParser(Limits{}), append([]event{{Client, noise[:9]}, {Client, noise[9:]}}, log...))
	if f.MidStream || f.ClientHello == nil || !f.Established {
		t.Errorf("middle %v, hello %v, established %v", f.MidStream, f.ClientHello != nil, f.Established)
	}
	want := follow(NewParser(Limits{}), log)
	if f.Records != want.Records || f.AppRecords != want.AppRecords {
		t.Errorf("records %v and %v, want %v and %v", f.Records, f.AppRecords, want.Records, want.AppRecords)
	}
}

func TestATruncatedServerHelloTellsTheVersionOnlyByItsSuite(t *testing.T) {
	message := handshakeMessages(t, recordedFile(t, "tls13.hex"))[HandshakeServerHello]
	for n := range message {
		h, _, _ := ParseServerHello(message[:n])
		want := Version(0)
		if h.Suite != 0 {
			want = VersionTLS13
		}
		if h.Version != want {
			t.Fatalf("first %d bytes: version %v, suite %v", n, h.Version, h.Suite)
		}
	}
}

func TestHellosWithAndWithoutATicketAreNotShared(t *testing.T) {
	// A hello with session_ticket, empty or of one byte.
	empty := unhex(t, "01 00002f 0303"+"0000000000000000000000000000000000000000000000000000000000000000"+"00 0002 c02f 01 00 0004 0023 0000")
	full := unhex(t, "01 000030 0303"+"0000000000000000000000000000000000000000000000000000000000000000"+"00 0002 c02f 01 00 0005 0023 0001 aa")
	p := NewParser(Limits{})
	a, _, _ := p.clientHello(empty, VersionTLS10)
	b, _, _ := p.clientHello(full, VersionTLS10)
	c, _, _ := p.clientHello(empty, VersionTLS12)
	if a.TicketOffered || !b.TicketOffered {
		t.Errorf("ticket offered: %v, %v", a.TicketOffered, b.TicketOffered)
	}
	if a.RecordVersion != VersionTLS10 || c.RecordVersion != VersionTLS12 {
		t.Errorf("record versions %v, %v", a.RecordVersion, c.RecordVersion)
	}
}

// ffdhe computes a prime of RFC 7919 appendix A from its definition:
// 2^b - 2^(b-64) + ([2^(b-130) e] + x) 2^64 - 1.
func ffdhe(bits uint, x int64) *big.Int {
	const guard = 64
	one := new(big.Int).Lsh(big.NewInt(1), bits-130+guard)
	e, term := new(big.Int), new(big.Int).Set(one)
	for k := int64(1); term.Sign() > 0; k++ {
		e.Add(e, term)
		term.Div(term, big.NewInt(k))
	}
	p := e.Rsh(e, guard).Add(e, big.NewInt(x))
	p.Lsh(p, 64).Sub(p, big.NewInt(1))
	p.Add(p, new(big.Int).Lsh(big.NewInt(1), bits))
	return p.Sub(p, new(big.Int).Lsh(big.NewInt(1), bits-64))
}

func TestPrimesOfNamedGroupsAreKnown(t *testing.T) {
	for group, definition := range map[Group]struct {
		bits uint
		x    int64
	}{
		GroupFfdhe2048: {2048, 560316}, GroupFfdhe3072: {3072, 2625351}, GroupFfdhe4096: {4096, 5736041},
		GroupFfdhe6144: {6144, 15705020}, GroupFfdhe8192: {8192, 10965728},
	} {
		p := ffdhe(definition.bits, definition.x).Bytes()
		if got := primeGroup(p); got != group || primeBits(p) != int(definition.bits) {
			t.Errorf("%v: %v with %d bits", group, got, primeBits(p))
		}
		p[len(p)/2] ^= 1
		if got := primeGroup(p); got != 0 {
			t.Errorf("another prime than that of %v is taken for %v", group, got)
		}
	}
}

func TestAHandshakeInsideTheProtectionIsARenegotiation(t *testing.T) {
	log := beforeClose(t)
	p := NewParser(Limits{})
	if f := follow(p, log); f.Renegotiated {
		t.Error("the first handshake is taken for a second one")
	}
	record := applicationRecord(200)
	record[0] = byte(ContentHandshake)
	if f := follow(p, append(log, event{Client, record})); !f.Renegotiated || !f.Established || len(f.Anomalies) > 0 {
		t.Errorf("renegotiated %v, established %v, anomalies %v", f.Renegotiated, f.Established, f.Anomalies)
	}
}

// TestAMalformedHelloHasNoFingerprint holds where lengths contradict each other:
// what is read then may be anything. What follows the hello, or is wrong inside
// of an extension, changes nothing of what was offered.
func TestAMalformedHelloHasNoFingerprint(t *testing.T) {
	fine := recorded(t, tls.VersionTLS12)[HandshakeClientHello]
	suites := handshakeHeaderLen + 2 + 32 + 1 + int(fine[handshakeHeaderLen+34])
	list := suites + 2 + int(fine[suites+1]) + 2 // behind the one compression method
	change := func(at int, v byte) []byte {
		b := bytes.Clone(fine)
		b[at] = v
		return b
	}
	longer := append(bytes.Clone(fine), 0)
	longer[3]++
	for name, test := range map[string]struct {
		message []byte
		want    bool
	}{
		"as it was":                  {fine, true},
		"with a byte behind it":      {longer, true},
		"suites longer than all":     {change(suites, 0x7f), false},
		"an odd length of suites":    {change(suites+1, fine[suites+1]+1), false},
		"extensions longer than all": {change(list, 0x7f), false},
	} {
		h, _, anomalies := ParseClientHello(test.message)
		if got := h.JA3 != "" && h.JA4 != ""; got != test.want || h.Truncated || (anomalies == nil) != (name == "as it was") {
			t.Errorf("%s: fingerprints %q %q, anomalies %v", name, h.JA3, h.JA4, anomalies)
		}
	}
}

// TestAServerThatBreaksOffItsFlightHasNotFinished: what cannot be read is not
// taken for Finished where nothing was lost.
func TestAServerThatBreaksOffItsFlightHasNotFinished(t *testing.T) {
	client, server := configs(t, tls.VersionTLS12, tls.VersionTLS12)
	log, _, _ := exchange(t, client, server)
	f := follow(NewParser(Limits{}), []event{
		log[0],
		{Server, unhex(t, "16 0303 0005 aabbccddee")},
		{Client, unhex(t, "14 0303 0001 01 16 0303 0004 01020304")},
	})
	if f.Established || f.Times.Finished[Server] != 0 || len(f.Anomalies) == 0 {
		t.Errorf("established %v, Finished at %d, anomalies %v", f.Established, f.Times.Finished[Server], f.Anomalies)
	}
}
