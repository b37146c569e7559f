package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"time"
)

// archive is a .tar.gz or .zip file that is being written.
type archive interface {
	add(name string, content []byte) error
	close() error
}

// newArchive makes an archive of the kind that its name asks for. All files in
// it have the same time.
func newArchive(name string, out io.Writer, at time.Time) (archive, error) {
	switch lower := strings.ToLower(name); {
	case strings.HasSuffix(lower, ".tar.gz"), strings.HasSuffix(lower, ".tgz"):
		z := gzip.NewWriter(out)
		return &tarball{z: z, tar: tar.NewWriter(z), at: at}, nil
	case strings.HasSuffix(lower, ".zip"):
		return &zipball{zip: zip.NewWriter(out), at: at}, nil
	}
	return nil, usageError("name it .tar.gz or .zip", "%s: what kind of archive that is to be cannot be told", name)
}

type tarball struct {
	z   *gzip.Writer
	tar *tar.Writer
	at  time.Time
}

func (t *tarball) add(name string, content []byte) error {
	header := &tar.Header{Name: "edrtap-case/" + name, Mode: 0o644, Size: int64(len(content)), ModTime: t.at}
	if err := t.tar.WriteHeader(header); err != nil {
		return err
	}
	_, err := t.tar.Write(content)
	return err
}

func (t *tarball) close() error { return errors.Join(t.tar.Close(), t.z.Close()) }

type zipball struct {
	zip *zip.Writer
	at  time.Time
}

func (z *zipball) add(name string, content []byte) error {
	w, err := z.zip.CreateHeader(&zip.FileHeader{Name: "edrtap-case/" + name, Method: zip.Deflate, Modified: z.at})
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	return err
}

func (z *zipball) close() error { return z.zip.Close() }
