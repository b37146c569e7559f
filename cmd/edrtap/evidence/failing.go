package evidence

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"edrtap/capture"
)

const (
	// saveBytes and saveAge are how much of what is to be kept waits for its
	// file: in bytes, and in packet time.
	saveBytes = 16 << 20
	saveAge   = 5 * time.Minute

	// maxUntold is how many sessions wait for Judge.
	maxUntold = 1 << 16
)

// chosen are the frames of sessions that findings name.
type chosen struct {
	frames []capture.Frame
	bytes  int
	since  int64 // packet time of the first choice
}

// Ended tells of a session that has ended; findings may name it from then on.
// It may be called from any goroutine, and does nothing where every frame is
// kept.
func (r *Ring) Ended(s Session) {
	if !r.config.Failing {
		return
	}
	r.telling.Lock()
	defer r.telling.Unlock()
	if len(r.untold.sessions) < maxUntold {
		r.untold.sessions = append(r.untold.sessions, s)
	}
}

// Judge keeps the frames of the sessions named, as far as they are held. The
// ring's goroutine goes through the names, later: they must not change any
// more. Where it is behind, it is told with the next call, or when it is
// closed.
func (r *Ring) Judge(named iter.Seq[string]) {
	if !r.config.Failing {
		return
	}
	r.telling.Lock()
	defer r.telling.Unlock()
	r.untold.named = named
	if r.judging.Add(1) > verdicts {
		r.judging.Add(-1)
		return
	}
	r.work <- r.untold
	r.untold = job{}
}

// hold keeps frames in memory until more is known.
func (r *Ring) hold(b *capture.Batch) {
	for i := range b.Frames {
		r.heads.add(&b.Frames[i])
	}
	r.lost.Add(r.heads.lost)
	r.heads.lost = 0
}

// verdict takes what has become known of sessions.
func (r *Ring) verdict(j *job) {
	for i := range j.sessions {
		r.heads.ended(&j.sessions[i])
	}
	if j.named == nil {
		return
	}
	c := r.chosen
	before := len(c.frames)
	for id := range j.named {
		c.frames = r.heads.take(id, c.frames)
	}
	if before == 0 && len(c.frames) > 0 {
		c.since = r.heads.clock
	}
	for i := range c.frames[before:] {
		c.bytes += len(c.frames[before+i].Data)
	}
	r.heads.forget()
	if c.bytes >= saveBytes || len(c.frames) > 0 && r.heads.clock-c.since >= int64(saveAge) {
		r.save()
	}
}

// save writes what was chosen to a file, or to several where it is much.
func (r *Ring) save() {
	if r.chosen == nil || len(r.chosen.frames) == 0 {
		return
	}
	frames := r.chosen.frames
	slices.SortStableFunc(frames, func(a, b capture.Frame) int { return cmp.Compare(a.Time, b.Time) })
	r.write(frames)
	r.chosen = &chosen{}
	if r.file != nil {
		r.judge(r.rotate())
	}
}
