package rate

import (
	"fmt"
	"math"
)

// Learned is what decrypted uploads say of the size of events.
type Learned struct {
	Requests [2]uint64 // with events that were counted: of HTTP/1.x, of HTTP/2
	Head     [2]uint64 // plaintext of these requests that is not their bodies', bytes
	Events   uint64
	Body     uint64 // as it was sent, bytes
	squares  uint64 // of bodies, each divided by its events; whole, so that the order of adding does not matter
}

func (l *Learned) upload(u Upload) {
	if u.Events == 0 {
		return
	}
	version := 0
	if u.HTTP2 {
		version = 1
	}
	l.Requests[version]++
	l.Head[version] += u.Head
	l.Events += u.Events
	l.Body += u.Body
	body := min(u.Body, math.MaxUint32)
	l.squares = saturating(l.squares, body*body/u.Events)
}

func (l *Learned) add(from Learned) {
	for i := range l.Requests {
		l.Requests[i] += from.Requests[i]
		l.Head[i] += from.Head[i]
	}
	l.Events += from.Events
	l.Body += from.Body
	l.squares = saturating(l.squares, from.squares)
}

func saturating(a, b uint64) uint64 {
	if sum := a + b; sum >= a {
		return sum
	}
	return math.MaxUint64
}

// deviation is the standard deviation of an event's size, bytes. Of an upload
// with n events only the sum is known; the mean of n varies by a factor of the
// root of n less than one.
func (l *Learned) deviation() float64 {
	n := l.Requests[0] + l.Requests[1]
	if n < 2 || l.Events == 0 {
		return 0
	}
	mean := float64(l.Body) / float64(l.Events)
	return math.Sqrt(max(0, float64(l.squares)-mean*float64(l.Body)) / float64(n-1))
}

// Calibration is what was learned of one appliance's uploads. The counts and
// Bytes are sums over the same traffic.
type Calibration struct {
	Events    uint64
	Bytes     uint64  // plaintext that clients sent
	Deviation float64 // of an event's size, bytes; 0 where it is not known
	HTTP1     Requests
	HTTP2     Requests
}

// Requests is what was learned of the requests of one version of HTTP.
type Requests struct {
	Count uint64
	Low   uint64 // of each, what is no event: at least, bytes
	High  uint64 // at most; 0 where nothing was learned
}

// Calibration gives what decrypted uploads teach; false where there were none.
func (l *Learned) Calibration() (Calibration, bool) {
	if l.Events == 0 || l.Body == 0 {
		return Calibration{}, false
	}
	c := Calibration{Events: l.Events, Bytes: l.Body, Deviation: math.Round(l.deviation()*100) / 100}
	for i, r := range []*Requests{&c.HTTP1, &c.HTTP2} {
		if n := l.Requests[i]; n > 0 {
			r.Count, r.Low, r.High = n, l.Head[i]/n, l.Head[i]/n
			c.Bytes += l.Head[i]
		}
	}
	return c, true
}

const (
	// drift is by how much the sizes of events and of what surrounds them may
	// differ on another day.
	drift = 0.10
	// unknownDeviation stands for Deviation where it is not known, as a share of
	// the mean.
	unknownDeviation = 0.5
	// width is half the width of the interval in standard deviations.
	width = 2.5
	// unpacked is by how much the fields of a request are at most longer in
	// HTTP/1.x than in HTTP/2, which does not repeat them, bytes.
	unpacked = 500
)

// heads gives the bounds of what of a request is no event. Where one version
// of HTTP was not seen, the other one bounds it: HTTP/2 packs fields.
func (c *Calibration) heads() (http1, http2 [2]uint64) {
	http1, http2 = [2]uint64{c.HTTP1.Low, c.HTTP1.High}, [2]uint64{c.HTTP2.Low, c.HTTP2.High}
	if c.HTTP1.High == 0 {
		http1 = [2]uint64{max(MinRequest, c.HTTP2.Low), c.HTTP2.High + unpacked}
	}
	if c.HTTP2.High == 0 {
		http2 = [2]uint64{leastHTTP2, max(leastHTTP2, c.HTTP1.High)}
	}
	return http1, http2
}

// mean is the size of an event, in bytes, where so many bytes of each request
// are none; not above 0 where that cannot be.
func (c *Calibration) mean(http1, http2 float64) float64 {
	if c.Events == 0 {
		return 0
	}
	return (float64(c.Bytes) - http1*float64(c.HTTP1.Count) - http2*float64(c.HTTP2.Count)) / float64(c.Events)
}

// Valid says whether a calibration can be used: something is left for the
// events.
func (c *Calibration) Valid() bool {
	return c.HTTP1.High+c.HTTP2.High > 0 && c.mean(float64(c.HTTP1.High), float64(c.HTTP2.High)) > 0
}

// interval estimates the events in so many requests of between low and high
// bytes altogether. c is Valid.
func (c *Calibration) interval(t turns, low, high uint64) (least, estimate, most float64) {
	http1, http2 := c.heads()
	least = math.Inf(1)
	for i := range 4 {
		one, two := float64(http1[i&1]), float64(http2[i>>1])
		mean := c.mean(one, two)
		heads := one*float64(t.http1) + two*float64(t.http2)
		from := max(0, float64(low)-heads*(1+drift)) / (mean * (1 + drift))
		to := max(0, float64(high)-heads*(1-drift)) / (mean * (1 - drift))
		least = min(least, from-width*c.spread(mean)*math.Sqrt(from))
		most = max(most, to+width*c.spread(mean)*math.Sqrt(to))
	}
	one, two := float64(http1[0]+http1[1])/2, float64(http2[0]+http2[1])/2
	heads := one*float64(t.http1) + two*float64(t.http2)
	return max(0, least), max(0, float64(low+high)/2-heads) / c.mean(one, two), most
}

// spread is the standard deviation of an event's size as a share of the mean.
func (c *Calibration) spread(mean float64) float64 {
	if c.Deviation == 0 {
		return unknownDeviation
	}
	return c.Deviation / mean
}

// Count learns from an operator's count of the events that were sent in the
// seconds of a report. What of a request is no event is not known then: it lies
// between the least that a request can have and what the shortest one, and all
// of them, have beside events of the smallest plausible size.
func Count(r *Report, events uint64) (Calibration, error) {
	c := Calibration{Events: events}
	var requests, all, low, high uint64
	for i := range r.Seconds {
		s := &r.Seconds[i]
		requests += s.Requests
		c.Bytes += s.AppBytes
		low, high = low+s.Events.Low, high+s.Events.High
	}
	all = max(requests, 1)
	if events < low || events > high {
		return c, fmt.Errorf("%d events do not fit: between %d and %d were sent to %s in that time", events, low, high, r.Server)
	}
	most := min(int64(r.Least)-DefaultSmallestEvent, (int64(c.Bytes)-int64(events)*DefaultSmallestEvent)/int64(all))
	c.HTTP2.Count = min(r.HTTP2, requests)
	c.HTTP1.Count = requests - c.HTTP2.Count
	if c.HTTP1.Count > 0 {
		c.HTTP1.Low, c.HTTP1.High = MinRequest, uint64(max(most, MinRequest))
	}
	if c.HTTP2.Count > 0 {
		c.HTTP2.Low, c.HTTP2.High = leastHTTP2, uint64(max(most, leastHTTP2))
	}
	if !c.Valid() {
		return c, fmt.Errorf("%d events do not fit into %d bytes in %d requests to %s", events, c.Bytes, requests, r.Server)
	}
	return c, nil
}
