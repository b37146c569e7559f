package monitor

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"edrtap/capture/live"
)

// Server answers /healthz, /readyz and /metrics. What it tells is not secret
// but nobody else's business either, so it listens on the loopback alone.
type Server struct {
	http     *http.Server
	listener net.Listener
}

// ErrNotLoopback refuses an address that others can reach.
var ErrNotLoopback = errors.New("not an address of the loopback interface: metrics are for this machine alone")

// Serve listens on an address such as 127.0.0.1:9441. status gives the status
// of now; alive says whether the analysis goes on.
func Serve(address string, status func() *Status, alive func() bool) (*Server, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("%s: %w", address, ErrNotLoopback)
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		say(w, alive(), "the analysis stands still")
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		for _, i := range status().Interfaces {
			if i.State != live.Up {
				say(w, false, fmt.Sprintf("interface %s is %s", i.Name, i.State))
				return
			}
		}
		say(w, alive(), "the analysis stands still")
	})
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		var text bytes.Buffer
		if err := status().WriteMetrics(&text); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		_, _ = w.Write(text.Bytes()) // whoever asked may be gone
	})
	const patience = 10 * time.Second
	s := &Server{listener: listener, http: &http.Server{
		Handler: mux, ReadTimeout: patience, WriteTimeout: patience, IdleTimeout: time.Minute, MaxHeaderBytes: 1 << 14,
	}}
	go func() { _ = s.http.Serve(listener) }() // ends with Close
	return s, nil
}

func say(w http.ResponseWriter, well bool, otherwise string) {
	if !well {
		http.Error(w, otherwise, http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ok\n"))
}

// Address is where the server listens.
func (s *Server) Address() string { return s.listener.Addr().String() }

// Close stops listening; requests under way have a second to end.
func (s *Server) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return s.http.Shutdown(ctx)
}
