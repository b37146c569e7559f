package storage

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"github.com/dgraph-io/badger/v4"

	"edrtap/rules/record"
)

// Count is how many sessions started in a span of time, by outcome.
type Count struct {
	Start    time.Time // of the span
	Outcomes map[record.Outcome]int
}

// maxCounts bounds the spans that one query may ask for.
const maxCounts = 100_000

// Counts counts the sessions that fit q in spans of the given width, which are
// whole multiples of it since the Unix epoch. Spans without a session are left
// out. It reads the index alone, where a session that was written again counts
// as the earliest block has it until Compact, and takes no account of Limit,
// After, Reverse, Rule and Finding.
func (s *Store) Counts(ctx context.Context, q Query, width time.Duration) ([]Count, error) {
	if width <= 0 {
		return nil, fmt.Errorf("spans of %v: they have to be longer", width)
	}
	q.Reverse, q.After = false, ""
	f := newFilter(q)
	c := counter{width: int64(width), of: make(map[int64]map[record.Outcome]int)}
	err := s.db.View(func(txn *badger.Txn) error {
		c.sure = sessionScan{store: s, txn: txn, parts: partReader{txn: txn}, filter: &f, out: func(_ record.Session, err error) error {
			c.fits = err == nil
			return err
		}}
		return c.blocks(ctx, s.blocks(txn, &f))
	})
	if err != nil {
		return nil, err
	}
	return c.counts(), nil
}

// counter is one call of Counts at work.
type counter struct {
	width int64
	of    map[int64]map[record.Outcome]int // by the number of the span
	sure  sessionScan                      // tells where a row does not
	fits  bool                             // what it told last
	twice map[position]struct{}            // rows that a later block may hold again
	hints []hint                           // scratch of block
}

var errSpans = fmt.Errorf("more than %d spans of time: make them longer, or ask for less time", maxCounts)

func (c *counter) blocks(ctx context.Context, refs []blockRef) error {
	for i, ref := range refs {
		if err := ctx.Err(); err != nil {
			return err
		}
		shared := ^uint64(0) // from here on, later blocks may hold the same sessions
		if i+1 < len(refs) {
			shared = refs[i+1].low
		}
		if err := c.block(ref, shared); err != nil {
			return err
		}
	}
	return nil
}

func (c *counter) block(ref blockRef, shared uint64) error {
	s, txn := c.sure.store, c.sure.txn
	c.hints = c.hints[:0]
	err := s.scanBlock(txn, ref, c.sure.filter, func(h hint) { c.hints = append(c.hints, h) })
	if err != nil || len(c.hints) == 0 {
		return err
	}
	return s.readColumn(txn, ref, columnOutcome, func(v []byte) error {
		column, err := openColumn(v)
		if err != nil {
			return err
		}
		var known []record.Outcome
		if _, _, err := column.judge(func(value []byte) verdict {
			known = append(known, record.Outcome(value))
			return yes
		}); err != nil {
			return err
		}
		for _, h := range c.hints {
			if 2*h.row+2 > len(column.rows) {
				return errBlock
			}
			at := int(binary.LittleEndian.Uint16(column.rows[2*h.row:]))
			if at >= len(known) {
				return errBlock
			}
			if err := c.add(h, known[at], shared); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *counter) add(h hint, outcome record.Outcome, shared uint64) error {
	if len(c.twice) > 0 {
		if _, counted := c.twice[h.position]; counted {
			return nil
		}
	}
	if h.start >= shared {
		if c.twice == nil {
			c.twice = make(map[position]struct{})
		}
		c.twice[h.position] = struct{}{}
	}
	if !h.sure {
		c.fits = false
		if err := c.sure.lookUp(h.key()); err != nil || !c.fits {
			return err
		}
	}
	start := int64(h.start ^ 1<<63)
	span := start / c.width
	if start%c.width < 0 {
		span--
	}
	outcomes := c.of[span]
	if outcomes == nil {
		if len(c.of) >= maxCounts {
			return errSpans
		}
		outcomes = make(map[record.Outcome]int)
		c.of[span] = outcomes
	}
	outcomes[outcome]++
	return nil
}

func (c *counter) counts() []Count {
	list := make([]Count, 0, len(c.of))
	for span, outcomes := range c.of {
		list = append(list, Count{Start: time.Unix(0, span*c.width).UTC(), Outcomes: outcomes})
	}
	slices.SortFunc(list, func(a, b Count) int { return a.Start.Compare(b.Start) })
	return list
}
