package main

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"
)

// split deals the frames of a capture out to two files, in the order of time
// each. Frames of the same time stay together, since nothing tells their order
// across files.
func split(t *testing.T, capture []byte, deal func() int) [2]string {
	t.Helper()
	whole, err := pcapgo.NewReader(bytes.NewReader(capture))
	if err != nil {
		t.Fatal(err)
	}
	var parts [2]bytes.Buffer
	var writers [2]*pcapgo.Writer
	for i := range writers {
		writers[i] = pcapgo.NewWriter(&parts[i])
		if err := writers[i].WriteFileHeader(65535, layers.LinkTypeEthernet); err != nil {
			t.Fatal(err)
		}
	}
	last, to := gopacket.CaptureInfo{}, 0
	for {
		data, info, err := whole.ReadPacketData()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if !info.Timestamp.Equal(last.Timestamp) {
			to = deal()
		}
		last = info
		if err := writers[to].WritePacket(info, data); err != nil {
			t.Fatal(err)
		}
	}
	var names [2]string
	for i := range parts {
		names[i] = filepath.Join(t.TempDir(), "part.pcap")
		if err := os.WriteFile(names[i], parts[i].Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return names
}

var fileMember = regexp.MustCompile(`"file":"[^"]*",`)

// TestPartsGiveWhatTheWholeGives holds for a capture that was rotated in the
// middle of sessions, and for one whose frames two sensors saw in turn.
func TestPartsGiveWhatTheWholeGives(t *testing.T) {
	plain := func(a answer) string { return fileMember.ReplaceAllString(comparableLines(a.stdout, ""), "") }
	for _, name := range []string{"healthy-tls12", "name-mismatch-ip", "silent-rejection", "event-rate-lookalike", "lossy"} {
		capture := bundled(t, name)
		want := plain(call(bytes.NewReader(capture), "analyze", "--json", "-"))
		n, random := 0, rand.New(rand.NewPCG(1, 1))
		for way, deal := range map[string]func() int{
			"rotated": func() int { n++; return min(n/40, 1) },
			"in turn": func() int { return random.IntN(2) },
		} {
			parts := split(t, capture, deal)
			for _, args := range [][]string{{parts[0], parts[1]}, {parts[1], parts[0]}, {"-r", parts[1], parts[0]}} {
				got := call(nil, append([]string{"analyze", "--json"}, args...)...)
				if got.code != exitDone {
					t.Errorf("%s, %s: exit code %d: %s", name, way, got.code, got.stderr)
				}
				if diff := diffLines(want, plain(got)); diff != "" {
					t.Errorf("%s, %s (-whole +parts):\n%s", name, way, diff)
				}
			}
		}
	}
}
