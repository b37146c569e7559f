package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"edrtap/pcaps/truth"
)

// minimalCases is fewer than there are bundled captures; should the folder
// move, the tests must not pass for want of cases.
const minimalCases = 30

// goldenCase is one bundled capture and its truth.
type goldenCase struct {
	truth.Truth
	capture string // path
}

// loadCases reads every truth.json below pcaps.
func loadCases(t *testing.T) []goldenCase {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "pcaps", "*", "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < minimalCases {
		t.Fatalf("%d bundled captures with a truth found, want at least %d", len(files), minimalCases)
	}
	var cases []goldenCase
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c := goldenCase{}
		d := json.NewDecoder(bytes.NewReader(data))
		d.DisallowUnknownFields()
		if err := d.Decode(&c.Truth); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if folder := filepath.Base(filepath.Dir(file)); c.Case != folder {
			t.Fatalf("%s: is of case %q", file, c.Case)
		}
		c.capture = filepath.Join(filepath.Dir(file), c.File)
		cases = append(cases, c)
	}
	return cases
}

// args are the arguments of an analysis in JSON lines with the flags that the
// operator of the case would give.
func (c *goldenCase) args(file string, more ...string) []string {
	args := append([]string{"analyze", "--lang", "en", "--format", "jsonl"}, c.Flags...)
	return append(append(args, more...), file)
}

func (c *goldenCase) wantCode() int {
	if c.Problem {
		return exitPartlyRead
	}
	return exitDone
}

// forEachCase runs a test for every bundled capture.
func forEachCase(t *testing.T, test func(*testing.T, *goldenCase)) {
	for _, c := range loadCases(t) {
		t.Run(c.Case, func(t *testing.T) {
			t.Parallel()
			test(t, &c)
		})
	}
}

// analyse runs edrtap over a case and decodes what it says.
func (c *goldenCase) analyse(t *testing.T) *recorded {
	t.Helper()
	got := call(nil, c.args(c.capture)...)
	if got.code != c.wantCode() {
		t.Errorf("exit code %d, want %d; standard error: %s", got.code, c.wantCode(), got.stderr)
	}
	if c.Problem != (len(got.stderr) > 0) {
		t.Errorf("standard error %q where the file has a problem: %v", got.stderr, c.Problem)
	}
	return decodeLines(t, got.stdout)
}

func TestBundledCapturesAreReadAsTheirEndsKnewThem(t *testing.T) {
	forEachCase(t, func(t *testing.T, c *goldenCase) {
		got := c.analyse(t)
		compareSessions(t, c.Sessions, got.sessions)
		compareFindings(t, &c.Findings, got.findings)
		compareRates(t, c.Rates, got.rates)
		compareSensor(t, c, &got.summary)
		compareSummary(t, c, got)
	})
}

// TestSameBytesHoweverTheInputComes holds for any number of workers, from
// standard input, and compressed.
func TestSameBytesHoweverTheInputComes(t *testing.T) {
	forEachCase(t, func(t *testing.T, c *goldenCase) {
		plain, err := os.ReadFile(c.capture)
		if err != nil {
			t.Fatal(err)
		}
		base := call(nil, c.args(c.capture)...)
		want := comparableLines(base.stdout, c.capture)
		if !strings.Contains(want, `"file":"FILE"`) {
			t.Fatalf("no line names the file %s", c.capture)
		}
		zipped := filepath.Join(t.TempDir(), "again.gz")
		writeGzip(t, zipped, plain)
		for _, way := range []struct {
			name, file, shown string
			more              []string
		}{
			{"again", c.capture, c.capture, nil},
			{"1 worker", c.capture, c.capture, []string{"--workers", "1"}},
			{"2 workers", c.capture, c.capture, []string{"--workers", "2"}},
			{"8 workers", c.capture, c.capture, []string{"--workers", "8"}},
			{"16 workers", c.capture, c.capture, []string{"--workers", "16"}},
			{"standard input", "-", "standard input", nil},
			{"gzip", zipped, zipped, nil},
		} {
			got := call(bytes.NewReader(plain), c.args(way.file, way.more...)...)
			if got.code != base.code {
				t.Errorf("%s: exit code %d, want %d: %s", way.name, got.code, base.code, got.stderr)
			}
			if diff := diffLines(want, comparableLines(got.stdout, way.shown)); diff != "" {
				t.Errorf("%s: the output differs (-file +%s):\n%s", way.name, way.name, diff)
			}
		}
	})
}

// writeGzip compresses data into a file; what is compressed already is
// written as it is.
func writeGzip(t *testing.T, name string, data []byte) {
	t.Helper()
	var b bytes.Buffer
	if bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		b.Write(data)
	} else {
		w := gzip.NewWriter(&b)
		if _, err := w.Write(data); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func diffLines(want, got string) string {
	if want == got {
		return ""
	}
	return cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n"))
}

// TestWhatIsNotKnownIsAbsent holds for every line: no member is null, and none
// is empty in place of being absent.
func TestWhatIsNotKnownIsAbsent(t *testing.T) {
	forEachCase(t, func(t *testing.T, c *goldenCase) {
		for line := range bytes.Lines(call(nil, c.args(c.capture)...).stdout) {
			var members map[string]any
			if err := json.Unmarshal(line, &members); err != nil {
				t.Fatal(err)
			}
			for _, path := range emptyMembers("", members) {
				t.Errorf("%v %v: %s is there and says nothing", members["type"], members["rule"], path[1:])
			}
		}
	})
}

// contractRules are the rules that the contract names, whether edrtap has them
// yet or not.
const contractRules = `
cipher-exhausted version-exhausted group-exhausted signature-exhausted alpn-exhausted server-name-refused
cipher-near-exhaustion fips-profile weak-protocol handshake-failed
client-rejects-certificate silent-rejection client-certificate-refused
name-mismatch san-missing certificate-expired certificate-not-yet-valid certificate-self-signed certificate-weak
chain-incomplete certificate-changed manager-name-mismatch
interception intercepting-issuer proxied-hello multiple-certificates
proxy-auth-required proxy-refused proxy-upstream-failed proxy-in-path
edr-unreachable reset-injected path-mtu-blackhole no-client-hello no-server-hello server-slow
plaintext-on-tls-port dns-failure dns-wrong-address revocation-unreachable
event-rate-exceeded event-rate-near-limit edr-overloaded
silent-client multiple-edr multiple-managers enrollment-loop reconnect-storm manager-unreachable clock-skew
capture-one-way capture-loss capture-duplicates capture-truncated capture-incomplete sensor-clock`

// TestTruthsNameRulesThatExist guards the truths against mistyped names, which
// would let must_not pass whatever edrtap says.
func TestTruthsNameRulesThatExist(t *testing.T) {
	known := strings.Fields(contractRules)
	for line := range strings.Lines(string(call(nil, "rules", "--lang", "en").stdout)) {
		if name := strings.Fields(line)[0]; name != "RULE" && !slices.Contains(known, name) {
			t.Errorf("the rule %s is not one of the contract's", name)
		}
	}
	forEachCase(t, func(t *testing.T, c *goldenCase) {
		names := slices.Concat(c.Findings.May, c.Findings.MustNot)
		for _, f := range c.Findings.Must {
			names = append(names, f.Rule)
		}
		for _, name := range names {
			if !slices.Contains(known, name) {
				t.Errorf("no rule %q", name)
			}
		}
	})
}
