package output

import (
	"os"
	"strings"

	"golang.org/x/term"

	"edrtap/rules/record"
	"edrtap/rules/text"
)

// The ANSI styles (ECMA-48 section 8.3.117); Plain ends every other one.
const (
	Plain   = "\x1b[0m"
	Bold    = "\x1b[1m"
	red     = "\x1b[31m"
	boldRed = "\x1b[1;31m"
	yellow  = "\x1b[33m"
	cyan    = "\x1b[36m"
	green   = "\x1b[32m"
)

// SeverityStyle is how a finding of a severity stands out on a terminal.
func SeverityStyle(s record.Severity) string {
	switch s {
	case record.Critical:
		return boldRed
	case record.High:
		return red
	case record.Medium:
		return yellow
	case record.Low:
		return cyan
	}
	return Bold
}

// StateStyle is how the state of a diagnosis stands out on a terminal.
func StateStyle(state string) string {
	switch state {
	case "failing":
		return red
	case "silent", "unknown":
		return yellow
	}
	return green
}

// Terminal says how wide a file's terminal is, in columns, and whether it is
// to have colours: not where it is no terminal or a dumb one, nor where
// NO_COLOR is set and not empty (no-color.org).
func Terminal(f *os.File) (width int, color bool) {
	if !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		width = 0
	}
	return width, os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

func (t *textWriter) style(s string) {
	if t.options.Color {
		t.data = append(t.data, s...)
	}
}

// line writes one line; the text holds no control characters.
func (t *textWriter) line(indent int, s string) {
	if s != "" {
		t.data = append(t.data, strings.Repeat(" ", indent)...)
	}
	t.data = append(append(t.data, s...), '\n')
}

// wrapped, hanging and table make visible what they write: no other check
// stands between the wire and the terminal.
func (t *textWriter) wrapped(indent int, s string) {
	for _, line := range Wrap(Visible(s), t.options.Width-indent) {
		t.line(indent, line)
	}
}

func (t *textWriter) say(indent int, pattern text.Text, p text.Params) {
	t.wrapped(indent, text.Fill(pattern.In(t.options.Lang), p))
}

// hanging writes a label and a text whose lines stand below each other.
func (t *textWriter) hanging(indent int, label, s string) {
	label = Visible(label)
	inside := indent + Columns(label)
	for i, line := range Wrap(Visible(s), t.options.Width-inside) {
		if i == 0 {
			t.line(indent, label+line)
		} else {
			t.line(inside, line)
		}
	}
}

func (t *textWriter) heading(h text.Text) {
	t.line(0, "")
	t.style(Bold)
	t.line(0, h.In(t.options.Lang))
	t.style(Plain)
}

// table writes rows in columns as wide as they need; an empty cell is a dash.
// Rows longer than the terminal are left to it, so that they can be copied.
func (t *textWriter) table(rows [][]string) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			row[i] = Visible(cell)
			if cell == "" {
				row[i] = "-"
			}
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], Columns(row[i]))
		}
	}
	var line strings.Builder
	for _, row := range rows {
		line.Reset()
		for i, cell := range row {
			line.WriteString(Pad(cell, widths[i]+2))
		}
		t.line(2, strings.TrimRight(line.String(), " "))
	}
}
