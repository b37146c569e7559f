package screen

import (
	"cmp"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"edrtap/cmd/edrtap/output"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

const (
	headLines = 4 // above a page
	footLines = 1
)

// room is how many lines a page has.
func (m *model) room() int { return max(m.painter.height-headLines-footLines, 0) }

// View implements tea.Model.
func (m *model) View() tea.View {
	v := tea.NewView(strings.Join(m.draw(), "\n"))
	v.AltScreen = true
	v.WindowTitle = "edrtap"
	return v
}

// draw gives every line of the terminal.
func (m *model) draw() []string {
	lines := append(m.head(), m.body()...)
	room := headLines + m.room()
	lines = lines[:min(len(lines), room)]
	for len(lines) < room {
		lines = append(lines, "")
	}
	lines = append(lines, m.foot())
	return lines[max(0, len(lines)-m.painter.height):]
}

// head says on every page how the capture goes.
func (m *model) head() []string {
	p, s := &m.painter, m.state.Status
	health := text.Fill(saysTapLoss.In(p.lang), text.Params{
		"dropped": lostFrames(s), "missing": s.Sensor.MissingBytes, "waiting": s.Waiting,
	})
	first := "edrtap  "
	if !s.Last.IsZero() {
		first += s.Last.Format(clock) + " UTC  "
	}
	first += m.interfaces() + "  " + health
	style := output.Bold
	if lostFrames(s)+s.Sensor.MissingBytes > 0 {
		style = output.SeverityStyle(record.High)
	}
	if m.paused {
		first, style = saysPaused.In(p.lang)+"  "+first, reversed
	}
	return []string{
		p.styled(style, fit(first, p.width)),
		fit(text.Fill(saysStates.In(p.lang), text.Params{"counts": m.clientStates()}), p.width),
		fit(text.Fill(saysOpen.In(p.lang), text.Params{"counts": m.openFindings()}), p.width),
		m.tabs(),
	}
}

func (m *model) clientStates() string {
	counts := output.ClientStates(m.state.Diagnoses)
	var parts []string
	for _, state := range output.States() {
		if counts[state] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[state], state))
		}
	}
	return cmp.Or(strings.Join(parts, ", "), saysNone.In(m.painter.lang))
}

func (m *model) openFindings() string {
	counts := make(map[record.Severity]int)
	for i := range m.state.Findings {
		counts[m.state.Findings[i].Severity]++
	}
	var parts []string
	for _, severity := range record.Severities() {
		if counts[severity] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[severity], severity))
		}
	}
	return cmp.Or(strings.Join(parts, ", "), saysNone.In(m.painter.lang))
}

// tabs names the pages; the one at hand stands out.
func (m *model) tabs() string {
	var b strings.Builder
	used := 0
	for i, name := range pageNames {
		label := fmt.Sprintf("%d %s", i+1, name.In(m.painter.lang))
		if used += output.Columns(label) + 1; used > m.painter.width {
			break
		}
		if page(i) == m.page {
			label = m.painter.styled(reversed, label)
		}
		b.WriteString(label + " ")
	}
	return b.String()
}

var pageNames = [pages]text.Text{pageOverview, pageAppliances, pageClients, pageFindings, pageSessions, pageSensor, pageLog}

// body is the page at hand.
func (m *model) body() []string {
	switch {
	case m.open:
		lines := m.detailLines()
		return lines[min(m.scroll, len(lines)):]
	case m.page == overview:
		return m.overview()
	}
	at := &m.places[m.page]
	lines := m.table.lines(&m.painter, at.first, m.room(), at.cursor, at.by, at.reverse)
	if len(m.table.rows) == 0 {
		lines = append(lines, m.nothing())
	}
	return lines
}

func (m *model) nothing() string {
	if m.filter != "" || m.page == sessions && m.of.about != nil {
		return fit(saysNoMatch.In(m.painter.lang), m.painter.width)
	}
	return fit(saysNothing.In(m.painter.lang), m.painter.width)
}

// overview is the beginning of three pages: who is how busy, what was found,
// what happened.
func (m *model) overview() []string {
	const busiest, latest = 5, 4 // rows
	var lines []string
	busy := m.tableOf(appliances)
	lines = append(lines, busy.lines(&m.painter, 0, 1+min(busiest, max(len(busy.rows), 1)), -1, -1, false)...)
	if len(busy.rows) == 0 {
		lines = append(lines, m.nothing())
	}
	lines = append(lines, "")
	below := min(latest, m.room()/4)
	news := m.tableOf(findings)
	space := max(m.room()-len(lines)-below-1, 1)
	at := &m.places[findings]
	found := news.lines(&m.painter, 0, space, -1, at.by, at.reverse)
	if len(news.rows) == 0 {
		found = append(found, m.nothing())
	}
	for len(found) < space {
		found = append(found, "")
	}
	lines = append(append(lines, found...), "")
	log := m.logTable()
	for _, r := range log.rows[:min(below, len(log.rows))] {
		lines = append(lines, fit(r.cells[0].text, m.painter.width))
	}
	return lines
}

// foot is what can be typed, the filter, and where the cursor is.
func (m *model) foot() string {
	p := &m.painter
	where := ""
	if n := len(m.table.rows); n > 0 && !m.open {
		where = text.Fill(saysRows.In(p.lang), text.Params{"at": m.places[m.page].cursor + 1, "count": n})
	}
	keys := saysKeys.In(p.lang)
	switch {
	case m.typing:
		keys = saysFilter.In(p.lang) + m.filter + "_  " + saysKeysWhile.In(p.lang)
	case m.open:
		keys = saysKeysIn.In(p.lang)
	case m.page == sessions && m.of.about != nil:
		keys = text.Fill(saysOf.In(p.lang), text.Params{"name": m.of.key}) + "  " + keys
	case m.filter != "":
		keys = saysFilter.In(p.lang) + m.filter + "  " + keys
	}
	room := max(p.width-output.Columns(where)-1, 0)
	return p.styled(reversed, fit(output.Pad(fit(keys, room), room)+" "+where, p.width))
}
