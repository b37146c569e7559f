package screen

import (
	"cmp"
	"fmt"
	"strings"

	"edrtap/cmd/edrtap/output"
	"edrtap/rules/record"
)

var sessionColumns = []column{
	{name: colStart}, {name: colClient}, {name: colServer}, {name: colName, least: 100}, {name: colVersion, least: 120}, {name: colOutcome}, {name: colAlert},
}

func (m *model) sessionTable() table {
	t := table{columns: sessionColumns, rows: make([]row, 0, len(m.state.Sessions))}
	for _, s := range m.state.Sessions {
		if m.of.about != nil && !m.of.about(s) {
			continue
		}
		t.rows = append(t.rows, sessionRow(s))
	}
	return t
}

func sessionRow(s *record.Session) row {
	tls := cmp.Or(s.TLS, &record.TLS{})
	alerts := make([]string, len(tls.Alerts))
	for i := range tls.Alerts {
		alerts[i] = alert(&tls.Alerts[i])
	}
	r := row{
		key: s.ID,
		cells: []cell{
			moment(s.Start), endpoint(s.Client), endpoint(s.Server), words(tls.SNI), words(tls.Version),
			words(string(s.Outcome)), words(strings.Join(alerts, ", ")),
		},
		details: func(d *details) { sessionDetails(d, s, alerts) },
	}
	if s.Outcome != record.Established {
		r.style = output.SeverityStyle(record.Medium)
	}
	return r
}

func endpoint(e record.Endpoint) cell {
	c := address(e.IP.String())
	c.text = e.String()
	c.order += fmt.Sprintf("%05d", e.Port)
	return c
}

func alert(a *record.Alert) string {
	return a.From + ": " + cmp.Or(a.Description, map[bool]string{true: "encrypted alert", false: "alert"}[a.Encrypted])
}

// sessionDetails shows a session field by field, by the names of the output.
func sessionDetails(d *details, s *record.Session, alerts []string) {
	d.say(output.Bold, fmt.Sprintf("%s > %s", s.Client, s.Server))
	d.field(saysID, s.ID)
	d.field(colStart, full(s.Start))
	d.field(saysEnd, full(s.End))
	d.field(colOutcome, fmt.Sprintf("%s (%s)", s.Outcome, s.Stage))
	if p := s.Proxy; p != nil {
		d.field(saysProxy, strings.TrimSpace(fmt.Sprintf("%s:%d %s %d %s", p.Host, p.Port, p.Protocol, p.Status, p.Reason)))
	}
	d.head(saysTCP)
	t := &s.TCP
	for _, of := range []struct {
		name string
		pair record.Pair
	}{
		{"packets", t.Packets},
		{"bytes", t.Bytes},
		{"retransmitted", t.Retransmitted},
		{"out_of_order", t.OutOfOrder},
		{"missing_bytes", t.MissingBytes},
	} {
		d.field(same(of.name), fmt.Sprintf("%d / %d", of.pair[0], of.pair[1]))
	}
	d.field(same("ended_by"), string(t.EndedBy))
	if t.RTT > 0 {
		d.field(same("rtt_us"), fmt.Sprint(t.RTT))
	}
	if s.TLS != nil {
		d.head(saysTLS)
		d.tls(s.TLS, alerts)
	}
	if len(s.Notes) > 0 {
		d.head(saysNotes)
		for _, note := range s.Notes {
			d.say("", note)
		}
	}
}

func (d *details) tls(t *record.TLS, alerts []string) {
	for _, of := range []struct{ name, value string }{
		{"sni", t.SNI},
		{"version", t.Version},
		{"offered_versions", strings.Join(t.OfferedVersions, ", ")},
		{"cipher", t.Cipher},
		{"offered_ciphers", strings.Join(t.OfferedCiphers, ", ")},
		{"group", t.Group},
		{"offered_groups", strings.Join(t.OfferedGroups, ", ")},
		{"alpn", t.ALPN},
		{"ja3", t.JA3},
		{"ja4", t.JA4},
		{"alerts", strings.Join(alerts, ", ")},
		{"app_bytes", fmt.Sprintf("%d / %d", t.AppBytes[0], t.AppBytes[1])},
	} {
		d.field(same(of.name), of.value)
	}
	for i := range t.Certificates {
		c := &t.Certificates[i]
		d.blank()
		d.field(same("subject"), c.Subject)
		d.field(same("issuer"), c.Issuer)
		d.field(same("dns_names"), strings.Join(c.DNSNames, ", "))
		d.field(same("ip_addresses"), strings.Join(c.IPAddresses, ", "))
		d.field(same("not_before"), full(c.NotBefore))
		d.field(same("not_after"), full(c.NotAfter))
		d.field(same("key"), c.Key)
		d.field(same("sha256"), c.SHA256)
	}
}
