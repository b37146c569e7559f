package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"time"

	"edrtap/capture"
	"edrtap/capture/pcapfile"
	"edrtap/cmd/edrtap/dump"
	"edrtap/cmd/edrtap/output"
	"edrtap/cmd/edrtap/pipeline"
	"edrtap/rules"
	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// original is one capture as it was read.
type original struct {
	name   string
	file   []byte
	frames []capture.Frame
}

// mutator makes and analyses variants.
type mutator struct {
	seed     uint64
	keep     string
	memory   uint64 // bytes of heap that may be in use
	captures []original

	frames, sessions atomic.Uint64
	peak             atomic.Uint64
}

const (
	// windowFrames bounds the frames of a variant; of a longer capture a part is
	// taken, another one each time.
	windowFrames = 400
	fileLimit    = 1 << 20 // bytes of a file that is damaged as a file
	patience     = 20 * time.Second
)

// load reads the captures; what cannot be read to its end counts as far as it
// goes.
func (m *mutator) load(files []string) error {
	for _, name := range files {
		file, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		o := original{name: name, file: file[:min(len(file), fileLimit)]}
		reader, err := pcapfile.NewReader(bytes.NewReader(file), name, 0)
		if err != nil {
			continue // no capture: those are for the readers' own tests
		}
		var batch capture.Batch
		for err == nil {
			err = reader.ReadBatch(&batch)
			for _, f := range batch.Frames {
				f.Data = bytes.Clone(f.Data)
				o.frames = append(o.frames, f)
			}
		}
		_ = reader.Close() // only read from
		if len(o.frames) > 0 {
			m.captures = append(m.captures, o)
		}
	}
	if len(m.captures) == 0 {
		return errors.New("no capture could be read")
	}
	return nil
}

// variant analyses variant n.
func (m *mutator) variant(ctx context.Context, n int) (err error) {
	random := rand.New(rand.NewPCG(m.seed, uint64(n)))
	o := &m.captures[n%len(m.captures)]
	source, written := m.damage(o, random)
	defer func() {
		if failure := recover(); failure != nil {
			err = fmt.Errorf("panic: %v\n%s", failure, debug.Stack())
		}
		if err != nil {
			err = fmt.Errorf("variant %d of seed %d, made of %s%s: %w", n, m.seed, o.name, m.save(n, written()), err)
		}
	}()
	limited, stop := context.WithTimeout(ctx, patience)
	defer stop()
	first, err := m.analyse(limited, source)
	if err != nil {
		return err
	}
	if err := show(written(), first); err != nil {
		return err
	}
	if limited.Err() != nil && ctx.Err() == nil {
		return fmt.Errorf("took more than %v", patience)
	}
	return m.weigh()
}

// damage gives a damaged capture as a source, and a way to write it down: one
// in eight as a file, the others frame by frame.
func (m *mutator) damage(o *original, random *rand.Rand) (capture.Source, func() []byte) {
	if random.IntN(8) == 0 {
		file := damageFile(o.file, random)
		reader, err := pcapfile.NewReader(bytes.NewReader(file), o.name, 0)
		if err != nil { // refused at once, as it should be
			return &frameSource{}, func() []byte { return file }
		}
		return guarded{reader}, func() []byte { return file }
	}
	window := o.frames
	if len(window) > windowFrames {
		at := random.IntN(len(window) - windowFrames)
		window = window[at : at+windowFrames]
	}
	frames := damageFrames(window, random)
	return &frameSource{frames: frames}, func() []byte { return asFile(frames) }
}

// show does what edrtap show does with the first session of a variant.
func show(file []byte, s *record.Session) error {
	if s == nil {
		return nil
	}
	source, err := pcapfile.NewReader(bytes.NewReader(file), "variant", 0)
	if err != nil {
		return err
	}
	result, found, _ := dump.Read(source, s, nil) // the damage was told before
	if !found {
		return fmt.Errorf("session %s is not found again", s.ID)
	}
	return dump.Text(io.Discard, s, result)
}

// analyse does what edrtap does with a capture, output included. It gives the
// first session.
func (m *mutator) analyse(ctx context.Context, source capture.Source) (first *record.Session, err error) {
	told := &inventory.Inventory{}
	engine := rules.New(told, text.English)
	out, err := output.New("jsonl", io.Discard)
	if err != nil {
		return nil, err
	}
	result, err := pipeline.Run(ctx, pipeline.Config{
		Source: source, Files: []string{"variant"}, Workers: 1,
		OnSession: func(s *record.Session) error {
			engine.Session(s)
			if first == nil {
				copied := *s
				first = &copied
			}
			return out.Session(s)
		},
	})
	m.frames.Add(result.Frames)
	m.sessions.Add(result.Sessions)
	var damage *pcapfile.Error
	if err != nil && !errors.As(err, &damage) {
		return nil, err
	}
	findings, _ := engine.Finish(result.Sensor)
	for i := range findings {
		if err := out.Finding(&findings[i]); err != nil {
			return nil, err
		}
	}
	return first, out.Close()
}

// weigh makes sure that the memory stays in its limits.
func (m *mutator) weigh() error {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	for peak := m.peak.Load(); stats.HeapAlloc > peak && !m.peak.CompareAndSwap(peak, stats.HeapAlloc); peak = m.peak.Load() {
	}
	if stats.HeapAlloc > m.memory {
		return fmt.Errorf("%d MiB of heap are in use", stats.HeapAlloc>>20)
	}
	return nil
}

// save writes a variant down, and says where.
func (m *mutator) save(n int, file []byte) string {
	name := filepath.Join(m.keep, fmt.Sprintf("variant-%d-%d.pcap", m.seed, n))
	if os.WriteFile(name, file, 0o600) != nil {
		return ""
	}
	return " (" + name + ")"
}

// frameSource gives frames, in batches of a few.
type frameSource struct{ frames []capture.Frame }

// ReadBatch implements capture.Source.
func (s *frameSource) ReadBatch(b *capture.Batch) error {
	if len(s.frames) == 0 {
		b.Frames = b.Frames[:0]
		return io.EOF
	}
	n := min(len(s.frames), 64)
	b.Frames = append(b.Frames[:0], s.frames[:n]...)
	s.frames = s.frames[n:]
	return nil
}

// Close implements capture.Source.
func (s *frameSource) Close() error { return nil }

// guarded turns a panic of a source, which is read in a goroutine of its own,
// into an error.
type guarded struct{ capture.Source }

// ReadBatch implements capture.Source.
func (g guarded) ReadBatch(b *capture.Batch) (err error) {
	defer func() {
		if failure := recover(); failure != nil {
			err = fmt.Errorf("panic: %v\n%s", failure, debug.Stack())
		}
	}()
	return g.Source.ReadBatch(b)
}

var (
	_ capture.Source = (*frameSource)(nil)
	_ capture.Source = guarded{}
)
