package dashboard

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// hub tells open pages what happens, by server-sent events (WHATWG HTML
// section 9.2). A page that does not read is skipped: events say that
// something changed, not what.
type hub struct {
	mu     sync.Mutex
	pages  map[chan []byte]struct{}
	closed bool
}

const (
	maxPages  = 64
	heartbeat = 20 * time.Second
)

func newHub() *hub { return &hub{pages: make(map[chan []byte]struct{})} }

func (h *hub) send(event string, data any) {
	line := encodeEvent(event, data)
	h.mu.Lock()
	defer h.mu.Unlock()
	for page := range h.pages {
		select {
		case page <- line:
		default:
		}
	}
}

func encodeEvent(event string, data any) []byte {
	body, err := json.Marshal(data)
	if err != nil {
		panic(err) // plain structs of this package
	}
	return fmt.Appendf(nil, "event: %s\ndata: %s\n\n", event, body)
}

func (h *hub) join() (page chan []byte, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed || len(h.pages) >= maxPages {
		return nil, false
	}
	page = make(chan []byte, 32)
	h.pages[page] = struct{}{}
	return page, true
}

func (h *hub) leave(page chan []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.pages, page)
}

// close ends every stream.
func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for page := range h.pages {
		close(page)
		delete(h.pages, page)
	}
}

func (s *Server) getEvents(w http.ResponseWriter, r *http.Request) {
	page, ok := s.events.join()
	if !ok {
		fail(w, http.StatusServiceUnavailable, "too many pages are open")
		return
	}
	defer s.events.leave(page)
	out := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	if out.SetReadDeadline(time.Time{}) != nil { // else the patience with the request would end the stream
		return
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	_, age := s.overviews.lookUp("")
	line := append([]byte("retry: 3000\n"), encodeEvent("results", results{age})...)
	for {
		if out.SetWriteDeadline(time.Now().Add(requestTimeout)) != nil {
			return
		}
		if _, err := w.Write(line); err != nil || out.Flush() != nil {
			return
		}
		var open bool
		select {
		case line, open = <-page:
			if !open {
				return
			}
		case <-beat.C:
			line = []byte(": still here\n\n")
		case <-r.Context().Done():
			return
		}
	}
}
