// Package dashboard serves what was found as pages that keep themselves up to
// date. Everything that a page shows comes from the JSON API under /api/v1/,
// which openapi.json describes; the page is of plain ES modules, those of
// package report among them.
package dashboard

import (
	"context"
	"embed"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"edrtap/cmd/edrtap/report"
	"edrtap/rules/inventory"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// Source is what the dashboard shows: a store, or a live analysis that answers
// like one. Its methods may be called from several goroutines at a time.
type Source interface {
	report.Source
	// Session gives one session, or an error that wraps storage.ErrNotFound.
	Session(id string) (record.Session, error)
}

// Config is what a Server needs.
type Config struct {
	Source    Source
	Version   string // of the program
	Lang      text.Lang
	Inventory func() *inventory.Inventory // as it is now; nil knows nothing
	Hosts     []string                    // names and addresses by which it may be called, without a port
	Secure    bool                        // it is served over TLS
	Token     string                      // what callers have to know; "" for nothing

	// Analyze analyses the capture in file and keeps the result in the source;
	// name is what the user calls it. Nil: captures cannot be uploaded.
	Analyze   Analyze
	MaxUpload int64 // bytes of one capture

	Packets Packets // nil: packets cannot be had
}

// Analyze tells through progress how much of the file it has read.
type Analyze func(ctx context.Context, file, name string, progress func(read, total int64)) error

// Server is the dashboard. Its methods may be called from several goroutines.
type Server struct {
	config    Config
	gate      *gate
	events    *hub
	overviews *overviews
	captures  *captures
	searching chan struct{} // holds who searches for packets
}

// New makes a server; Serve runs it.
func New(c Config) *Server {
	s := &Server{config: c, gate: newGate(c.Token, c.Secure), events: newHub(), searching: make(chan struct{}, 1)}
	s.overviews = newOverviews(c)
	s.captures = newCaptures(c, s.events, s.Changed)
	return s
}

// Changed says that the source holds more than before: pages are told.
func (s *Server) Changed() {
	s.events.send("results", results{s.overviews.forget()})
}

// results is the event of a change: a page that knows another age asks again.
type results struct {
	Age int `json:"age"`
}

// The patience with callers. Uploads and events have their own.
const (
	headerTimeout  = 5 * time.Second
	requestTimeout = 30 * time.Second
	idleTimeout    = 2 * time.Minute
	shutdown       = 3 * time.Second
	maxHeader      = 16 << 10
	maxConnections = 256
)

// Serve answers on a listener until ctx is done. It closes the listener.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler: s.Handler(), ReadHeaderTimeout: headerTimeout, ReadTimeout: requestTimeout, WriteTimeout: requestTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader, ErrorLog: log.New(io.Discard, "", 0),
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	go s.captures.work(ctx)
	done := make(chan error, 1)
	go func() { done <- server.Serve(limitConnections(l)) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	s.events.close()
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdown)
	defer cancel()
	if err := server.Shutdown(end); err != nil {
		_ = server.Close() // whoever still reads has had his time
	}
	s.captures.wait()
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// limitConnections lets at most maxConnections be open at a time; others wait.
func limitConnections(l net.Listener) net.Listener {
	return &limited{Listener: l, free: make(chan struct{}, maxConnections)}
}

type limited struct {
	net.Listener
	free chan struct{}
}

func (l *limited) Accept() (net.Conn, error) {
	l.free <- struct{}{}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.free
		return nil, err
	}
	return &counted{Conn: c, free: l.free}, nil
}

// counted gives its place back once, however often it is closed.
type counted struct {
	net.Conn
	free chan struct{}
	once sync.Once
}

func (c *counted) Close() error {
	c.once.Do(func() { <-c.free })
	return c.Conn.Close()
}

//go:embed assets openapi.json
var assets embed.FS

// Handler is the whole of the server as a handler: checks first, then routes.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range s.routes() {
		handler := http.Handler(r.handle)
		if !r.open {
			handler = s.gate.guard(handler)
		}
		mux.Handle(r.method+" "+prefix+r.path, handler)
	}
	mux.HandleFunc(prefix+"/", func(w http.ResponseWriter, _ *http.Request) { fail(w, http.StatusNotFound, "no such resource") })
	mux.Handle("/", newPages(assets, report.Assets()))
	return s.secure(mux)
}
