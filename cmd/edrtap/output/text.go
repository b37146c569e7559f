package output

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"edrtap/rules/answer"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// TextOptions say how the report for people looks.
type TextOptions struct {
	Width    int       // columns of the terminal; 0 for 80
	Color    bool      // with ANSI colours: only for a terminal, see Terminal
	Lang     text.Lang // of labels; findings come in their own
	Sessions bool      // with the table of sessions
}

// The limits of what a report for people shows.
const (
	minWidth     = 40
	maxWidth     = 120 // longer lines are hard to read
	maxRanges    = 40  // ranges of clients that one line lists
	maxTableRows = 10_000
)

// NewText returns a writer of the report for people: the verdict first, then
// findings in the order in which they come (worst first), clients, rates, the
// quality of the capture. All of it is written by Close, as the verdict is
// known last: the lists of a finding or a diagnosis must not be changed before.
func NewText(w io.Writer, options TextOptions) Writer {
	if options.Width == 0 {
		options.Width = 80
	}
	options.Width = min(max(options.Width, minWidth), maxWidth)
	return &textWriter{buffer: newBuffer(w), options: options, peaks: make(map[record.Endpoint]*peak)}
}

type textWriter struct {
	buffer
	options   TextOptions
	findings  []record.Finding
	diagnoses []record.Diagnosis
	summary   record.Summary
	peaks     map[record.Endpoint]*peak
	sessions  [][]string
	unlisted  int // sessions beyond maxTableRows
}

// peak is the busiest second toward a server.
type peak struct {
	busiest record.Rate
	seconds int
}

func (t *textWriter) Session(s *record.Session) error {
	if !t.options.Sessions {
		return nil
	}
	if len(t.sessions) >= maxTableRows {
		t.unlisted++
		return nil
	}
	tls := cmp.Or(s.TLS, &record.TLS{})
	t.sessions = append(t.sessions, []string{
		shortTime(s.Start), endpointText(s.Client), endpointText(s.Server), tls.SNI, tls.Version,
		string(s.Stage), string(s.Outcome), s.ID,
	})
	return nil
}

func (t *textWriter) Finding(f *record.Finding) error {
	t.findings = append(t.findings, *f)
	return nil
}

func (t *textWriter) Rate(r *record.Rate) error {
	p := t.peaks[r.Server]
	if p == nil {
		p = new(peak)
		t.peaks[r.Server] = p
	}
	p.seconds++
	if p.seconds == 1 || r.Events.Estimate > p.busiest.Events.Estimate {
		p.busiest = *r
	}
	return nil
}

func (t *textWriter) Diagnosis(d *record.Diagnosis) error {
	t.diagnoses = append(t.diagnoses, *d)
	return nil
}

func (t *textWriter) Summary(s *record.Summary) error {
	t.summary = *s
	return nil
}

func (t *textWriter) Close() error {
	t.verdict()
	for i := range t.findings {
		if !explained(&t.findings[i]) {
			t.finding(&t.findings[i])
		}
	}
	if len(t.findings) == 0 && t.summary.Frames > 0 {
		t.line(0, "")
		t.say(0, saysNoFindings, nil)
	}
	t.clientTable()
	t.rateTable()
	t.sensor()
	t.sessionTable()
	return t.flush()
}

// verdict opens the report with the answer.
func (t *textWriter) verdict() {
	for i, line := range answer.Lines(t.diagnoses, t.options.Lang) {
		if i == 0 {
			t.style(Bold)
		}
		t.wrapped(0, line)
		t.style(Plain)
	}
	for i, line := range Suppressed(t.options.Lang, t.summary.Suppressed) {
		t.wrapped(2*min(i, 1), line)
	}
	t.line(0, "")
	for _, sentence := range Input(t.options.Lang, &t.summary) {
		t.wrapped(0, sentence)
	}
}

func (t *textWriter) finding(f *record.Finding) {
	t.line(0, "")
	t.style(SeverityStyle(f.Severity))
	t.wrapped(0, strings.ToUpper(string(f.Severity))+" "+f.Title)
	t.style(Plain)
	facts := []string{f.Rule, text.Fill(saysEvidence.In(t.options.Lang), text.Params{"evidence": string(f.Evidence)})}
	if len(f.Causes) > 0 {
		causes := strings.Trim(strings.ReplaceAll(fmt.Sprint(f.Causes), " ", ", "), "[]")
		facts = append(facts, text.Fill(saysCauses.In(t.options.Lang), text.Params{"causes": causes}))
	}
	t.wrapped(2, strings.Join(facts, "; "))
	if f.Server != nil {
		t.say(2, saysServer, text.Params{"server": serverText(f)})
	}
	if f.ClientCount > 0 {
		clients := t.addresses(f.Clients, f.ClientCount)
		t.wrapped(2, text.Fill(strings.ReplaceAll(saysClients.In(t.options.Lang), "{clients}", clients), text.Params{"count": f.ClientCount}))
	}
	if f.SessionCount > 0 {
		t.say(2, saysSessions, text.Params{"count": f.SessionCount, "first": shortTime(f.First), "last": shortTime(f.Last)})
	}
	t.line(0, "")
	for paragraph := range strings.SplitSeq(f.Explanation, "\n") {
		t.wrapped(2, paragraph)
	}
	if len(f.Remedy) > 0 {
		t.say(2, saysRemedy, nil)
		for i, step := range f.Remedy {
			t.hanging(4, fmt.Sprintf("%d. ", i+1), step)
		}
	}
	t.consequences(f)
}

func serverText(f *record.Finding) string {
	s := endpointText(*f.Server)
	if len(f.Names) > 0 {
		s += " (" + strings.Join(f.Names[:min(len(f.Names), 5)], ", ") + ")"
	}
	return s
}

// addresses folds a list of clients of which there are count in all.
func (t *textWriter) addresses(list []string, count int) string {
	folded := FoldAddresses(list)
	shown := folded[:min(len(folded), maxRanges)]
	s := strings.Join(shown, ", ")
	if len(shown) < len(folded) {
		s += ", …"
	}
	if rest := count - len(list); rest > 0 {
		s += " " + text.Fill(saysMore.In(t.options.Lang), text.Params{"count": rest})
	}
	return s
}

func (t *textWriter) rateTable() {
	if len(t.peaks) == 0 {
		return
	}
	servers := make([]record.Endpoint, 0, len(t.peaks))
	for server := range t.peaks {
		servers = append(servers, server)
	}
	slices.SortFunc(servers, func(a, b record.Endpoint) int {
		return cmp.Or(cmp.Compare(t.peaks[b].busiest.Events.Estimate, t.peaks[a].busiest.Events.Estimate), a.IP.Compare(b.IP), cmp.Compare(a.Port, b.Port))
	})
	t.heading(headRates)
	rows := [][]string{{"SERVER", "SECOND", "EVENTS", "ESTIMATE", "LIMIT", "METHOD"}}
	for _, server := range servers {
		p := t.peaks[server]
		r := p.busiest
		limit := ""
		if r.Limit > 0 {
			limit = fmt.Sprint(r.Limit)
		}
		rows = append(rows, []string{
			endpointText(server), r.Second.UTC().Format(time.RFC3339),
			fmt.Sprintf("%d-%d", r.Events.Low, r.Events.High), fmt.Sprint(r.Events.Estimate), limit, r.Method,
		})
	}
	t.table(rows)
}

// sensor lists what the capture point is known to have missed.
func (t *textWriter) sensor() {
	if t.summary.Frames == 0 {
		return
	}
	t.heading(headSensor)
	figures := SensorFigures(t.options.Lang, &t.summary.Sensor)
	for _, f := range figures {
		t.hanging(2, fmt.Sprintf("%d ", f.Count), f.Label)
	}
	if len(figures) == 0 {
		t.wrapped(2, NothingMissing(t.options.Lang, &t.summary))
	}
}

func (t *textWriter) sessionTable() {
	if len(t.sessions) == 0 {
		return
	}
	t.heading(headSessions)
	t.table(append([][]string{{"START", "CLIENT", "SERVER", "SNI", "VERSION", "STAGE", "OUTCOME", "ID"}}, t.sessions...))
	if t.unlisted > 0 {
		t.say(2, saysMoreRows, text.Params{"count": t.unlisted})
	}
}

func shortTime(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

func endpointText(e record.Endpoint) string {
	if e.IP.Is6() && !e.IP.Is4In6() {
		return fmt.Sprintf("[%s]:%d", addressText(e), e.Port)
	}
	return fmt.Sprintf("%s:%d", addressText(e), e.Port)
}
