package output

import "time"

// clock appends times as appendTime does. Sessions that end one after another
// share their seconds, so it keeps the text of some: each second has one slot.
type clock struct{ seconds [64]second }

type second struct {
	unix int64
	text [len(secondLayout)]byte // valid iff it is not empty
}

const secondLayout = `"2006-01-02T15:04:05`

func (c *clock) append(b []byte, t time.Time) []byte {
	unix := t.Unix()
	s := &c.seconds[unix&int64(len(c.seconds)-1)]
	if s.unix != unix || s.text[0] == 0 {
		utc := t.UTC()
		if year := utc.Year(); year < 0 || year > 9999 {
			return appendTime(b, t)
		}
		s.unix = unix
		utc.AppendFormat(s.text[:0], secondLayout)
	}
	b = append(b, s.text[:]...)
	b = appendFraction(b, t.Nanosecond())
	return append(b, 'Z', '"')
}

// appendFraction appends nanoseconds without the zeros at their end.
func appendFraction(b []byte, n int) []byte {
	if n == 0 {
		return b
	}
	digits := 9
	for ; n%10 == 0; n /= 10 {
		digits--
	}
	b = append(b, ".000000000"[:1+digits]...)
	for at := len(b) - 1; n > 0; at-- {
		b[at] = byte('0' + n%10)
		n /= 10
	}
	return b
}
