package monitor

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strconv"

	"edrtap/capture/live"
	"edrtap/rules/record"
)

// The text format of Prometheus is a few lines, and its client library some
// 2.4 MiB and nine modules, so the lines are written here. See
// https://prometheus.io/docs/instrumenting/exposition_formats/.

// metrics writes samples, each name with its help first.
type metrics struct {
	bytes.Buffer
	last string
}

func (m *metrics) sample(kind, name, help, label, value string, n float64) {
	if name != m.last {
		fmt.Fprintf(m, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
		m.last = name
	}
	if label != "" {
		name += "{" + label + "=" + strconv.Quote(value) + "}"
	}
	fmt.Fprintf(m, "%s %s\n", name, strconv.FormatFloat(n, 'g', -1, 64))
}

func (m *metrics) count(name, help string, n uint64) {
	m.sample("counter", "edrtap_"+name+"_total", help, "", "", float64(n))
}

func (m *metrics) gauge(name, help string, n float64) {
	m.sample("gauge", "edrtap_"+name, help, "", "", n)
}

// WriteMetrics writes the status in the text format of Prometheus.
func (s *Status) WriteMetrics(w io.Writer) error {
	var m metrics
	m.gauge("start_time_seconds", "When the capture began, Unix time.", float64(s.Started.UnixNano())/1e9)
	if !s.Last.IsZero() {
		m.gauge("last_packet_time_seconds", "Packet time of the latest frame, Unix time.", float64(s.Last.UnixNano())/1e9)
	}
	m.count("frames", "Frames analysed.", s.Frames)
	m.count("bytes", "Captured bytes analysed.", s.Bytes)
	m.count("sessions", "Sessions that have ended.", s.Sessions)
	m.count("sessions_established", "Sessions whose handshake both sides finished.", s.Established)
	s.interfaces(&m)
	for _, sensor := range []struct {
		name, help string
		n          uint64
	}{
		{"missing_bytes", "Bytes that were acknowledged or followed by others, and never seen.", s.Sensor.MissingBytes},
		{"one_way_flows", "Sessions of which one direction was seen.", s.Sensor.OneWayFlows},
		{"duplicate_frames", "Frames that the sensor saw more than once.", s.Sensor.DuplicateFrames},
		{"truncated_frames", "Frames that were cut by a snap length.", s.Sensor.TruncatedFrames},
		{"undecoded_frames", "Frames that could not be decoded.", s.Sensor.UndecodedFrames},
		{"bad_checksums", "Frames with a wrong checksum.", s.Sensor.BadChecksums},
	} {
		m.count(sensor.name, sensor.help, sensor.n)
	}
	for _, name := range sortedKeys(s.Sensor.LimitsHit) {
		m.sample("counter", "edrtap_limit_hits_total", "How often a limit of the analysis was hit.", "limit", name, float64(s.Sensor.LimitsHit[name]))
	}
	for _, name := range sortedKeys(s.GivenUp) {
		m.sample("counter", "edrtap_given_up_total", "What was given up because its destination was slow or failed.", "kind", name, float64(s.GivenUp[name]))
	}
	m.gauge("queue_length", "Pieces of work that wait for a destination.", float64(s.Waiting))
	for _, severity := range record.Severities() {
		m.sample("gauge", "edrtap_findings", "Findings that are open.", "severity", string(severity), float64(s.Findings[severity]))
	}
	m.gauge("memory_bytes", "Memory that the process has from the system, rings of frames aside.", float64(Memory()))
	m.gauge("goroutines", "Goroutines.", float64(runtime.NumGoroutine()))
	_, err := w.Write(m.Bytes())
	return err
}

func (s *Status) interfaces(m *metrics) {
	for _, of := range []struct {
		name, help string
		n          func(*Interface) uint64
	}{
		{"received_frames", "Frames that the kernel saw on the interface, those dropped included.", func(i *Interface) uint64 { return i.Received }},
		{"dropped_frames", "Frames for which the ring had no room.", func(i *Interface) uint64 { return i.Dropped }},
		{"ring_freezes", "How often the ring was full.", func(i *Interface) uint64 { return i.Freezes }},
		{"lost_frames", "Frames that the card or its driver gave up.", func(i *Interface) uint64 { return i.InterfaceDropped }},
		{"card_stamped_frames", "Frames that the card has stamped with its own clock; the kernel did the others.", func(i *Interface) uint64 { return i.CardStamped }},
		{"down", "How often the interface went down or was gone.", func(i *Interface) uint64 { return i.Down }},
	} {
		for i := range s.Interfaces {
			at := &s.Interfaces[i]
			m.sample("counter", "edrtap_interface_"+of.name+"_total", of.help, "interface", at.Name, float64(of.n(at)))
		}
	}
	for _, i := range s.Interfaces {
		up := 0.0
		if i.State == live.Up {
			up = 1
		}
		m.sample("gauge", "edrtap_interface_up", "Whether the interface is there and switched on.", "interface", i.Name, up)
	}
}
