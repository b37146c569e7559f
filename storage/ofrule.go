package storage

import (
	"cmp"
	"container/heap"
	"context"
	"slices"

	"edrtap/rules/record"
)

// ofFindings looks up the sessions that findings list, in their order. A
// finding's list is in order of time, so that the lists can be merged and no
// more of them looked up than is asked for.
func (c *sessionScan) ofFindings(ctx context.Context) error {
	lists, err := c.listsOfFindings(ctx)
	if err != nil {
		return err
	}
	merge := listMerge{reverse: c.filter.Reverse}
	var last position
	for ctx.Err() == nil {
		for len(lists) > 0 && merge.mayPrecede(lists[0]) {
			if err := c.advance(&merge, lists[0]); err != nil {
				return err
			}
			lists = lists[1:]
		}
		if len(merge.list) == 0 {
			return nil
		}
		next := heap.Pop(&merge).(*idList)
		at := next.at
		if err := c.advance(&merge, next); err != nil {
			return err
		}
		if at == last || at.start < c.filter.low || at.start > c.filter.high || !c.filter.behind(at) {
			continue
		}
		last = at
		if err := c.lookUp(at.key()); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// idList is the list of one finding.
type idList struct {
	ids   []string // not yet looked up
	bound uint64   // no session of the list starts before it, or after it in reverse
	at    position // of the session that comes next
}

func (c *sessionScan) listsOfFindings(ctx context.Context) ([]*idList, error) {
	f := c.filter
	var lists []*idList
	q := Query{Rule: f.Rule, Finding: f.Finding, Run: f.Run, Since: f.Since, Until: f.Until}
	for finding, err := range c.store.Findings(ctx, q) {
		if err != nil {
			if err := c.out(record.Session{}, err); err != nil {
				return nil, err
			}
			continue
		}
		list := &idList{ids: finding.Sessions, bound: orderedTime(finding.First)}
		if f.Reverse {
			list.bound = orderedTime(finding.Last)
			slices.Reverse(list.ids)
		}
		lists = append(lists, list)
	}
	slices.SortStableFunc(lists, func(a, b *idList) int {
		if f.Reverse {
			a, b = b, a
		}
		return cmp.Compare(a.bound, b.bound)
	})
	return lists, nil
}

// advance looks up the next session of a list that is there, and gives the
// list to the merge.
func (c *sessionScan) advance(merge *listMerge, list *idList) error {
	for len(list.ids) > 0 {
		at, found, err := c.store.position(c.txn, list.ids[0])
		if err != nil {
			return err
		}
		list.ids = list.ids[1:]
		if found {
			list.at = at
			heap.Push(merge, list)
			return nil
		}
	}
	return nil
}

// listMerge is a heap of lists by the session that comes next.
type listMerge struct {
	list    []*idList
	reverse bool
}

// mayPrecede says whether a list may hold a session before all of the merge.
func (m *listMerge) mayPrecede(list *idList) bool {
	switch {
	case len(m.list) == 0:
		return true
	case m.reverse:
		return list.bound >= m.list[0].at.start
	}
	return list.bound <= m.list[0].at.start
}

func (m *listMerge) Len() int { return len(m.list) }
func (m *listMerge) Less(i, j int) bool {
	order := m.list[i].at.compare(m.list[j].at)
	return order < 0 != m.reverse && order != 0
}
func (m *listMerge) Swap(i, j int) { m.list[i], m.list[j] = m.list[j], m.list[i] }
func (m *listMerge) Push(x any)    { m.list = append(m.list, x.(*idList)) }
func (m *listMerge) Pop() any {
	last := m.list[len(m.list)-1]
	m.list = m.list[:len(m.list)-1]
	return last
}
