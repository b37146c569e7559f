package storage

import (
	"context"
	"slices"

	"github.com/dgraph-io/badger/v4"
)

// ofID looks up the sessions whose id begins as asked. Where they are is held
// in memory, for their order is another than that of ids.
func (c *sessionScan) ofID(ctx context.Context) error {
	it := c.txn.NewIterator(badger.IteratorOptions{Prefix: []byte(idPrefix + c.filter.ID)})
	defer it.Close()
	var places []position
	for it.Rewind(); it.Valid(); it.Next() {
		if err := ctx.Err(); err != nil {
			return err
		}
		at, err := c.store.positionAt(it.Item())
		if err != nil {
			return err
		}
		if c.filter.behind(at) {
			places = append(places, at)
		}
	}
	slices.SortFunc(places, position.compare)
	if c.filter.Reverse {
		slices.Reverse(places)
	}
	for _, at := range places {
		if err := c.lookUp(at.key()); err != nil {
			return err
		}
	}
	return ctx.Err()
}
