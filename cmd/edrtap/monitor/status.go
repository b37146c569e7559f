package monitor

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"edrtap/capture/live"
	"edrtap/rules/record"
)

// Interface is how the capture on one interface goes.
type Interface struct {
	Name  string
	State live.State
	live.Statistics
}

// stamped says whose clock gave the frames their times.
func (i *Interface) stamped() string {
	switch {
	case i.CardWrong != 0:
		return fmt.Sprintf("stamped by the kernel: the card's clock is off by %v", i.CardWrong.Abs())
	case i.CardStamped > 0:
		return fmt.Sprintf("%d stamped by the card", i.CardStamped)
	}
	return "stamped by the kernel"
}

// Status is how a capture goes. Counts are since its beginning.
type Status struct {
	Started       time.Time
	Frames, Bytes uint64
	Sessions      uint64
	Established   uint64
	Last          time.Time // packet time of the latest frame
	Interfaces    []Interface
	Sensor        record.Sensor
	Findings      map[record.Severity]int // open now
	GivenUp       map[string]uint64       // by kind
	Waiting       int                     // pieces of work in queues
}

// Line is the status in one line, for people.
func (s *Status) Line() string {
	var parts []string
	for _, i := range s.Interfaces {
		part := fmt.Sprintf("%s %s, %d frames", i.Name, i.State, i.Received)
		for _, lost := range []struct {
			n    uint64
			what string
		}{{i.Dropped, "dropped by the kernel"}, {i.InterfaceDropped, "dropped by the interface"}} {
			if lost.n > 0 {
				part += fmt.Sprintf(", %d %s", lost.n, lost.what)
			}
		}
		parts = append(parts, part+", "+i.stamped())
	}
	parts = append(parts, fmt.Sprintf("%d sessions, %d established", s.Sessions, s.Established))
	if s.Sensor.MissingBytes > 0 {
		parts = append(parts, fmt.Sprintf("%d bytes never seen", s.Sensor.MissingBytes))
	}
	parts = append(parts, "findings: "+s.findings())
	for _, list := range []struct {
		what   string
		counts map[string]uint64
	}{{"limits hit", s.Sensor.LimitsHit}, {"given up", s.GivenUp}} {
		if len(list.counts) > 0 {
			parts = append(parts, list.what+": "+counted(list.counts))
		}
	}
	parts = append(parts, fmt.Sprintf("%d MiB of memory", Memory()>>20))
	return strings.Join(parts, "; ")
}

func (s *Status) findings() string {
	var words []string
	for _, severity := range record.Severities() {
		if n := s.Findings[severity]; n > 0 {
			words = append(words, fmt.Sprintf("%d %s", n, severity))
		}
	}
	if len(words) == 0 {
		return "none"
	}
	return strings.Join(words, ", ")
}

func counted(counts map[string]uint64) string {
	var words []string
	for _, name := range sortedKeys(counts) {
		words = append(words, fmt.Sprintf("%d %s", counts[name], name))
	}
	return strings.Join(words, ", ")
}

func sortedKeys(m map[string]uint64) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// Memory is what the Go runtime has from the system, in bytes; the rings of
// frames, which are the kernel's, not included.
func Memory() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Sys - m.HeapReleased
}
