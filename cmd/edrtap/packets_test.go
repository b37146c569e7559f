package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"edrtap/rules/record"
	"edrtap/storage"
)

// TestPacketsOfASessionComeFromTheCapturesThatTheStoreRemembers, and from
// nothing that somebody else has named.
func TestPacketsOfASessionComeFromTheCapturesThatTheStoreRemembers(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	capture := filepath.Join("..", "..", "pcaps", "healthy-tls12", "capture.pcap")
	if got := call(nil, "analyze", "--store", dir, capture); got.code != exitDone {
		t.Fatalf("%s", got.stderr)
	}
	store, err := storage.Open(dir, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	var session record.Session
	for s, err := range store.Sessions(context.Background(), storage.Query{Limit: 1}) {
		if session = s; err != nil {
			t.Fatal(err)
		}
	}
	u := &ui{out: new(bytes.Buffer), err: new(bytes.Buffer)}
	var file bytes.Buffer
	if err := sessionPackets(context.Background(), u, store, session, &file); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := sessionPackets(ctx, u, store, session, io.Discard); !errors.Is(err, context.Canceled) {
		t.Errorf("whoever wanted them has gone: %v", err)
	}
	got := decodeLines(t, call(&file, "analyze", "--json", "-").stdout)
	if len(got.sessions) != 1 || got.sessions[0].ID != session.ID {
		t.Errorf("%d sessions in the packets of one", len(got.sessions))
	}
	w, err := store.NewWriter("sent")
	if err != nil {
		t.Fatal(err)
	}
	name := uploaded + "../" + capture
	if err := w.Inputs([]storage.Input{{File: name, Path: absolute(name)}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	session.File = name
	if err := sessionPackets(context.Background(), u, store, session, &file); err == nil || !strings.Contains(err.Error(), "not there any more") {
		t.Errorf("%v", err)
	}
}
