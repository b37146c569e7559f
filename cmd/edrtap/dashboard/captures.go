package dashboard

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"time"

	"edrtap/rules/text"
)

// Capture is one uploaded capture on its way through the analysis.
type Capture struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	State string `json:"state"` // "waiting", "analysing", "done" or "failed"
	Read  int64  `json:"read"`  // bytes analysed so far
	Size  int64  `json:"size"`  // bytes
	Error string `json:"error,omitempty"`

	file string
}

// captures analyses what is uploaded, one after the other.
type captures struct {
	config  Config
	events  *hub
	changed func()
	queue   chan *Capture
	idle    sync.WaitGroup

	mu    sync.Mutex
	list  []*Capture // the last ones, oldest first
	next  int
	ended bool // nobody analyses any more
}

const (
	maxWaiting    = 4  // captures that wait for their turn
	maxListed     = 20 // captures that are listed, with those that are done
	uploadPace    = 30 * time.Second
	progressEvery = 200 * time.Millisecond
)

func newCaptures(c Config, events *hub, changed func()) *captures {
	return &captures{config: c, events: events, changed: changed, queue: make(chan *Capture, maxWaiting)}
}

func (c *captures) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			c.drop()
			return
		case one := <-c.queue:
			c.analyse(ctx, one)
		}
	}
}

// drop removes the files of captures that nobody will analyse any more; an
// upload that ends later is refused.
func (c *captures) drop() {
	c.mu.Lock()
	c.ended = true
	c.mu.Unlock()
	for {
		select {
		case one := <-c.queue:
			_ = os.Remove(one.file)
			c.idle.Done()
		default:
			return
		}
	}
}

// wait waits until no uploaded file is left.
func (c *captures) wait() { c.idle.Wait() }

func (c *captures) analyse(ctx context.Context, one *Capture) {
	defer c.idle.Done()
	defer os.Remove(one.file)
	c.update(one, func() { one.State = "analysing" })
	var told time.Time
	err := c.config.Analyze(ctx, one.file, one.Name, func(read, _ int64) {
		if now := time.Now(); now.Sub(told) >= progressEvery {
			told = now
			c.update(one, func() { one.Read = read })
		}
	})
	c.changed() // what was found before an error is kept
	c.update(one, func() {
		if one.State = "done"; err != nil {
			one.State, one.Error = "failed", text.Clean(err.Error())
			return
		}
		one.Read = one.Size
	})
}

// update changes a capture and tells the pages.
func (c *captures) update(one *Capture, change func()) {
	c.mu.Lock()
	change()
	now := *one
	c.mu.Unlock()
	c.events.send("capture", now)
}

func (c *captures) add(name, file string, size int64) (Capture, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		return Capture{}, errors.New("the server is about to end; try again later")
	}
	c.next++
	one := &Capture{ID: fmt.Sprint(c.next), Name: text.Clean(name), State: "waiting", Size: size, file: file}
	c.idle.Add(1)
	select {
	case c.queue <- one:
	default:
		c.idle.Done()
		return Capture{}, fmt.Errorf("%d captures wait already; try again later", maxWaiting)
	}
	if c.list = append(c.list, one); len(c.list) > maxListed {
		c.list = c.list[1:]
	}
	return *one, nil
}

func (c *captures) all() []Capture {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := make([]Capture, 0, len(c.list))
	for _, one := range c.list {
		list = append(list, *one)
	}
	return list
}

func (s *Server) getCaptures(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]any{"captures": s.captures.all()})
}

// postCapture takes a capture as the body of the request, into a file that
// lives as long as its analysis.
func (s *Server) postCapture(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	if name == "" {
		fail(w, http.StatusBadRequest, "name: a name for the capture is needed")
		return
	}
	if r.ContentLength > s.config.MaxUpload {
		fail(w, http.StatusRequestEntityTooLarge, fmt.Sprintf("the capture has more than %d bytes", s.config.MaxUpload))
		return
	}
	file, size, err := s.receive(w, r)
	if err != nil {
		status := http.StatusInternalServerError
		if large := new(http.MaxBytesError); errors.As(err, &large) {
			status, err = http.StatusRequestEntityTooLarge, fmt.Errorf("the capture has more than %d bytes", s.config.MaxUpload)
		}
		fail(w, status, err.Error())
		return
	}
	one, err := s.captures.add(name, file, size)
	if err != nil {
		_ = os.Remove(file)
		w.Header().Set("Retry-After", "60")
		fail(w, http.StatusServiceUnavailable, err.Error())
		return
	}
	answer(w, http.StatusAccepted, one)
}

// receive writes the body to a temporary file, which is removed again where
// that fails. Whoever sends nothing for uploadPace is cut off.
func (s *Server) receive(w http.ResponseWriter, r *http.Request) (name string, size int64, err error) {
	file, err := os.CreateTemp("", "edrtap-upload-*")
	if err != nil {
		return "", 0, err
	}
	defer func() {
		if closing := file.Close(); err == nil {
			err = closing
		}
		if err != nil {
			_ = os.Remove(file.Name())
		}
	}()
	body := http.MaxBytesReader(w, r.Body, s.config.MaxUpload)
	size, err = io.Copy(file, &paced{body: body, control: http.NewResponseController(w)})
	return file.Name(), size, err
}

// paced moves the deadlines of a connection on with every read.
type paced struct {
	body    io.Reader
	control *http.ResponseController
}

func (p *paced) Read(b []byte) (int, error) {
	deadline := time.Now().Add(uploadPace)
	if err := errors.Join(p.control.SetReadDeadline(deadline), p.control.SetWriteDeadline(deadline.Add(requestTimeout))); err != nil {
		return 0, err
	}
	return p.body.Read(b)
}
