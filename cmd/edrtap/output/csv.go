package output

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"edrtap/rules/record"
)

// Table is a kind of record, as a table of CSV (RFC 4180, with LF line ends).
type Table int

// The tables. A list in a cell is joined by spaces, or by "; " where its
// elements may hold spaces.
const (
	SessionTable Table = iota
	FindingTable
	RateTable
	DiagnosisTable
)

// NewCSV returns a writer of one table, with its header line; other records
// are left out.
//
// A text that a spreadsheet would take for a formula, as it begins with =, +,
// -, @ (in their full-width forms too), tab or carriage return, is given a ' in
// front. Control characters are written as \u and their code.
func NewCSV(table Table, w io.Writer) (Writer, error) {
	c := &tableWriter{table: table, csv: csv.NewWriter(w)}
	var err error
	switch table {
	case SessionTable:
		err = c.header(sessionColumns)
	case FindingTable:
		err = c.header(findingColumns)
	case RateTable:
		err = c.header(rateColumns)
	case DiagnosisTable:
		err = c.header(diagnosisColumns)
	default:
		err = fmt.Errorf("unknown table %d", table)
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

// The columns, in order.
var (
	sessionColumns = []string{
		"id", "start", "end", "duration_s", "file", "client_ip", "client_port", "server_ip", "server_port",
		"proxy_host", "proxy_port", "proxy_status", "stage", "outcome", "sni", "version", "cipher", "group", "alpn",
		"resumed", "established", "alerts", "leaf_subject", "leaf_issuer", "leaf_not_after", "leaf_sha256", "ja3", "ja4",
		"client_packets", "server_packets", "client_bytes", "server_bytes", "client_app_bytes", "server_app_bytes",
		"client_missing_bytes", "server_missing_bytes", "rtt_us", "ended_by", "offered_versions", "offered_ciphers", "notes",
		"http_requests", "http_events", "http_statuses",
	}
	findingColumns = []string{
		"rule", "severity", "evidence", "causes", "server_ip", "server_port", "names", "client_count", "clients",
		"session_count", "first", "last", "title", "explanation", "remedy", "id",
	}
	rateColumns = []string{
		"server_ip", "server_port", "second", "method", "events_low", "events_estimate", "events_high",
		"requests", "app_records", "app_bytes", "connections", "clients", "limit", "missing_bytes",
	}
	diagnosisColumns = []string{
		"subject", "client", "appliance", "state", "causes", "rules", "last_contact", "last_manager_contact",
	}
)

type tableWriter struct {
	table Table
	csv   *csv.Writer
	row   []string
}

func (c *tableWriter) header(columns []string) error { return c.csv.Write(columns) }

func (c *tableWriter) text(values ...string) {
	for _, v := range values {
		c.row = append(c.row, SafeCell(v))
	}
}

func (c *tableWriter) number(values ...uint64) {
	for _, v := range values {
		c.row = append(c.row, strconv.FormatUint(v, 10))
	}
}

func (c *tableWriter) time(values ...time.Time) {
	for _, t := range values {
		cell := ""
		if !t.IsZero() {
			cell = contractTime(t).Format(time.RFC3339Nano)
		}
		c.row = append(c.row, cell)
	}
}

func (c *tableWriter) endpoint(e *record.Endpoint) {
	if e == nil {
		c.row = append(c.row, "", "")
		return
	}
	c.text(addressText(*e))
	c.number(uint64(e.Port))
}

func addressText(e record.Endpoint) string {
	if !e.IP.IsValid() {
		return ""
	}
	return e.IP.String()
}

// end writes the row.
func (c *tableWriter) end() error {
	err := c.csv.Write(c.row)
	c.row = c.row[:0]
	return err
}

func (c *tableWriter) Session(s *record.Session) error {
	if c.table != SessionTable {
		return nil
	}
	tls := s.TLS
	if tls == nil {
		tls = new(record.TLS)
	}
	c.text(s.ID)
	c.time(s.Start, s.End)
	c.text(strconv.FormatFloat(max(0, s.End.Sub(s.Start).Seconds()), 'f', -1, 64), s.File)
	c.endpoint(&s.Client)
	c.endpoint(&s.Server)
	c.proxy(s.Proxy)
	c.text(string(s.Stage), string(s.Outcome), tls.SNI, tls.Version, tls.Cipher, tls.Group, tls.ALPN,
		boolText(tls.Resumed), strconv.FormatBool(tls.Established), alertText(tls.Alerts))
	c.leaf(tls.Certificates)
	c.text(tls.JA3, tls.JA4)
	for _, p := range []record.Pair{s.TCP.Packets, s.TCP.Bytes, tls.AppBytes, s.TCP.MissingBytes} {
		c.number(p[0], p[1])
	}
	c.number(s.TCP.RTT)
	c.text(string(s.TCP.EndedBy), strings.Join(tls.OfferedVersions, "; "), strings.Join(tls.OfferedCiphers, " "), strings.Join(s.Notes, "; "))
	c.http(s.HTTP)
	return c.end()
}

func (c *tableWriter) http(h *record.HTTP) {
	if h == nil {
		c.text("", "", "")
		return
	}
	statuses := make([]string, 0, len(h.Statuses))
	for _, s := range h.Statuses {
		statuses = append(statuses, fmt.Sprintf("%d:%d", s.Code, s.Count))
	}
	c.number(h.Requests, h.Events)
	c.text(strings.Join(statuses, " "))
}

func (c *tableWriter) proxy(p *record.Proxy) {
	if p == nil {
		c.text("", "", "")
		return
	}
	c.text(p.Host, strconv.Itoa(int(p.Port)))
	if p.Status == 0 {
		c.text("")
	} else {
		c.number(uint64(max(0, p.Status)))
	}
}

func (c *tableWriter) leaf(chain []record.Certificate) {
	if len(chain) == 0 {
		c.text("", "", "", "")
		return
	}
	c.text(chain[0].Subject, chain[0].Issuer)
	c.time(chain[0].NotAfter)
	c.text(chain[0].SHA256)
}

func (c *tableWriter) Finding(f *record.Finding) error {
	if c.table != FindingTable {
		return nil
	}
	causes := make([]string, len(f.Causes))
	for i, n := range f.Causes {
		causes[i] = strconv.Itoa(n)
	}
	c.text(f.Rule, string(f.Severity), string(f.Evidence), strings.Join(causes, " "))
	c.endpoint(f.Server)
	c.text(strings.Join(f.Names, " "))
	c.number(uint64(max(0, f.ClientCount)))
	c.text(strings.Join(f.Clients, " "))
	c.number(uint64(max(0, f.SessionCount)))
	c.time(f.First, f.Last)
	c.text(f.Title, f.Explanation, strings.Join(f.Remedy, "; "), f.ID)
	return c.end()
}

func (c *tableWriter) Rate(r *record.Rate) error {
	if c.table != RateTable {
		return nil
	}
	c.endpoint(&r.Server)
	c.time(r.Second)
	c.text(r.Method)
	c.number(r.Events.Low, r.Events.Estimate, r.Events.High, r.Requests, r.AppRecords, r.AppBytes, r.Connections, r.Clients)
	if r.Limit == 0 {
		c.text("")
	} else {
		c.number(r.Limit)
	}
	c.number(r.MissingBytes)
	return c.end()
}

func (c *tableWriter) Diagnosis(d *record.Diagnosis) error {
	if c.table != DiagnosisTable {
		return nil
	}
	var causes, rules []string
	for _, x := range d.Causes {
		if x.Cause != 0 {
			causes = append(causes, strconv.Itoa(x.Cause))
		}
		rules = append(rules, x.Rule)
	}
	c.text(d.Subject, d.Client, d.Appliance, d.State, strings.Join(causes, " "), strings.Join(rules, " "))
	c.time(d.LastContact, d.LastManagerContact)
	return c.end()
}

// Summary is not part of any table.
func (c *tableWriter) Summary(*record.Summary) error { return nil }

func (c *tableWriter) Close() error {
	c.csv.Flush()
	return c.csv.Error()
}

func boolText(v *bool) string {
	if v == nil {
		return ""
	}
	return strconv.FormatBool(*v)
}

// alertText lists alerts as "server fatal unknown_ca(48)".
func alertText(alerts []record.Alert) string {
	list := make([]string, len(alerts))
	for i, a := range alerts {
		words := []string{a.From}
		if a.Level != "" {
			words = append(words, a.Level)
		}
		switch {
		case a.Code != nil:
			words = append(words, fmt.Sprintf("%s(%d)", a.Description, *a.Code))
		case a.Encrypted:
			words = append(words, "encrypted")
		}
		list[i] = strings.Join(words, " ")
	}
	return strings.Join(list, "; ")
}
