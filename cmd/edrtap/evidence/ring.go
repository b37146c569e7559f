// Package evidence keeps captured frames on disk, in a ring of files that a
// size and an age bound, so that the packets of a session can be looked at
// after the finding has come. Whole files are pcapng, compressed with zstd; the
// one that is being written is plain. Beside each whole file lies an index of
// the flows in it, by which Files finds those with a session's packets.
//
// A ring keeps every frame, or only the first ones of those sessions that
// findings name. The latter wait in memory until that is known, and go to a
// file together, in order of time.
package evidence

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"edrtap/capture"
	"edrtap/capture/pcapfile"
)

// Config says where frames are kept, and how much of them.
type Config struct {
	Dir        string
	Total      int64         // bytes of all files, at most
	Age        time.Duration // of what is kept, at most; packet time
	FileSize   int64         // bytes of frames after which a file is whole; 0 stands for 64 MiB
	Interfaces []string      // names by Frame.File
	Failing    bool          // keep only the first frames of sessions that Judge names
	Note       func(format string, args ...any)
}

const (
	usualSize = 64 << 20

	// fileAge is after which packet time it is.
	fileAge = time.Hour

	// usualRetry is how long a disk that took nothing is left alone.
	usualRetry = 10 * time.Second

	// inFlight is how many batches may wait for the disk.
	inFlight = 32

	// verdicts is how many calls of Judge may wait with them.
	verdicts = 2

	suffix      = ".pcapng"
	compressed  = suffix + ".zst"
	indexSuffix = ".flows.jsonl"
	stamp       = "20060102T150405.000000000Z"
)

// Ring writes frames in a goroutine of its own. A full or slow disk costs
// evidence, which is counted, and never makes the capture wait.
type Ring struct {
	config Config
	work   chan job
	free   chan *capture.Batch
	done   chan struct{}
	lost   atomic.Uint64
	closed sync.Once

	telling sync.Mutex
	untold  job          // what the goroutine was not told yet of sessions
	judging atomic.Int32 // verdicts that wait in work

	// The goroutine uses what follows.
	heads  *heads  // nil where every frame is kept
	chosen *chosen // of heads
	file   *os.File
	writer *pcapfile.Writer
	flows  *index
	begun  int64 // packet time of the first frame of file
	last   int64
	size   int64
	kept   int64     // bytes of file that the disk has taken
	afloat uint64    // frames given to writer that the disk has not taken yet
	broken time.Time // when the disk last failed; zero while it is well
	retry  time.Duration
}

// job is what the goroutine is given: frames, or what is known of sessions
// whose frames came before.
type job struct {
	batch    *capture.Batch
	sessions []Session
	named    iter.Seq[string]
}

// Open begins a ring, or goes on with the one in the directory: files that an
// earlier process left unfinished are finished.
func Open(c Config) (*Ring, error) { return open(c, usualRetry) }

func open(c Config, retry time.Duration) (*Ring, error) {
	if c.FileSize <= 0 {
		c.FileSize = usualSize
	}
	if err := os.MkdirAll(c.Dir, 0o750); err != nil {
		return nil, fmt.Errorf("evidence: %w", err)
	}
	r := &Ring{
		config: c, work: make(chan job, inFlight+verdicts), free: make(chan *capture.Batch, inFlight),
		done: make(chan struct{}), retry: retry,
	}
	if c.Failing {
		r.heads, r.chosen = newHeads(headsBytes), &chosen{}
	}
	left, err := filepath.Glob(filepath.Join(c.Dir, "*"+suffix))
	if err != nil {
		return nil, fmt.Errorf("evidence: %w", err)
	}
	for range inFlight {
		r.free <- &capture.Batch{}
	}
	go r.run(left)
	return r, nil
}

// Lost is how many frames were not kept, because the disk was slow or full. It
// may be called from any goroutine.
func (r *Ring) Lost() uint64 { return r.lost.Load() }

// Keep copies the frames of a batch for the disk, where there is room.
func (r *Ring) Keep(b *capture.Batch) {
	for from := 0; from < len(b.Frames); {
		select {
		case to := <-r.free:
			from += copyFrames(to, b.Frames[from:])
			r.work <- job{batch: to}
		default:
			r.lost.Add(uint64(len(b.Frames) - from))
			return
		}
	}
}

// copyFrames copies as many frames as fit and returns their number.
func copyFrames(to *capture.Batch, frames []capture.Frame) int {
	const block = 1 << 20 // bytes
	if cap(to.Block) < block {
		to.Block = make([]byte, 0, block)
	}
	to.Frames, to.Block = to.Frames[:0], to.Block[:0]
	for i := range frames {
		if !to.Take(&frames[i]) {
			return i
		}
	}
	return len(frames)
}

// Close writes what waits. The file at hand stays plain until the next Open.
func (r *Ring) Close() error {
	r.closed.Do(func() { close(r.work) })
	<-r.done
	return nil
}

func (r *Ring) run(left []string) {
	defer close(r.done)
	for _, name := range left {
		r.judge(r.compress(name))
	}
	r.judge(r.prune(0))
	for job := range r.work {
		switch {
		case job.batch == nil:
			r.verdict(&job)
			r.judging.Add(-1)
			continue
		case r.heads != nil:
			r.hold(job.batch)
		default:
			r.write(job.batch.Frames)
		}
		r.free <- job.batch
	}
	r.finish()
}

// finish writes what is to be kept. Nobody gives work any more.
func (r *Ring) finish() {
	if r.heads != nil {
		r.verdict(&r.untold)
		r.save()
	}
	r.judge(r.end())
}

// write keeps frames, or counts them.
func (r *Ring) write(frames []capture.Frame) {
	if !r.broken.IsZero() && time.Since(r.broken) < r.retry {
		r.lost.Add(uint64(len(frames)))
		return
	}
	for i := range frames {
		if err := r.frame(&frames[i]); err != nil {
			r.lost.Add(uint64(len(frames) - i))
			r.judge(err)
			return
		}
	}
	if err := r.flush(); err != nil {
		r.judge(err)
		return
	}
	if !r.broken.IsZero() {
		r.broken = time.Time{}
		r.config.Note("evidence: frames are kept again")
	}
}

func (r *Ring) frame(f *capture.Frame) error {
	if r.file != nil && (r.size >= r.config.FileSize || f.Time-r.begun > int64(fileAge)) {
		if err := r.rotate(); err != nil {
			return err
		}
	}
	if r.file == nil {
		if err := r.begin(f.Time); err != nil {
			return err
		}
	}
	r.size += int64(len(f.Data)) + 32 // of an enhanced packet block
	r.last = max(r.last, f.Time)
	if err := r.writer.Frame(f); err != nil {
		return err
	}
	r.afloat++
	r.flows.add(f)
	return nil
}

// flush gives the disk what it was not given yet.
func (r *Ring) flush() error {
	if r.file == nil {
		return nil
	}
	if err := r.writer.Flush(); err != nil {
		return err
	}
	var err error
	r.kept, err = r.file.Seek(0, io.SeekCurrent)
	r.afloat = 0
	return err
}

// begin creates a file.
func (r *Ring) begin(at int64) error {
	name := filepath.Join(r.config.Dir, time.Unix(0, at).UTC().Format(stamp)+suffix)
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return err
	}
	r.file, r.flows, r.begun, r.last, r.size, r.kept = file, newIndex(), at, at, 0, 0
	r.writer = pcapfile.NewWriter(file, pcapfile.Section{Application: "edrtap"}, func(f capture.Frame) pcapfile.Interface {
		if int(f.File) < len(r.config.Interfaces) {
			return pcapfile.Interface{Name: r.config.Interfaces[f.File]}
		}
		return pcapfile.Interface{}
	})
	return nil
}

// end closes the file at hand, with its index.
func (r *Ring) end() error {
	if r.file == nil {
		return nil
	}
	if err := r.flush(); err != nil {
		return err
	}
	file := r.file
	r.file = nil
	err := file.Close()
	return errors.Join(err, r.flows.write(strings.TrimSuffix(file.Name(), suffix)+indexSuffix))
}

// rotate ends the file at hand, compresses it, and makes room for the next.
func (r *Ring) rotate() error {
	name := r.file.Name()
	if err := r.end(); err != nil {
		return err
	}
	if err := r.compress(name); err != nil {
		return err
	}
	return r.prune(r.config.FileSize)
}

// judge tells of a disk that fails, once, and lets go of the file at hand.
func (r *Ring) judge(err error) {
	if err == nil {
		return
	}
	if r.broken.IsZero() {
		r.config.Note("evidence: %v; the analysis goes on, and frames that are not kept are counted", err)
	}
	r.broken = time.Now()
	r.abandon()
	_ = r.prune(r.config.FileSize) // to make room is all that can be done
}

// abandon lets go of the file at hand, which ends with the last frame that the
// disk has taken whole. The disk has failed: that it fails once more says
// nothing new.
func (r *Ring) abandon() {
	r.lost.Add(r.afloat)
	r.afloat = 0
	if r.file == nil {
		return
	}
	_ = r.file.Truncate(r.kept)
	_ = r.file.Close()
	if r.kept == 0 {
		_ = os.Remove(r.file.Name())
	}
	r.file = nil
}

// prune removes the oldest files until the limits hold and so many bytes have
// room.
func (r *Ring) prune(room int64) error {
	entries, err := os.ReadDir(r.config.Dir) // by name, and so by time
	if err != nil {
		return err
	}
	var total int64
	var files []fs.FileInfo
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || !entry.Type().IsRegular() || !ours(entry.Name()) {
			continue
		}
		files = append(files, info)
		total += info.Size()
	}
	for _, info := range files {
		old := r.last > 0 && r.last-begunAt(info.Name()) > int64(r.config.Age+fileAge)
		if total+room <= r.config.Total && !old {
			break
		}
		if r.file != nil && strings.HasSuffix(r.file.Name(), info.Name()) {
			break
		}
		if err := os.Remove(filepath.Join(r.config.Dir, info.Name())); err != nil {
			return err
		}
		total -= info.Size()
	}
	return nil
}

// ours says whether a file is one of a ring: nothing else is ever removed.
func ours(name string) bool {
	for _, end := range []string{compressed, suffix, indexSuffix, compressed + ".part"} {
		if base, found := strings.CutSuffix(name, end); found {
			_, err := time.Parse(stamp, base)
			return err == nil
		}
	}
	return false
}

// begunAt is the packet time of the first frame of one of our files, in ns.
func begunAt(name string) int64 {
	at, err := time.Parse(stamp, name[:min(len(name), len(stamp))])
	if err != nil {
		return 0
	}
	return at.UnixNano()
}
