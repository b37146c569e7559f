package pcapfile

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"edrtap/capture"

	"github.com/google/gopacket/pcapgo"
)

// benchSize is about how many bytes there are in a file of benchFile.
const benchSize = 64 << 20

// benchFile writes frames of size bytes to a file, and gives its path.
func benchFile(b *testing.B, size int) string {
	b.Helper()
	file := newPcap(binary.LittleEndian, pcapMicro, 1)
	data := string(make([]byte, size))
	for i := uint32(1); len(file.buf) < benchSize; i++ {
		file.record(i, 0, data, size)
	}
	path := filepath.Join(b.TempDir(), "file.pcap")
	if err := os.WriteFile(path, file.buf, 0o600); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(file.buf)))
	b.ReportAllocs()
	return path
}

// drain reads a file to its end, asking for size bytes at once.
func drain(b *testing.B, path string, size int, batch *capture.Batch) {
	r, err := Open(path, 0)
	if err != nil {
		b.Fatal(err)
	}
	r.size = size
	for err == nil {
		err = r.ReadBatch(batch)
	}
	if err != io.EOF {
		b.Fatal(err)
	}
	if err := r.Close(); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkPcap(b *testing.B) {
	for _, size := range []int{66, 250, 1514} {
		b.Run(fmt.Sprintf("frames=%d", size), func(b *testing.B) {
			path := benchFile(b, size)
			var batch capture.Batch
			for b.Loop() {
				drain(b, path, readSize, &batch)
			}
			b.ReportMetric(float64(benchSize/(16+size)), "packets/op")
		})
	}
}

// BenchmarkReadSize is why readSize is what it is.
func BenchmarkReadSize(b *testing.B) {
	for _, size := range []int{64 << 10, 128 << 10, 256 << 10, 512 << 10, 1 << 20} {
		b.Run(fmt.Sprintf("KiB=%d", size>>10), func(b *testing.B) {
			path := benchFile(b, 1514)
			batch := capture.Batch{Block: make([]byte, chainReach+size)}
			for b.Loop() {
				drain(b, path, size, &batch)
			}
		})
	}
}

// BenchmarkCopyingReader is what reading frame by frame costs: the reader of
// gopacket, which copies every frame into memory of its own.
func BenchmarkCopyingReader(b *testing.B) {
	path := benchFile(b, 1514)
	for b.Loop() {
		f, err := os.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		r, err := pcapgo.NewReader(bufio.NewReaderSize(f, readSize))
		if err != nil {
			b.Fatal(err)
		}
		for err == nil {
			_, _, err = r.ReadPacketData()
		}
		_ = f.Close()
	}
}

// BenchmarkReadAlone is the floor: the same reads, and nothing done with them.
func BenchmarkReadAlone(b *testing.B) {
	path := benchFile(b, 1514)
	block := make([]byte, readSize)
	for b.Loop() {
		f, err := os.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		for err == nil {
			_, err = f.Read(block)
		}
		_ = f.Close()
	}
}
