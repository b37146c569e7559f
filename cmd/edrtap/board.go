package main

import (
	"context"
	"crypto/tls"
	"net"

	"edrtap/cmd/edrtap/dashboard"
	"edrtap/rules/inventory"
	"edrtap/rules/text"
)

// board is the dashboard of a capture that goes on.
type board struct {
	server   *dashboard.Server
	listener net.Listener
	shown    boardState
}

// boardState tells whether there is anything new to show. Sessions end, and
// findings come of them, though no more frames are captured.
type boardState struct {
	frames, sessions uint64
	findings         int
}

// openBoard makes the dashboard that the flags ask for; nil where they do not.
func (f *watchFlags) openBoard(u *ui, live *dashboard.Live, told func() *inventory.Inventory, lang text.Lang) (*board, error) {
	if f.door == nil {
		return nil, nil
	}
	door := f.door
	b := &board{}
	var err error
	if b.listener, err = door.open(u, f.listen.address); err != nil {
		return nil, err
	}
	b.server = dashboard.New(dashboard.Config{
		Source: live, Version: version, Lang: lang, Inventory: told, Hosts: door.hosts, Secure: door.tls != nil, Token: door.token,
	})
	return b, nil
}

// serve answers in the background until stop.
func (b *board) serve(u *ui) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := b.server.Serve(ctx, b.listener); err != nil {
			u.note("the dashboard has ended: %v", err)
		}
	}()
	return func() { cancel(); <-done }
}

// conclude tells open pages where there is something new.
func (b *board) conclude(c *conclusions) {
	if news := (boardState{c.summary.Frames, c.summary.Sessions, len(c.findings)}); news != b.shown {
		b.shown = news
		b.server.Changed()
	}
}

// open listens, and says where.
func (d *door) open(u *ui, address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, usageError("give another --listen", "dashboard: %v", err)
	}
	scheme := "http"
	if d.tls != nil {
		scheme, listener = "https", tls.NewListener(listener, d.tls)
	}
	u.note("dashboard at %s://%s/", scheme, d.url(listener.Addr()))
	return listener, nil
}
