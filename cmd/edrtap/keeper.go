package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"edrtap/cmd/edrtap/monitor"
	"edrtap/rules/record"
	"edrtap/storage"
)

// keeper stores what comes while a capture goes on, from a queue: a slow disk
// does not make the capture wait, and a full one does not end it.
type keeper struct {
	ui    *ui
	names []string // of the interfaces
	kept  string   // the folder where frames are kept; "" where they are not
	store *storage.Store
	queue *monitor.Queue
	stop  func() // ends the store's maintenance

	past atomic.Pointer[record.History] // what earlier periods taught, as far as it was read

	// The queue's goroutine uses what follows.
	sessions *storage.Writer // which belong to no run
	afloat   int             // sessions given to it that are not known to be on the disk
	broken   time.Time       // when the store last failed; zero while it is well
	stored   time.Time       // packet time of the conclusions that were stored last
	rated    time.Time       // up to which second rates were stored
}

const (
	// storeEvery is the packet time after which conclusions are stored though no
	// finding has changed.
	storeEvery = 5 * time.Minute

	// storeRetry is how long a store that failed is left alone.
	storeRetry = 30 * time.Second
)

func openKeeper(u *ui, dir string, names []string, kept string, policy storage.Policy) (*keeper, error) {
	store, err := storage.Open(dir, storage.Options{})
	if err != nil {
		return nil, err
	}
	return &keeper{ui: u, names: names, kept: kept, store: store, queue: monitor.NewQueue(queued), stop: maintain(u, store, policy)}, nil
}

// sessionKind is what sessions that are given up are counted as.
const sessionKind = "session to store"

func (k *keeper) session(s *record.Session) {
	k.queue.Put(sessionKind, func() {
		k.try(sessionKind, func() (err error) {
			if k.sessions == nil {
				if k.sessions, err = k.store.NewWriter(storage.RunID()); err != nil {
					return err
				}
			}
			err = k.sessions.Session(s)
			if errors.Is(err, storage.ErrTooLarge) { // it alone is not stored
				k.queue.GiveUp(sessionKind)
				return nil
			}
			if err == nil && !k.broken.IsZero() { // what is on the disk shows that it is well
				err = k.sessions.Flush()
			}
			if err == nil {
				k.afloat++
			}
			return err
		})
	})
}

// conclusions stores what is known of the period that began then. They are on
// the disk, and the sessions that they rest on, when the next work is done.
func (k *keeper) conclusions(c *conclusions, began time.Time, news bool) {
	const kind = "conclusions to store"
	k.queue.Put(kind, func() {
		if !news && c.summary.Last.Sub(k.stored) < storeEvery {
			return
		}
		k.stored = c.summary.Last
		k.try(kind, func() error {
			if k.sessions != nil {
				if err := k.sessions.Flush(); err != nil {
					return err
				}
				k.afloat = 0
			}
			return k.write(c, began)
		})
	})
}

func (k *keeper) write(c *conclusions, began time.Time) error {
	run := storage.RunID(strings.Join(k.names, " "), began.Format(time.RFC3339Nano))
	w, err := k.store.NewWriter(run)
	if err != nil {
		return err
	}
	for i := range c.reports {
		for j := range c.reports[i].Seconds {
			if second := &c.reports[i].Seconds[j]; err == nil && second.Second.After(k.rated) {
				err = w.Rate(second)
			}
		}
	}
	for _, write := range []func() error{
		func() error { return w.Findings(c.findings) },
		func() error { return w.Diagnoses(c.diagnoses) },
		func() error { return w.Summary(c.summary) },
		func() error { return w.Inputs(k.inputs(c.summary)) },
	} {
		if err == nil {
			err = write()
		}
	}
	if err = errors.Join(err, w.Close()); err == nil {
		k.rated = c.summary.Last.Add(-settledAfter) // later ones may still change
	}
	if err == nil && c.learned != nil {
		err = k.learn(run, c.learned)
	}
	return errors.Join(err, k.remember(run, began, c.servers))
}

// learn stores what a period taught.
func (k *keeper) learn(run string, learned *record.History) error {
	w, err := k.store.NewWriter(run)
	if err != nil {
		return err
	}
	return errors.Join(w.History(learned), w.Close())
}

// remember reads what earlier periods taught about servers, for the rules to
// take at their next conclusions: reading must not keep the capture waiting.
func (k *keeper) remember(run string, began time.Time, servers []record.Endpoint) error {
	past, err := k.store.History(context.Background(), run, began, servers, nil)
	if err == nil {
		k.past.Store(past)
	}
	return err
}

func (k *keeper) inputs(s *record.Summary) []storage.Input {
	list := make([]storage.Input, len(k.names))
	for i, name := range k.names {
		list[i] = storage.Input{File: name, Path: k.kept, First: s.First, Last: s.Last}
	}
	return list
}

// try does work unless the store failed a moment ago. Work that fails is given
// up, and the store is said to have failed, once.
func (k *keeper) try(kind string, do func() error) {
	if !k.broken.IsZero() && time.Since(k.broken) < storeRetry {
		k.queue.GiveUp(kind)
		return
	}
	err := do()
	if err == nil {
		if !k.broken.IsZero() {
			k.ui.note("the store takes records again")
			k.broken = time.Time{}
		}
		return
	}
	k.queue.GiveUp(kind)
	if k.broken.IsZero() {
		k.ui.note("store: %v; the analysis goes on, and what cannot be stored is counted", err)
	}
	k.broken = time.Now()
	for ; k.afloat > 0; k.afloat-- {
		k.queue.GiveUp(sessionKind)
	}
	if k.sessions != nil {
		_ = k.sessions.Close() // its error is the one at hand
		k.sessions = nil
	}
}

// close waits for what is queued, and closes the store.
func (k *keeper) close() error {
	k.queue.Close()
	k.stop()
	var err error
	if k.sessions != nil {
		err = k.sessions.Close()
	}
	if err = errors.Join(err, k.store.Close()); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return nil
}
