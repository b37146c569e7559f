package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"edrtap/capture"
	"edrtap/capture/filter"
	"edrtap/capture/pcapfile"
	"edrtap/rules/record"
)

// inputs are the opened capture files.
type inputs struct {
	names   []string
	sizes   []int64
	heads   [][]byte // how each file begins; nil for what can be read only once
	readers []*pcapfile.Reader
	source  capture.Source

	unreadable []record.InputProblem // inputs that are no captures at all
}

// stdinName is how standard input is called in messages and records.
const stdinName = "standard input"

func openInputs(ctx context.Context, files []string, u *ui) (*inputs, error) {
	in := &inputs{}
	var sources []capture.Source
	for i, name := range files {
		if name == "-" && slices.Contains(files[:i], name) {
			in.close()
			return nil, usageError("name - once", "standard input can be read only once")
		}
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			in.close()
			return nil, fmt.Errorf("%s is a folder: name the captures in it", name)
		}
		reader, err := in.open(ctx, name, u.in, uint16(i))
		if problem, ok := unreadable(in.names[i], err); ok {
			in.sizes = append(in.sizes, 0)
			in.unreadable = append(in.unreadable, problem)
			continue
		}
		if err != nil {
			in.close()
			return nil, err
		}
		in.readers = append(in.readers, reader)
		in.sizes = append(in.sizes, sizeOf(name))
		sources = append(sources, reader)
	}
	in.source = heeding{pcapfile.Merge(sources...), ctx}
	return in, nil
}

// heeding is a source that ends, with the context's error, where its context
// does: whoever reads it needs no context.
type heeding struct {
	capture.Source
	ctx context.Context
}

// ReadBatch implements capture.Source.
func (h heeding) ReadBatch(b *capture.Batch) error {
	if err := h.ctx.Err(); err != nil {
		*b = capture.Batch{Frames: b.Frames[:0], Block: b.Block}
		return err
	}
	return h.Source.ReadBatch(b)
}

// filter lets only frames pass that the expression picks.
func (in *inputs) filter(expression string) error {
	if expression == "" {
		return nil
	}
	f, err := filter.New(expression)
	if err != nil {
		return usageError("see pcap-filter(7) for what can be written", "%v", err)
	}
	in.source = filter.Source(in.source, f)
	return nil
}

// unreadable says why nothing of an input can be read, where the input is to
// blame: it is no capture, or damaged before the first frame.
func unreadable(name string, err error) (record.InputProblem, bool) {
	var format *pcapfile.FormatError
	var damage *pcapfile.Error
	switch {
	case errors.As(err, &format):
		return record.InputProblem{File: name, Reason: strings.TrimPrefix(format.Error(), format.File+": ")}, true
	case errors.As(err, &damage) && (damage.Compressed >= 0 || errors.Is(err, pcapfile.ErrCorrupt) || errors.Is(err, io.ErrUnexpectedEOF)):
		return record.InputProblem{File: name, Offset: damage.Offset, Reason: damage.Reason}, true
	}
	return record.InputProblem{}, false
}

// headLength is how much of the beginning of an input tells it from others:
// the file's header and some frames, with their times. In bytes.
const headLength = 4096

// open opens one input and notes how it begins. It waits for the first bytes
// of a pipe as long as ctx is not done.
func (in *inputs) open(ctx context.Context, name string, stdin io.Reader, index uint16) (*pcapfile.Reader, error) {
	open := func() (*pcapfile.Reader, error) { return pcapfile.Open(name, index) }
	if name == "-" {
		name = stdinName
		open = func() (*pcapfile.Reader, error) { return pcapfile.NewReader(stdin, stdinName, index) }
	}
	head := headOf(name)
	in.names, in.heads = append(in.names, name), append(in.heads, head)
	if head != nil {
		return open()
	}
	type opened struct {
		reader *pcapfile.Reader
		err    error
	}
	done := make(chan opened, 1)
	go func() {
		reader, err := open()
		done <- opened{reader, err}
	}()
	select {
	case o := <-done:
		return o.reader, o.err
	case <-ctx.Done():
		return nil, &exitError{code: exitInterrupted, message: "interrupted: " + name + " has given nothing yet"}
	}
}

// headOf gives the beginning of a regular file; nothing of a pipe, which can
// be read only once.
func headOf(name string) []byte {
	if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil
	}
	defer file.Close()
	head, _ := io.ReadAll(io.LimitReader(file, headLength)) // what cannot be read is reported by who reads it all
	return head
}

// identity tells inputs apart by how they begin and how long they are, so that
// a capture is the same wherever it lies; what can be read only once, by what
// was in it.
func (in *inputs) identity(summary *record.Summary) []string {
	var parts []string
	for i, head := range in.heads {
		if head == nil {
			parts = append(parts, fmt.Sprint(summary.First.UnixNano(), summary.Last.UnixNano(), summary.Frames, summary.Bytes))
			continue
		}
		sum := sha256.Sum256(head)
		parts = append(parts, hex.EncodeToString(sum[:]), fmt.Sprint(in.sizes[i]))
	}
	return parts
}

func sizeOf(name string) int64 {
	if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
		return info.Size()
	}
	return 0
}

func (in *inputs) close() {
	for _, r := range in.readers {
		_ = r.Close() // only read from
	}
}

// progress sums up how much of the files was read; the total is 0 where one
// has no size.
func (in *inputs) progress() (done, total int64) {
	for _, r := range in.readers {
		d, t := r.Progress()
		done += d
		if t == 0 {
			return done, 0
		}
		total += t
	}
	return done, total
}

// sayProblems tells which inputs could not be read to their end, and what was
// done with the rest. The error is nil where there are none.
func sayProblems(u *ui, problems []record.InputProblem, done string) error {
	if len(problems) == 0 {
		return nil
	}
	for _, p := range problems {
		u.note("%s: offset %d: %s; what could be read was %s", p.File, p.Offset, p.Reason, done)
	}
	return &exitError{code: exitPartlyRead}
}

// problems lists where inputs could not be read to their end.
func (in *inputs) problems(err error) []record.InputProblem {
	var list []record.InputProblem
	list = append(list, in.unreadable...)
	var walk func(error)
	walk = func(err error) {
		if joined, ok := err.(interface{ Unwrap() []error }); ok {
			for _, e := range joined.Unwrap() {
				walk(e)
			}
			return
		}
		var damage *pcapfile.Error
		if errors.As(err, &damage) {
			list = append(list, record.InputProblem{File: damage.File, Offset: damage.Offset, Reason: damage.Reason})
		}
	}
	walk(err)
	return list
}
