package rules

import (
	"time"

	"edrtap/rules/record"
	"edrtap/rules/text"
)

// sender is a direction of a session, or neither.
type sender int

const (
	byClient sender = iota
	byServerEnd
	nobody
)

const (
	// smallestFull is the least payload of a segment that is taken for one of
	// full size: the minimum MTU of IPv4 hosts less its headers (RFC 9293
	// section 3.7.1).
	smallestFull = 536
	// options is how much of a segment TCP options may take up.
	options = 40
	// stuckRepeats is how often segments must have been sent again at least.
	stuckRepeats = 2
)

// blackholed says whose full-size segments vanish on the way while all that is
// small arrives; nobody where that is not so. Loss takes small segments too,
// and an end that is gone answers nothing: both look otherwise.
func blackholed(s *record.Session) sender {
	t := &s.TCP
	if !t.Established || s.End.Sub(s.Start) < patience {
		return nobody
	}
	for from := byClient; from < nobody; from++ {
		if (fullSizeStuck(t, from) || fullSizeLost(t, from)) && smallArrives(t, from) {
			return from
		}
	}
	return nobody
}

// fullSizeStuck says whether a sensor on the sender's side of the hole sees
// full-size segments sent again and again.
func fullSizeStuck(t *record.TCP, from sender) bool {
	return t.Retransmitted[from] >= stuckRepeats && fullSize(t, t.Stuck[from])
}

// fullSizeLost says whether a sensor on the receiver's side lacks full-size
// segments, and never sees them come.
func fullSizeLost(t *record.TCP, from sender) bool {
	return lostBefore(t, from) && t.Retransmitted[from] == 0 && fullSize(t, t.MissingBytes[from])
}

func fullSize(t *record.TCP, size uint64) bool {
	if size < smallestFull {
		return false
	}
	if mss := smallerMSS(t.MSS); mss > 0 {
		return size+options >= mss
	}
	return true
}

// lostBefore says whether what the capture lacks of one direction was lost
// before it came to the sensor: the receiver acknowledged neither that nor what
// came behind it.
func lostBefore(t *record.TCP, from sender) bool {
	return t.MissingBytes[from] > 0 && t.Unacked[from] > t.MissingBytes[from] && !t.OneWay
}

// smallerMSS is the smaller announced maximum segment size; 0 where none was
// seen.
func smallerMSS(mss record.Pair) uint64 {
	if mss[0] == 0 || mss[1] == 0 {
		return max(mss[0], mss[1])
	}
	return min(mss[0], mss[1])
}

// smallArrives says whether the receiver of the stuck segments is there and
// gets the sender's small packets: its own data was acknowledged by them, and
// it did not have to send any again, up to when it gave up itself.
func smallArrives(t *record.TCP, from sender) bool {
	to := 1 - from
	if t.Retransmitted[to] > 0 || t.Unacked[to] > 0 {
		return false
	}
	if from == byServerEnd {
		return t.Bytes[to] > 0 && (t.EndedBy == record.ClientFIN || t.EndedBy == record.ClientRST)
	}
	// A server answers the small rest of the flight with acknowledgments that
	// name the hole (RFC 5681 section 3.2).
	const synAck, more = 1, 2
	return t.Packets[to] >= synAck+more && t.Bytes[byClient] > t.Stuck[byClient]
}

func pathMTUBlackhole() Rule {
	return Rule{
		ID: "path-mtu-blackhole", Group: "path", Steps: []string{"12"},
		Severities: []record.Severity{record.Critical, record.High, record.Low},
		New: func(c *Context) Collector {
			return &blackholeCollector{context: c, table: newTable[blackhole](c)}
		},
	}
}

// blackholeCollector gathers handshakes that full-size segments could not get
// through, by server and by who sent them.
type blackholeCollector struct {
	context *Context
	table   table[blackhole]
}

type blackhole struct {
	largest uint64 // payload, bytes; where none was seen, of what never came
	repeats uint64
	waited  time.Duration
	unseen  int    // sessions in which the sensor stands behind the hole
	told    int    // sessions in which an ICMP error told the sender to send less
	mtu     uint64 // by that error
	names   []string
}

// Observe keeps sessions that a black hole swallowed.
func (c *blackholeCollector) Observe(a *Attempt) {
	if a.Fault != PathBlackhole {
		return
	}
	from := blackholed(a.Session)
	who := []string{"client", "server"}[from]
	row := c.table.add(a, who)
	if row == nil {
		return
	}
	x := &row.X
	x.largest = max(x.largest, a.TCP.Stuck[from])
	if fullSizeLost(&a.TCP, from) {
		x.unseen++
		x.largest = max(x.largest, min(a.TCP.MissingBytes[from], smallerMSS(a.TCP.MSS)))
	}
	x.repeats = max(x.repeats, a.TCP.Retransmitted[from])
	x.waited = max(x.waited, a.End.Sub(a.Start))
	if e := a.TCP.ICMP; e != nil && e.About == who && tooBig(e) {
		x.told++
		x.mtu = e.MTU
	}
	if a.Reference.name != "" {
		x.names = addBounded(x.names, a.Reference.name)
	}
}

// tooBig says whether an ICMP error tells a sender to send smaller packets
// (RFC 1191 section 4; RFC 8201 section 4).
func tooBig(e *record.ICMP) bool {
	if e.V6 {
		return e.Type == 2
	}
	return e.Type == 3 && e.Code == 4
}

// Conclude gives a finding for each server and sender.
func (c *blackholeCollector) Conclude() []Conclusion {
	var list []Conclusion
	for _, row := range c.table.sorted() {
		x := &row.X
		conclusion := Conclusion{
			Severity: c.context.blocking(row.server), Evidence: record.Strong, Server: at(row.server), Tally: &row.Tally,
			Names: x.names, Title: "title", Explain: x.what(row.key, row.Count), Remedy: []string{"clamp", "icmp", "test"},
			Detail: map[string]any{
				"sender": row.key, "segment_bytes": x.largest, "retransmissions": x.repeats,
				"sessions_behind": x.unseen, "waited_seconds": int64(x.waited / time.Second), "sessions_with_icmp": x.told,
			},
			Params: text.Params{"size": x.largest, "repeats": x.repeats, "unseen": x.unseen, "told": x.told, "mtu": x.mtu},
		}
		if x.told > 0 {
			conclusion.Evidence = record.Proof
			conclusion.Detail["mtu"] = x.mtu
			conclusion.Explain = append(conclusion.Explain, "ignored")
		} else if x.unseen == 0 {
			conclusion.Explain = append(conclusion.Explain, "silent")
		}
		if c.context.successes.after(row.server, &row.Tally) == row.Clients() {
			conclusion.Severity = record.Low
			conclusion.Explain = append(conclusion.Explain, "recovered")
		}
		list = append(list, conclusion)
	}
	return list
}

// what says what was seen, on which side of the hole.
func (x *blackhole) what(who string, sessions int) []string {
	var keys []string
	if x.unseen < sessions {
		keys = append(keys, "what."+who)
	}
	if x.unseen > 0 {
		keys = append(keys, "behind."+who)
	}
	return keys
}
