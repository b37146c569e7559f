package storage

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dgraph-io/badger/v4"

	"edrtap/rules/record"
)

// setSchema puts another value in the place of the layout's version.
func setSchema(t *testing.T, dir, version string) {
	t.Helper()
	store := open(t, dir)
	err := store.db.Update(func(txn *badger.Txn) error { return txn.Set([]byte(schemaKey), []byte(version)) })
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestStoreOfSchema1IsRefusedThenMigrated(t *testing.T) {
	dir := t.TempDir()
	store := open(t, dir)
	var want []*record.Session
	for n := range 5000 {
		want = append(want, typicalSession(n))
	}
	put(t, store, want...)
	if err := store.db.DropPrefix([]byte(indexPrefix)); err != nil {
		t.Fatal(err)
	}
	err := store.db.Update(func(txn *badger.Txn) error { return txn.Set([]byte("c/entry"), nil) })
	if err := errors.Join(err, store.Close()); err != nil {
		t.Fatal(err)
	}
	setSchema(t, dir, "1")
	if _, err := Open(dir, Options{}); !errors.Is(err, ErrSchema) || !strings.Contains(err.Error(), "'edrtap store migrate --store \""+dir+"\"'") {
		t.Fatal(err)
	}
	for _, todo := range []bool{true, false} {
		if migrated, err := Migrate(context.Background(), dir, Options{}); migrated != todo || err != nil {
			t.Fatalf("migrated %v, %v", migrated, err)
		}
	}
	store = open(t, dir)
	got := collect(t, store.Sessions(context.Background(), Query{Client: Address(want[4321].Client.IP)}))
	if len(got) != 1 {
		t.Fatalf("%d sessions of one client", len(got))
	}
	equal(t, &got[0], want[4321])
	if keys := countKeys(t, store); keys["c/"] != 0 || keys["b/"] == 0 || keys["b/"] > 10 {
		t.Error(keys)
	}
}

// oldStore makes a store as a program of schema 2 wrote it: of two runs, over
// clients that reject a certificate and a proxy that refuses a tunnel.
func oldStore(t *testing.T) (dir string) {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", "schema-2.backup"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.Seek(int64(len(backupMagic)), 0); err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	db, err := badger.Open(badgerOptions(dir, Options{}))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Load(z, pendingWrites), db.Close()); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestStoreOfSchema2IsReadAsItIsAndBroughtUpToDateByAWriter(t *testing.T) {
	dir := oldStore(t)
	for _, c := range []struct {
		readOnly  bool
		schema    int
		entriesOf int // ids
	}{{true, 2, 9}, {false, 3, 0}, {true, 3, 0}} {
		store, err := Open(dir, Options{ReadOnly: c.readOnly})
		if err != nil {
			t.Fatal(err)
		}
		if st, err := store.Stats(context.Background()); err != nil || st.Schema != c.schema {
			t.Errorf("%+v: schema %d, %v", c, st.Schema, err)
		}
		if keys := countKeys(t, store); keys["n/"] != c.entriesOf || keys["s/"] != 9 {
			t.Errorf("%+v: keys %v", c, keys)
		}
		mustAnswerOfOldStore(t, store)
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// oldSessions are the sessions of the old store, as the old program said.
func oldSessions(t *testing.T) (list []record.Session) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "schema-2.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(text) {
		var s record.Session
		if err := json.Unmarshal(line, &s); err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
	}
	return list
}

// mustAnswerOfOldStore asks what the entries of ids were for.
func mustAnswerOfOldStore(t *testing.T, store *Store) {
	t.Helper()
	ctx := context.Background()
	all := collect(t, store.Sessions(ctx, Query{}))
	equal(t, all, oldSessions(t))
	for i := range all {
		got, err := store.Session(all[i].ID)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, got, all[i])
		equal(t, collect(t, store.Sessions(ctx, Query{ID: all[i].ID[:6]})), all[i:i+1])
	}
	const refused = "521793fa8679916a 96b301707e99b4c0 12dad1088b8eaf02 5494d744cdef2666"
	if got := ids(collect(t, store.Sessions(ctx, Query{Rule: "proxy-refused"}))); got != refused {
		t.Errorf("sessions of a rule: %s", got)
	}
	client := all[0].Client.IP // its history was in JSON then
	if h, err := store.History(ctx, "other", all[8].Start.Add(time.Hour), nil, []netip.Addr{client}); err != nil || len(h.Clients) != 1 || h.Clients[0].Client != client || len(h.Clients[0].Hellos) == 0 {
		t.Errorf("%+v, %v", h, err)
	}
	mustBeSound(t, store)
}

func TestStoreOfSchema2IsMigratedAndRestored(t *testing.T) {
	dir := oldStore(t)
	for _, todo := range []bool{true, false} {
		if migrated, err := Migrate(context.Background(), dir, Options{}); migrated != todo || err != nil {
			t.Fatalf("migrated %v, %v", migrated, err)
		}
	}
	migrated := open(t, dir)
	restored := filepath.Join(t.TempDir(), "restored")
	backup, err := os.Open(filepath.Join("testdata", "schema-2.backup"))
	if err != nil {
		t.Fatal(err)
	}
	defer backup.Close()
	if err := Restore(backup, restored, Options{}); err != nil {
		t.Fatal(err)
	}
	for _, store := range []*Store{migrated, open(t, restored)} {
		mustAnswerOfOldStore(t, store)
		if keys := countKeys(t, store); keys["n/"] != 0 {
			t.Error(keys)
		}
	}
}
