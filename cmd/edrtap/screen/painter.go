package screen

import (
	"strings"

	"edrtap/cmd/edrtap/output"
	"edrtap/rules/text"
)

// reversed is the style of what is chosen (ECMA-48 section 8.3.117).
const reversed = "\x1b[7m"

// painter knows what lines are drawn for. Marks and bars are ASCII: the width
// of most other characters for them depends on the terminal's language (UAX #11,
// ambiguous).
type painter struct {
	lang   text.Lang
	color  bool
	width  int
	height int
}

// styled puts a line that was made fit in a style.
func (p *painter) styled(style, line string) string {
	if style == "" || !p.color && style != reversed {
		return line
	}
	return style + line + output.Plain
}

// fit makes a text from anywhere fit to be shown in so many columns; ">" stands
// where its end is left out.
func fit(s string, width int) string {
	s = text.Clean(s)
	if output.Columns(s) <= width {
		return s
	}
	used := 0
	for i, r := range s {
		n := output.Columns(string(r))
		if used+n > width-1 {
			return s[:i] + strings.Repeat(" ", max(width-1-used, 0)) + ">"[:min(width, 1)]
		}
		used += n
	}
	return s
}

// bar draws a share of a limit.
func bar(n, limit uint64, width int) string {
	if limit == 0 {
		return ""
	}
	full := min(int(float64(n)/float64(limit)*float64(width)+0.5), width)
	return strings.Repeat("#", full) + strings.Repeat(".", width-full)
}

// details are the lines behind a row.
type details struct {
	p     *painter
	lines []string
}

// say adds a paragraph.
func (d *details) say(style, paragraph string) {
	for _, line := range output.Wrap(paragraph, d.p.width) {
		d.lines = append(d.lines, d.p.styled(style, fit(line, d.p.width)))
	}
}

// field adds a named value; nothing where it is empty.
func (d *details) field(name text.Text, value string) {
	if value == "" {
		return
	}
	const label = 18
	head := output.Pad(name.In(d.p.lang), label)
	for i, line := range output.Wrap(value, max(d.p.width-label-1, 1)) {
		if i > 0 {
			head = strings.Repeat(" ", label)
		}
		d.lines = append(d.lines, fit(head+" "+line, d.p.width))
	}
}

// list adds named values, separated by commas.
func (d *details) list(name text.Text, values []string) { d.field(name, strings.Join(values, ", ")) }

func (d *details) blank() { d.lines = append(d.lines, "") }

func (d *details) head(name text.Text) {
	d.blank()
	d.say(output.Bold, name.In(d.p.lang))
}
