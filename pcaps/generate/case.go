package main

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"edrtap/pcaps/generate/capfile"
	"edrtap/pcaps/generate/path"
	"edrtap/pcaps/truth"
	"edrtap/rules/record"
)

// Case is one bundled capture.
type Case struct {
	Name       string // of its folder
	Title      string // one line
	About      string // what is in it, for its README
	Flags      []string
	Format     capfile.Format
	Play       func(*scene)
	Sensor     func([]path.Frame) []path.Frame // what the capture point does to the frames; nil: nothing
	KeysInside bool                            // the key log stands in the capture, not beside it
	CutBytes   int                             // missing from the end of the file
	Lossy      bool                            // Sensor takes frames, or parts of them, away
	Findings   truth.Findings
}

// Bundle is a case as it is written to its folder.
type Bundle struct {
	Capture []byte
	Keys    []byte // a key log; empty where nothing is to be decrypted
	Truth   truth.Truth
}

// Make plays the case.
func (c Case) Make(seed uint64) (Bundle, error) {
	s, err := newScene(seed)
	if err != nil {
		return Bundle{}, err
	}
	c.Play(s)
	if s.err != nil {
		return Bundle{}, s.err
	}
	frames, err := path.Frames(s.packets)
	if err != nil {
		return Bundle{}, err
	}
	sensor := truth.Sensor{DuplicateFrames: doubled(frames), Lossy: c.Lossy}
	if c.Sensor != nil {
		sent := len(frames)
		frames = c.Sensor(frames)
		sensor.DuplicateFrames += uint64(max(0, len(frames)-sent))
	}
	if c.CutBytes > 0 {
		sensor.CutFrames = 1
	}
	keys := s.keys.Bytes()
	if c.KeysInside {
		c.Format.KeyLog, keys = keys, nil
	}
	var file bytes.Buffer
	if err := c.Format.Write(&file, frames); err != nil {
		return Bundle{}, err
	}
	slices.SortStableFunc(s.sessions, func(a, b truth.Session) int { return a.Start.Compare(b.Start) })
	bundle := Bundle{
		Capture: file.Bytes()[:file.Len()-c.CutBytes], Keys: keys,
		Truth: truth.Truth{
			Case: c.Name, Title: c.Title, File: "capture" + c.Format.Extension(), Flags: c.Flags, Reproducible: true,
			Problem: c.CutBytes > 0, Sessions: c.resolved(s.sessions), Findings: c.findings(), Rates: s.rates(),
		},
	}
	if sensor != (truth.Sensor{}) {
		bundle.Truth.Sensor = &sensor
	}
	return bundle, nil
}

// doubled counts packets that come again, byte for byte. IPv4 hosts number their
// packets, so that a retransmission differs.
func doubled(frames []path.Frame) (n uint64) {
	seen := make(map[string]bool)
	for _, f := range frames {
		packet := string(f.IP())
		if seen[packet] {
			n++
		}
		seen[packet] = true
	}
	return n
}

// resolved cuts the times down to what the format keeps.
func (c Case) resolved(sessions []truth.Session) []truth.Session {
	if c.Format.Interfaces == nil { // classic pcap: microseconds
		for i := range sessions {
			sessions[i].Start = sessions[i].Start.Truncate(time.Microsecond)
		}
	}
	return sessions
}

// findings has empty lists in place of absent ones.
func (c Case) findings() truth.Findings {
	f := c.Findings
	if f.Must == nil {
		f.Must = []truth.Finding{}
	}
	if f.May == nil {
		f.May = []string{}
	}
	if f.MustNot == nil {
		f.MustNot = []string{}
	}
	return f
}

// Readme is the text beside the capture.
func (c Case) Readme(b Bundle) string {
	return fmt.Sprintf(`# %s

%s.

%s

Sessions: %d. Size: %d bytes. What edrtap must say of it: truth.json; its form: ../README.md.

Origin: made by ../generate (`+"`go run ./pcaps/generate -only %s`"+`), without a network. The TLS stacks are real: clients are uTLS with hellos in the shape of Windows Schannel, servers are crypto/tls; TCP and IP are emulated. The same seed gives the same bytes. Keys are test keys. Licence: Apache-2.0, as the project.
`, c.Name, c.Title, c.About, len(b.Truth.Sessions), len(b.Capture), c.Name)
}

// must expects a finding of that rule at the EDR over exactly these clients.
func must(rule string, clients ...string) truth.Finding {
	return truth.Finding{Rule: rule, Server: edrEndpoint(), Clients: clients}
}

func edrEndpoint() *record.Endpoint {
	return &record.Endpoint{IP: path.Linux(edrAddr).Addr, Port: tlsPort}
}

// Flags that an operator would give.
func edrFlags() []string { return []string{"--edr", edrName + "=" + edrAddr} }
