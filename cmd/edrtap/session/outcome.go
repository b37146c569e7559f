package session

import (
	"edrtap/rules/record"
	"edrtap/tlsparse"
)

const (
	// patience is how long an end must have waited without progress before
	// its closing counts as giving up rather than as an answer. The shortest
	// handshake timeouts in use are 3 seconds; a retransmitted SYN or flight
	// comes after 1.
	patience = 2e9 // ns

	// answerTime is how long an open question may stay open at the end of
	// the capture before its silence says something.
	answerTime = 10e9 // ns

	// synAnswerTime is the same for a SYN.
	synAnswerTime = 3e9 // ns

	// refusalTime bounds how soon after the client's Finished or first
	// request an encrypted alert of the server is an answer to it.
	refusalTime = 1e9 // ns
)

// attempt is what decides the outcome of a TLS attempt: times in ns of packet
// time, 0 where it did not happen.
type attempt struct {
	connected  bool // the three-way handshake was completed, or data flowed
	midStream  bool // the beginning was not seen
	firstSYN   int64
	icmp       bool     // an ICMP error told the client that the server cannot be reached
	fin, rst   [2]int64 // first FIN and RST of each end
	captureEnd int64    // when the capture ended, for connections still open then; else 0

	refused bool // a proxy answered CONNECT with something other than 2xx
	notTLS  bool // an end spoke something else

	hello       bool // ClientHello, whole or in part
	established bool
	progress    int64 // last handshake byte of either end
	finished    int64 // client's Finished
	alerts      []tlsparse.Alert
	appRecords  [2]uint64
	lost        [2]bool // bytes of an end were lost, and perhaps records with them
	mixed       bool    // what one end sent may have come before what the capture has before it of the other
	holes       bool    // the sensor saw both directions, and lacks a part of what an end had of the other
}

// outcome is how the attempt ended. The order of the questions is the order
// in which one fact explains another away.
func (a *attempt) outcome() record.Outcome {
	switch {
	case a.refused:
		return record.ProxyRefused
	case !a.connected && !a.midStream:
		return a.withoutTCP()
	case a.notTLS:
		return record.NotTLS
	case a.midStream && !a.hello:
		return record.Truncated
	case a.established:
		return a.afterCompletion()
	}
	if from, ok := a.decidingAlert(); ok {
		if from == tlsparse.Client {
			return record.ClientAlert
		}
		return record.ServerAlert
	}
	return a.withoutAlert()
}

func (a *attempt) withoutTCP() record.Outcome {
	if a.captureEnd != 0 && a.rst == [2]int64{} && !a.icmp && a.captureEnd-a.firstSYN < synAnswerTime {
		return record.Truncated
	}
	return record.NoTCP
}

// afterCompletion tells a session that carried something from one that the
// client left at once, and from one that the server refused with an encrypted
// alert (TLS 1.3 checks the client's certificate only then, RFC 8446 section
// 4.4.2.4).
func (a *attempt) afterCompletion() record.Outcome {
	client, server := tlsparse.Client, tlsparse.Server
	if from, ok := a.decidingAlert(); ok && from == client && a.hasPlainAlert(client) {
		return record.ClientAlert
	}
	if alert := a.firstAlert(server); alert != nil && (sealed(alert) && !a.lost[server] && !a.holes && !a.mixed || fatal(alert)) && a.appRecords[server] == 0 &&
		!before(a.leftAt(client), alert.Time) && alert.Time-max(a.finished, a.progress) < refusalTime {
		return record.ServerAlert
	}
	if a.appRecords[client] > 0 || a.lost[client] || a.holes || a.mixed || a.captureEnd != 0 {
		return record.Established
	}
	if a.abortedByClient() {
		return record.ClientAlert
	}
	if left := a.leftAt(client); left != 0 && !before(a.leftAt(server), left) {
		return record.SilentRejection
	}
	return record.Established
}

// abortedByClient infers that the client's encrypted alert, which came in place
// of a request, was a fatal one. A client that has enough sends close_notify and
// closes (RFC 8446 section 6.1). One that leaves the closing to the server, and
// answers that with RST because it read nothing more, has aborted.
func (a *attempt) abortedByClient() bool {
	client, server := tlsparse.Client, tlsparse.Server
	alert := a.firstAlert(client)
	return alert != nil && sealed(alert) && a.fin[client] == 0 && before(alert.Time, a.fin[server]) && before(a.fin[server], a.rst[client])
}

// withoutAlert is the outcome of an unfinished handshake that no alert ended.
// What the sensor lacks may have been its end, or an alert.
func (a *attempt) withoutAlert() record.Outcome {
	end, outcome := a.firstEnd()
	switch {
	case a.holes, a.mixed && a.appRecords != [2]uint64{}:
		return record.Truncated
	case end != 0 && end-a.progress >= patience && !a.mixed:
		return record.Timeout // an end gave up waiting
	case end != 0:
		return outcome
	case a.captureEnd != 0 && a.captureEnd-a.progress < answerTime:
		return record.Truncated
	default:
		return record.Timeout
	}
}

// decidingAlert is the sender of the first alert that ends a handshake: a
// fatal one, or an encrypted one, whose level cannot be seen, where nothing
// else explains the end. An alert that an end sends once the other has closed
// is only its complaint.
func (a *attempt) decidingAlert() (tlsparse.Dir, bool) {
	for i := range a.alerts {
		alert := &a.alerts[i]
		if !sealed(alert) && !fatal(alert) {
			continue
		}
		if sealed(alert) && (a.appRecords[alert.From] > 0 || a.lost[alert.From] || a.holes || a.mixed) {
			continue // a sender of application data, seen or lost, has finished: this may be its close_notify
		}
		if !a.mixed && before(a.closedAt(alert.From.Other()), alert.Time) {
			continue
		}
		return alert.From, true
	}
	return 0, false
}

// sealed tells whether nothing can be known of an alert but that it was one.
func sealed(alert *tlsparse.Alert) bool { return alert.Encrypted && !alert.Decrypted }

// fatal goes by the level (RFC 5246 section 7.2). In TLS 1.3 every alert but
// close_notify and user_canceled ends the connection, and is sent as fatal (RFC 8446
// section 6).
func fatal(alert *tlsparse.Alert) bool {
	return alert.Level == tlsparse.LevelFatal && alert.Code != tlsparse.AlertCloseNotify
}

func (a *attempt) hasPlainAlert(from tlsparse.Dir) bool {
	for i := range a.alerts {
		if alert := &a.alerts[i]; alert.From == from && !sealed(alert) && fatal(alert) {
			return true
		}
	}
	return false
}

func (a *attempt) firstAlert(from tlsparse.Dir) *tlsparse.Alert {
	for i := range a.alerts {
		if a.alerts[i].From == from {
			return &a.alerts[i]
		}
	}
	return nil
}

// leftInTime is when the client closed the connection; 0 where it did not, or where
// that says nothing of what the server sent before.
func (a *attempt) leftInTime() int64 {
	if a.mixed {
		return 0
	}
	return a.closedAt(tlsparse.Client)
}

// closedAt is when an end closed the TCP connection: its first FIN or RST.
func (a *attempt) closedAt(d tlsparse.Dir) int64 {
	return earliest(a.fin[d], a.rst[d])
}

// leftAt is when an end said that it had enough: an alert, a FIN or a RST.
func (a *attempt) leftAt(d tlsparse.Dir) int64 {
	left := a.closedAt(d)
	if alert := a.firstAlert(d); alert != nil {
		left = earliest(left, alert.Time)
	}
	return left
}

// firstEnd is the first FIN or RST of either end.
func (a *attempt) firstEnd() (int64, record.Outcome) {
	end, outcome := int64(0), record.Timeout
	for _, e := range []struct {
		at      int64
		outcome record.Outcome
	}{
		{a.fin[tlsparse.Client], record.ClientClosed},
		{a.fin[tlsparse.Server], record.ServerClosed},
		{a.rst[tlsparse.Client], record.Reset},
		{a.rst[tlsparse.Server], record.Reset},
	} {
		if before(e.at, end) || (e.at != 0 && end == 0) {
			end, outcome = e.at, e.outcome
		}
	}
	return end, outcome
}

// before says whether a happened, and before b; 0 is never.
func before(a, b int64) bool { return a != 0 && b != 0 && a < b }

// earliest is the earlier of two times of which 0 is never.
func earliest(a, b int64) int64 {
	if a == 0 || (b != 0 && b < a) {
		return b
	}
	return a
}
