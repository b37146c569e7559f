package tlsparse

import (
	"slices"
	"testing"
)

func TestTicketsAreToldFromApplicationData(t *testing.T) {
	const overhead = 17
	for name, test := range map[string]struct {
		change func(d *details)
		plain  int
		want   bool
	}{
		"first record, no request yet":          {nil, 300, true},
		"too short":                             {nil, 30, false},
		"too long":                              {nil, 10000, false},
		"request seen, no ticket's length":      {func(d *details) { d.facts.AppRecords[Client] = 1 }, 300, false},
		"request seen, OpenSSL's length":        {func(d *details) { d.facts.AppRecords[Client] = 1 }, 25 + 208, true},
		"request seen, OpenSSL's session id":    {func(d *details) { d.facts.AppRecords[Client] = 1 }, 25 + 8 + 32, true},
		"second one of the same length":         {func(d *details) { d.first.tickets, d.first.ticketLen = 1, 300+overhead }, 300, true},
		"second one of another length":          {func(d *details) { d.first.tickets, d.first.ticketLen = 1, 250+overhead }, 300, false},
		"fifth one":                             {func(d *details) { d.first.tickets, d.first.ticketLen = 4, 300+overhead }, 300, false},
		"tickets came with the server's flight": {func(d *details) { d.first.earlyTickets = true }, 300, false},
		"the server has sent application data":  {func(d *details) { d.facts.AppRecords[Server] = 1 }, 300, false},
	} {
		var d details
		if test.change != nil {
			test.change(&d)
		}
		if got := d.isTicket(test.plain+overhead, overhead); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

// tls13Log gives the recorded connection with client certificate, one event
// for each record.
func tls13Log(t *testing.T) []event {
	t.Helper()
	var records []event
	for _, e := range recordedFile(t, "tls13.hex") {
		for b := e.data; len(b) > 0; {
			n := recordHeaderLen + parseRecordHeader(b).length
			records = append(records, event{e.dir, b[:n]})
			b = b[n:]
		}
	}
	return records
}

func TestTicketsInTheServersFlightAreNotExpectedAgain(t *testing.T) {
	p := NewParser(Limits{})
	var c Conn
	p.keepHello(&c, &sharedHello{ClientHello: &ClientHello{}}, opening{})
	d := p.more(&c)
	d.facts.Version, d.facts.Suite = VersionTLS13, TLS_AES_128_GCM_SHA256
	for _, n := range []int{23, 900, 281, 53} {
		p.serverFlight(&c, 1, n, 17, 32)
	}
	if d.first.earlyTickets || !d.first.serverDone {
		t.Errorf("after Finished: %+v", d.first)
	}
	p.serverFlight(&c, 1, 139, 17, 32)
	if !d.first.earlyTickets {
		t.Errorf("after a ticket: %+v", d.first)
	}
}

func TestCertificateMessagesInOneRecordWithFinished(t *testing.T) {
	log := tls13Log(t)
	// The client's protected records are Certificate, CertificateVerify,
	// Finished, the request and close_notify: make one of the first three.
	var mine []int
	for i, e := range log {
		if e.dir == Client && ContentType(e.data[0]) == ContentApplicationData {
			mine = append(mine, i)
		}
	}
	sum := 0
	for _, i := range mine[:3] {
		sum += len(log[i].data) - recordHeaderLen
	}
	log[mine[2]].data = applicationRecord(sum - 2*17)
	log = slices.Delete(log, mine[0], mine[2])
	f := sameInAnyPieces(t, log)
	if !f.Established || f.ClientCertificate != AuthSent || f.AppRecords[Client] != 1 || f.AppBytes[Client] != 7 {
		t.Errorf("established %v, client certificate %v, application records %v, bytes %v", f.Established, f.ClientCertificate, f.AppRecords, f.AppBytes)
	}
}

func TestJavaPadsItsHandshakeRecordsAndAlerts(t *testing.T) {
	log := tls13Log(t)
	end := slices.IndexFunc(log, func(e event) bool { return e.dir == Client && ContentType(e.data[0]) == ContentApplicationData })
	for name, test := range map[string]struct {
		lengths     []int
		established bool
		alerts      int
		records     uint64
	}{
		"alert in place of Finished": {[]int{35}, false, 1, 0},
		"Finished":                   {[]int{53 + 16, 100}, true, 0, 1},
		"no certificate":             {[]int{25 + 16, 53 + 16, 100, 35}, true, 1, 1},
		"without padding 35 is data": {[]int{53, 35, 100}, true, 0, 2},
	} {
		log := slices.Clone(log[:end])
		for _, n := range test.lengths {
			log = append(log, event{Client, applicationRecord(n)})
		}
		f := follow(NewParser(Limits{}), log)
		if f.Established != test.established || len(f.Alerts) != test.alerts || f.AppRecords[Client] != test.records {
			t.Errorf("%s: established %v, alerts %v, records %v", name, f.Established, f.Alerts, f.AppRecords)
		}
	}
}

func TestChangeCipherSpecBeforeAServerHelloOfTLS13MeansNothing(t *testing.T) {
	log := tls13Log(t)
	spec := slices.IndexFunc(log, func(e event) bool { return e.dir == Client && ContentType(e.data[0]) == ContentChangeCipherSpec })
	moved := log[spec]
	log = slices.Insert(slices.Delete(log, spec, spec+1), 1, moved)
	f := sameInAnyPieces(t, log)
	if !f.Established || f.Times.ChangeCipherSpec != [2]int64{} || len(f.Anomalies) > 0 {
		t.Errorf("established %v, times %+v, anomalies %v", f.Established, f.Times, f.Anomalies)
	}
	spec = slices.IndexFunc(log, func(e event) bool { return ContentType(e.data[0]) == ContentChangeCipherSpec })
	p := NewParser(Limits{})
	var c Conn
	for _, e := range log[:spec+1] {
		p.Data(&c, e.dir, 1, e.data)
	}
	if c.half[Client].flags&halfChanged == 0 {
		t.Fatal("the version is known too early for this test")
	}
	for _, e := range log[spec+1:] {
		p.Data(&c, e.dir, 1, e.data)
	}
	if c.half[Client].flags&halfChanged != 0 {
		t.Error("the client's records are still taken for those of TLS 1.2")
	}
}

// earlyHello is a minimal ClientHello of TLS 1.3 with early_data, in a record.
const earlyHello = "16 0301 0044 01 000040 0303" +
	"0000000000000000000000000000000000000000000000000000000000000000" +
	"00 0002 1301 01 00" + "0015 002b 0003 02 0304 002a 0000 0029 0006 000000000000"

// earlyServerHello accepts its PSK.
const earlyServerHello = "16 0303 0038 02 000034 0303" +
	"0101010101010101010101010101010101010101010101010101010101010101" +
	"00 1301 00 000c 002b 0002 0304 0029 0002 0000"

func TestEarlyDataIsApplicationData(t *testing.T) {
	hello := unhex(t, earlyHello)
	f := sameInAnyPieces(t, []event{
		{Client, hello},
		{Client, unhex(t, "14 0303 0001 01")},
		{Client, applicationRecord(100)},
		{Server, unhex(t, earlyServerHello)},
		{Server, applicationRecord(23)},
		{Server, applicationRecord(53)},
		{Client, applicationRecord(200)},
		{Client, applicationRecord(21)},
		{Client, applicationRecord(53)},
		{Server, applicationRecord(1000)},
	})
	if !f.EarlyData || f.Resumed != Yes || !f.Established || f.AppRecords != [2]uint64{2, 1} || len(f.Anomalies) > 0 {
		t.Errorf("early %v, resumed %v, established %v, records %v, anomalies %v", f.EarlyData, f.Resumed, f.Established, f.AppRecords, f.Anomalies)
	}
}

func TestTheServersDirectionMayComeLate(t *testing.T) {
	log := tls13Log(t)
	slices.SortStableFunc(log, func(a, b event) int { return int(a.dir) - int(b.dir) })
	f := sameInAnyPieces(t, log)
	if f.Version != VersionTLS13 || !f.Established || f.AppRecords != [2]uint64{1, 1} || len(f.Anomalies) > 0 {
		t.Errorf("version %v, established %v, records %v, anomalies %v", f.Version, f.Established, f.AppRecords, f.Anomalies)
	}
}
