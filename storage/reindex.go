package storage

import (
	"context"
	"errors"

	"edrtap/rules/record"
)

// reindex writes the index anew from the sessions, in full blocks, and then
// removes the blocks that were there. Whoever queries meanwhile, or after a
// crash, finds the old ones, the new ones, or both.
func (s *Store) reindex(ctx context.Context) error {
	old := make(map[blockRef]bool)
	err := s.eachKey([]byte(indexPrefix), []byte(indexPrefix), func(key []byte) error {
		if ref, ok := blockOf(key); ok {
			old[ref] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	var b batch
	var x indexWriter
	commit := func() error {
		if ref, ok := x.flush(&b); ok {
			delete(old, ref)
		}
		defer b.reset()
		return b.commit(s.db)
	}
	for session, err := range s.Sessions(ctx, Query{}) {
		if err != nil {
			if errors.Is(err, ctx.Err()) {
				return err
			}
			if session.ID == "" {
				continue
			}
			// Check names what is damaged; its row is for queries by id.
		}
		x.add(&session, chainKey(&session))
		if !x.full() {
			continue
		}
		if err := commit(); err != nil {
			return err
		}
	}
	if err := commit(); err != nil {
		return err
	}
	for ref := range old {
		if b.full(0) {
			if err := b.commit(s.db); err != nil {
				return err
			}
			b.reset()
		}
		b.removeBlock(ref)
	}
	return b.commit(s.db)
}

// removeBlock removes a block of the index.
func (b *batch) removeBlock(ref blockRef) {
	b.remove(ref.appendKey(nil))
	for i := range columns + 1 {
		b.remove(ref.appendColumnKey(nil, i))
	}
}

// chainKey tells a session's chain from others: by the fingerprints in it.
func chainKey(s *record.Session) *partID {
	if s.TLS == nil || len(s.TLS.Certificates) == 0 {
		return nil
	}
	var text []byte
	for i := range s.TLS.Certificates {
		text = append(text, s.TLS.Certificates[i].SHA256...)
	}
	id := hashPart(text)
	return &id
}
