// Package slab keeps many values of one type and gives each a number. A number
// is half as long as a pointer, and the garbage collector does not look at it:
// what refers to its parts by number only is never marked, however many there
// are. It imports nothing, and so is open to all.
package slab

// size is how many values are allocated at once.
const size = 256

// Ref is the number of a value in a Slab; 0 is none.
type Ref uint32

// Slab holds values. The zero Slab is empty. It belongs to one goroutine, and
// keeps the memory of what is put back for the next ones: it is as large as the
// most values that were in use at a time.
type Slab[T any] struct {
	chunks []*[size]T
	free   []Ref
}

// New gives the number of a value that is zero, or what Leave left.
func (s *Slab[T]) New() Ref {
	if len(s.free) == 0 {
		s.grow()
	}
	r := s.free[len(s.free)-1]
	s.free = s.free[:len(s.free)-1]
	return r
}

func (s *Slab[T]) grow() {
	base := Ref(len(s.chunks) * size)
	chunk := new([size]T)
	// Fresh memory that is read first and written later costs two page faults,
	// the second of which stops the other processors.
	clear(chunk[:])
	s.chunks = append(s.chunks, chunk)
	for i := Ref(size); i > 0; i-- { // so that New gives them in order
		s.free = append(s.free, base+i)
	}
}

// At gives the value of a number that is in use. It stays where it is until its
// number is freed.
func (s *Slab[T]) At(r Ref) *T {
	r--
	return &s.chunks[r/size][r%size]
}

// Free takes back a number, and makes its value zero.
func (s *Slab[T]) Free(r Ref) {
	var zero T
	*s.At(r) = zero
	s.free = append(s.free, r)
}

// Leave takes back a number, and leaves its value for New to find: for a value
// that is empty, but has room that is worth using again.
func (s *Slab[T]) Leave(r Ref) { s.free = append(s.free, r) }
