package output

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"

	"edrtap/rules/record"
)

func filledRate() *record.Rate {
	r := new(record.Rate)
	fill(r)
	return r
}

func filledDiagnosis() *record.Diagnosis {
	d := new(record.Diagnosis)
	fill(d)
	return d
}

func filledFinding() *record.Finding {
	f := &record.Finding{}
	f.Rule, f.Severity, f.Evidence, f.Causes = "name-mismatch", record.Critical, record.Proof, []int{1, 12}
	f.Server = &record.Endpoint{IP: netip.MustParseAddr("10.9.9.9"), Port: 443}
	f.Names, f.Clients, f.ClientCount = []string{"edr.corp.example"}, []string{"10.1.2.3", "10.1.2.4"}, 2
	f.Sessions, f.SessionCount = []string{"0123456789abcdef"}, 7
	f.First, f.Last = epoch, epoch.Add(time.Hour)
	f.Detail = map[string]any{"b": 1, "a": "<x>"}
	f.Title, f.Explanation, f.Remedy = "title", "explanation", []string{"one", "two"}
	return f
}

// writeAll writes records in an order in which a run may give them.
func writeAll(t *testing.T, w Writer) {
	t.Helper()
	for _, err := range []error{
		w.Session(typicalSession()),
		w.Rate(filledRate()),
		w.Finding(filledFinding()),
		w.Session(filledSession()),
		w.Diagnosis(filledDiagnosis()),
		w.Rate(filledRate()),
		w.Summary(&record.Summary{Sessions: 2, Findings: map[record.Severity]int{record.Low: 1, record.Critical: 2}}),
		w.Close(),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestLinesHoldOneObjectEachInOrder(t *testing.T) {
	var b bytes.Buffer
	w, err := New("jsonl", &b)
	if err != nil {
		t.Fatal(err)
	}
	writeAll(t, w)
	var types []string
	for line := range strings.Lines(b.String()) {
		var v struct{ Type string }
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		types = append(types, strings.Fields(v.Type)[0])
	}
	if got, want := strings.Join(types, ","), "session,text,finding,text,text,text,summary"; got != want {
		t.Errorf("types %s, want %s", got, want)
	}
	if want := reference(t, filledFinding()); !strings.Contains(b.String(), strings.Replace(want, `"type":""`, `"type":"finding"`, 1)+"\n") {
		t.Error("the finding is not in the order of its fields")
	}
	if want := `"findings":{"critical":2,"low":1},"sensor":{`; !strings.Contains(b.String(), want) {
		t.Errorf("no %s in %s", want, b.String())
	}
}

func TestAbsentListsAreEmptyRatherThanNull(t *testing.T) {
	var b bytes.Buffer
	w, _ := New("jsonl", &b)
	for _, err := range []error{w.Finding(&record.Finding{}), w.Diagnosis(&record.Diagnosis{}), w.Rate(&record.Rate{}), w.Summary(&record.Summary{}), w.Close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if strings.Contains(b.String(), "null") {
		t.Error(b.String())
	}
	for _, want := range []string{`"type":"finding"`, `"type":"diagnosis"`, `"type":"rate"`, `"type":"summary"`, `"causes":[]`, `"remedy":[]`, `"limits_hit":{}`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in %s", want, b.String())
		}
	}
}

func TestDocumentHoldsEverySection(t *testing.T) {
	var b bytes.Buffer
	w, err := New("json", &b)
	if err != nil {
		t.Fatal(err)
	}
	writeAll(t, w)
	var d struct {
		Sessions  []record.Session
		Findings  []record.Finding
		Rates     []record.Rate
		Diagnoses []record.Diagnosis
		Summary   *record.Summary
	}
	decoder := json.NewDecoder(&b)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&d); err != nil {
		t.Fatal(err)
	}
	if len(d.Sessions) != 2 || len(d.Findings) != 1 || len(d.Rates) != 2 || len(d.Diagnoses) != 1 || d.Summary == nil {
		t.Errorf("%d sessions, %d findings, %d rates, %d diagnoses, summary %v",
			len(d.Sessions), len(d.Findings), len(d.Rates), len(d.Diagnoses), d.Summary)
	}
}

func TestEmptyDocumentIsWhole(t *testing.T) {
	var b bytes.Buffer
	w, _ := New("json", &b)
	for range 2 { // a second Close adds nothing
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := strings.ReplaceAll(b.String(), "\n", ""), `{"sessions":[],"findings":[],"rates":[],"diagnoses":[]}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestUnknownFormatNamesTheKnown(t *testing.T) {
	_, err := New("xml", nil)
	if err == nil || err.Error() != `unknown format "xml": known are jsonl, json and csv` {
		t.Error(err)
	}
	for _, format := range []string{"jsonl", "json", "csv"} {
		if _, err := New(format, new(bytes.Buffer)); err != nil {
			t.Errorf("%s: %v", format, err)
		}
	}
}

func TestTablesHaveACellForEveryColumn(t *testing.T) {
	for table, rows := range map[Table]int{SessionTable: 2, FindingTable: 1, RateTable: 2, DiagnosisTable: 1} {
		var b bytes.Buffer
		w, err := NewCSV(table, &b)
		if err != nil {
			t.Fatal(err)
		}
		writeAll(t, w)
		all, err := csv.NewReader(&b).ReadAll() // checks that rows are of equal length
		if err != nil {
			t.Fatalf("table %d: %v", table, err)
		}
		if len(all) != 1+rows {
			t.Errorf("table %d: %d rows, want %d", table, len(all)-1, rows)
		}
	}
	if _, err := NewCSV(99, nil); err == nil {
		t.Error("no error for an unknown table")
	}
}

func TestSessionTableCells(t *testing.T) {
	s := typicalSession()
	s.TLS.SNI = "=cmd|' /C calc'!A0"
	code := uint8(48)
	s.TLS.Alerts = []record.Alert{{From: "client", Level: "fatal", Code: &code, Description: "unknown_ca"}, {From: "server", Encrypted: true}}
	var b bytes.Buffer
	w, _ := NewCSV(SessionTable, &b)
	for _, err := range []error{w.Session(s), w.Session(&record.Session{ID: "1"}), w.Close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	cells := map[string]string{}
	for i, name := range rows[0] {
		cells[name] = rows[1][i]
	}
	for name, want := range map[string]string{
		"start": "2026-03-01T08:00:00.123456789Z", "duration_s": "1", "client_ip": "10.1.2.3", "client_port": "50123",
		"sni": "'=cmd|' /C calc'!A0", "alerts": "client fatal unknown_ca(48); server encrypted", "resumed": "false",
		"leaf_not_after": "2027-03-01T08:00:00.123456789Z", "server_packets": "14", "client_app_bytes": "1800", "rtt_us": "431",
		"ended_by": "client_fin", "notes": "", "proxy_port": "", "offered_versions": "TLS 1.2",
	} {
		if cells[name] != want {
			t.Errorf("%s: %q, want %q", name, cells[name], want)
		}
	}
}

func TestCellsAreSafe(t *testing.T) {
	for in, want := range map[string]string{
		"":             "",
		"plain":        "plain",
		"a=b":          "a=b",
		"=1+1":         "'=1+1",
		"+1":           "'+1",
		"-1":           "'-1",
		"@SUM":         "'@SUM",
		"＝1":           "'＝1",
		"\t=1":         `'\u0009=1`,
		"\x1b[2J":      `\u001b[2J`,
		"a\u202eb":     `a\u202eb`,
		"\u009b1m":     `\u009b1m`,
		"a\xffb":       "a\ufffdb",
		"日本語 é":        "日本語 é",
		"line\nsecond": `line\u000asecond`,
	} {
		if got := SafeCell(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// brokenPipe fails from the first write on.
type brokenPipe struct{ writes int }

var errBroken = errors.New("broken pipe")

func (p *brokenPipe) Write([]byte) (int, error) {
	p.writes++
	return 0, errBroken
}

func TestFailureOfTheDestinationComesBackAndEndsWriting(t *testing.T) {
	for _, format := range []string{"jsonl", "json", "csv"} {
		pipe := new(brokenPipe)
		w, err := New(format, pipe)
		if err != nil {
			t.Fatal(err)
		}
		failed := false
		for range 2000 {
			if err := w.Session(typicalSession()); err != nil {
				failed = errors.Is(err, errBroken)
				break
			}
		}
		if !failed {
			t.Errorf("%s: no error while writing", format)
		}
		if err := w.Close(); !errors.Is(err, errBroken) {
			t.Errorf("%s: Close: %v", format, err)
		}
		if pipe.writes != 1 {
			t.Errorf("%s: %d writes after the failure", format, pipe.writes-1)
		}
	}
}

func TestFindingThatCannotBeEncodedNamesItsRule(t *testing.T) {
	var b bytes.Buffer
	w, _ := New("jsonl", &b)
	err := w.Finding(&record.Finding{Rule: "some-rule", Detail: map[string]any{"f": func() {}}})
	if err == nil || !strings.HasPrefix(err.Error(), "finding some-rule: ") {
		t.Error(err)
	}
}
