package tlsparse

// interned is a bounded table of values that were made from the same bytes,
// so that connections which say the same share one value. The whole key is
// compared, never a hash alone: a stranger chooses the bytes.
//
// It has two generations. What is looked up moves to the current one; when
// that is full, the previous one is dropped and they change places. So the
// table keeps what is in use, at the price of one map.
type interned[V any] struct {
	current, previous map[string]V
	size, limit       int // bytes of the current generation's keys
}

// entryOverhead is what an entry costs besides its key, in bytes, roughly.
const entryOverhead = 512

func newInterned[V any](limit int) interned[V] {
	return interned[V]{current: map[string]V{}, limit: limit}
}

func (t *interned[V]) get(key []byte) (V, bool) {
	if v, ok := t.current[string(key)]; ok {
		return v, true
	}
	v, ok := t.previous[string(key)]
	if ok {
		t.put(key, v)
	}
	return v, ok
}

func (t *interned[V]) put(key []byte, v V) {
	cost := len(key) + entryOverhead
	if cost > t.limit/4 {
		return
	}
	if t.size+cost > t.limit {
		t.previous, t.current, t.size = t.current, map[string]V{}, 0
	}
	t.size += cost
	t.current[string(key)] = v
}
