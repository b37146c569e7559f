package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestDamagedCapturesEndInGoodOrder flips bits, cuts bytes out and overwrites
// lengths in the bundled captures: whatever comes of it is a report, in time.
func TestDamagedCapturesEndInGoodOrder(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "pcaps", "*", "capture.*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no bundled captures: %v", err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	const variants = 400
	for n := range variants {
		name := files[rng.IntN(len(files))]
		whole, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		variant := damage(whole, rng)
		workers := []string{"1", "3"}[n%2]
		code := make(chan int, 1)
		go func() {
			code <- run(context.Background(), []string{"analyze", "--json", "--workers", workers, "-"}, bytes.NewReader(variant), io.Discard, io.Discard)
		}()
		select {
		case got := <-code:
			if got != exitDone && got != exitPartlyRead {
				t.Errorf("variant %d of %s: exit code %d", n, name, got)
			}
		case <-time.After(time.Minute):
			t.Fatalf("variant %d of %s does not end", n, name)
		}
	}
}

func damage(whole []byte, rng *rand.Rand) []byte {
	b := bytes.Clone(whole)
	const header = 24 // of a pcap file; that it is a capture stays to be seen
	at := func() int { return header + rng.IntN(len(b)-header) }
	switch rng.IntN(3) {
	case 0:
		for range 1 + rng.IntN(200) {
			b[at()] ^= 1 << rng.IntN(8)
		}
	case 1:
		from := at()
		return append(b[:from], b[min(from+rng.IntN(300), len(b)):]...)
	default:
		for range 30 {
			b[at()] = 0xff
		}
	}
	return b
}

func TestACompressedCaptureThatBreaksAtOnceIsAnInputProblem(t *testing.T) {
	var file bytes.Buffer
	w := gzip.NewWriter(&file)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	broken := append(file.Bytes()[:10:10], bytes.Repeat([]byte{0xff}, 50)...) // gzip's header, then no deflate block
	var stdout, stderr bytes.Buffer
	code := run(context.Background(), []string{"analyze", "--json", "-"}, bytes.NewReader(broken), &stdout, &stderr)
	if code != exitPartlyRead {
		t.Errorf("exit code %d, want %d; stderr %q", code, exitPartlyRead, stderr.String())
	}
	if !bytes.Contains(stdout.Bytes(), []byte(`"problems":[{"file":"standard input","offset":0,"reason":"gzip data cannot be decompressed`)) {
		t.Errorf("the summary does not say so: %s", stdout.String())
	}
}
