package evidence

import (
	"errors"
	"io"
	"os"

	"github.com/klauspost/compress/zstd"
)

// compress puts a compressed file in the place of a whole one. Whoever kills
// the process meanwhile leaves the whole one, and a part that is overwritten
// by the next attempt.
func (r *Ring) compress(name string) (err error) {
	from, err := os.Open(name)
	if err != nil {
		return err
	}
	defer from.Close()
	final := name[:len(name)-len(suffix)] + compressed
	part := final + ".part"
	to, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o640)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(part))
		}
	}()
	encoder, err := zstd.NewWriter(to, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return errors.Join(err, to.Close())
	}
	_, err = io.Copy(encoder, from)
	if err = errors.Join(err, encoder.Close(), to.Sync(), to.Close()); err != nil {
		return err
	}
	if err := os.Rename(part, final); err != nil {
		return err
	}
	return os.Remove(name)
}
