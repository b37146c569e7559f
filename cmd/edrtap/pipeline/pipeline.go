// Package pipeline joins capture, TLS parser and session builder: frames go
// in, sessions come out, in one order that depends on the packets alone.
package pipeline

import (
	"context"
	"errors"
	"io"
	"runtime"
	"sync/atomic"

	"edrtap/capture"
	"edrtap/capture/dns"
	"edrtap/capture/packet"
	"edrtap/cmd/edrtap/session"
	"edrtap/rules/rate"
	"edrtap/rules/record"
	"edrtap/tlsparse/decrypt"
	"edrtap/tlsparse/exchange"
)

// MaxWorkers is the greatest number of workers.
const MaxWorkers = partitions

// partitions is how many flow tables there are, whatever the number of
// workers: limits are per table, so that what is given up when one is reached
// does not depend on the machine.
const partitions = 16

// Config says what to read and where sessions go.
type Config struct {
	Source  capture.Source
	Files   []string // names by Frame.File
	Workers int      // 1 to 16; 0 stands for the number of processors

	// Expected says of which servers, beyond the ports that TLS is usual on,
	// attempts matter even where no TLS was seen. It is called from several
	// goroutines.
	Expected func(server record.Endpoint) bool

	// Secrets, where not nil, open sessions; one worker has them all. Key logs
	// of the source are added, and are enough alone.
	Secrets *decrypt.Secrets

	// EventPath says where in decrypted uploads the events are.
	EventPath exchange.Path

	// OnExchange, where not nil, is given each request of decrypted sessions
	// with its answer as it ends. It is called by the workers: with more than
	// one, from several goroutines and in no order.
	OnExchange func(*session.Exchange)

	// OnSession is given each session, in order; the record is valid until
	// OnSession returns. An error ends the run.
	OnSession func(*record.Session) error

	// OnWrite, where it is not nil, is given each session after OnSession was, in
	// the same order. It may be called at the same time as OnSession with a later
	// one, and changes no record. An error ends the run.
	OnWrite func(*record.Session) error

	// OnLookup, where it is not nil, is given each DNS lookup, in order. It may
	// be called at the same time as OnSession, but never twice at a time.
	OnLookup func(dns.Lookup)

	// Rates says what the meter is to know while it counts. Its functions are
	// called as OnSession is.
	Rates rate.Settings

	// Progress, where not nil, is kept up to date while the input goes on.
	Progress *Progress

	// Checkpoints, where Do is set, give what is known while the input goes on.
	Checkpoints Checkpoints
}

// Progress is what has been counted so far. It may be read from any goroutine.
type Progress struct {
	Frames, Bytes         atomic.Uint64
	Last                  atomic.Int64 // packet time, ns; 0 before the first frame
	Sessions, Established atomic.Uint64
}

// Result is what is known when the input has ended.
type Result struct {
	Frames, Bytes uint64
	First, Last   int64 // packet time of the earliest and the latest frame, ns
	Sessions      uint64
	Established   uint64
	Sensor        record.Sensor
	Rates         *rate.Counter
	Interrupted   bool
}

// Run reads the source to its end, or until ctx is done, and returns what was
// seen. The error is the source's where its input could not be read to the
// end, or a callback's; the result is valid in both cases.
func Run(ctx context.Context, config Config) (*Result, error) {
	workers := config.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	workers = min(workers, partitions)
	if config.Secrets != nil {
		workers = 1 // a session can give what opens those that resume it
	}

	reader := startReader(config.Source)
	defer reader.stop()
	run := newRun(config, workers)
	defer run.heap.end()
	err := run.read(ctx, reader)
	run.finish()
	result := run.result(false)
	result.Interrupted = ctx.Err() != nil
	return result, errors.Join(run.collector.judging, run.collector.writing, err)
}

// run is the state of one Run.
type run struct {
	config    Config
	decoder   *packet.Decoder
	workers   []*worker
	round     *round // the one at hand
	collector *collector
	pool      *pool         // nil with one worker
	packet    packet.Packet // the one at hand
	dns       *dns.Tracker  // nil where nobody wants lookups

	heap          *heap
	frames, bytes uint64
	before        uint64 // frames before the batch at hand
	first, clock  int64
	metered       int64 // the clock of the last time that meters were asked, by meterEvery
	due           int64 // when the next checkpoint is
}

func newRun(config Config, workers int) *run {
	r := &run{
		config:    config,
		decoder:   packet.NewDecoder(packet.DefaultLimits()),
		collector: newCollector(&config),
		heap:      newHeap(),
	}
	for i := range workers {
		r.workers = append(r.workers, newWorker(i, workers, &config))
	}
	if config.OnLookup != nil {
		r.dns = dns.NewTracker(config.OnLookup)
	}
	if workers > 1 {
		r.pool = startPool(r.workers, r.collector)
	} else {
		r.round = newRound(1)
	}
	return r
}

// read decodes batch after batch. It returns nil at the end of the input.
func (r *run) read(ctx context.Context, reader *reader) error {
	for {
		batch, err := reader.next(ctx)
		if batch != nil {
			r.batch(batch)
		}
		if broken := r.checkpoint(); broken != nil {
			return broken
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, context.Canceled):
			return nil
		case err != nil:
			return err
		case r.collector.failed():
			return nil
		}
	}
}
