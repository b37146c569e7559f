package flow

// entry is a flow in the heap.
type entry struct {
	deadline int64
	number   uint64
	record   uint32
}

func (a *entry) before(b *entry) bool {
	return a.deadline < b.deadline || a.deadline == b.deadline && a.number < b.number
}

// heap is a binary min-heap by deadline, then first frame number.
type heap []entry

func (h *heap) push(e entry) {
	*h = append(*h, e)
	s := *h
	for i := len(s) - 1; i > 0; {
		parent := (i - 1) / 2
		if !s[i].before(&s[parent]) {
			return
		}
		s[i], s[parent] = s[parent], s[i]
		i = parent
	}
}

func (h *heap) pop() entry {
	s := *h
	top := s[0]
	n := len(s) - 1
	s[0] = s[n]
	s = s[:n]
	*h = s
	for i := 0; ; {
		child := 2*i + 1
		if child >= n {
			return top
		}
		if child+1 < n && s[child+1].before(&s[child]) {
			child++
		}
		if !s[child].before(&s[i]) {
			return top
		}
		s[i], s[child] = s[child], s[i]
		i = child
	}
}
