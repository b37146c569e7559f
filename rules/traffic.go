package rules

import "edrtap/rules/record"

// traffic sums up what all sessions say about the sensor.
type traffic struct {
	sessions   uint64
	packets    uint64
	bytes      uint64
	missing    uint64 // bytes that the sensor lost
	lost       uint64 // bytes that never came to it
	duplicates uint64 // frames
	oneWay     Tally  // sessions of which one direction was never seen, though it must have been there
	lossy      Tally
	duplicated Tally
	cut        Tally
	partial    Tally // that began before the capture, or were under way at its end
}

// maxSensorTally bounds how many sessions the sensor's findings name.
const maxSensorTally = 1 << 16

func (t *traffic) add(a *Attempt) {
	tcp := &a.TCP
	t.sessions++
	t.packets += tcp.Packets[0] + tcp.Packets[1]
	t.bytes += tcp.Bytes[0] + tcp.Bytes[1]
	missing := uint64(0)
	for from := byClient; from < nobody; from++ {
		if lostBefore(tcp, from) {
			t.lost += tcp.MissingBytes[from]
		} else {
			missing += tcp.MissingBytes[from]
		}
	}
	t.missing += missing
	t.duplicates += tcp.Duplicates
	if oneWay(a) {
		note(&t.oneWay, a)
	}
	if missing > 0 {
		note(&t.lossy, a)
	}
	if tcp.Duplicates > 0 {
		note(&t.duplicated, a)
	}
	if tcp.Cut {
		note(&t.cut, a)
	}
	if tcp.MidStream || a.Outcome == record.Truncated && tcp.AtEnd {
		note(&t.partial, a)
	}
}

func note(t *Tally, a *Attempt) {
	if t.Count < maxSensorTally {
		t.add(a)
	} else {
		t.Count++
	}
}

// oneWay says whether the sensor misses one direction of a session: payload of
// one side with nothing at all of the other. A SYN without an answer is not
// that: nobody may have answered.
func oneWay(a *Attempt) bool {
	return a.TCP.OneWay && a.TCP.Bytes[0]+a.TCP.Bytes[1] > 0
}

// deaf says whether silence means nothing because the sensor loses much of what
// it sees.
func (t *traffic) deaf() bool { return t.lossy.Count > 0 && uint64(t.lossy.Count)*2 >= t.sessions }

// blind says whether silence of a server means nothing, because the sensor
// misses one direction of much of the traffic.
func (t *traffic) blind() bool {
	return t.oneWay.Count > 0 && uint64(t.oneWay.Count)*10 >= t.sessions
}
