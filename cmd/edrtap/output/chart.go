package output

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// ChartOptions say how a chart is drawn.
type ChartOptions struct {
	Width  int    // columns in all, at least 30
	Height int    // lines of bars
	Limit  uint64 // drawn as a line; 0 for none
}

// Point is one second of a chart. Seconds without a point are 0.
type Point struct {
	Second time.Time
	Value  uint64
}

// Chart draws the seconds from the first point to the last, which are in order
// of time. Where there are more seconds than columns, a column shows the
// greatest of its own.
func Chart(w io.Writer, points []Point, o ChartOptions) error {
	if len(points) == 0 {
		return nil
	}
	const margin = 9 // "1234567 ┤"
	first, last := points[0].Second.Unix(), points[len(points)-1].Second.Unix()
	each := (last-first)/int64(max(o.Width, 30)-margin) + 1 // seconds of a column
	columns := make([]uint64, (last-first)/each+1)
	top := max(o.Limit, 1)
	for _, p := range points {
		c := &columns[(p.Second.Unix()-first)/each]
		*c = max(*c, p.Value)
		top = max(top, *c)
	}
	var b strings.Builder
	height := uint64(max(o.Height, 2))
	limitAt := lineOf(o.Limit, top, height)
	for line := height; line > 0; line-- {
		label, axis, empty := "", "│", ' '
		switch {
		case o.Limit > 0 && line == limitAt:
			label, axis, empty = fmt.Sprint(o.Limit), "┼", '╌'
		case line == height:
			label, axis = fmt.Sprint(top), "┤"
		}
		fmt.Fprintf(&b, "%7s %s", label, axis)
		row := make([]rune, len(columns))
		for i, v := range columns {
			row[i] = cell(v, top, height, line, empty)
		}
		b.WriteString(strings.TrimRight(string(row), " "))
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "%7d └%s\n", 0, strings.Repeat("─", len(columns)))
	from, to := points[0].Second.Format(time.TimeOnly), points[len(points)-1].Second.Format(time.TimeOnly)
	gap := max(1, len(columns)-len(from)-len(to))
	fmt.Fprintf(&b, "%9s%s%s%s", "", from, strings.Repeat(" ", gap), to)
	if each > 1 {
		fmt.Fprintf(&b, "\n%9seach column: the busiest of %d seconds", "", each)
	}
	b.WriteByte('\n')
	_, err := io.WriteString(w, b.String())
	return err
}

// lineOf is the line, counted from 1 below, in which a value ends.
func lineOf(v, top, height uint64) uint64 {
	return min((v*height+top-1)/top, height)
}

// cell is what stands in one line of a column, to an eighth of a line.
func cell(v, top, height, line uint64, empty rune) rune {
	const eighths = " ▁▂▃▄▅▆▇█"
	filled := uint64(float64(v) / float64(top) * float64(height*8))
	if v > 0 {
		filled = max(filled, 1)
	}
	below := (line - 1) * 8
	switch {
	case filled <= below:
		return empty
	case filled >= below+8:
		return '█'
	}
	return []rune(eighths)[filled-below]
}
