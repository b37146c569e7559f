package output

import (
	"fmt"
	"maps"
	"slices"

	"edrtap/rules/record"
	"edrtap/rules/text"
)

// States are the states of a diagnosis in the order in which people are shown
// them: what needs care first.
func States() []string { return []string{"failing", "silent", "unknown", "communicating", "enrolled"} }

// ClientStates counts the clients in each state.
func ClientStates(diagnoses []record.Diagnosis) map[string]int {
	count := make(map[string]int)
	for i := range diagnoses {
		if diagnoses[i].Subject == "client" {
			count[diagnoses[i].State]++
		}
	}
	return count
}

// Suppressed says what the operator's suppressions kept quiet: the sum, then
// each of them; nothing where they kept nothing.
func Suppressed(lang text.Lang, list []record.Suppressed) []string {
	if len(list) == 0 {
		return nil
	}
	sum := 0
	var each []string
	for _, s := range list {
		sum += s.Findings
		each = append(each, text.Fill(saysSuppression.In(lang), text.Params{"count": s.Findings, "clients": s.Clients, "reason": s.Reason}))
	}
	return append([]string{text.Fill(saysSuppressed.In(lang), text.Params{"count": sum})}, each...)
}

// Input says what was read, and what could not be.
func Input(lang text.Lang, s *record.Summary) []string {
	var sentences []string
	if s.Frames == 0 {
		sentences = append(sentences, text.Fill(saysNoFrames.In(lang), nil))
	} else {
		sentences = append(sentences, text.Fill(saysInput.In(lang), text.Params{
			"from": shortTime(s.First), "to": shortTime(s.Last), "frames": s.Frames,
			"sessions": s.Sessions, "established": s.Established,
		}))
	}
	for _, p := range s.Problems {
		sentences = append(sentences, text.Fill(saysProblem.In(lang), text.Params{"file": p.File, "offset": p.Offset, "reason": p.Reason}))
	}
	return sentences
}

// Figure is one count and what it counts.
type Figure struct {
	Count uint64 `json:"count"`
	Label string `json:"label"`
}

// SensorFigures lists what the capture point is known to have missed; figures
// of 0 are left out.
func SensorFigures(lang text.Lang, s *record.Sensor) []Figure {
	list := []Figure{}
	figure := func(n uint64, label string) {
		if n > 0 {
			list = append(list, Figure{n, label})
		}
	}
	for _, f := range []struct {
		n     uint64
		label text.Text
	}{
		{s.MissingBytes, sensorMissing},
		{s.OneWayFlows, sensorOneWay},
		{s.DuplicateFrames, sensorDuplicates},
		{s.TruncatedFrames, sensorTruncated},
		{s.UndecodedFrames, sensorUndecoded},
		{s.BadChecksums, sensorChecksums},
		{s.Dropped, sensorDropped},
	} {
		figure(f.n, f.label.In(lang))
	}
	for _, link := range s.UnknownLinks {
		figure(link.Frames, text.Fill(sensorLink.In(lang), text.Params{"link": fmt.Sprintf("%s (%d)", link.Name, link.Number)}))
	}
	for _, name := range sortedNames(s.LimitsHit) {
		figure(s.LimitsHit[name], text.Fill(sensorLimit.In(lang), text.Params{"name": name}))
	}
	return list
}

// NothingMissing says that SensorFigures is empty, and what that means where
// the input could not be read to its end.
func NothingMissing(lang text.Lang, s *record.Summary) string {
	if len(s.Problems) > 0 {
		return saysSensorButEnd.In(lang)
	}
	return saysSensorWell.In(lang)
}

func sortedNames(counts map[string]uint64) []string {
	return slices.Sorted(maps.Keys(counts))
}
