package rate

import "time"

// window moves a second over the 100 ms parts: it is the last eleven of them, in
// a ring. Every ten are a true second, so the fullest ten are a low bound of the
// busiest one; no second touches more than eleven, so the fullest eleven are a
// high bound.
type window struct {
	parts   [slots + 1]part
	next    int
	carried int64 // opened and not closed before the eleven, bytes
}

// empty lets time pass without traffic.
func (w *window) empty() {
	for range w.parts {
		w.push(part{})
	}
}

func (w *window) push(p part) {
	oldest := &w.parts[w.next]
	w.carried += int64(oldest.opened) - int64(oldest.closed)
	*oldest = p
	w.next = (w.next + 1) % len(w.parts)
}

// slide takes the parts of the second that comes next.
func (w *window) slide(parts *[slots]part, best *Sliding, at int64) {
	for i := range parts {
		w.push(parts[i])
		var ten, exact uint64
		bytes := uint64(max(w.carried, 0))
		for j := range w.parts {
			p := &w.parts[(w.next+j)%len(w.parts)]
			exact += uint64(p.exact)
			bytes += uint64(p.opened)
			if j > 0 {
				ten += uint64(p.low)
			}
		}
		if ten > best.Events.Low {
			best.Events.Low = ten
			best.Start = time.Unix(0, (at-1)*second+int64(i+1)*slot).UTC()
		}
		var eleven uint64
		for j := range w.parts {
			eleven += uint64(w.parts[j].low)
		}
		best.Events.High = max(best.Events.High, eleven, exact+bytes/DefaultSmallestEvent)
	}
}

// late takes what is counted for a second after the window has passed it: it may
// be of the busiest one.
func (w *window) late(parts *[slots]part, best *Sliding) {
	for i := range parts {
		p := &parts[i]
		best.Events.High += uint64(p.low) + (uint64(p.opened)+DefaultSmallestEvent-1)/DefaultSmallestEvent
		w.carried += int64(p.opened) - int64(p.closed)
	}
}
