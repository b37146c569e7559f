package dashboard

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"edrtap/rules/record"
)

// Packets writes the packets of a session as pcapng. Where they are not to be
// had it says why and writes nothing.
type Packets func(ctx context.Context, s record.Session, w io.Writer) error

// packetTime is how long a capture may be searched for a session.
const packetTime = 5 * time.Minute

// getPackets searches one capture at a time: that reads all of it, twice.
func (s *Server) getPackets(w http.ResponseWriter, r *http.Request) {
	if s.config.Packets == nil {
		fail(w, http.StatusForbidden, "packets cannot be had here")
		return
	}
	session, err := s.config.Source.Session(r.PathValue("id"))
	if err != nil {
		failed(w, err)
		return
	}
	select {
	case s.searching <- struct{}{}:
		defer func() { <-s.searching }()
	default:
		w.Header().Set("Retry-After", "30")
		fail(w, http.StatusServiceUnavailable, "another session's packets are being searched for; try again later")
		return
	}
	if err := http.NewResponseController(w).SetWriteDeadline(time.Now().Add(packetTime)); err != nil {
		failed(w, err)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), packetTime)
	defer cancel()
	d := &download{w: w, id: session.ID}
	switch err := s.config.Packets(ctx, session, d); {
	case err == nil:
	case d.begun:
		panic(http.ErrAbortHandler) // so that the caller sees a broken download, not a short one
	case ctx.Err() != nil:
		failed(w, err)
	default:
		fail(w, http.StatusNotFound, err.Error())
	}
}

// download begins an answer with its first bytes.
type download struct {
	w     http.ResponseWriter
	id    string
	begun bool
}

func (d *download) Write(b []byte) (int, error) {
	if !d.begun {
		d.begun = true
		d.w.Header().Set("Content-Type", "application/vnd.tcpdump.pcap")
		d.w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", "session-"+fileName(d.id)+".pcapng"))
	}
	return d.w.Write(b)
}

// fileName leaves of an id what any file may be called.
func fileName(id string) string {
	kept := []byte{}
	for i := range len(id) {
		if c := id[i]; '0' <= c && c <= '9' || 'a' <= c && c <= 'z' {
			kept = append(kept, c)
		}
	}
	return string(kept)
}
