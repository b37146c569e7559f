package pipeline

import (
	"context"
	"math"
	"path/filepath"
	"testing"

	"edrtap/capture"
	"edrtap/capture/pcapfile"
)

// damaged turns one bit of the TCP checksum of every frame that has payload.
type damaged struct{ capture.Source }

func (d damaged) ReadBatch(b *capture.Batch) error {
	err := d.Source.ReadBatch(b)
	const checksum, headers = 14 + 20 + 16, 14 + 20 + 20
	for _, f := range b.Frames {
		if len(f.Data) > headers+6 {
			f.Data[checksum] ^= 1
		}
	}
	return err
}

// wild gives some frames times that no clock shows.
type wild struct{ capture.Source }

func (w wild) ReadBatch(b *capture.Batch) error {
	err := w.Source.ReadBatch(b)
	for i := range b.Frames {
		switch i % 7 {
		case 3:
			b.Frames[i].Time = math.MaxInt64
		case 5:
			b.Frames[i].Time = math.MinInt64
		}
	}
	return err
}

func TestTimesThatNoClockShowsEndTheRunAllTheSame(t *testing.T) {
	forWorkers(t, func(t *testing.T, workers int) {
		source, err := pcapfile.Open(filepath.Join("..", "..", "..", "pcaps", "lossy", "capture.pcap"), 0)
		if err != nil {
			t.Fatal(err)
		}
		defer source.Close()
		finishes(t, func() {
			result, err := Run(context.Background(), Config{Source: wild{source}, Workers: workers})
			if err != nil || result.Sessions == 0 {
				t.Errorf("%d sessions, %v", result.Sessions, err)
			}
		})
	})
}

func TestBadChecksumsAreCountedAndNotDropped(t *testing.T) {
	for _, workers := range []int{1, 4} {
		run := func(damage bool) *Result {
			source, err := pcapfile.Open(filepath.Join("..", "..", "..", "pcaps", "healthy-tls12", "capture.pcap"), 0)
			if err != nil {
				t.Fatal(err)
			}
			defer source.Close()
			config := Config{Source: source, Workers: workers}
			if damage {
				config.Source = damaged{source}
			}
			result, err := Run(context.Background(), config)
			if err != nil {
				t.Fatal(err)
			}
			return result
		}
		whole, broken := run(false), run(true)
		if whole.Sensor.BadChecksums != 0 || broken.Sensor.BadChecksums == 0 {
			t.Errorf("%d workers: %d bad checksums as captured, %d once damaged", workers, whole.Sensor.BadChecksums, broken.Sensor.BadChecksums)
		}
		if whole.Established == 0 || whole.Established != broken.Established {
			t.Errorf("%d workers: %d sessions established as captured, %d once damaged", workers, whole.Established, broken.Established)
		}
	}
}
