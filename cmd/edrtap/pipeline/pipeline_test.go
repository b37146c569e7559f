package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"

	"edrtap/capture"
	"edrtap/capture/dns"
	"edrtap/rules/record"
)

// everything says what a run found, in its order.
func everything(t *testing.T, source capture.Source, workers int) []string {
	t.Helper()
	var said, lookups []string
	result, err := Run(context.Background(), Config{
		Source: source, Files: []string{"capture"}, Workers: workers,
		OnSession: func(s *record.Session) error {
			line, err := json.Marshal(s)
			said = append(said, string(line))
			return err
		},
		OnLookup: func(l dns.Lookup) { lookups = append(lookups, fmt.Sprint(l)) },
	})
	if err != nil {
		t.Fatal(err)
	}
	if result.Interrupted {
		t.Error("a run that nobody interrupted says it was")
	}
	return slices.Concat(said, lookups, []string{tell(t, result)})
}

// tell is a result in words.
func tell(t *testing.T, r *Result) string {
	t.Helper()
	sensor, err := json.Marshal(r.Sensor)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(r.Frames, r.Bytes, r.First, r.Last, r.Sessions, r.Established, string(sensor))
}

// TestOrderIsAPropertyOfThePackets compares every run with one in which a
// single worker had all frames in a single batch, so that its sessions were
// put in order all at once.
func TestOrderIsAPropertyOfThePackets(t *testing.T) {
	for seed := range uint64(10) {
		frames := capturesOf(t, randomTraffic(seed, 250), 1000)
		want := everything(t, &oneBatch{frames: frames, err: io.EOF}, 1)
		if len(want) < 150 {
			t.Fatalf("seed %d: only %d sessions", seed, len(want)-1)
		}
		for _, workers := range []int{1, 1, 2, 3, 8, 16, 40} {
			got := everything(t, asFile(t, frames, 100*seed+uint64(workers)), workers)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("seed %d, %d workers (-one batch +%d workers):\n%s", seed, workers, workers, diff)
			}
		}
	}
}

func TestSessionsComeInTheOrderOfClosing(t *testing.T) {
	var got []string
	ended := func(lists ...[]closed) {
		r := newRound(len(lists))
		for i, list := range lists {
			r.units[i].closed = list
		}
		r.sort()
		for _, s := range r.order {
			got = append(got, s.session.ID)
		}
	}
	make1 := func(at int64, first uint64) closed {
		return closed{at: at, first: first, session: record.Session{ID: fmt.Sprintf("%d/%d", at, first)}}
	}
	ended([]closed{make1(3, 9), make1(7, 1)}, nil, []closed{make1(3, 2), make1(5, 8)})
	ended(nil, []closed{make1(7, 3)}, []closed{make1(7, 2)})
	if want := []string{"3/2", "3/9", "5/8", "7/1", "7/2", "7/3"}; !slices.Equal(got, want) {
		t.Errorf("order %q, want %q", got, want)
	}
}

func TestSessionsAreWrittenAsTheyWereJudged(t *testing.T) {
	frames := capturesOf(t, randomTraffic(1, 250), 1000)
	forWorkers(t, func(t *testing.T, workers int) {
		var judged, written []string
		_, err := Run(t.Context(), Config{
			Source: asFile(t, frames, 1), Workers: workers,
			OnSession: func(s *record.Session) error { judged = append(judged, s.ID); return nil },
			OnWrite:   func(s *record.Session) error { written = append(written, s.ID); return nil },
		})
		if err != nil || len(judged) < 150 || !slices.Equal(judged, written) {
			t.Errorf("%d judged, %d written, %v", len(judged), len(written), err)
		}
	})
}

// finishes fails where do takes longer than a run ever needs.
func finishes(t *testing.T, do func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); do() }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		buffer := make([]byte, 1<<16)
		t.Fatalf("did not end; goroutines:\n%s", buffer[:runtime.Stack(buffer, true)])
	}
}

// leavesNothing fails where goroutines are left behind that were not there.
func leavesNothing(t *testing.T, do func()) {
	t.Helper()
	before := runtime.NumGoroutine()
	finishes(t, do)
	for wait := time.Millisecond; runtime.NumGoroutine() > before; wait *= 2 {
		if wait > 4*time.Second {
			buffer := make([]byte, 1<<16)
			t.Fatalf("%d goroutines, before %d:\n%s", runtime.NumGoroutine(), before, buffer[:runtime.Stack(buffer, true)])
		}
		time.Sleep(wait)
	}
}

func forWorkers(t *testing.T, test func(t *testing.T, workers int)) {
	for _, workers := range []int{1, 2, 8} {
		t.Run(fmt.Sprint(workers, " workers"), func(t *testing.T) { test(t, workers) })
	}
}

func TestErrorOfCallbackEndsTheRun(t *testing.T) {
	full := errors.New("no space left on device")
	set := map[string]func(*Config, func(*record.Session) error){
		"OnSession": func(c *Config, f func(*record.Session) error) { c.OnSession = f },
		"OnWrite":   func(c *Config, f func(*record.Session) error) { c.OnWrite = f },
	}
	for name, set := range set {
		forWorkers(t, func(t *testing.T, workers int) {
			calls := 0
			config := Config{Source: &endless{frames: randomTraffic(1, 30)}, Workers: workers}
			set(&config, func(*record.Session) error {
				if calls++; calls == 5 {
					return full
				}
				return nil
			})
			leavesNothing(t, func() {
				result, err := Run(context.Background(), config)
				if !errors.Is(err, full) {
					t.Errorf("error %v, want %v", err, full)
				}
				if result == nil || result.Frames == 0 || result.Interrupted {
					t.Errorf("result %+v", result)
				}
			})
			if calls != 5 {
				t.Errorf("%s was called %d times, want 5", name, calls)
			}
		})
	}
}

func TestCancellingEndsTheRunWithWhatWasFound(t *testing.T) {
	forWorkers(t, func(t *testing.T, workers int) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		calls := uint64(0)
		leavesNothing(t, func() {
			result, err := Run(ctx, Config{
				Source: &endless{frames: randomTraffic(2, 30)}, Workers: workers,
				OnSession: func(*record.Session) error {
					if calls++; calls == 100 {
						cancel()
					}
					return nil
				},
			})
			if err != nil {
				t.Errorf("error %v", err)
			}
			if !result.Interrupted || result.Sessions != calls || calls < 100 {
				t.Errorf("%d sessions given, result %d, interrupted %v", calls, result.Sessions, result.Interrupted)
			}
		})
	})
}

// TestCancellingEndsARunThatWaits is a capture that comes through a pipe, and
// nothing comes any more.
func TestCancellingEndsARunThatWaits(t *testing.T) {
	forWorkers(t, func(t *testing.T, workers int) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		frames := randomTraffic(3, 30)
		source := &blocked{oneBatch{frames: frames}, make(chan struct{})}
		leavesNothing(t, func() {
			time.AfterFunc(300*time.Millisecond, cancel)
			result, err := Run(ctx, Config{Source: source, Workers: workers})
			if err != nil || !result.Interrupted {
				t.Errorf("error %v, interrupted %v", err, result.Interrupted)
			}
			if result.Frames != uint64(len(frames)) || result.Sessions == 0 {
				t.Errorf("%d of %d frames, %d sessions", result.Frames, len(frames), result.Sessions)
			}
			close(source.closed)
		})
	})
}

func TestCancelledBeforeItBegan(t *testing.T) {
	forWorkers(t, func(t *testing.T, workers int) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		leavesNothing(t, func() {
			result, err := Run(ctx, Config{Source: &endless{frames: randomTraffic(4, 5)}, Workers: workers})
			if err != nil || !result.Interrupted || result.Sessions != 0 {
				t.Errorf("error %v, result %+v", err, result)
			}
		})
	})
}

func TestErrorOfTheSourceComesWithWhatWasRead(t *testing.T) {
	forWorkers(t, func(t *testing.T, workers int) {
		frames := randomTraffic(5, 40)
		whole, err := Run(context.Background(), Config{Source: &oneBatch{frames: frames, err: io.EOF}, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		damage := errors.New("offset 4711: damaged")
		leavesNothing(t, func() {
			part, err := Run(context.Background(), Config{Source: &oneBatch{frames: frames, err: damage}, Workers: workers})
			if !errors.Is(err, damage) {
				t.Errorf("error %v, want %v", err, damage)
			}
			if part.Interrupted {
				t.Error("damage is no interruption")
			}
			if diff := cmp.Diff(tell(t, whole), tell(t, part)); diff != "" {
				t.Errorf("result (-whole +damaged):\n%s", diff)
			}
		})
	})
}

// withError gives frames and an error in the same call.
type withError struct{ oneBatch }

func (s *withError) ReadBatch(b *capture.Batch) error {
	if err := s.oneBatch.ReadBatch(b); err != nil {
		return err
	}
	return s.err
}

func TestFramesThatComeWithAnErrorCount(t *testing.T) {
	forWorkers(t, func(t *testing.T, workers int) {
		frames := randomTraffic(6, 10)
		damage := errors.New("damaged")
		result, err := Run(context.Background(), Config{Source: &withError{oneBatch{frames: frames, err: damage}}, Workers: workers})
		if !errors.Is(err, damage) || result.Frames != uint64(len(frames)) {
			t.Errorf("error %v, %d of %d frames", err, result.Frames, len(frames))
		}
	})
}

func TestNoFrames(t *testing.T) {
	forWorkers(t, func(t *testing.T, workers int) {
		result, err := Run(context.Background(), Config{Source: &oneBatch{err: io.EOF}, Workers: workers})
		if err != nil || result.Frames != 0 || result.Sessions != 0 || result.Rates == nil || result.Sensor.LimitsHit == nil {
			t.Errorf("error %v, result %+v", err, result)
		}
	})
}

// frameByFrame gives each frame in a batch of its own.
type frameByFrame struct{ left []frame }

func (s *frameByFrame) ReadBatch(b *capture.Batch) error {
	b.Frames = b.Frames[:0]
	if len(s.left) == 0 {
		return io.EOF
	}
	fill(b, s.left[:1], 0)
	s.left = s.left[1:]
	return nil
}

func (s *frameByFrame) Close() error { return nil }

// TestAFlowThatIsOverHearsOfNoICMPError sends an error 80 seconds after the
// SYN that it quotes, when nobody waits for an answer any more.
func TestAFlowThatIsOverHearsOfNoICMPError(t *testing.T) {
	traffic := &traffic{random: mathrand.New(mathrand.NewPCG(1, 1))}
	c := &conversation{t: traffic, client: [4]byte{10, 1, 2, 1}, port: 50000, wrapping: 7}
	c.segment(true, &layers.TCP{SYN: true}, nil)
	noise := serialize(&layers.Ethernet{SrcMAC: make([]byte, 6), DstMAC: make([]byte, 6), EthernetType: 0x88cc}, gopacket.Payload("LLDP"))
	for at := time.Second; at < 80*time.Second; at += time.Second {
		traffic.frames = append(traffic.frames, frame{at, noise})
	}
	c.at = 80 * time.Second
	c.icmpNow()
	frames := traffic.frames
	want := everything(t, &frameByFrame{frames}, 1)
	if got := everything(t, &oneBatch{frames: frames, err: io.EOF}, 1); !slices.Equal(got, want) {
		t.Errorf("depends on batches:\n%s", cmp.Diff(want, got))
	}
}
