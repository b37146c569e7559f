package storage

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dgraph-io/badger/v4"

	"edrtap/rules/record"
)

// putMany writes sessions that do not compress, a minute apart, with a rate
// each, and a run for each half.
func putMany(t *testing.T, s *Store, n int) {
	t.Helper()
	halves := []*Writer{newWriter(t, s, "early"), newWriter(t, s, "late")}
	for i := range n {
		w := halves[2*i/n]
		session := typicalSession(i)
		session.Start = epoch.Add(time.Duration(i) * time.Minute)
		session.Notes = []string{fmt.Sprintf("%x", []byte(strings.Repeat(session.ID, 8)))}
		rate := &record.Rate{Server: session.Server, Second: session.Start}
		if err := w.Session(session); err != nil {
			t.Fatal(err)
		}
		if err := w.Rate(rate); err != nil {
			t.Fatal(err)
		}
	}
	for i, w := range halves {
		end := epoch.Add(time.Duration((i+1)*n/2) * time.Minute)
		for _, err := range []error{
			w.Findings([]record.Finding{{Rule: "a", Last: end}}), w.Diagnoses([]record.Diagnosis{{Client: "10.1.2.3"}}),
			w.Inputs([]Input{{File: "capture"}}), w.Summary(&record.Summary{Last: end}),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		closeWriter(t, w)
	}
}

func mustBeSound(t *testing.T, s *Store) *Checked {
	t.Helper()
	c, err := s.Check(context.Background())
	if err != nil || len(c.Problems) > 0 {
		t.Fatalf("%v, %q", err, c.Problems)
	}
	return c
}

func TestRetainRemovesWhatIsTooOld(t *testing.T) {
	store := open(t, t.TempDir())
	const sessions = 10_000
	putMany(t, store, sessions)
	ctx := context.Background()
	removed, err := store.Retain(ctx, Policy{MaxAge: 4000 * time.Minute})
	if err != nil || removed != sessions-4001 {
		t.Fatalf("%d sessions removed, %v", removed, err)
	}
	if c := mustBeSound(t, store); c.Sessions != 4001 {
		t.Errorf("%d sessions are left", c.Sessions)
	}
	keys := countKeys(t, store)
	want := map[string]int{"s/": 4001, "r/": 4001, "f/": 1, "d/": 1, "i/": 1, "u/": 1, "m/": 1, "p/": keys["p/"], "b/": keys["b/"], "x/": 9 * keys["b/"]}
	equal(t, keys, want)
	if got := collect(t, store.Sessions(ctx, Query{Server: Address(typicalSession(0).Server.IP), Limit: 1})); !got[0].Start.Equal(epoch.Add((sessions - 4001) * time.Minute)) {
		t.Errorf("the first is of %v", got[0].Start)
	}
}

func TestCompactKeepsTheSize(t *testing.T) {
	dir := t.TempDir()
	store := open(t, dir)
	const sessions = 30_000
	putMany(t, store, sessions)
	if err := store.Close(); err != nil { // everything in tables
		t.Fatal(err)
	}
	store = open(t, dir)
	before, err := store.diskSize()
	if err != nil {
		t.Fatal(err)
	}
	removed, err := store.Compact(context.Background(), Policy{MaxSize: before / 2})
	if err != nil || removed < sessions/6 || removed > sessions*9/10 {
		t.Fatalf("%d sessions removed, %v", removed, err)
	}
	if after, err := store.diskSize(); err != nil || after > before/2 {
		t.Errorf("%d bytes, %d before, %v", after, before, err)
	}
	mustBeSound(t, store)
}

func TestCompactRemovesWhatNothingRefersTo(t *testing.T) {
	store := open(t, t.TempDir())
	for range 3 { // parts are kept once they come a second time
		putMany(t, store, 300)
	}
	w := newWriter(t, store, "small")
	for n := range 50 { // a block each
		s := typicalSession(n)
		s.ID, s.Start = fmt.Sprintf("%016x", n), epoch.AddDate(1, 0, 0)
		if err := w.Session(s); err != nil {
			t.Fatal(err)
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	closeWriter(t, w)
	if keys := countKeys(t, store); keys["p/"] == 0 || keys["b/"] < 50 {
		t.Fatal(keys)
	}
	if _, err := store.Compact(context.Background(), Policy{}); err != nil {
		t.Fatal(err)
	}
	mustBeSound(t, store)
	keys := countKeys(t, store)
	if keys["b/"] != 1 || keys["p/"] == 0 {
		t.Error(keys)
	}
	if _, err := store.removeBefore(context.Background(), epoch.AddDate(10, 0, 0)); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Compact(context.Background(), Policy{}); err != nil {
		t.Fatal(err)
	}
	equal(t, countKeys(t, store), map[string]int{"m/": 1})
}

func TestMaintainEndsWithItsContext(t *testing.T) {
	store := open(t, t.TempDir())
	putMany(t, store, 1000)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		store.Maintain(ctx, Policy{MaxAge: 10 * time.Minute}, time.Millisecond, func(err error) { t.Error(err) })
	}()
	for len(collect(t, store.Sessions(context.Background(), Query{}))) > 11 {
		time.Sleep(time.Millisecond)
	}
	cancel()
	<-done
}

func TestCheckNamesDamage(t *testing.T) {
	for _, c := range []struct {
		name   string
		damage func(*Store, *badger.Txn) error
		want   string
	}{
		{"session", func(_ *Store, txn *badger.Txn) error {
			return txn.Set(appendPosition([]byte(sessionPrefix), typicalSession(1)), []byte{sessionVersion, 3})
		}, "damaged session"},
		{"part", func(s *Store, txn *badger.Txn) error {
			return s.eachKey([]byte(partPrefix), []byte(partPrefix), func(key []byte) error { return txn.Delete(bytes.Clone(key)) })
		}, "it is missing"},
		{"block", func(s *Store, txn *badger.Txn) error {
			return s.eachKey([]byte(indexPrefix), []byte(indexPrefix), func(key []byte) error { return txn.Delete(bytes.Clone(key)) })
		}, "is not in the index"},
		{"column", func(s *Store, txn *badger.Txn) error {
			return s.eachKey([]byte(columnPrefix), []byte(columnPrefix), func(key []byte) error {
				if key[len(key)-1] != columnJA4 {
					return nil
				}
				return txn.Set(bytes.Clone(key), []byte{9, 9})
			})
		}, "damaged column of the index"},
		{"finding", func(_ *Store, txn *badger.Txn) error {
			return txn.Set(appendOrdinal(runPrefix(findingPrefix, "early"), 0), []byte("\x01{"))
		}, "damaged value"},
	} {
		t.Run(c.name, func(t *testing.T) {
			store := open(t, t.TempDir())
			putMany(t, store, 10)
			if err := store.db.Update(func(txn *badger.Txn) error { return c.damage(store, txn) }); err != nil {
				t.Fatal(err)
			}
			checked, err := store.Check(context.Background())
			if err != nil || !strings.Contains(strings.Join(checked.Problems, "\n"), c.want) {
				t.Errorf("%v, %q", err, checked.Problems)
			}
		})
	}
}

func TestBackupComesBackWhole(t *testing.T) {
	store := open(t, t.TempDir())
	putMany(t, store, 3000)
	want := collect(t, store.Sessions(context.Background(), Query{}))
	var backup bytes.Buffer
	if err := store.Backup(&backup); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "restored")
	if err := Restore(bytes.NewReader(backup.Bytes()), dir, Options{}); err != nil {
		t.Fatal(err)
	}
	restored := open(t, dir)
	equal(t, collect(t, restored.Sessions(context.Background(), Query{})), want)
	equal(t, countKeys(t, restored), countKeys(t, store))
	mustBeSound(t, restored)
	if err := Restore(bytes.NewReader(backup.Bytes()), dir, Options{}); err == nil || !strings.Contains(err.Error(), "give another directory") {
		t.Errorf("over a store: %v", err)
	}
	for _, size := range []int{0, 10, len(backupMagic), len(backupMagic) + 15, backup.Len() / 2, backup.Len() - 1} {
		cut := filepath.Join(t.TempDir(), "cut")
		if err := Restore(bytes.NewReader(backup.Bytes()[:size]), cut, Options{}); err == nil {
			t.Errorf("the first %d bytes of %d were restored", size, backup.Len())
		}
		if left, _ := filepath.Glob(cut + "*"); len(left) > 0 {
			t.Errorf("the first %d bytes left %v", size, left)
		}
	}
	damaged := bytes.Clone(backup.Bytes())
	damaged[len(damaged)/2] ^= 1
	if err := Restore(bytes.NewReader(damaged), filepath.Join(t.TempDir(), "damaged"), Options{}); err == nil {
		t.Error("a damaged backup was restored")
	}
}

func TestStatsCount(t *testing.T) {
	store := open(t, t.TempDir())
	putMany(t, store, 100)
	st, err := store.Stats(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if !st.First.Equal(epoch) || !st.Last.Equal(epoch.Add(99*time.Minute)) || st.Disk <= 0 {
		t.Errorf("%+v", st)
	}
	for name, want := range map[string]int{"sessions": 100, "rates": 100, "runs": 2, "findings": 2} {
		for _, c := range st.Contents {
			if c.Name == name && c.Count != want {
				t.Errorf("%s: %d, want %d", name, c.Count, want)
			}
		}
	}
}
