package report

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"edrtap/rules"
	"edrtap/rules/record"
	"edrtap/storage"
)

// Source is where records come from: a store, or whatever answers like one.
// Its methods may be called from several goroutines at a time.
type Source interface {
	Sessions(context.Context, storage.Query) iter.Seq2[record.Session, error]
	Findings(context.Context, storage.Query) iter.Seq2[storage.Finding, error]
	Diagnoses(context.Context, storage.Query) iter.Seq2[storage.Diagnosis, error]
	Rates(context.Context, storage.Query) iter.Seq2[storage.Rate, error]
	Summaries(context.Context, storage.Query) iter.Seq2[storage.Summary, error]
	Inputs(context.Context, storage.Query) iter.Seq2[storage.RunInput, error]
}

// FromSource makes the document of what fits the query. Where several runs
// say something of the same subject, the one over the later capture holds:
// adding them up would count twice what two captures hold both.
func FromSource(ctx context.Context, from Source, q storage.Query, options Options) (*Document, error) {
	c := NewCollector(options)
	f := feed{ctx: ctx, from: from, query: q, into: c}
	for _, step := range []func() error{f.runs, f.sessions, f.findings, f.diagnoses, f.rates} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return c.Document(), nil
}

// feed moves records from a source into a collector.
type feed struct {
	ctx   context.Context
	from  Source
	query storage.Query
	into  *Collector
	age   map[string]int // rank of a run, the later the greater
}

func (f *feed) runs() error {
	files := make(map[string][]string)
	if err := each(f.from.Inputs(f.ctx, storage.Query{}), func(i *storage.RunInput) {
		files[i.Run] = append(files[i.Run], i.File)
	}); err != nil {
		return err
	}
	var list []storage.Summary
	if err := each(f.from.Summaries(f.ctx, storage.Query{}), func(s *storage.Summary) { list = append(list, *s) }); err != nil {
		return err
	}
	slices.SortFunc(list, func(a, b storage.Summary) int {
		return cmp.Or(a.Last.Compare(b.Last), cmp.Compare(a.Run, b.Run))
	})
	f.age = make(map[string]int)
	for i := range list {
		f.age[list[i].Run] = i + 1
		f.into.Run(list[i].Run, files[list[i].Run], &list[i].Summary)
	}
	return nil
}

func (f *feed) sessions() error {
	q := f.query
	if most := f.into.options.MaxSessions; most > 0 {
		q.Reverse, q.Limit = true, most
	}
	n := 0
	err := each(f.from.Sessions(f.ctx, q), func(s *record.Session) { _ = f.into.Session(s); n++ })
	f.into.unread = q.Limit > 0 && n == q.Limit
	return err
}

// subject is what findings of different runs have in common that say the same.
type subject struct {
	rule   string
	server record.Endpoint
	name   string
}

func (f *feed) findings() error {
	latest := make(map[subject]int) // run by age
	var all []storage.Finding
	key := func(n *storage.Finding) subject {
		s := subject{rule: n.Rule}
		if n.Server != nil {
			s.server = *n.Server
		}
		if len(n.Names) > 0 {
			s.name = n.Names[0]
		}
		return s
	}
	if err := each(f.from.Findings(f.ctx, f.query), func(n *storage.Finding) {
		all = append(all, *n)
		latest[key(n)] = max(latest[key(n)], f.age[n.Run])
	}); err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(n storage.Finding) bool { return f.age[n.Run] != latest[key(&n)] })
	slices.SortStableFunc(all, func(a, b storage.Finding) int { return rules.CompareFindings(a.Finding, b.Finding) })
	for i := range all {
		_ = f.into.Finding(&all[i].Finding)
	}
	return nil
}

func (f *feed) diagnoses() error {
	latest := make(map[string]int) // index in list, by subject and name
	var list []storage.Diagnosis
	if err := each(f.from.Diagnoses(f.ctx, f.query), func(d *storage.Diagnosis) {
		key := d.Subject + " " + cmp.Or(d.Client, d.Appliance)
		at, there := latest[key]
		switch {
		case !there:
			latest[key] = len(list)
			list = append(list, *d)
		case f.age[d.Run] > f.age[list[at].Run]:
			list[at] = *d
		}
	}); err != nil {
		return err
	}
	for i := range list {
		_ = f.into.Diagnosis(&list[i].Diagnosis)
	}
	return nil
}

// rates come in order of server, second and run: of one second, the run with
// the greatest age is taken.
func (f *feed) rates() error {
	var held *storage.Rate
	give := func() {
		if held != nil {
			_ = f.into.Rate(&held.Rate)
		}
	}
	err := each(f.from.Rates(f.ctx, f.query), func(r *storage.Rate) {
		if held != nil && held.Server == r.Server && held.Second.Equal(r.Second) {
			if f.age[r.Run] < f.age[held.Run] {
				return
			}
		} else {
			give()
		}
		next := *r
		held = &next
	})
	give()
	return err
}

func each[T any](records iter.Seq2[T, error], do func(*T)) error {
	for r, err := range records {
		if err != nil {
			return err
		}
		do(&r)
	}
	return nil
}
