package screen

import (
	"cmp"
	"slices"
	"strings"

	"edrtap/cmd/edrtap/output"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// table is what a page shows.
type table struct {
	columns []column
	rows    []row
}

// column is one column of a table.
type column struct {
	name  text.Text
	right bool // figures
	least int  // columns of a terminal that shows it, at least
}

// row is one line of a table and what is behind it.
type row struct {
	key     string // by which it is found again when the state is another
	cells   []cell
	style   string                     // "" for none
	details func(*details)             // nil: there are none
	about   func(*record.Session) bool // whether it is about a session; nil: about none
}

// cell is shown as text and sorted by rank, then by order.
type cell struct {
	text  string
	rank  float64
	order string
}

func words(s string) cell { return cell{text: s, order: s} }

// rows that hold a filter's text in any cell.
func (t *table) filter(wanted string) {
	if wanted == "" {
		return
	}
	wanted = strings.ToLower(wanted)
	t.rows = slices.DeleteFunc(t.rows, func(r row) bool {
		return !slices.ContainsFunc(r.cells, func(c cell) bool { return strings.Contains(strings.ToLower(c.text), wanted) })
	})
}

// sort puts rows in the order of a column; those alike stay as they are.
func (t *table) sort(by int, reverse bool) {
	slices.SortStableFunc(t.rows, func(a, b row) int {
		c := cmp.Or(cmp.Compare(a.cells[by].rank, b.cells[by].rank), strings.Compare(a.cells[by].order, b.cells[by].order))
		if reverse {
			return -c
		}
		return c
	})
}

// find gives the place of a row, -1 where it is not there.
func (t *table) find(key string) int {
	return slices.IndexFunc(t.rows, func(r row) bool { return r.key == key })
}

const (
	gap       = 2  // columns between two cells
	widest    = 44 // columns of a cell that is not the last
	separator = "  "
)

// lines draws the rows from first on below a line of names, all of one width.
// The column sorted by is marked, and the row at cursor stands out; either may
// be -1.
func (t *table) lines(p *painter, first, height, cursor, by int, reverse bool) []string {
	window := t.rows[min(first, len(t.rows)):min(first+max(height-1, 0), len(t.rows))]
	var shown []int
	for i := range t.columns {
		if t.columns[i].least <= p.width {
			shown = append(shown, i)
		}
	}
	heads := make([]string, len(t.columns))
	widths := make([]int, len(t.columns))
	for _, i := range shown {
		heads[i] = t.columns[i].name.In(p.lang)
		if i == by {
			heads[i] += map[bool]string{false: "^", true: "v"}[reverse]
		}
		widths[i] = output.Columns(heads[i])
		for j := range window {
			widths[i] = max(widths[i], min(output.Columns(text.Clean(window[j].cells[i].text)), widest))
		}
	}
	var b strings.Builder
	list := []string{p.styled(output.Bold, t.line(&b, shown, widths, p.width, func(i int) string { return heads[i] }))}
	for j := range window {
		r := &window[j]
		line := t.line(&b, shown, widths, p.width, func(i int) string { return r.cells[i].text })
		if first+j == cursor {
			list = append(list, p.styled(reversed, line))
			continue
		}
		list = append(list, p.styled(r.style, line))
	}
	return list
}

// line lays out one row.
func (t *table) line(b *strings.Builder, shown, widths []int, width int, cell func(int) string) string {
	b.Reset()
	for k, i := range shown {
		if k == len(shown)-1 && !t.columns[i].right { // takes the rest
			b.WriteString(text.Clean(cell(i)))
			break
		}
		s := fit(cell(i), widths[i])
		room := strings.Repeat(" ", widths[i]-output.Columns(s))
		if t.columns[i].right {
			s = room + s
		} else {
			s += room
		}
		b.WriteString(s + separator[:gap])
	}
	return output.Pad(fit(b.String(), width), width)
}
