package pcapfile

import (
	"math"
	"math/bits"
)

// clock turns the time stamps of one pcapng interface into nanoseconds:
// stamp * mul / div >> shift, plus offset seconds.
type clock struct {
	mul    uint64
	div    uint64
	shift  uint
	offset int64 // seconds, if_tsoffset
}

// defaultClock counts microseconds: the if_tsresol option left out.
var defaultClock = clock{mul: 1000, div: 1}

// newClock gives the clock of an if_tsresol value
// (draft-ietf-opsawg-pcapng section 4.2): an exponent of 10, or of 2 where the
// top bit is set.
func newClock(resolution byte) clock {
	exponent := uint(resolution & 0x7f)
	if resolution&0x80 != 0 {
		return clock{mul: 1e9, div: 1, shift: exponent}
	}
	if exponent <= 9 {
		return clock{mul: powerOfTen(9 - exponent), div: 1}
	}
	if exponent > 9+19 { // 2^64 of such units are less than a nanosecond
		return clock{mul: 0, div: 1}
	}
	return clock{mul: 1, div: powerOfTen(exponent - 9)}
}

// nanoseconds converts a time stamp. Times that do not fit 64 bits become the
// nearest that does: they are nonsense, but must not turn into another time.
func (c *clock) nanoseconds(stamp uint64) int64 {
	hi, lo := bits.Mul64(stamp, c.mul)
	switch {
	case c.shift >= 64:
		hi, lo = 0, hi>>(c.shift-64)
	case c.shift > 0:
		hi, lo = hi>>c.shift, lo>>c.shift|hi<<(64-c.shift)
	case c.div > 1: // mul is 1: hi is 0
		lo /= c.div
	}
	if hi != 0 || lo > math.MaxInt64 {
		lo = math.MaxInt64
	}
	return addSeconds(int64(lo), c.offset)
}

// addSeconds adds seconds to a time in nanoseconds that is not negative. A sum
// that does not fit becomes the last or first time that does, and so does every
// sum with an offset that alone does not fit.
func addSeconds(time, seconds int64) int64 {
	const most = math.MaxInt64 / 1_000_000_000
	if seconds > most || seconds > 0 && time > math.MaxInt64-seconds*1e9 {
		return math.MaxInt64
	}
	if seconds < -most {
		return math.MinInt64
	}
	return time + seconds*1e9
}

func powerOfTen(n uint) uint64 {
	p := uint64(1)
	for range n {
		p *= 10
	}
	return p
}
