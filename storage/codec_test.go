package storage

import (
	"bytes"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"edrtap/rules/record"
)

// encode gives the values that a session is kept as: itself, with its parts by
// id and inline, and the parts.
func encode(t testing.TB, s *record.Session) (byID, inline []byte, values [3][]byte) {
	t.Helper()
	var b batch
	var p partWriter
	for range 2 {
		found, err := p.add(&b, s)
		if err != nil {
			t.Fatal(err)
		}
		if inline == nil {
			inline = appendSession(nil, s, found)
		} else {
			byID = appendSession(nil, s, found)
		}
	}
	return byID, inline, [3][]byte{p.slots[0].value, p.slots[1].value, p.slots[2].value}
}

func TestSessionsComeBackWhole(t *testing.T) {
	zone := typicalSession(1)
	zone.ID, zone.Client.IP = "zone", netip.MustParseAddr("fe80::1%eth0")
	mapped := typicalSession(2)
	mapped.ID, mapped.Client.IP = "mapped", netip.MustParseAddr("::ffff:10.0.0.1")
	far := typicalSession(3)
	far.ID, far.End = "far", time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC)
	far.TLS.Certificates[0].NotBefore = time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)
	sessions := map[string]*record.Session{
		"every field":    filledSession(),
		"typical":        typicalSession(0),
		"nothing":        {Type: "session", ID: "nothing"},
		"empty parts":    {Type: "session", ID: "empty", Proxy: &record.Proxy{}, TLS: &record.TLS{}},
		"false pointers": {Type: "session", ID: "false", TLS: &record.TLS{Resumed: ptr(false), ClientCertificateSent: ptr(true), Alerts: []record.Alert{{}}}},
		"zone":           zone,
		"mapped address": mapped,
		"far times":      far,
	}
	store := open(t, t.TempDir())
	for name, want := range sessions {
		t.Run(name, func(t *testing.T) {
			for _, times := range [][]*record.Session{{want}, {want, want}, {want, want, want, want}} { // parts inline, by id, by a remembered id
				put(t, store, times...)
				got, err := store.Session(want.ID)
				if err != nil {
					t.Fatal(err)
				}
				equal(t, &got, want)
			}
		})
	}
}

func TestEveryProperPrefixOfAValueIsDamaged(t *testing.T) {
	byID, inline, parts := encode(t, filledSession())
	for _, value := range [][]byte{byID, inline} {
		for n := range value {
			var s record.Session
			if _, err := decodeSession(value[:n], &s); err == nil {
				t.Fatalf("no error for the first %d of %d bytes of a session", n, len(value))
			}
		}
	}
	for _, part := range parts {
		for n := range part {
			if _, err := decodePart(part[:n]); err == nil {
				t.Fatalf("no error for the first %d of %d bytes of a part", n, len(part))
			}
		}
	}
}

func TestValueWithAByteTooManyIsDamaged(t *testing.T) {
	value, _, parts := encode(t, filledSession())
	var s record.Session
	if _, err := decodeSession(append(value, 0), &s); err == nil {
		t.Error("no error for a session")
	}
	if _, err := decodePart(append(bytes.Clone(parts[0]), 0)); err == nil {
		t.Error("no error for a part")
	}
}

func TestUnknownVersionsAreRefused(t *testing.T) {
	value, _, parts := encode(t, filledSession())
	value[0], parts[0][0] = 99, 99
	var s record.Session
	if _, err := decodeSession(value, &s); err == nil || !strings.Contains(err.Error(), "version 99") {
		t.Error(err)
	}
	if _, err := decodePart(parts[0]); err == nil || !strings.Contains(err.Error(), "version 99") {
		t.Error(err)
	}
	if err := decodeJSON([]byte("\x63{}"), new(record.Rate)); err == nil || !strings.Contains(err.Error(), "version 99") {
		t.Error(err)
	}
}

func FuzzDecodeSession(f *testing.F) {
	for _, s := range []*record.Session{filledSession(), typicalSession(0), {ID: "x"}} {
		byID, inline, _ := encode(f, s)
		f.Add(byID)
		f.Add(inline)
	}
	f.Fuzz(func(t *testing.T, value []byte) {
		var s record.Session
		p, err := decodeSession(value, &s)
		if err != nil {
			return
		}
		again := appendSession(nil, &s, p)
		var s2 record.Session
		if _, err := decodeSession(again, &s2); err != nil {
			t.Fatalf("what was read cannot be written and read again: %v", err)
		}
		if !bytes.Equal(appendSession(nil, &s2, p), again) {
			t.Fatal("writing twice gives different bytes")
		}
	})
}

func FuzzDecodePart(f *testing.F) {
	_, _, values := encode(f, filledSession())
	for _, v := range values {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, value []byte) {
		s, err := decodePart(value)
		if (err == nil) != (s != nil) {
			t.Fatalf("value %v with error %v", s, err)
		}
		if err != nil {
			return
		}
		again := appendHello(nil, s.TLS)
		switch value[1] {
		case chainPart:
			again = appendChain(nil, s.TLS.Certificates)
		case resultPart:
			again = appendResult(nil, s)
		}
		if _, err := decodePart(again); err != nil {
			t.Fatalf("what was read cannot be written and read again: %v", err)
		}
	})
}

func TestKeysAreInOrderOfTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := time.Unix(0, rapid.Int64().Draw(t, "a")), time.Unix(0, rapid.Int64().Draw(t, "b"))
		ka, kb := appendTime(nil, a), appendTime(nil, b)
		if bytes.Compare(ka, kb) != a.Compare(b) {
			t.Fatalf("%s and %s: keys %x and %x", a, b, ka, kb)
		}
		if got := keyTime(ka); !got.Equal(a) {
			t.Fatalf("key of %s reads %s", a, got)
		}
	})
}

func TestTimesBeyondNanosecondsGoToTheEnds(t *testing.T) {
	early, late := appendTime(nil, time.Time{}), appendTime(nil, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC))
	now := appendTime(nil, epoch)
	if bytes.Compare(early, now) >= 0 || bytes.Compare(now, late) >= 0 {
		t.Errorf("%x, %x, %x are not in order", early, now, late)
	}
}

// TestVersion1IsRead reads what the first version of the layout wrote.
func TestVersion1IsRead(t *testing.T) {
	value, err := os.ReadFile(filepath.Join("testdata", "session-version-1"))
	if err != nil {
		t.Fatal(err)
	}
	var s record.Session
	p, err := decodeSession(value, &s)
	if err != nil {
		t.Fatal(err)
	}
	if err := new(partReader).complete(&s, p); err != nil {
		t.Fatal(err)
	}
	equal(t, &s, typicalSession(0))
}
