package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"edrtap/pcaps/generate/capfile"
	"edrtap/pcaps/truth"
	"edrtap/rules/record"

	"github.com/google/gopacket/pcapgo"
)

func make1(t *testing.T, c Case, seed uint64) (Bundle, []byte) {
	t.Helper()
	b, err := c.Make(seed)
	if err != nil {
		t.Fatal(err)
	}
	facts, err := json.MarshalIndent(b.Truth, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return b, append(facts, '\n')
}

func TestSameSeedGivesSameBytes(t *testing.T) {
	for _, c := range cases() {
		t.Run(c.Name, func(t *testing.T) {
			one, factsOne := make1(t, c, 5)
			two, factsTwo := make1(t, c, 5)
			if !bytes.Equal(one.Capture, two.Capture) || !bytes.Equal(one.Keys, two.Keys) || !bytes.Equal(factsOne, factsTwo) {
				t.Error("two runs differ")
			}
			other, _ := make1(t, c, 6)
			if bytes.Equal(one.Capture, other.Capture) {
				t.Error("another seed gives the same capture")
			}
		})
	}
}

// The captures themselves may come out otherwise under another release of Go;
// what is true of them may not.
func TestCheckedInTruthIsWhatTheGeneratorGives(t *testing.T) {
	folders, err := filepath.Glob("../*/truth.json")
	if err != nil || len(folders) != len(cases()) {
		t.Errorf("%d folders with a truth, %d cases: %v", len(folders), len(cases()), err)
	}
	for _, c := range cases() {
		t.Run(c.Name, func(t *testing.T) {
			made, facts := make1(t, c, defaultSeed)
			kept, err := os.ReadFile(filepath.Join("..", c.Name, "truth.json"))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(facts, kept) {
				t.Error("truth.json is not what the generator gives: run `make generate`")
			}
			capture, err := os.ReadFile(filepath.Join("..", c.Name, made.Truth.File))
			if err != nil {
				t.Fatal(err)
			}
			if limit := sizeLimit(c.Name); len(capture) > limit {
				t.Errorf("%d bytes, more than %d", len(capture), limit)
			}
			if _, err := os.Stat(filepath.Join("..", c.Name, "README.md")); err != nil {
				t.Error(err)
			}
		})
	}
}

func sizeLimit(name string) int {
	switch {
	case strings.HasPrefix(name, "event-rate"), name == "fleet-in-trouble":
		return 1_000_000
	default:
		return 100_000
	}
}

func TestTruthsAreWhole(t *testing.T) {
	for _, c := range cases() {
		t.Run(c.Name, func(t *testing.T) {
			b, _ := make1(t, c, defaultSeed)
			if c.Title == "" || c.About == "" || len(b.Truth.Sessions) == 0 {
				t.Error("a case needs a title, a text and sessions")
			}
			for i, s := range b.Truth.Sessions {
				checkSession(t, s)
				if i > 0 && s.Start.Before(b.Truth.Sessions[i-1].Start) {
					t.Errorf("session %d is older than the one before", i)
				}
			}
			forbidden := strings.Join(c.Findings.MustNot, " ") + " "
			for _, m := range c.Findings.Must {
				if strings.Contains(forbidden, m.Rule+" ") {
					t.Errorf("%s both must and must not speak", m.Rule)
				}
				checkClients(t, b.Truth, m)
			}
		})
	}
}

func checkSession(t *testing.T, s truth.Session) {
	t.Helper()
	switch {
	case s.Stage == "" || s.Outcome == "":
		t.Errorf("%v: no stage or no outcome", s.Client)
	case s.TLS == nil && s.Stage != record.StageTCP:
		t.Errorf("%v: %s without TLS", s.Client, s.Stage)
	case s.Outcome == record.Established && !s.TLS.Established, s.Outcome == record.NoTCP && s.TCP.Established:
		t.Errorf("%v: %s contradicts the facts", s.Client, s.Outcome)
	}
}

// checkClients makes sure that a finding names clients that are there.
func checkClients(t *testing.T, all truth.Truth, f truth.Finding) {
	t.Helper()
	for _, client := range f.Clients {
		found := false
		for _, s := range all.Sessions {
			found = found || s.Client.IP.String() == client && (f.Server == nil || s.Server == *f.Server)
		}
		if !found {
			t.Errorf("%s names %s, which has no session", f.Rule, client)
		}
	}
}

func TestRatesCountEveryRequest(t *testing.T) {
	for _, c := range rateCases() {
		b, _ := make1(t, c, defaultSeed)
		var sent, counted uint64
		for _, s := range b.Truth.Sessions {
			sent += s.TLS.AppRecords[0]
		}
		over := 0
		for _, r := range b.Truth.Rates {
			counted += r.Requests
			if r.Events > 400 {
				over++
			}
		}
		if c.Name == "event-rate-exceeded" && (counted != sent || over < 3) {
			t.Errorf("%d of %d requests counted, %d seconds over the limit", counted, sent, over)
		}
		if c.Name == "event-rate-lookalike" && (counted != 9 || over != 0) {
			t.Errorf("%d uploads, %d seconds over the limit", counted, over)
		}
	}
}

func TestCutCaseEndsInsideItsLastFrame(t *testing.T) {
	for _, c := range captureCases() {
		if c.CutBytes == 0 {
			continue
		}
		b, _ := make1(t, c, defaultSeed)
		r, err := pcapgo.NewReader(bytes.NewReader(b.Capture))
		if err != nil {
			t.Fatal(err)
		}
		frames := 0
		for err == nil {
			if _, _, err = r.ReadPacketData(); err == nil {
				frames++
			}
		}
		if err.Error() != "unexpected EOF" || frames != 26 {
			t.Errorf("%d whole frames, then %v", frames, err)
		}
	}
}

func TestPcapngReadsBack(t *testing.T) {
	c := captureCases()[2]
	c.Format.Gzip = false
	b, _ := make1(t, c, defaultSeed)
	r, err := pcapgo.NewNgReader(bytes.NewReader(b.Capture), pcapgo.NgReaderOptions{WantMixedLinkType: true})
	if err != nil {
		t.Fatal(err)
	}
	perInterface := map[int]int{}
	nanoseconds := false
	for {
		_, info, err := r.ReadPacketData()
		if err != nil {
			break
		}
		perInterface[info.InterfaceIndex]++
		nanoseconds = nanoseconds || info.Timestamp.Nanosecond()%1000 != 0
	}
	if len(perInterface) != 3 || perInterface[2] < 10 || !nanoseconds {
		t.Errorf("frames per interface: %v; nanoseconds: %v", perInterface, nanoseconds)
	}
	for i, link := range []uint16{capfile.Ethernet, capfile.SLL2, capfile.Raw} {
		if got, err := r.Interface(i); err != nil || uint8(got.LinkType) != uint8(link) { // pcapgo keeps 8 bits of it
			t.Errorf("interface %d: link type %v, want %d: %v", i, got.LinkType, link, err)
		}
	}
}

func TestUnknownCaseIsAnError(t *testing.T) {
	if err := run(1, "no-such-case", t.TempDir()); err == nil {
		t.Error("no error")
	}
}

func TestOverviewNamesEveryCase(t *testing.T) {
	overview, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases() {
		if row := "| [" + c.Name + "](" + c.Name + "/) | " + c.Title + " |"; !strings.Contains(string(overview), row) {
			t.Errorf("../README.md lacks the row %s", row)
		}
	}
}
