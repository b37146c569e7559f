package report

import (
	"fmt"
	"slices"
	"strings"

	"edrtap/rules/record"
	"edrtap/rules/text"
)

// Step is one rung of a ladder diagram: a message from one end to the other,
// or what one end did. Its order is that of the protocol; records do not hold
// the time of every message.
type Step struct {
	From   string `json:"from"`               // "client" or "server"
	Label  string `json:"label"`              // the message as RFCs call it
	Note   string `json:"note,omitempty"`     // what is in it
	After  uint64 `json:"after_us,omitempty"` // microseconds since what it answers, where that was measured
	Lost   bool   `json:"lost,omitempty"`     // nothing came of it: it was not answered
	Fatal  bool   `json:"fatal,omitempty"`    // the attempt ended with it, and should not have
	Hidden bool   `json:"hidden,omitempty"`   // encrypted: that it was sent is known, not what
}

const (
	clientEnd = "client"
	serverEnd = "server"
)

// Ladder tells a session message by message, as far as its record knows.
func Ladder(s *record.Session, lang text.Lang) []Step {
	l := ladder{s: s, lang: lang}
	l.connect()
	if s.TCP.Established || s.TCP.MidStream {
		l.tunnel()
		l.hellos()
		l.certificates()
		l.finished()
		l.end()
	}
	return l.steps
}

type ladder struct {
	s     *record.Session
	lang  text.Lang
	steps []Step
}

func (l *ladder) add(s Step) { l.steps = append(l.steps, s) }

func (l *ladder) word(key string, p text.Params) string {
	return text.Fill(text.Page(key).In(l.lang), p)
}

func (l *ladder) connect() {
	t := &l.s.TCP
	if t.MidStream {
		l.add(Step{From: clientEnd, Label: "…", Note: l.word("ladder.midstream", nil)})
		return
	}
	syn := Step{From: clientEnd, Label: "SYN"}
	if t.SYNs > 1 {
		syn.Note = l.word("ladder.repeated", text.Params{"count": t.SYNs})
	}
	syn.Lost = !t.Established && !t.Refused
	syn.Fatal = syn.Lost
	l.add(syn)
	switch {
	case t.Established:
		l.add(Step{From: serverEnd, Label: "SYN, ACK", After: t.RTT})
		l.add(Step{From: clientEnd, Label: "ACK"})
	case t.Refused:
		l.add(Step{From: serverEnd, Label: "RST", Note: l.word("ladder.refused", nil), Fatal: true})
	case t.ICMP != nil:
		l.add(Step{From: serverEnd, Label: "ICMP", Note: fmt.Sprintf("type %d, code %d", t.ICMP.Type, t.ICMP.Code), Fatal: true})
	}
}

func (l *ladder) tunnel() {
	p := l.s.Proxy
	if p == nil {
		return
	}
	l.add(Step{From: clientEnd, Label: "CONNECT", Note: fmt.Sprintf("%s:%d", p.Host, p.Port)})
	if p.Status != 0 {
		l.add(Step{From: serverEnd, Label: fmt.Sprintf("HTTP %d", p.Status), Fatal: l.s.Outcome == record.ProxyRefused})
	}
}

// reached says whether the attempt got as far as a stage.
func (l *ladder) reached(stage record.Stage) bool {
	order := []record.Stage{
		record.StageTCP, record.StageClientHello, record.StageServerHello,
		record.StageCertificate, record.StageFinished, record.StageApplication,
	}
	return slices.Index(order, l.s.Stage) >= slices.Index(order, stage)
}

func (l *ladder) hellos() {
	t := l.s.TLS
	if t == nil || !l.reached(record.StageClientHello) {
		return
	}
	var offer []string
	if t.SNI != "" {
		offer = append(offer, t.SNI)
	} else {
		offer = append(offer, l.word("ladder.no_name", nil))
	}
	offer = append(offer, strings.Join(t.OfferedVersions, ", "))
	if n := len(t.OfferedCiphers); n > 0 {
		offer = append(offer, l.word("ladder.suites", text.Params{"count": n}))
	}
	hello := Step{From: clientEnd, Label: "ClientHello", Note: join(offer...)}
	answered := l.reached(record.StageServerHello) || t.HelloRetry || len(t.Alerts) > 0
	hello.Lost = !answered && l.s.Outcome == record.Timeout
	hello.Fatal = hello.Lost
	l.add(hello)
	if t.HelloRetry {
		l.add(Step{From: serverEnd, Label: "HelloRetryRequest", Note: t.Group, After: l.s.TCP.Latency.ServerHello})
		l.add(Step{From: clientEnd, Label: "ClientHello"})
	}
	if !l.reached(record.StageServerHello) {
		return
	}
	answer := Step{From: serverEnd, Label: "ServerHello", Note: join(t.Version, t.Cipher, t.Group)}
	if !t.HelloRetry {
		answer.After = l.s.TCP.Latency.ServerHello
	}
	if t.Resumed != nil && *t.Resumed {
		answer.Note = join(answer.Note, l.word("ladder.resumed", nil))
	}
	l.add(answer)
}

func (l *ladder) certificates() {
	t := l.s.TLS
	if t == nil || !l.reached(record.StageServerHello) {
		return
	}
	switch {
	case len(t.Certificates) > 0 && !t.Certificates[0].Remembered:
		leaf := &t.Certificates[0]
		issuer := l.word("ladder.issuer", text.Params{"issuer": leaf.Issuer})
		l.add(Step{From: serverEnd, Label: "Certificate", Note: join(leaf.Subject, issuer), After: l.s.TCP.Latency.Certificate})
	case t.Version == "TLS 1.3":
		l.add(Step{From: serverEnd, Label: "Certificate, Finished", Note: l.word("ladder.encrypted", nil), Hidden: true})
	}
	if t.ClientCertificateRequested {
		l.add(Step{From: serverEnd, Label: "CertificateRequest"})
	}
	if t.ClientCertificateSent != nil && *t.ClientCertificateSent {
		l.add(Step{From: clientEnd, Label: "Certificate"})
	}
}

// finished tells what came after the hellos: Finished, alerts, data. Alerts of
// a handshake that was never finished stand where it broke off.
func (l *ladder) finished() {
	t := l.s.TLS
	if t == nil {
		return
	}
	if t.Established || l.reached(record.StageFinished) {
		l.add(Step{From: clientEnd, Label: "Finished", After: l.s.TCP.Latency.Finished, Hidden: true})
		if t.Version != "TLS 1.3" {
			l.add(Step{From: serverEnd, Label: "Finished", Hidden: true})
		}
	}
	for i, from := range []string{clientEnd, serverEnd} {
		if t.AppRecords[i] == 0 {
			continue
		}
		step := Step{From: from, Label: l.word("ladder.data", nil), Hidden: true}
		step.Note = l.word("ladder.records", text.Params{"records": t.AppRecords[i], "bytes": t.AppBytes[i]})
		if from == serverEnd {
			step.After = l.s.TCP.Latency.Answer
		}
		l.add(step)
	}
	for i := range t.Alerts {
		l.alert(&t.Alerts[i])
	}
}

func (l *ladder) alert(a *record.Alert) {
	step := Step{From: a.From, Label: "Alert", Hidden: a.Encrypted}
	blamed := map[string]record.Outcome{clientEnd: record.ClientAlert, serverEnd: record.ServerAlert}[a.From]
	step.Fatal = l.s.Outcome == blamed && (a.Encrypted || a.Level == "fatal")
	switch {
	case a.Description != "":
		step.Label = "Alert: " + a.Description
		step.Note = a.Level
	case a.Encrypted:
		step.Note = l.word("ladder.encrypted", nil)
	case a.Code != nil:
		step.Note = fmt.Sprintf("%s %d", a.Level, *a.Code)
	}
	l.add(step)
}

// end tells who closed the connection, and whether that was the failure.
func (l *ladder) end() {
	steps := map[record.EndedBy]Step{
		record.ClientFIN: {From: clientEnd, Label: "FIN", Fatal: l.s.Outcome == record.ClientClosed || l.s.Outcome == record.SilentRejection},
		record.ServerFIN: {From: serverEnd, Label: "FIN", Fatal: l.s.Outcome == record.ServerClosed},
		record.ClientRST: {From: clientEnd, Label: "RST", Fatal: l.s.Outcome == record.Reset || l.s.Outcome == record.SilentRejection},
		record.ServerRST: {From: serverEnd, Label: "RST", Fatal: l.s.Outcome == record.Reset},
	}
	step, known := steps[l.s.TCP.EndedBy]
	if !known {
		if l.s.Outcome != record.Timeout {
			return
		}
		step = Step{From: serverEnd, Label: "…", Note: l.word("ladder.timeout", nil), Fatal: true, Lost: true}
		if n := len(l.steps); n > 0 && l.steps[n-1].Lost {
			return
		}
	}
	if l.s.Outcome == record.SilentRejection && step.Fatal {
		step.Note = l.word("ladder.silent", nil)
	}
	l.add(step)
}

// join puts the parts that are known behind one another.
func join(parts ...string) string {
	known := slices.DeleteFunc(slices.Clone(parts), func(s string) bool { return s == "" })
	return strings.Join(known, " · ")
}
