package tlsparse

import (
	"crypto/tls"
	"slices"
	"testing"
)

// applicationRecord is a record of n bytes of what may be application data.
func applicationRecord(n int) []byte {
	b := make([]byte, recordHeaderLen+n)
	copy(b, []byte{byte(ContentApplicationData), 3, 3, byte(n >> 8), byte(n)})
	for i := range n {
		b[recordHeaderLen+i] = byte(i*7 + 1)
	}
	return b
}

// beforeClose gives a recorded connection up to its first close_notify, so
// that more records can follow.
func beforeClose(t testing.TB) []event {
	t.Helper()
	client, server := configs(t, tls.VersionTLS12, tls.VersionTLS12)
	log, err1, err2 := exchange(t, client, server)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	end := slices.IndexFunc(log, func(e event) bool { return ContentType(e.data[0]) == ContentAlert })
	return log[:end]
}

func TestAGapInsideARecordIsSteppedOver(t *testing.T) {
	p := NewParser(Limits{})
	var c Conn
	for _, e := range beforeClose(t) {
		p.Data(&c, e.dir, 1, e.data)
	}
	record := applicationRecord(5000)
	p.Data(&c, Server, 2, record[:1000])
	p.Gap(&c, Server, 3, 3000)
	p.Data(&c, Server, 4, record[4000:])
	p.Data(&c, Server, 5, applicationRecord(100))
	if f := p.Facts(&c); f.AppRecords[Server] != 3 || len(f.Anomalies) > 0 {
		t.Errorf("application records %v, anomalies %v", f.AppRecords, f.Anomalies)
	}
}

func TestAfterAGapAcrossRecordsTheNextRecordIsFound(t *testing.T) {
	p := NewParser(Limits{})
	var c Conn
	for _, e := range beforeClose(t) {
		p.Data(&c, e.dir, 1, e.data)
	}
	record := applicationRecord(5000)
	p.Data(&c, Server, 2, record[:1000])
	p.Gap(&c, Server, 3, 5000)
	p.Data(&c, Server, 4, record[1000:2000]) // the middle of some record
	p.Data(&c, Server, 5, record[2000:3000])
	p.Data(&c, Server, 6, append(applicationRecord(300), applicationRecord(200)...))
	if f := p.Facts(&c); f.AppRecords[Server] != 4 || !f.Established {
		t.Errorf("application records %v, established %v", f.AppRecords, f.Established)
	}
}

// TestAnUploadWithoutHeadersInSightIsSatOut loses the header of a record in a long
// upload, whose segments begin in the middle of records.
func TestAnUploadWithoutHeadersInSightIsSatOut(t *testing.T) {
	p := NewParser(Limits{})
	var c Conn
	for _, e := range beforeClose(t) {
		p.Data(&c, e.dir, 1, e.data)
	}
	before := p.Facts(&c).AppRecords[Client]
	noise := applicationRecord(1000)[recordHeaderLen:]
	for range 3 {
		p.Gap(&c, Client, 2, 1000)
		for range 1000 {
			p.Data(&c, Client, 3, noise)
		}
		p.Data(&c, Client, 4, applicationRecord(500))
	}
	if f := p.Facts(&c); f.AppRecords[Client] != before+3 || p.Counters.ResyncFailures != 0 {
		t.Errorf("%d application records, want %d; %d failures", f.AppRecords[Client], before+3, p.Counters.ResyncFailures)
	}
}

// TestAJoinedConnectionIsFoundHoweverLongItsFirstTransfer begins inside a transfer
// that is longer than TLS is looked for elsewhere.
func TestAJoinedConnectionIsFoundHoweverLongItsFirstTransfer(t *testing.T) {
	middle := applicationRecord(16000)[1000:2000]
	for _, joined := range []bool{true, false} {
		p := NewParser(Limits{})
		var c Conn
		if joined {
			c.Join(Client)
			c.Join(Server)
		}
		for range 200 {
			p.Data(&c, Client, 1, middle)
		}
		if joined {
			if f := p.Facts(&c); f.State != Undecided || p.buffered != 0 {
				t.Errorf("in the middle: state %v, %d bytes held", f.State, p.buffered)
			}
		}
		for range 2 {
			p.Data(&c, Server, 2, applicationRecord(100))
			p.Data(&c, Client, 3, applicationRecord(200))
		}
		p.Close(&c)
		f := p.Facts(&c)
		if joined && (f.State != TLS || !f.MidStream || f.AppRecords != [2]uint64{2, 2}) {
			t.Errorf("joined: state %v, middle %v, records %v", f.State, f.MidStream, f.AppRecords)
		}
		if !joined && f.State != NotTLS {
			t.Errorf("whole: state %v", f.State)
		}
	}
}

func TestADirectionOfHeadersThatLeadNowhereIsGivenUp(t *testing.T) {
	p := NewParser(Limits{})
	var c Conn
	for _, e := range beforeClose(t) {
		p.Data(&c, e.dir, 1, e.data)
	}
	p.Gap(&c, Server, 2, 1)
	noise := applicationRecord(1000)[recordHeaderLen:]
	for range 2 * resyncLimit {
		p.Data(&c, Server, 3, applicationRecord(100))
		p.Data(&c, Server, 3, noise)
	}
	if p.Counters.ResyncFailures != 1 || c.half[Server].mode != modeStopped {
		t.Errorf("failures %d, mode %v", p.Counters.ResyncFailures, c.half[Server].mode)
	}
	p.Data(&c, Client, 4, applicationRecord(10))
	if f := p.Facts(&c); f.AppRecords[Client] != 2 {
		t.Errorf("the other direction was given up too: %v", f.AppRecords)
	}
}

func TestAHoleInACertificateMessageLeavesTheNextMessages(t *testing.T) {
	p := NewParser(Limits{})
	var c Conn
	holed := false
	for _, e := range beforeClose(t) {
		if e.dir == Server && !holed && len(e.data) > 600 {
			p.Data(&c, e.dir, 1, e.data[:200])
			p.Gap(&c, e.dir, 1, 200)
			p.Data(&c, e.dir, 1, e.data[400:])
			holed = true
			continue
		}
		p.Data(&c, e.dir, 1, e.data)
	}
	f := p.Facts(&c)
	if !holed || !f.HandshakeHole || f.Times.ServerHelloDone == 0 || !f.Established || f.Resumed != No {
		t.Errorf("holed %v, hole %v, times %+v, established %v, resumed %v", holed, f.HandshakeHole, f.Times, f.Established, f.Resumed)
	}
}

func TestACaptureThatStartsInsideAConnectionIsTLS(t *testing.T) {
	log := beforeClose(t)
	p := NewParser(Limits{})
	var c Conn
	var seen int
	p.OnRecord = func(*Conn, Dir, int64, int) { seen++ }
	p.Data(&c, Server, 1, applicationRecord(1000)[500:]) // the end of a record
	for range 3 {
		p.Data(&c, Client, 2, applicationRecord(80))
		p.Data(&c, Server, 3, append(applicationRecord(2000), applicationRecord(30)...))
	}
	f := p.Facts(&c)
	if f.State != TLS || !f.MidStream || f.Established || f.AppRecords != [2]uint64{3, 6} || seen != 9 {
		t.Errorf("state %v, middle %v, established %v, records %v, reported %d", f.State, f.MidStream, f.Established, f.AppRecords, seen)
	}
	server := slices.IndexFunc(log, func(e event) bool { return e.dir == Server })
	for _, e := range log[server:] { // without the ClientHello
		p.Data(&c, e.dir, 4, e.data)
	}
}

func TestAConnectionWithoutItsClientHelloIsFollowed(t *testing.T) {
	log := beforeClose(t)
	server := slices.IndexFunc(log, func(e event) bool { return e.dir == Server })
	f := follow(NewParser(Limits{}), log[server:])
	if f.State != TLS || f.ClientHello != nil || f.Version != VersionTLS12 || !f.Established || len(f.Certificates) != 1 || f.MidStream {
		t.Errorf("state %v, version %v, established %v, certificates %d, middle %v", f.State, f.Version, f.Established, len(f.Certificates), f.MidStream)
	}
}

func TestOneDirectionAloneTellsWhatItCan(t *testing.T) {
	log := beforeClose(t)
	for role := Client; role <= Server; role++ {
		var half []event
		for _, e := range log {
			if e.dir == role {
				half = append(half, e)
			}
		}
		f := follow(NewParser(Limits{}), half)
		if f.State != TLS || f.Established || f.AppRecords[role] != 1 || f.Times.Finished[role] == 0 || f.Times.Finished[role.Other()] != 0 {
			t.Errorf("%v: state %v, established %v, records %v, times %+v", role, f.State, f.Established, f.AppRecords, f.Times)
		}
	}
}

func TestOnlyTheLastRecordOfAnAlertsLengthIsAnAlert(t *testing.T) {
	client, server := configs(t, tls.VersionTLS13, tls.VersionTLS13)
	log, _, _ := exchange(t, client, server)
	end := len(log)
	for end > 0 && len(log[end-1].data) == recordHeaderLen+19 {
		end--
	}
	p := NewParser(Limits{})
	var c Conn
	var lengths []int
	p.OnRecord = func(_ *Conn, dir Dir, _ int64, n int) {
		if dir == Client {
			lengths = append(lengths, n)
		}
	}
	for _, e := range log[:end] {
		p.Data(&c, e.dir, 1, e.data)
	}
	p.Data(&c, Client, 2, applicationRecord(19))
	p.Data(&c, Client, 3, applicationRecord(19))
	if f := p.Facts(&c); len(f.Alerts) != 1 || f.Alerts[0].Time != 3 || f.AppRecords[Client] != 2 {
		t.Errorf("alerts %+v, records %v", f.Alerts, f.AppRecords)
	}
	if want := []int{7 + 17, 19}; !slices.Equal(lengths, want) {
		t.Errorf("reported %v, want %v", lengths, want)
	}
}

func TestWhatIsNoTLSAfterTLSIsNotedAndEndsTheDirection(t *testing.T) {
	for name, header := range map[string]string{
		"type":    "47 0303 0010",
		"version": "17 0503 0010",
		"length":  "17 0303 4900",
	} {
		log := beforeClose(t)
		f := follow(NewParser(Limits{}), append(log, event{Server, unhex(t, header)}))
		if len(f.Anomalies) != 1 || f.Anomalies[0].RFC != "RFC 8446 section 5.1" || f.Anomalies[0].From != Server {
			t.Errorf("%s: anomalies %+v", name, f.Anomalies)
		}
	}
}

func TestLongMessagesAreSkippedAndCounted(t *testing.T) {
	p := NewParser(Limits{Message: 300})
	f := follow(p, beforeClose(t))
	if p.Counters.LongMessages != 1 || len(f.Certificates) != 0 || !f.Established || f.Times.ServerHelloDone == 0 {
		t.Errorf("counted %d, certificates %d, established %v", p.Counters.LongMessages, len(f.Certificates), f.Established)
	}
}

func TestBuffersOfAllConnectionsTogetherAreBounded(t *testing.T) {
	const limit = 64 << 10
	p := NewParser(Limits{Buffered: limit})
	// A certificate message that never ends.
	start := unhex(t, "16 0303 4000 0b 01ffff")
	conns := make([]Conn, 100)
	hello := beforeClose(t)[0]
	for i := range conns {
		p.Data(&conns[i], Client, 1, hello.data)
		p.Data(&conns[i], Server, 1, append(slices.Clone(start), make([]byte, 4000)...))
		if p.buffered > limit+8<<10 {
			t.Fatalf("%d bytes are buffered", p.buffered)
		}
	}
	if p.Counters.BufferFull == 0 {
		t.Error("the limit was not counted")
	}
	for i := range conns {
		p.Release(&conns[i])
	}
	if p.buffered != 0 {
		t.Errorf("%d bytes are still accounted for", p.buffered)
	}
}

func TestListsOfAlertsAndAnomaliesAreBounded(t *testing.T) {
	p := NewParser(Limits{})
	log := beforeClose(t)[:1]
	for range 100 {
		log = append(log, event{Server, unhex(t, "15 0303 0002 01 00")}, event{Server, unhex(t, "15 0303 0000")})
	}
	f := follow(p, log)
	if len(f.Alerts) != alertLimit || f.AlertsLost != 100-alertLimit || len(f.Anomalies) != anomalyLimit || f.AnomaliesLost != 100-anomalyLimit {
		t.Errorf("alerts %d and %d lost, anomalies %d and %d lost", len(f.Alerts), f.AlertsLost, len(f.Anomalies), f.AnomaliesLost)
	}
}

// TestAlertsOfAReleasedConnectionAreNoneOfTheNext uses a Parser's memory twice.
func TestAlertsOfAReleasedConnectionAreNoneOfTheNext(t *testing.T) {
	p := NewParser(Limits{})
	hello := beforeClose(t)[0]
	for _, want := range []AlertDescription{AlertHandshakeFailure, AlertUnknownCA} {
		var c Conn
		p.Data(&c, hello.dir, 1, hello.data)
		p.Data(&c, Server, 2, []byte{21, 3, 3, 0, 2, 2, byte(want)})
		p.Close(&c)
		for range 2 { // asking changes nothing
			if f := p.Facts(&c); len(f.Alerts) != 1 || f.Alerts[0].Code != want {
				t.Errorf("alerts %+v, want one of code %d", f.Alerts, want)
			}
		}
		p.Release(&c)
	}
}
