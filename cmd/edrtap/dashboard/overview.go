package dashboard

import (
	"context"
	"sync"

	"edrtap/cmd/edrtap/report"
	"edrtap/rules/text"
	"edrtap/storage"
)

// overviews makes documents, one at a time, and keeps the last ones until
// something changes.
type overviews struct {
	config Config
	making chan struct{} // holds one token: who has it makes a document

	mu    sync.Mutex
	kept  map[string]*report.Document
	order []string
	age   int // counts the changes
}

const (
	maxKept     = 8
	maxSessions = 200_000 // that one document is made of
)

func newOverviews(c Config) *overviews {
	o := &overviews{config: c, making: make(chan struct{}, 1), kept: make(map[string]*report.Document)}
	o.making <- struct{}{}
	return o
}

// forget drops all documents and gives the age of those to come.
func (o *overviews) forget() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.age++
	clear(o.kept)
	o.order = nil
	return o.age
}

func (o *overviews) lookUp(key string) (d *report.Document, age int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.kept[key], o.age
}

// get makes the document of a query, or gives the one that it has. key tells
// queries apart.
func (o *overviews) get(ctx context.Context, key string, q storage.Query, lang text.Lang) (*report.Document, error) {
	if d, _ := o.lookUp(key); d != nil {
		return d, nil
	}
	select {
	case <-o.making:
		defer func() { o.making <- struct{}{} }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	d, age := o.lookUp(key) // somebody else may have made it meanwhile
	if d != nil {
		return d, nil
	}
	options := report.Options{Lang: lang, MaxSessions: maxSessions}
	if o.config.Inventory != nil {
		options.Inventory = o.config.Inventory()
	}
	d, err := report.FromSource(ctx, o.config.Source, q, options)
	if err != nil {
		return nil, err
	}
	o.keep(key, d, age)
	return d, nil
}

// keep keeps a document unless something changed while it was made.
func (o *overviews) keep(key string, d *report.Document, age int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if age != o.age {
		return
	}
	if len(o.order) >= maxKept {
		delete(o.kept, o.order[0])
		o.order = o.order[1:]
	}
	o.kept[key] = d
	o.order = append(o.order, key)
}
