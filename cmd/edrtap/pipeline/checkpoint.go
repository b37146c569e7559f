package pipeline

import "time"

// Checkpoints are what happens while a capture goes on, for one that may never
// end.
type Checkpoints struct {
	// Every is the packet time from one checkpoint to the next. Where they take
	// more than a twentieth of the time, they come less often.
	Every time.Duration

	// Do is called between two batches, when every session that has ended was
	// given to OnSession and no callback is running. The result is what would
	// be known if the input ended here, but for the flows that are open. An
	// error ends the run.
	Do func(*Result) error

	// Meter is for how long the meter remembers a second at least, in packet
	// time, and for twice as long at most; 0: for ever.
	Meter time.Duration
}

// checkpoint does what is due at this clock.
func (r *run) checkpoint() error {
	c := &r.config.Checkpoints
	if c.Do == nil || r.frames == 0 || r.clock < r.due {
		return nil
	}
	begin := time.Now()
	defer func() { r.due = r.clock + int64(max(c.Every, 20*time.Since(begin))) }()
	if r.pool != nil {
		r.pool.drain()
	}
	if err := c.Do(r.result(true)); err != nil {
		return err
	}
	if c.Meter > 0 {
		r.collector.rates.Forget(r.clock - int64(c.Meter))
	}
	return nil
}
