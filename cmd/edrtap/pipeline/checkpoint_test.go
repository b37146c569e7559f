package pipeline

import (
	"errors"
	"testing"
	"time"

	"edrtap/rules/record"
)

func TestCheckpointsSeeWhatHasEndedAndChangeNothing(t *testing.T) {
	frames := capturesOf(t, randomTraffic(7, 400), 1000)
	for _, workers := range []int{1, 3} {
		plain, want := analyse(t, frames, workers, Checkpoints{})
		var given uint64
		checkpoints, last := 0, int64(0)
		_, got := analyse(t, frames, workers, Checkpoints{Every: 10 * time.Second, Do: func(r *Result) error {
			checkpoints++
			if r.Last < last+int64(10*time.Second) && checkpoints > 1 {
				t.Errorf("a checkpoint %v after the last", time.Duration(r.Last-last))
			}
			if r.Sessions < given || r.Sessions > plain.Sessions || r.Frames > plain.Frames {
				t.Errorf("%d sessions, %d frames after %d sessions", r.Sessions, r.Frames, given)
			}
			given, last = r.Sessions, r.Last
			r.Rates.Forget(1 << 62) // it is the receiver's
			return nil
		}})
		if checkpoints < 5 {
			t.Errorf("%d checkpoints", checkpoints)
		}
		if len(got) != len(want) {
			t.Fatalf("%d sessions, without checkpoints %d", len(got), len(want))
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("session %d is %s, without checkpoints %s", i, got[i], want[i])
			}
		}
	}
}

func TestErrorOfACheckpointEndsTheRun(t *testing.T) {
	full := errors.New("enough")
	config := Config{
		Source: &endless{frames: randomTraffic(1, 50)}, Workers: 2,
		Checkpoints: Checkpoints{Every: time.Second, Do: func(*Result) error { return full }},
	}
	if _, err := Run(t.Context(), config); !errors.Is(err, full) {
		t.Errorf("the run ended with %v", err)
	}
}

// analyse gives the result, and the sessions' ids in order.
func analyse(t *testing.T, frames []frame, workers int, c Checkpoints) (*Result, []string) {
	t.Helper()
	var ids []string
	var p Progress
	result, err := Run(t.Context(), Config{
		Source: asFile(t, frames, 3), Files: []string{"pieces"}, Workers: workers, Checkpoints: c, Progress: &p,
		OnSession: func(s *record.Session) error {
			ids = append(ids, s.ID+string(s.Outcome))
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if p.Frames.Load() != result.Frames || p.Bytes.Load() != result.Bytes || p.Last.Load() != result.Last ||
		p.Sessions.Load() != result.Sessions || p.Established.Load() != result.Established {
		t.Errorf("progress is %v, the result %+v", &p, result)
	}
	return result, ids
}
