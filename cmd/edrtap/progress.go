package main

import (
	"fmt"
	"io"
	"time"
)

// progress redraws one line on a terminal while a long input is read: how
// much of the file is done and how long the rest will take at this pace.
type progress struct {
	w    io.Writer
	read func() (done, total int64)
	quit chan struct{}
	gone chan struct{}
}

// startProgress begins to draw after a second. It draws nothing where w is
// not a terminal.
func startProgress(w io.Writer, read func() (done, total int64)) *progress {
	p := &progress{w: w, read: read, quit: make(chan struct{}), gone: make(chan struct{})}
	if columns, _ := terminal(w); columns == 0 {
		close(p.gone)
		return p
	}
	go p.run(time.Now())
	return p
}

func (p *progress) run(start time.Time) {
	defer close(p.gone)
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	drawn := false
	for {
		select {
		case <-p.quit:
			if drawn {
				fmt.Fprint(p.w, "\r\x1b[K")
			}
			return
		case <-tick.C:
			if elapsed := time.Since(start); elapsed > time.Second {
				done, total := p.read()
				fmt.Fprint(p.w, "\r\x1b[K"+progressLine(done, total, elapsed))
				drawn = true
			}
		}
	}
}

// stop ends the drawing and clears the line.
func (p *progress) stop() {
	close(p.quit)
	<-p.gone
}

func progressLine(done, total int64, elapsed time.Duration) string {
	rate := float64(done) / elapsed.Seconds()
	if total <= 0 || done <= 0 {
		return fmt.Sprintf("reading: %s, %s/s", size(done), size(int64(rate)))
	}
	left := time.Duration(float64(total-done) / rate * float64(time.Second))
	return fmt.Sprintf("reading: %3d %% of %s, %s/s, %s left",
		done*100/total, size(total), size(int64(rate)), left.Round(time.Second))
}

// size prints bytes in the unit that leaves at most four digits.
func size(n int64) string {
	const units = "KMGTPE"
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	value, unit := float64(n), 0
	for value /= 1000; value >= 1000 && unit < len(units)-1; value /= 1000 {
		unit++
	}
	return fmt.Sprintf("%.1f %cB", value, units[unit])
}
