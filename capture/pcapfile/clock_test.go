package pcapfile

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestClockKnowsTheCommonResolutions(t *testing.T) {
	for _, c := range []struct {
		resolution byte
		stamp      uint64
		want       int64
	}{
		{0, 3, 3e9},
		{3, 1, 1e6},
		{6, 1, 1000},
		{9, 1, 1},
		{12, 1999, 1},
		{28, 1e19, 1},
		{29, math.MaxUint64, 0},
		{127, math.MaxUint64, 0},
		{0x80, 2, 2e9},
		{0x80 | 1, 3, 15e8},
		{0x80 | 32, 3 << 31, 15e8},
		{0x80 | 63, 1 << 63, 1e9},
		{0x80 | 64, 1 << 63, 5e8},
		{0x80 | 127, math.MaxUint64, 0},
	} {
		clock := newClock(c.resolution)
		if got := clock.nanoseconds(c.stamp); got != c.want {
			t.Errorf("resolution %#x stamp %d: got %d, want %d", c.resolution, c.stamp, got, c.want)
		}
	}
}

// TestClockAgreesWithExactArithmetic compares with integers of any size.
func TestClockAgreesWithExactArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		resolution := rapid.Byte().Draw(t, "resolution")
		stamp := rapid.Uint64().Draw(t, "stamp")
		offset := rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(-9223372036, 9223372036), rapid.Int64()).Draw(t, "offset")

		base, exponent := int64(10), int64(resolution&0x7f)
		if resolution&0x80 != 0 {
			base = 2
		}
		exact := new(big.Int).SetUint64(stamp)
		exact.Mul(exact, big.NewInt(1e9))
		exact.Quo(exact, new(big.Int).Exp(big.NewInt(base), big.NewInt(exponent), nil))
		want := clamp(exact)
		sum := new(big.Int).Mul(big.NewInt(offset), big.NewInt(1e9))
		switch {
		case !sum.IsInt64() && offset > 0:
			want = math.MaxInt64
		case !sum.IsInt64():
			want = math.MinInt64
		default:
			want = clamp(sum.Add(sum, big.NewInt(want)))
		}

		clock := newClock(resolution)
		clock.offset = offset
		if got := clock.nanoseconds(stamp); got != want {
			t.Fatalf("got %d, want %d", got, want)
		}
	})
}

func clamp(v *big.Int) int64 {
	if v.IsInt64() {
		return v.Int64()
	}
	return math.MaxInt64
}
