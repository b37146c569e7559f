package storage

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"github.com/dgraph-io/badger/v4"

	"edrtap/rules/record"
)

// maxRunsOfHistory is how many runs are asked about one server or client.
const maxRunsOfHistory = 64

// History replaces what the run taught about servers and clients.
func (w *Writer) History(h *record.History) error {
	if err := w.forgetHistory(); err != nil {
		return err
	}
	for i := range h.Servers {
		value, err := encodeJSON(&h.Servers[i])
		if err != nil {
			return fmt.Errorf("history of %v: %w", h.Servers[i].Server, err)
		}
		key := appendTime(appendServer([]byte(serverHistoryPrefix), h.Servers[i].Server), h.Servers[i].First)
		if err := w.add(append(key, w.run...), value); err != nil {
			return err
		}
	}
	var key, value []byte
	for i := range h.Clients {
		client := &h.Clients[i]
		key = append(appendTime(appendAddress(append(key[:0], clientHistoryPrefix...), client.Client), client.First), w.run...)
		value = appendClientHistory(value[:0], client)
		if err := w.add(key, value); err != nil {
			return err
		}
	}
	return nil
}

// forgetHistory removes what the run taught.
func (w *Writer) forgetHistory() error {
	if err := w.settle(); err != nil {
		return err
	}
	for _, table := range []struct {
		prefix string
		run    int // where the run begins in a key
	}{
		{serverHistoryPrefix, len(serverHistoryPrefix) + addressSize + portSize + startSize},
		{clientHistoryPrefix, len(clientHistoryPrefix) + addressSize + startSize},
	} {
		err := w.store.eachKey([]byte(table.prefix), []byte(table.prefix), func(key []byte) error {
			if len(key) < table.run || string(key[table.run:]) != w.run {
				return nil
			}
			return w.remove(key)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// History gives what runs other than the given one taught about some servers
// and clients before a time: of what began before it and went on, no more than
// was known then, as far as times tell.
func (s *Store) History(ctx context.Context, run string, before time.Time, servers []record.Endpoint, clients []netip.Addr) (*record.History, error) {
	h := &record.History{}
	err := s.db.View(func(txn *badger.Txn) error {
		if !anyKey(txn, serverHistoryPrefix) && !anyKey(txn, clientHistoryPrefix) {
			return nil // a new store need not be asked about every client
		}
		for _, server := range servers {
			prefix := appendServer([]byte(serverHistoryPrefix), server)
			if err := eachPast(ctx, s, txn, prefix, run, before, decodeServerHistory, func(v *record.ServerHistory) {
				v.Certificates = knownBefore(v.Certificates, before)
				h.Servers = append(h.Servers, *v)
			}); err != nil {
				return err
			}
		}
		for _, client := range clients {
			prefix := appendAddress([]byte(clientHistoryPrefix), client)
			if err := eachPast(ctx, s, txn, prefix, run, before, decodeClientHistory, func(v *record.ClientHistory) {
				if !v.LastContact.Before(before) {
					v.LastContact = time.Time{}
				}
				h.Clients = append(h.Clients, *v)
			}); err != nil {
				return err
			}
		}
		return nil
	})
	return h, err
}

// anyKey says whether there is any key with a prefix.
func anyKey(txn *badger.Txn, prefix string) bool {
	it := txn.NewIterator(badger.IteratorOptions{Prefix: []byte(prefix)})
	defer it.Close()
	it.Rewind()
	return it.Valid()
}

// knownBefore leaves out certificates that were not yet seen at a time.
func knownBefore(list []record.SeenCertificate, at time.Time) []record.SeenCertificate {
	kept := list[:0]
	for _, c := range list {
		if !c.First.Before(at) {
			continue
		}
		if c.Last.After(at) {
			c.Last = at
		}
		kept = append(kept, c)
	}
	return kept
}

// eachPast gives the last values of a prefix, which a time and a run follow,
// that are older than before and of another run; the latest comes first.
func eachPast[T any](ctx context.Context, s *Store, txn *badger.Txn, prefix []byte, run string, before time.Time, decode func([]byte, *T) error, take func(*T)) error {
	it := txn.NewIterator(badger.IteratorOptions{Prefix: prefix, Reverse: true})
	defer it.Close()
	given := 0
	for it.Seek(appendTime(append([]byte(nil), prefix...), before)); it.Valid() && given < maxRunsOfHistory; it.Next() {
		if err := ctx.Err(); err != nil {
			return err
		}
		key := it.Item().Key()
		if len(key) < len(prefix)+startSize || string(key[len(prefix)+startSize:]) == run {
			continue
		}
		v := new(T)
		if err := s.decode(it.Item(), func(b []byte) error { return decode(b, v) }); err != nil {
			return err
		}
		take(v)
		given++
	}
	return nil
}
