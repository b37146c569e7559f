package storage

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/dgraph-io/badger/v4"

	"edrtap/rules/record"
)

// These make the test binary play another process: it opens the store of that
// directory, writes sessions from that number on, and says after each flush
// how many there are.
const (
	childVariable = "STORAGE_TEST_CHILD_DIR"
	childFirst    = "STORAGE_TEST_CHILD_FIRST"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childVariable); dir != "" {
		fmt.Println("error:", writeForEver(dir))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func writeForEver(dir string) error {
	s, err := Open(dir, Options{})
	if err != nil {
		return err
	}
	w, err := s.NewWriter("run")
	if err != nil {
		return err
	}
	first, _ := strconv.Atoi(os.Getenv(childFirst)) // 0 where it is not set
	for n := first; ; n++ {
		if err := w.Session(typicalSession(n)); err != nil {
			return err
		}
		if n%100 != 99 {
			continue
		}
		if err := w.Findings([]record.Finding{{Rule: strconv.Itoa(n)}}); err != nil {
			return err
		}
		if err := w.Flush(); err != nil {
			return err
		}
		fmt.Println(n + 1)
	}
}

// child starts the other process, and gives a function that reads its next
// count.
func child(t *testing.T, dir string, first int) (*exec.Cmd, func() int) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), childVariable+"="+dir, childFirst+"="+strconv.Itoa(first))
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	lines := bufio.NewScanner(out)
	return c, func() int {
		if !lines.Scan() {
			return -1
		}
		n, err := strconv.Atoi(lines.Text())
		if err != nil {
			t.Fatal(lines.Text())
		}
		return n
	}
}

func TestWhatWasFlushedSurvivesKill(t *testing.T) {
	dir := t.TempDir()
	c, next := child(t, dir, 0)
	written := 0
	for range 30 {
		written = next()
	}
	if err := c.Process.Kill(); err != nil { // SIGKILL
		t.Fatal(err)
	}
	for n := next(); n > 0; n = next() { // what it had still said
		written = n
	}
	_ = c.Wait()

	_, err := Open(dir, Options{ReadOnly: true})
	if !errors.Is(err, ErrNotClosed) || !strings.HasSuffix(err.Error(), "was not closed in order: open it once for writing to repair it") {
		t.Errorf("read only after the kill: %v", err)
	}
	store := open(t, dir)
	for n := range written {
		want := typicalSession(n)
		got, err := store.Session(want.ID)
		if err != nil {
			t.Fatalf("session %d of %d: %v", n, written, err)
		}
		equal(t, &got, want)
	}
	all := collect(t, store.Sessions(context.Background(), Query{}))
	if len(all) < written {
		t.Errorf("%d sessions by time, want %d or more", len(all), written)
	}
	for _, s := range all { // whole or not there
		if got := collect(t, store.Sessions(context.Background(), Query{Client: Address(s.Client.IP), Since: s.Start, Until: s.Start.Add(1)})); len(got) != 1 {
			t.Fatalf("session %s is found %d times by its client", s.ID, len(got))
		}
	}
}

// TestNothingCommittedIsLostWhateverTheMoment kills the process that writes, at
// random moments, again and again over one store.
func TestNothingCommittedIsLostWhateverTheMoment(t *testing.T) {
	const kills = 50
	dir := t.TempDir()
	written := 0
	for kill := range kills {
		c, next := child(t, dir, written)
		next() // it is at work
		time.Sleep(time.Duration(rand.IntN(100_000)) * time.Microsecond)
		if err := c.Process.Kill(); err != nil { // SIGKILL
			t.Fatal(err)
		}
		for n := next(); n > 0; n = next() {
			written = n
		}
		_ = c.Wait()
		store, err := Open(dir, Options{})
		if err != nil {
			t.Fatalf("after kill %d: %v", kill, err)
		}
		ids := make(map[string]bool)
		for _, s := range collect(t, store.Sessions(context.Background(), Query{})) {
			ids[s.ID] = true
		}
		for n := range written {
			if !ids[typicalKeys(n).ID] {
				t.Fatalf("after kill %d: session %d of %d is lost", kill, n, written)
			}
		}
		if kill%10 == 9 {
			if c := mustBeSound(t, store); c.Sessions < written {
				t.Fatalf("after kill %d: %d sessions of %d", kill, c.Sessions, written)
			}
		}
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d sessions over %d kills", written, kills)
}

func TestStoreInUseIsSaidWithTheProcess(t *testing.T) {
	dir := t.TempDir()
	c, next := child(t, dir, 0)
	next()
	for _, readOnly := range []bool{false, true} {
		_, err := Open(dir, Options{ReadOnly: readOnly})
		if !errors.Is(err, ErrInUse) {
			t.Fatal(err)
		}
		want := fmt.Sprintf("store %s is in use by another process (pid %d): ", dir, c.Process.Pid)
		if !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
}

func TestSeveralReadersAtATime(t *testing.T) {
	dir := t.TempDir()
	store := open(t, dir)
	put(t, store, typicalSession(0))
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		reader, err := Open(dir, Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = reader.Close() }()
		if got := collect(t, reader.Sessions(context.Background(), Query{})); len(got) != 1 {
			t.Errorf("%d sessions, want 1", len(got))
		}
		if _, err := reader.NewWriter("run"); !errors.Is(err, ErrReadOnly) {
			t.Error(err)
		}
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	otherFiles := t.TempDir()
	if err := os.WriteFile(filepath.Join(otherFiles, "letter.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	otherBadger := t.TempDir()
	db, err := badger.Open(badgerOptions(otherBadger, Options{}))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Update(func(txn *badger.Txn) error { return txn.Set([]byte("k"), []byte("v")) }); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	newer, older, damaged := t.TempDir(), t.TempDir(), t.TempDir()
	setSchema(t, newer, "99")
	setSchema(t, older, "0")
	setSchema(t, damaged, "x")
	cases := []struct {
		name, dir string
		readOnly  bool
		is        error
		says      string
	}{
		{"directory of other files", otherFiles, false, ErrNotStore, "it holds no MANIFEST"},
		{"other database", otherBadger, false, ErrNotStore, "without the key m/schema"},
		{"newer", newer, false, ErrSchema, "schema 99 is newer than this program's 3: use a newer edrtap"},
		{"older", older, false, ErrSchema, "schema 0 is not known"},
		{"damaged version", damaged, false, nil, `damaged key m/schema: "x" is not a number`},
		{"missing, read only", filepath.Join(t.TempDir(), "none"), true, fs.ErrNotExist, "does not exist"},
		{"empty, read only", t.TempDir(), true, ErrNotStore, "not an edrtap store"},
		{"file", filepath.Join(otherFiles, "letter.txt"), false, nil, "not a directory"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Open(c.dir, Options{ReadOnly: c.readOnly})
			if err == nil {
				t.Fatal("no error")
			}
			if c.is != nil && !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
				t.Error(err)
			}
		})
	}
}

func TestFreshStoreIsSmall(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "store")
	store := open(t, dir)
	var size int64
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		size += info.Size()
	}
	if size > 64<<20 {
		t.Errorf("%d bytes of files", size)
	}
	if store.Dir() != dir {
		t.Errorf("Dir is %s, want %s", store.Dir(), dir)
	}
}

func TestStoreLeavesNoGoroutine(t *testing.T) {
	before := runtime.NumGoroutine()
	dir := t.TempDir()
	for range 3 {
		store := open(t, dir)
		put(t, store, typicalSession(0))
		collect(t, store.Sessions(context.Background(), Query{}))
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
	}
	after := 0
	for range 100 { // those that are ending need a moment
		if after = runtime.NumGoroutine(); after <= before {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("%d goroutines before, %d after", before, after)
}

func TestBadgerSpeaksAtDebugOnly(t *testing.T) {
	var text bytes.Buffer
	log := slog.New(slog.NewTextHandler(&text, &slog.HandlerOptions{Level: slog.LevelInfo}))
	store, err := Open(t.TempDir(), Options{Logger: log})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if text.Len() > 0 {
		t.Error(text.String())
	}
}
