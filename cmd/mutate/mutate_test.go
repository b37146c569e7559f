package main

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"edrtap/capture"
)

// loaded gives a mutator of the bundled captures.
func loaded(t *testing.T) *mutator {
	t.Helper()
	files, err := captures(filepath.Join("..", "..", "pcaps"))
	if err != nil {
		t.Fatal(err)
	}
	m := &mutator{seed: 1, keep: t.TempDir(), memory: 512 << 20}
	if err := m.load(files); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestSomeVariantsOfEveryBundledCapture(t *testing.T) {
	m := loaded(t)
	if err := m.all(3 * len(m.captures)); err != nil {
		t.Error(err)
	}
	if m.sessions.Load() == 0 || m.frames.Load() == 0 {
		t.Errorf("%d frames, %d sessions", m.frames.Load(), m.sessions.Load())
	}
}

func TestAVariantIsAlwaysTheSameAndLeavesItsOriginalAlone(t *testing.T) {
	m := loaded(t)
	o := &m.captures[0]
	before := asFile(o.frames)
	one := damageFrames(o.frames, rand.New(rand.NewPCG(1, 7)))
	two := damageFrames(o.frames, rand.New(rand.NewPCG(1, 7)))
	if !reflect.DeepEqual(one, two) {
		t.Error("the same seed gives another variant")
	}
	if bytes.Equal(asFile(one), before) {
		t.Error("nothing was changed")
	}
	if !bytes.Equal(asFile(o.frames), before) {
		t.Error("the original was changed")
	}
}

// panicky panics when it is read.
type panicky struct{ frameSource }

func (*panicky) ReadBatch(*capture.Batch) error { panic("a source that fails") }

func TestAFailureIsToldWithItsVariant(t *testing.T) {
	m := loaded(t)
	if _, err := m.analyse(context.Background(), guarded{&panicky{}}); err == nil || !strings.Contains(err.Error(), "panic: a source that fails") {
		t.Error(err)
	}
	m.memory = 1 // byte
	err := m.variant(context.Background(), 3)
	if err == nil || !strings.Contains(err.Error(), "variant 3 of seed 1") || !strings.Contains(err.Error(), "heap") {
		t.Fatal(err)
	}
	if kept, err := os.Stat(filepath.Join(m.keep, "variant-1-3.pcap")); err != nil || kept.Size() == 0 {
		t.Error(err)
	}
}
