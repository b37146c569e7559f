package storage

import (
	"bytes"
	"context"
	"encoding/json"
	"net/netip"
	"testing"
	"time"

	"edrtap/rules/record"
)

func filledHistory(t testing.TB) *record.History {
	t.Helper()
	var h record.History
	fill(&h)
	for i := range h.Clients { // in order of address, and before any other time
		h.Clients[i].First = epoch
	}
	for i := range h.Servers {
		h.Servers[i].First = epoch
	}
	return &h
}

func TestHistoryOfOtherRunsComesBackWhole(t *testing.T) {
	store := open(t, t.TempDir())
	want := filledHistory(t)
	w := newWriter(t, store, "run")
	if err := w.History(want); err != nil {
		t.Fatal(err)
	}
	closeWriter(t, w)
	var servers []record.Endpoint
	var clients []netip.Addr
	for i := range want.Servers {
		servers, clients = append(servers, want.Servers[i].Server), append(clients, want.Clients[i].Client)
	}
	for run, want := range map[string]*record.History{"other": want, "run": {}} {
		got, err := store.History(context.Background(), run, epoch.AddDate(1, 0, 0), servers, clients)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, got, want)
	}
}

func TestHistoryOfAClientFromJSON(t *testing.T) {
	want := &filledHistory(t).Clients[0]
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	for _, value := range [][]byte{append([]byte{jsonVersion}, text...), appendClientHistory(nil, want)} {
		var got record.ClientHistory
		if err := decodeClientHistory(value, &got); err != nil {
			t.Fatal(err)
		}
		equal(t, &got, want)
		for n := range value {
			if err := decodeClientHistory(value[:n], &got); err == nil {
				t.Fatalf("no error for the first %d of %d bytes", n, len(value))
			}
		}
		if err := decodeClientHistory(append(value, 0), &got); err == nil {
			t.Error("no error for a byte too many")
		}
	}
}

func FuzzDecodeClientHistory(f *testing.F) {
	h := &filledHistory(f).Clients[0]
	f.Add(appendClientHistory(nil, h))
	f.Add(appendClientHistory(nil, &record.ClientHistory{First: time.Time{}}))
	f.Fuzz(func(t *testing.T, value []byte) {
		var h, again record.ClientHistory
		if decodeClientHistory(value, &h) != nil {
			return
		}
		written := appendClientHistory(nil, &h)
		if err := decodeClientHistory(written, &again); err != nil {
			t.Fatalf("what was read cannot be written and read again: %v", err)
		}
		if !bytes.Equal(appendClientHistory(nil, &again), written) {
			t.Fatal("writing twice gives different bytes")
		}
	})
}
