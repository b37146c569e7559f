package dialogue

import (
	"crypto/sha256"
	"io"
	"math/rand/v2"
	"strconv"
)

// Seeded gives the same random bytes for the same seed and name.
//
// A read of one byte gives a constant and moves nothing: the crypto packages
// make such reads at random, so that nobody relies on how they use a reader
// (crypto/internal/randutil.MaybeReadByte). They obey a reader at all only
// under GODEBUG=cryptocustomrand=1, which the generator sets for itself.
func Seeded(seed uint64, name string) io.Reader {
	return &seeded{rand.NewChaCha8(sha256.Sum256([]byte(strconv.FormatUint(seed, 10) + "/" + name)))}
}

type seeded struct{ source *rand.ChaCha8 }

func (s *seeded) Read(b []byte) (int, error) {
	if len(b) == 1 {
		b[0] = 0
		return 1, nil
	}
	return s.source.Read(b)
}
