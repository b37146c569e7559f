package rate

import "math"

// Learned is what decrypted uploads say of the size of events.
type Learned struct {
	Requests uint64 // with events that were counted
	Events   uint64
	Head     uint64 // plaintext of these requests that is not their bodies', bytes
	Body     uint64 // as it was sent, bytes
	squares  float64
}

func (l *Learned) upload(u Upload) {
	if u.Events == 0 {
		return
	}
	l.Requests++
	l.Events += u.Events
	l.Head += u.Head
	l.Body += u.Body
	l.squares += float64(u.Body) * float64(u.Body) / float64(u.Events)
}

func (l *Learned) add(from Learned) {
	l.Requests += from.Requests
	l.Events += from.Events
	l.Head += from.Head
	l.Body += from.Body
	l.squares += from.squares
}

// deviation is the standard deviation of an event's size, bytes. Of an upload
// with n events only the sum is known; the mean of n varies by a factor of the
// root of n less than one.
func (l *Learned) deviation() float64 {
	if l.Requests < 2 || l.Events == 0 {
		return 0
	}
	mean := float64(l.Body) / float64(l.Events)
	return math.Sqrt(max(0, l.squares-mean*float64(l.Body)) / float64(l.Requests-1))
}

// Calibration is what was learned of one appliance's uploads. Requests, Bytes
// and Events are sums over the same traffic.
type Calibration struct {
	Events      uint64
	Requests    uint64
	Bytes       uint64  // plaintext that clients sent
	RequestLow  uint64  // of each request, what is no event: at least, bytes
	RequestHigh uint64  // at most
	Deviation   float64 // of an event's size, bytes; 0 where it is not known
}

// Calibration gives what decrypted uploads teach; false where there were none.
func (l *Learned) Calibration() (Calibration, bool) {
	if l.Events == 0 || l.Body == 0 {
		return Calibration{}, false
	}
	head := l.Head / l.Requests
	return Calibration{
		Events: l.Events, Requests: l.Requests, Bytes: l.Head + l.Body,
		RequestLow: head, RequestHigh: head, Deviation: math.Round(l.deviation()*100) / 100,
	}, true
}

const (
	// drift is by how much the sizes of events and of what surrounds them may
	// differ on another day.
	drift = 0.10
	// unknownDeviation stands for Deviation where it is not known, as a share of
	// the mean.
	unknownDeviation = 0.5
	// width is the width of the interval in standard deviations.
	width = 2.5
)

// mean is the size of an event, in bytes, where so many bytes of each request
// are none; 0 where that cannot be.
func (c *Calibration) mean(head uint64) float64 {
	if c.Events == 0 {
		return 0
	}
	return max(0, float64(c.Bytes)-float64(head)*float64(c.Requests)) / float64(c.Events)
}

// interval estimates the events in so many requests of between low and high
// bytes altogether. c is Valid.
func (c *Calibration) interval(requests, low, high uint64) (least, estimate, most float64) {
	least = math.Inf(1)
	for _, head := range [...]uint64{c.RequestLow, c.RequestHigh} {
		mean := c.mean(head)
		heads := float64(head) * float64(requests)
		from := max(0, float64(low)-heads*(1+drift)) / (mean * (1 + drift))
		to := max(0, float64(high)-heads*(1-drift)) / (mean * (1 - drift))
		deviation := c.Deviation / mean
		if c.Deviation == 0 {
			deviation = unknownDeviation
		}
		least = min(least, max(0, from-width*deviation*math.Sqrt(from)))
		most = max(most, to+width*deviation*math.Sqrt(to))
		estimate += max(0, float64(low+high)/2-heads) / mean / 2
	}
	return least, estimate, most
}

// Valid says whether a calibration can be used: something is left for the
// events.
func (c *Calibration) Valid() bool { return c.mean(c.RequestHigh) > 0 }
