package main

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"edrtap/capture"
	"edrtap/cmd/edrtap/pipeline"
	"edrtap/rules"
	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// claim is what a finding says of a server: that there is trouble of a group.
// Which rule of the group speaks may depend on a single frame.
type claim struct {
	group  string
	server record.Endpoint
}

// served is a client and a server, and false where a session of theirs failed.
type served map[[2]record.Endpoint]bool

// claims gives what the rules, but for those about the sensor, say of frames, and
// whose sessions were established, as far as the capture tells.
func claims(t *testing.T, frames []capture.Frame) (map[claim]string, served) {
	t.Helper()
	well := make(served)
	groups := make(map[string]string)
	for _, r := range rules.Registry() {
		groups[r.ID] = r.Group
	}
	engine := rules.New(&inventory.Inventory{}, text.English)
	result, err := pipeline.Run(context.Background(), pipeline.Config{
		Source: &frameSource{frames: frames}, Files: []string{"variant"}, Workers: 1,
		OnSession: func(s *record.Session) error {
			engine.Session(s)
			ends := [2]record.Endpoint{s.Client, s.Server}
			failed := s.Outcome != record.Established && s.Outcome != record.Truncated && !s.TCP.OneWay
			before, known := well[ends]
			well[ends] = !failed && (before || !known)
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	findings, _ := engine.Finish(result.Sensor)
	made := make(map[claim]string)
	for i := range findings {
		if f := &findings[i]; f.Server != nil && groups[f.Rule] != "sensor" {
			made[claim{groups[f.Rule], *f.Server}] = f.Rule
		}
	}
	return made, well
}

// TestLostFramesMakeNoFailure takes frames away at random: who sees less may know
// less, and never of a failing handshake that the whole capture does not show.
func TestLostFramesMakeNoFailure(t *testing.T) {
	const seeds = 30
	for _, o := range loaded(t).captures {
		if len(o.frames) > windowFrames {
			continue
		}
		whole, served := claims(t, o.frames)
		for seed := range uint64(seeds) {
			random := rand.New(rand.NewPCG(seed, 1))
			left := slices.DeleteFunc(slices.Clone(o.frames), func(capture.Frame) bool { return random.IntN(5) == 0 })
			found, well := claims(t, left)
			for ends, good := range well {
				if served[ends] && !good {
					t.Errorf("%s, seed %d: a session of %v fails", o.name, seed, ends)
				}
			}
			for c, rule := range found {
				failing := c.group == "negotiation" || c.group == "trust"
				// handshake-failed stands where a narrower rule would.
				narrower := whole[claim{"trust", c.server}] + whole[claim{"path", c.server}]
				less := whole[c] != "" || rule == "handshake-failed" && narrower != ""
				if failing && !less {
					t.Errorf("%s, seed %d: %s speaks of %v", o.name, seed, rule, c.server)
				}
			}
		}
	}
}
