package storage

import (
	"fmt"
	"sync/atomic"

	"github.com/dgraph-io/badger/v4"

	"edrtap/rules/record"
)

// queuedBatches is how many batches may wait for Badger before a caller of
// Session waits too.
const queuedBatches = 2

// Writer writes the records of one run. It belongs to one goroutine; several
// writers may be in use at a time. Records are encoded before a method
// returns, so that the caller may use them again, and committed by a goroutine
// of the writer. An error of that goroutine comes back from a later call, and
// from Close at the latest; nothing is written after it.
type Writer struct {
	store   *Store
	run     string
	filling *batch
	full    chan *batch
	free    chan *batch
	stopped chan struct{}
	failure atomic.Pointer[error]
	parts   partWriter
	index   indexWriter // of the sessions in filling
	closed  bool
}

// NewWriter returns a writer for the run of the given id (see RunID). The
// caller closes it before the store.
func (s *Store) NewWriter(run string) (*Writer, error) {
	if s.readOnly {
		return nil, fmt.Errorf("store %s is %w", s.dir, ErrReadOnly)
	}
	if err := checkID("run", run); err != nil {
		return nil, err
	}
	w := &Writer{
		store:   s,
		run:     run,
		filling: new(batch),
		full:    make(chan *batch, queuedBatches),
		free:    make(chan *batch, queuedBatches+1),
		stopped: make(chan struct{}),
	}
	for range queuedBatches + 1 {
		w.free <- new(batch)
	}
	go w.commitAll()
	return w, nil
}

// commitAll commits batches in the order in which they were filled.
func (w *Writer) commitAll() {
	defer close(w.stopped)
	for b := range w.full {
		err := w.err()
		if err == nil {
			if err = w.commit(b); err != nil {
				w.failure.Store(&err)
			}
		}
		if b.done != nil {
			b.done <- err
		}
		b.reset()
		w.free <- b
	}
}

func (w *Writer) commit(b *batch) error {
	if err := w.store.checkSpace(reserve); err != nil {
		return err
	}
	if err := b.commit(w.store.db); err != nil {
		return fmt.Errorf("store %s: write: %w", w.store.dir, err)
	}
	return nil
}

func (w *Writer) err() error {
	if p := w.failure.Load(); p != nil {
		return *p
	}
	return nil
}

// submit hands the batch over and takes an empty one.
func (w *Writer) submit() {
	w.index.flush(w.filling)
	w.full <- w.filling
	w.filling = <-w.free
}

// room makes sure that an entry of that size still fits into the batch.
func (w *Writer) room(size int) {
	if w.filling.full(size) {
		w.submit()
	}
}

// Session writes s, or replaces what has the same id. An error that wraps
// ErrTooLarge, or one about the id, concerns s alone: the writer goes on.
func (w *Writer) Session(s *record.Session) error {
	if err := w.err(); err != nil {
		return err
	}
	if err := checkID("session", s.ID); err != nil {
		return err
	}
	w.room(4<<10 + w.index.size) // most take less; a batch may exceed its size by one session
	parts, err := w.parts.add(w.filling, s)
	if err != nil {
		return fmt.Errorf("session %s: %w", s.ID, err)
	}
	b := w.filling
	block := append(b.begin(), sessionPrefix...)
	block = b.keyDone(appendPosition(block, s))
	mark := len(block)
	b.end(appendSession(block, s, parts))
	if size := len(b.block) - mark; size > maxValueSize {
		b.drop()
		return fmt.Errorf("session %s of %d bytes: %w", s.ID, size, ErrTooLarge)
	}
	w.index.add(s, w.parts.chainID(s))
	if w.index.full() {
		w.index.flush(b)
	}
	return nil
}

// appendPosition ends an index key: where the session is.
func appendPosition(key []byte, s *record.Session) []byte {
	return append(appendTime(key, s.Start), s.ID...)
}

// sessionNames lists the names under which a session is found, in names.
func sessionNames(s *record.Session, names *[2]string) []string {
	list := names[:0]
	if s.TLS != nil && s.TLS.SNI != "" {
		list = append(list, normalName(s.TLS.SNI))
	}
	if s.Proxy != nil && s.Proxy.Host != "" {
		if host := normalName(s.Proxy.Host); len(list) == 0 || list[0] != host {
			list = append(list, host)
		}
	}
	return list
}

// Rate writes the rate of one second, or replaces the run's rate of the same
// server and second.
func (w *Writer) Rate(r *record.Rate) error {
	value, err := encodeJSON(r)
	if err != nil {
		return fmt.Errorf("rate of %s: %w", r.Server.IP, err)
	}
	return w.add(rateKey(r, w.run), value)
}

// Findings replaces the run's findings. Whoever kills the process meanwhile
// may leave some of the old and some of the new.
func (w *Writer) Findings(list []record.Finding) error {
	return replaceAll(w, findingPrefix, list)
}

// Diagnoses replaces the run's diagnoses, as Findings does findings.
func (w *Writer) Diagnoses(list []record.Diagnosis) error {
	return replaceAll(w, diagnosisPrefix, list)
}

// Inputs replaces the run's inputs.
func (w *Writer) Inputs(list []Input) error {
	return replaceAll(w, inputPrefix, list)
}

// Summary writes the run's summary.
func (w *Writer) Summary(s *record.Summary) error {
	value, err := encodeJSON(s)
	if err != nil {
		return fmt.Errorf("summary: %w", err)
	}
	return w.add(runPrefix(summaryPrefix, w.run), value)
}

// replaceAll writes a table's whole list for the run, by ordinal, and removes
// what an earlier and longer list has left behind.
func replaceAll[T any](w *Writer, table string, list []T) error {
	if err := w.settle(); err != nil { // the earlier list may still be queued
		return err
	}
	prefix := runPrefix(table, w.run)
	for i := range list {
		value, err := encodeJSON(&list[i])
		if err != nil {
			return fmt.Errorf("%s%s, number %d: %w", table, w.run, i, err)
		}
		if err := w.add(appendOrdinal(prefix[:len(prefix):len(prefix)], i), value); err != nil {
			return err
		}
	}
	from := appendOrdinal(prefix[:len(prefix):len(prefix)], len(list))
	return w.store.eachKey(prefix, from, w.remove)
}

func (w *Writer) add(key, value []byte) error {
	if len(value) > maxValueSize {
		return fmt.Errorf("key %s of %d bytes: %w", describeKey(key), len(value), ErrTooLarge)
	}
	w.room(len(key) + len(value))
	w.filling.set(key, value)
	return w.err()
}

func (w *Writer) remove(key []byte) error {
	w.room(len(key))
	w.filling.remove(key)
	return w.err()
}

// Forget removes the run's findings, diagnoses, inputs, rates, summary and
// history.
// Sessions stay: they are no conclusions.
func (w *Writer) Forget() error {
	if err := w.settle(); err != nil {
		return err
	}
	for _, table := range []string{findingPrefix, diagnosisPrefix, summaryPrefix, inputPrefix} {
		prefix := runPrefix(table, w.run)
		if err := w.store.eachKey(prefix, prefix, w.remove); err != nil {
			return err
		}
	}
	if err := w.forgetHistory(); err != nil {
		return err
	}
	return w.store.eachKey([]byte(ratePrefix), []byte(ratePrefix), func(key []byte) error {
		if rateRun(key) != w.run {
			return nil
		}
		return w.remove(key)
	})
}

// settle returns once all that was written is committed, for reads to find it.
func (w *Writer) settle() error {
	done := make(chan error, 1)
	w.filling.done = done
	w.submit()
	return <-done
}

// Flush returns once all that was written is committed and on the disk.
func (w *Writer) Flush() error {
	if err := w.settle(); err != nil {
		return err
	}
	if err := w.store.db.Sync(); err != nil {
		return fmt.Errorf("store %s: sync: %w", w.store.dir, err)
	}
	return nil
}

// Close flushes, and ends the writer's goroutine. Later calls of Close do
// nothing.
func (w *Writer) Close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	err := w.Flush()
	close(w.full)
	<-w.stopped
	return err
}

// eachKey calls do for every key with the prefix, from the given one on. The
// key is only valid during the call.
func (s *Store) eachKey(prefix, from []byte, do func(key []byte) error) error {
	return s.db.View(func(txn *badger.Txn) error {
		it := txn.NewIterator(badger.IteratorOptions{Prefix: prefix})
		defer it.Close()
		for it.Seek(from); it.Valid(); it.Next() {
			if err := do(it.Item().Key()); err != nil {
				return err
			}
		}
		return nil
	})
}
