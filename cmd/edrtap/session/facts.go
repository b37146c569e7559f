package session

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"time"

	"edrtap/capture/flow"
	"edrtap/rules/record"
	"edrtap/tlsparse"
)

// identity gives 16 hexadecimal digits that are the same whenever the same
// packets are analysed: a hash of both ends and the time of the first packet.
func identity(f *Flow) string {
	var b [44]byte
	packed := b[:0]
	for _, dir := range []flow.Dir{f.State.client, f.State.client.Other()} {
		sender := f.Sender(dir)
		address := sender.Addr().As16()
		packed = binary.BigEndian.AppendUint16(append(packed, address[:]...), sender.Port())
	}
	packed = binary.BigEndian.AppendUint64(packed, uint64(f.Start()))
	h := fnv.New64a()
	h.Write(packed)
	var sum [8]byte
	var digits [16]byte
	binary.BigEndian.PutUint64(sum[:], h.Sum64())
	hex.Encode(digits[:], sum[:])
	return string(digits[:])
}

// fillTCP writes the TCP share of a session into t, which is empty; sides are of
// the client and of the server.
func fillTCP(t *record.TCP, f Closed, sides *[2]flow.Side) {
	client, server := &sides[0], &sides[1]
	icmp := f.ICMP()
	t.Established = f.Established()
	t.Packets = record.Pair{client.Packets, server.Packets}
	t.Bytes = record.Pair{client.Bytes, server.Bytes}
	t.Retransmitted = record.Pair{client.Retransmitted, server.Retransmitted}
	t.OutOfOrder = record.Pair{client.OutOfOrder, server.OutOfOrder}
	t.MissingBytes = record.Pair{client.Missing, server.Missing}
	t.Duplicates = client.Duplicates + server.Duplicates
	t.RTT = uint64(f.RTT())
	t.EndedBy = endedBy(f.Flow)
	t.OneWay = f.OneWay()
	t.MidStream = f.MidStream()
	t.Cut = f.Cut()
	t.AtEnd = f.Ending() == flow.Open
	t.Mixed = f.Mixed()
	t.UnseenEnd = !t.OneWay && (client.UnseenEnd || server.UnseenEnd)
	t.SYNs = f.SYNs()
	t.Refused = !f.Established() && server.RST.Count > 0
	t.ICMPErrors = uint64(icmp.Count)

	t.MSS = record.Pair{uint64(client.MSS), uint64(server.MSS)}
	t.Unacked = record.Pair{uint64(client.Unacked), uint64(server.Unacked)}
	t.Stuck = record.Pair{uint64(client.Stuck), uint64(server.Stuck)}
	t.ZeroWindows = record.Pair{client.ZeroWindows, server.ZeroWindows}
	t.ClientReset = resetOf(&client.RST)
	t.ServerReset = resetOf(&server.RST)
	t.ICMP = icmpOf(f.Flow, &icmp)
}

// resetOf gives the resets of one end; nil where there were none.
func resetOf(r *flow.RST) *record.Resets {
	if r.Count == 0 && r.Implausible == 0 {
		return nil
	}
	reset := &record.Resets{
		Count: uint64(r.Count), Implausible: uint64(r.Implausible), Survived: r.Survived,
		Time: time.Unix(0, r.Time).UTC(), TTL: r.TTL, IPID: r.IPID, Window: r.Window,
	}
	if r.Before {
		reset.Before = &record.Headers{TTL: r.BeforeTTL, IPID: r.BeforeIPID, Window: r.BeforeWindow}
	}
	return reset
}

func icmpOf(f *Flow, e *flow.ICMPErrors) *record.ICMP {
	if e.Count == 0 {
		return nil
	}
	about := "client"
	if e.Quotes == f.Server() {
		about = "server"
	}
	return &record.ICMP{About: about, V6: e.V6, Type: e.Type, Code: e.Code, MTU: uint64(e.MTU)}
}

// latency says where the time went. What came before its cause was seen, as
// where the sensor mixes the order up, is left out.
func latency(f *Flow, facts *tlsparse.Facts) record.Latency {
	t := &facts.Times
	client, server := tlsparse.Client, tlsparse.Server
	l := record.Latency{
		ServerHello: microseconds(t.ClientHello, earliest(t.HelloRetry, t.ServerHello)),
		Certificate: microseconds(t.ServerHello, t.Certificate),
		Flight:      microseconds(t.ServerHello, t.ServerHelloDone),
		Answer:      microseconds(t.Application[client], t.Application[server]),
	}
	if facts.Version.IsTLS13() {
		l.Flight = microseconds(t.ServerHello, t.Finished[server])
	}
	if !f.MidStream() && f.SYN() != 0 {
		l.TCP = microseconds(f.Start(), f.HandshakeACK())
	}
	if t.Finished[client] != 0 && t.Finished[server] != 0 {
		l.Finished = microseconds(t.ClientHello, max(t.Finished[client], t.Finished[server]))
	}
	return l
}

// microseconds is the time between two packet times, at least 1; 0 where one
// is not known or they are not in order.
func microseconds(from, to int64) uint64 {
	if from == 0 || to == 0 || to < from {
		return 0
	}
	return uint64(max((to-from)/1000, 1))
}

func endedBy(f *Flow) record.EndedBy {
	ending := f.Ending()
	if dir, ok := ending.FIN(); ok {
		if dir == f.Client() {
			return record.ClientFIN
		}
		return record.ServerFIN
	}
	if dir, ok := ending.RST(); ok {
		if dir == f.Client() {
			return record.ClientRST
		}
		return record.ServerRST
	}
	if ending == flow.Timeout {
		return record.TimedOut
	}
	return record.StillOpen
}

// attemptOf gathers what decides the outcome; sides are of the client and of the
// server.
func attemptOf(f Closed, sides *[2]flow.Side, facts *tlsparse.Facts) attempt {
	a := attempt{
		connected:   f.Established() || sides[0].Bytes+sides[1].Bytes > 0,
		midStream:   f.MidStream(),
		mixed:       f.Mixed(),
		firstSYN:    f.Start(),
		icmp:        unreachable(f),
		notTLS:      facts.State == tlsparse.NotTLS,
		hello:       facts.ClientHello != nil,
		established: facts.Established,
		finished:    facts.Times.Finished[tlsparse.Client],
		alerts:      facts.Alerts,
		appRecords:  facts.AppRecords,
	}
	for role := range sides {
		side := &sides[role]
		a.fin[role] = side.FIN
		if side.RST.Count > 0 {
			a.rst[role] = side.RST.Time
		}
		a.lost[role] = side.Missing > 0
		a.holes = a.holes || (sensorLost(side) || side.UnseenEnd) && !f.OneWay()
	}
	a.progress = progress(f.Flow, facts, a.leftInTime())
	if f.Ending() == flow.Open {
		a.captureEnd = f.ClosedAt()
	}
	if p := lastProxy(facts); p != nil {
		a.refused = p.Answered && refusal(p)
	}
	return a
}

// sensorLost says whether the sensor lacks bytes that came to the receiver. What
// the receiver acknowledged neither itself nor anything behind it was lost before
// it came to the sensor, and to the receiver.
func sensorLost(s *flow.Side) bool {
	return s.Missing > 0 && uint64(s.Unacked) <= s.Missing
}

// unreachable says whether an ICMP error told the client that its packets do not
// reach the server: RFC 792 "Destination Unreachable" (RFC 4443 section 3.1 for
// IPv6), save that a packet was too large.
func unreachable(f Closed) bool {
	const (
		destination, tooLarge = 3, 4
		destinationV6         = 1
	)
	e := f.ICMP()
	switch {
	case e.Count == 0 || e.Quotes != f.Client():
		return false
	case e.V6:
		return e.Type == destinationV6
	}
	return e.Type == destination && e.Code != tooLarge
}

// progress is the time of the last step of the handshake that was in time for a
// client that left then.
func progress(f *Flow, facts *tlsparse.Facts, left int64) int64 {
	t := &facts.Times
	last := int64(0)
	for _, step := range []int64{
		f.HandshakeACK(), f.SYNACK(), t.ClientHello, t.ServerHello, t.HelloRetry, t.Certificate, t.ServerHelloDone,
		t.ClientKeyExchange, t.ChangeCipherSpec[0], t.ChangeCipherSpec[1], t.Finished[0], t.Finished[1],
	} {
		if !late(step, left) {
			last = max(last, step)
		}
	}
	return last
}

// late says whether a step of the server came too late for a client that had
// left before. Sensors mix packets of the two directions up by far less than
// lateness.
func late(step, left int64) bool {
	const lateness = 100e6 // ns
	return left != 0 && step-left > lateness
}

// lastProxy is the proxy nearest to the TLS bytes.
func lastProxy(facts *tlsparse.Facts) *tlsparse.Preamble {
	if n := len(facts.Preambles); n > 0 {
		return &facts.Preambles[n-1]
	}
	return nil
}

// refusal says whether a proxy's answer is a refusal: RFC 9110 section 15.3
// for HTTP, the reply codes of SOCKS4 (90) and RFC 1928 section 6 (0).
func refusal(p *tlsparse.Preamble) bool {
	switch p.Protocol {
	case "http":
		return p.Status < 200 || p.Status > 299
	case "socks4":
		return p.Status != 90
	case "socks5":
		return p.Status != 0
	}
	return false
}

func proxyOf(facts *tlsparse.Facts) *record.Proxy {
	p := lastProxy(facts)
	if p == nil {
		return nil
	}
	return &record.Proxy{
		Protocol: p.Protocol, Host: p.Host, Port: p.Port, Status: p.Status,
		Reason: p.Reason, Authenticate: p.Schemes, Via: p.Via, Software: p.Server, Source: p.Source,
	}
}

// stage is how far the handshake got by the time when the client left; 0 where
// it did not.
func stage(facts *tlsparse.Facts, left int64) record.Stage {
	t := &facts.Times
	switch {
	case facts.AppRecords != [2]uint64{}:
		return record.StageApplication
	case facts.Established:
		return record.StageFinished
	case (len(facts.Certificates) > 0 || facts.CompressedCertificate || t.Certificate != 0) && !late(t.Certificate, left):
		return record.StageCertificate
	case facts.ServerHello != nil && !late(earliest(t.HelloRetry, t.ServerHello), left):
		return record.StageServerHello
	case facts.ClientHello != nil:
		return record.StageClientHello
	}
	return record.StageTCP
}

// note is an anomaly in one line.
func note(a tlsparse.Anomaly) string {
	from := "client"
	if a.From == tlsparse.Server {
		from = "server"
	}
	if a.RFC == "" {
		return fmt.Sprintf("%s byte %d: %s", from, a.Offset, a.What)
	}
	return fmt.Sprintf("%s byte %d: %s (%s)", from, a.Offset, a.What, a.RFC)
}
