// Package capfile writes frames to capture files: classic pcap by way of
// pcapgo, and pcapng by its own hand, as pcapgo knows no link type above 255.
package capfile

import (
	"compress/gzip"
	"fmt"
	"io"

	"edrtap/pcaps/generate/path"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"
)

const snapLength = 262144

// Format says how frames are written.
type Format struct {
	Interfaces []Interface // pcapng when there are any, else classic pcap of Ethernet
	Gzip       bool
	KeyLog     []byte // in front of the frames of a pcapng file, where there is any
}

// Extension is how the name of such a file ends.
func (f Format) Extension() string {
	name := ".pcap"
	if f.Interfaces != nil {
		name = ".pcapng"
	}
	if f.Gzip {
		name += ".gz"
	}
	return name
}

// Write writes the frames to w. The same frames give the same bytes.
func (f Format) Write(w io.Writer, frames []path.Frame) error {
	if f.Gzip {
		z := gzip.NewWriter(w)
		if err := f.plain(z, frames); err != nil {
			return err
		}
		return z.Close()
	}
	return f.plain(w, frames)
}

func (f Format) plain(w io.Writer, frames []path.Frame) error {
	if f.Interfaces != nil {
		return writeNG(w, f.Interfaces, f.KeyLog, frames)
	}
	p := pcapgo.NewWriter(w)
	if err := p.WriteFileHeader(snapLength, layers.LinkTypeEthernet); err != nil {
		return err
	}
	for i, frame := range frames {
		info := gopacket.CaptureInfo{Timestamp: frame.Time, CaptureLength: len(frame.Data), Length: max(frame.Length, len(frame.Data))}
		if err := p.WritePacket(info, frame.Data); err != nil {
			return fmt.Errorf("frame %d: %w", i+1, err)
		}
	}
	return nil
}
