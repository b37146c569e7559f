// Package filter picks frames by a filter expression of tcpdump
// (pcap-filter(7)), which libpcap compiles for each link type that occurs.
package filter

import (
	"fmt"

	"golang.org/x/net/bpf"

	"edrtap/capture"
)

// Filter is a compiled expression. It belongs to one goroutine.
type Filter struct {
	expression string
	programs   map[capture.LinkType]*bpf.VM // nil where every frame passes
}

// New checks the expression against Ethernet, and compiles it for other link
// types when they occur.
func New(expression string) (*Filter, error) {
	f := &Filter{expression: expression, programs: make(map[capture.LinkType]*bpf.VM)}
	const ethernet = 1
	if _, err := f.program(ethernet); err != nil {
		return nil, err
	}
	return f, nil
}

// Compile translates an expression for a link type into a program that the
// kernel runs.
func Compile(expression string, link capture.LinkType) ([]bpf.RawInstruction, error) {
	raw, err := compile(expression, link)
	if err != nil {
		return nil, fmt.Errorf("filter %q: %w", expression, err)
	}
	return raw, nil
}

// Match says whether a frame passes. A frame of a link type that libpcap
// cannot filter is an error.
func (f *Filter) Match(frame *capture.Frame) (bool, error) {
	vm, known := f.programs[frame.Link]
	if !known {
		var err error
		if vm, err = f.program(frame.Link); err != nil {
			return false, err
		}
	}
	if vm == nil {
		return true, nil
	}
	n, err := vm.Run(frame.Data)
	return n > 0, err
}

func (f *Filter) program(link capture.LinkType) (*bpf.VM, error) {
	raw, err := Compile(f.expression, link)
	if err != nil {
		return nil, err
	}
	instructions, all := bpf.Disassemble(raw)
	if !all {
		return nil, fmt.Errorf("filter %q: needs an instruction that only the kernel has", f.expression)
	}
	if len(instructions) == 0 { // an empty expression
		f.programs[link] = nil
		return nil, nil
	}
	vm, err := bpf.NewVM(instructions)
	if err != nil {
		return nil, fmt.Errorf("filter %q: %w", f.expression, err)
	}
	f.programs[link] = vm
	return vm, nil
}

// Source gives the frames of another source that pass a filter.
func Source(from capture.Source, f *Filter) capture.Source { return &filtered{from, f} }

type filtered struct {
	from   capture.Source
	filter *Filter
}

// ReadBatch implements capture.Source. A batch may be empty where nothing
// passed.
func (s *filtered) ReadBatch(b *capture.Batch) error {
	if err := s.from.ReadBatch(b); err != nil {
		return err
	}
	passed := b.Frames[:0]
	for i := range b.Frames {
		match, err := s.filter.Match(&b.Frames[i])
		if err != nil {
			return err
		}
		if match {
			passed = append(passed, b.Frames[i])
		}
	}
	b.Frames = passed
	return nil
}

// Close implements capture.Source.
func (s *filtered) Close() error { return s.from.Close() }
