package report

import (
	"maps"
	"slices"
	"time"

	"edrtap/rules/record"
)

// Timeline counts sessions by when they began, and marks when a server first
// showed another certificate.
type Timeline struct {
	Start   time.Time `json:"start,omitzero"` // of the first bucket
	Width   int64     `json:"width_s"`        // of a bucket, seconds
	Buckets []Bucket  `json:"buckets"`        // one behind the other, at most maxBuckets
	Changes []Change  `json:"changes"`        // of certificates, in order of time
}

// Bucket counts the sessions that began in one stretch of time.
type Bucket struct {
	Established uint64 `json:"established"`
	Failed      uint64 `json:"failed"`
	Unclear     uint64 `json:"unclear"` // no TLS, or not enough of it was seen
}

// Change is the first time that a server showed a certificate other than the
// one it had shown before to who called it by the same name.
type Change struct {
	Time   time.Time `json:"time"`
	Server string    `json:"server"`
	Name   string    `json:"name,omitempty"`
	From   Leaf      `json:"from"`
	To     Leaf      `json:"to"`
}

// Leaf is what tells one certificate from another.
type Leaf struct {
	Subject string `json:"subject"`
	Issuer  string `json:"issuer"`
	SHA256  string `json:"sha256"`
}

const maxBuckets = 120

// counter sorts sessions into buckets whose width doubles when the stretch of
// time outgrows them, so that sessions may come in any order and in any number.
type counter struct {
	width   int64 // seconds
	buckets map[int64]*Bucket
}

func newCounter() counter {
	return counter{width: 1, buckets: make(map[int64]*Bucket)}
}

func (c *counter) add(s *record.Session) {
	at := floorDiv(s.Start.Unix(), c.width)
	b := c.buckets[at]
	if b == nil {
		b = new(Bucket)
		c.buckets[at] = b
		for c.span() > maxBuckets {
			c.widen()
		}
		b = c.buckets[floorDiv(s.Start.Unix(), c.width)]
	}
	switch s.Outcome {
	case record.Established:
		b.Established++
	case record.Truncated, record.NotTLS:
		b.Unclear++
	default:
		b.Failed++
	}
}

func (c *counter) bounds() (first, last int64) {
	begun := false
	for at := range c.buckets {
		if !begun || at < first {
			first = at
		}
		if !begun || at > last {
			last = at
		}
		begun = true
	}
	return first, last
}

func (c *counter) span() int64 {
	first, last := c.bounds()
	return last - first + 1
}

func (c *counter) widen() {
	wide := make(map[int64]*Bucket, len(c.buckets))
	for at, b := range c.buckets {
		into := floorDiv(at, 2)
		if wide[into] == nil {
			wide[into] = new(Bucket)
		}
		wide[into].Established += b.Established
		wide[into].Failed += b.Failed
		wide[into].Unclear += b.Unclear
	}
	c.buckets, c.width = wide, c.width*2
}

// timeline gives every bucket from the first to the last, empty ones too.
func (c *counter) timeline() Timeline {
	t := Timeline{Width: c.width, Buckets: []Bucket{}, Changes: []Change{}}
	if len(c.buckets) == 0 {
		return t
	}
	first, last := c.bounds()
	t.Start = time.Unix(first*c.width, 0).UTC()
	t.Buckets = make([]Bucket, last-first+1)
	for at, b := range c.buckets {
		t.Buckets[at-first] = *b
	}
	return t
}

// floorDiv is a/b rounded down, for b > 0.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

const maxChanges = 100

// changes lists when servers first showed each certificate after their first
// to who called them by a name. That a server has one for each name is none.
func changes(servers []*server) []Change {
	list := []Change{}
	for _, s := range servers {
		shown := make(map[string][]*Chain) // by name
		for _, c := range s.Chains {
			for name := range c.names {
				shown[name] = append(shown[name], c)
			}
		}
		told := make(map[*Chain]bool)
		for _, name := range slices.Sorted(maps.Keys(shown)) {
			chains := shown[name]
			slices.SortStableFunc(chains, func(a, b *Chain) int { return a.names[name].Compare(b.names[name]) })
			for i := 1; i < len(chains); i++ {
				if told[chains[i]] {
					continue
				}
				told[chains[i]] = true
				list = append(list, Change{
					Time: chains[i].names[name], Server: s.Server.Server, Name: name, From: leafOf(chains[i-1]), To: leafOf(chains[i]),
				})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Change) int { return a.Time.Compare(b.Time) })
	return list[:min(len(list), maxChanges)]
}

func leafOf(c *Chain) Leaf {
	leaf := c.Certificates[0]
	return Leaf{Subject: leaf.Subject, Issuer: leaf.Issuer, SHA256: leaf.SHA256}
}
