package screen

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"edrtap/capture/live"
	"edrtap/cmd/edrtap/monitor"
	"edrtap/cmd/edrtap/output"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

var sensorColumns = []column{{name: colWhere}, {name: colCount, right: true}, {name: colWhat}}

// sensorTable says how well the capture sees: drops, losses, queues.
func (m *model) sensorTable() table {
	t := table{columns: sensorColumns}
	add := func(where string, n uint64, what string, trouble bool) {
		r := row{key: where + what, cells: []cell{words(where), figure(n), words(what)}}
		if trouble && n > 0 {
			r.style = output.SeverityStyle(record.High)
		}
		t.rows = append(t.rows, r)
	}
	s, lang := m.state.Status, m.painter.lang
	for i := range s.Interfaces {
		at := &s.Interfaces[i]
		add(at.Name, at.Received, saysReceived.In(lang), false)
		add(at.Name, at.Dropped, saysDropped.In(lang), true)
		add(at.Name, at.Freezes, saysFreezes.In(lang), true)
		add(at.Name, at.InterfaceDropped, saysLost.In(lang), true)
		add(at.Name, at.CardStamped, saysCard.In(lang), false)
		add(at.Name, at.Down, saysDowns.In(lang), true)
	}
	for _, f := range output.SensorFigures(lang, &s.Sensor) {
		add(saysSensor.In(lang), f.Count, f.Label, true)
	}
	for _, kind := range slices.Sorted(maps.Keys(s.GivenUp)) {
		add(saysQueues.In(lang), s.GivenUp[kind], text.Fill(saysGivenUp.In(lang), text.Params{"kind": kind}), true)
	}
	add(saysQueues.In(lang), uint64(s.Waiting), saysWaiting.In(lang), false)
	add(saysAnalysis.In(lang), s.Sessions, saysSessionsEnded.In(lang), false)
	add(saysAnalysis.In(lang), monitor.Memory()>>20, saysMemory.In(lang), false)
	return t
}

// interfaces are the taps in one line, with the frames that came each second.
func (m *model) interfaces() string {
	s := m.state.Status
	parts := make([]string, 0, len(s.Interfaces))
	for i := range s.Interfaces {
		at := &s.Interfaces[i]
		part := fmt.Sprintf("%s %s", at.Name, at.State)
		if at.State == live.Up {
			part += " " + text.Fill(saysPerSecond.In(m.painter.lang), text.Params{"frames": m.pace[at.Name]})
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

// lostFrames are those that no analysis has seen, on all interfaces.
func lostFrames(s *monitor.Status) (n uint64) {
	for i := range s.Interfaces {
		n += s.Interfaces[i].Dropped + s.Interfaces[i].InterfaceDropped
	}
	return n
}
