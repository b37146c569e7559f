package report

import (
	"cmp"
	"maps"
	"slices"

	"edrtap/rules/record"
)

// Series is the events per second toward one server. Where there are too many
// seconds for a page, each point is the busiest of Step seconds.
type Series struct {
	Server   string          `json:"server"`
	Method   string          `json:"method"`
	Limit    uint64          `json:"limit,omitempty"`
	Step     int64           `json:"step_s"`
	Times    []int64         `json:"times"` // Unix seconds, ascending; a second that is not there had no traffic
	Low      []uint64        `json:"low"`
	Estimate []uint64        `json:"estimate"`
	High     []uint64        `json:"high"`
	Over     int             `json:"seconds_over"` // whose low bound is over the limit
	Busiest  []record.Rate   `json:"busiest"`      // seconds, at most topSeconds
	server   record.Endpoint // what Server is the text of
}

const (
	maxPoints  = 2000 // of one series on a page
	topSeconds = 5
)

// series gathers the rates toward one server.
type series struct {
	step   int64
	points map[int64]*point
	all    Series
}

type point struct{ low, estimate, high uint64 }

// meters are the series by server.
type meters map[record.Endpoint]*series

func (m meters) add(r *record.Rate) {
	s := m[r.Server]
	if s == nil {
		s = &series{step: 1, points: make(map[int64]*point), all: Series{Server: r.Server.String(), server: r.Server}}
		m[r.Server] = s
	}
	s.all.Method, s.all.Limit = r.Method, max(s.all.Limit, r.Limit)
	if r.Limit > 0 && r.Events.Low > r.Limit {
		s.all.Over++
	}
	s.put(r.Second.Unix(), point{r.Events.Low, r.Events.Estimate, r.Events.High})
	s.rank(r)
}

// put keeps the busiest second of each step; a step doubles when there are
// twice as many points as a page shows.
func (s *series) put(second int64, p point) {
	at := floorDiv(second, s.step)
	if known := s.points[at]; known == nil {
		s.points[at] = &p
	} else {
		known.raise(p)
	}
	if len(s.points) <= 2*maxPoints {
		return
	}
	wide := make(map[int64]*point, maxPoints)
	for at, p := range s.points {
		into := floorDiv(at, 2)
		if wide[into] == nil {
			wide[into] = new(point)
		}
		wide[into].raise(*p)
	}
	s.points, s.step = wide, s.step*2
}

func (p *point) raise(q point) {
	p.low, p.estimate, p.high = max(p.low, q.low), max(p.estimate, q.estimate), max(p.high, q.high)
}

// rank keeps the busiest seconds.
func (s *series) rank(r *record.Rate) {
	busier := func(a, b record.Rate) int {
		return cmp.Or(cmp.Compare(b.Events.Estimate, a.Events.Estimate), cmp.Compare(b.Events.High, a.Events.High), a.Second.Compare(b.Second))
	}
	at, _ := slices.BinarySearchFunc(s.all.Busiest, *r, busier)
	if at >= topSeconds {
		return
	}
	s.all.Busiest = slices.Insert(s.all.Busiest, at, *r)
	s.all.Busiest = s.all.Busiest[:min(len(s.all.Busiest), topSeconds)]
}

func (s *series) series() Series {
	d := s.all
	d.Step = s.step
	for _, at := range slices.Sorted(maps.Keys(s.points)) {
		p := s.points[at]
		d.Times = append(d.Times, at*s.step)
		d.Low, d.Estimate, d.High = append(d.Low, p.low), append(d.Estimate, p.estimate), append(d.High, p.high)
	}
	return d
}

// list gives the series that a page shows: those with a limit first, then the
// busiest.
func (m meters) list() []Series {
	list := []Series{}
	for _, s := range m {
		list = append(list, s.series())
	}
	limited := func(s Series) int {
		if s.Limit > 0 {
			return 0
		}
		return 1
	}
	slices.SortFunc(list, func(a, b Series) int {
		return cmp.Or(cmp.Compare(limited(a), limited(b)),
			cmp.Compare(b.Busiest[0].Events.Estimate, a.Busiest[0].Events.Estimate), a.server.Compare(b.server))
	})
	return list[:min(len(list), maxSeries)]
}
