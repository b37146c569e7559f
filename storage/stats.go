package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/dgraph-io/badger/v4"
)

// Stats are figures of a store.
type Stats struct {
	Schema   int          `json:"schema"`         // version of the layout
	First    time.Time    `json:"first,omitzero"` // start of the earliest session
	Last     time.Time    `json:"last,omitzero"`  // start of the latest
	Disk     int64        `json:"disk_bytes"`     // of the directory
	Tables   int64        `json:"table_bytes"`    // of Badger's tables
	Log      int64        `json:"log_bytes"`      // of its logs
	Contents []TableStats `json:"contents"`
}

// TableStats are figures of one kind of record.
type TableStats struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
	Bytes int64  `json:"bytes"` // of keys and values, before compression
}

// Stats counts what the store holds. It walks over every key.
func (s *Store) Stats(ctx context.Context) (*Stats, error) {
	st := &Stats{Schema: s.schema}
	var err error
	if st.First, err = s.Earliest(); err != nil {
		return nil, err
	}
	if st.Last, err = s.Latest(); err != nil {
		return nil, err
	}
	if st.Disk, err = s.diskSize(); err != nil {
		return nil, err
	}
	st.Tables, st.Log = s.db.Size()
	for _, t := range []struct{ name, prefix string }{
		{"sessions", sessionPrefix},
		{"shared parts", partPrefix},
		{"index blocks", indexPrefix},
		{"index columns", columnPrefix},
		{"findings", findingPrefix},
		{"diagnoses", diagnosisPrefix},
		{"rates", ratePrefix},
		{"runs", summaryPrefix},
		{"inputs", inputPrefix},
		{"history of servers", serverHistoryPrefix},
		{"history of clients", clientHistoryPrefix},
	} {
		stats := TableStats{Name: t.name}
		err := s.db.View(func(txn *badger.Txn) error {
			it := txn.NewIterator(badger.IteratorOptions{Prefix: []byte(t.prefix)})
			defer it.Close()
			for it.Rewind(); it.Valid(); it.Next() {
				stats.Count++
				stats.Bytes += it.Item().EstimatedSize()
			}
			return ctx.Err()
		})
		if err != nil {
			return nil, fmt.Errorf("store %s: %w", s.dir, err)
		}
		st.Contents = append(st.Contents, stats)
	}
	return st, nil
}
