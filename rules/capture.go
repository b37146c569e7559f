package rules

import (
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// sensorRule makes a rule about the quality of the capture, from the sums over
// all sessions and the sensor's counts.
func sensorRule(id string, severities []record.Severity, say func(*Context) (Conclusion, bool)) Rule {
	return Rule{
		ID: id, Group: "sensor", Severities: severities,
		New: func(c *Context) Collector {
			return conclusive(func() []Conclusion {
				conclusion, speak := say(c)
				if !speak {
					return nil
				}
				conclusion.Title, conclusion.Evidence = "title", record.Proof
				return []Conclusion{conclusion}
			})
		},
	}
}

// share is a part of a whole in percent, rounded down.
func share(part, whole uint64) uint64 {
	if whole == 0 {
		return 0
	}
	return part * 100 / whole
}

func captureOneWay() Rule {
	return sensorRule("capture-one-way", []record.Severity{record.High, record.Info}, func(c *Context) (Conclusion, bool) {
		t := &c.traffic
		if t.oneWay.Count == 0 {
			return Conclusion{}, false
		}
		conclusion := Conclusion{
			Severity: record.Info, Tally: &t.oneWay, Explain: []string{"what"}, Remedy: []string{"span"},
			Detail: map[string]any{"sessions_one_way": t.oneWay.Count, "sessions": t.sessions},
			Params: text.Params{"all": t.sessions},
		}
		if t.blind() {
			conclusion.Severity = record.High
			conclusion.Explain = append(conclusion.Explain, "verdicts")
		}
		return conclusion, true
	})
}

func captureLoss() Rule {
	return sensorRule("capture-loss", []record.Severity{record.Medium, record.Info}, func(c *Context) (Conclusion, bool) {
		t := &c.traffic
		missing := max(t.missing, c.sensor.MissingBytes-min(c.sensor.MissingBytes, t.lost))
		if missing == 0 && c.sensor.Dropped == 0 || t.blind() {
			return Conclusion{}, false // what one direction lacks is another finding
		}
		conclusion := Conclusion{
			Severity: record.Info, Tally: &t.lossy, Explain: []string{"what"}, Remedy: []string{"buffer", "span"},
			Detail: map[string]any{"missing_bytes": missing, "seen_bytes": t.bytes, "dropped_frames": c.sensor.Dropped},
			Params: text.Params{"missing": missing, "dropped": c.sensor.Dropped},
		}
		// Holes in a few sessions are the network's as often as the sensor's.
		const much = 50
		if c.sensor.Dropped > 0 || share(uint64(t.lossy.Count), t.sessions) >= much && t.lossy.Count > much {
			conclusion.Severity = record.Medium
		}
		return conclusion, true
	})
}

func captureDuplicates() Rule {
	return sensorRule("capture-duplicates", []record.Severity{record.Info}, func(c *Context) (Conclusion, bool) {
		duplicates := max(c.traffic.duplicates, c.sensor.DuplicateFrames)
		if duplicates == 0 {
			return Conclusion{}, false
		}
		return Conclusion{
			Severity: record.Info, Tally: &c.traffic.duplicated, Explain: []string{"what"}, Remedy: []string{"span"},
			Detail: map[string]any{"duplicate_frames": duplicates},
			Params: text.Params{"duplicates": duplicates, "share": share(duplicates, c.traffic.packets+duplicates)},
		}, true
	})
}

func captureTruncated() Rule {
	return sensorRule("capture-truncated", []record.Severity{record.Medium, record.Info}, func(c *Context) (Conclusion, bool) {
		t := &c.traffic
		if c.sensor.TruncatedFrames == 0 { // a length field that claims too much cuts a session too, and no frame
			return Conclusion{}, false
		}
		conclusion := Conclusion{
			Severity: record.Info, Tally: &t.cut, Explain: []string{"what"}, Remedy: []string{"snaplen"},
			Detail: map[string]any{"truncated_frames": c.sensor.TruncatedFrames, "sessions_cut": t.cut.Count},
			Params: text.Params{"frames": c.sensor.TruncatedFrames},
		}
		if t.cut.Count > 0 {
			conclusion.Severity = record.Medium
			conclusion.Explain = append(conclusion.Explain, "verdicts")
		}
		return conclusion, true
	})
}

func captureIncomplete() Rule {
	return sensorRule("capture-incomplete", []record.Severity{record.Info}, func(c *Context) (Conclusion, bool) {
		t := &c.traffic
		if t.partial.Count == 0 {
			return Conclusion{}, false
		}
		return Conclusion{
			Severity: record.Info, Tally: &t.partial, Explain: []string{"what"}, Remedy: []string{"longer"},
			Detail: map[string]any{"sessions_incomplete": t.partial.Count},
		}, true
	})
}
