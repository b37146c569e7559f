package storage

import (
	"encoding/binary"
	"errors"
	"fmt"

	"edrtap/rules/record"
)

// sessionVersion is the version of the binary form below. Whoever adds a field
// to it raises the version and teaches decodeSession the old one.
//
// Version 2 added what begins with "if r.version > 1", version 3 the URLs of
// revocation; version 4 left out what is read "if r.version < 4", which a part
// holds since.
const sessionVersion = 4

// appendSession appends the value of s: the fields in the order of
// record.Session, but for what its parts hold. JSON was measured first: it
// takes 4 times as long to encode and 40 times as long to decode, and a query
// over a million sessions has to decode them.
func appendSession(b []byte, s *record.Session, p parts) []byte {
	b = append(b, sessionVersion)
	b = appendFlags(b, s.Proxy != nil, s.TLS != nil)
	b = appendPart(appendPart(appendPart(b, p.hello), p.chain), p.result)
	b = appendString(b, s.ID)
	b = appendInstant(b, s.Start)
	b = appendInstant(b, s.End)
	b = appendEndpoint(b, s.Client)
	b = appendEndpoint(b, s.Server)
	if s.Proxy != nil {
		b = appendProxy(b, s.Proxy)
	}
	b = appendTCP(b, &s.TCP)
	if s.TLS != nil {
		b = appendTLS(b, s.TLS)
	}
	return appendHTTP(appendStrings(b, s.Notes), s.HTTP)
}

// decodeSession fills s from a value, and says which parts it lacks. The
// strings of s share one copy of the value.
func decodeSession(value []byte, s *record.Session) (parts, error) {
	r := reader{rest: string(value)}
	if !r.known(sessionVersion) {
		return parts{}, fmt.Errorf("session of version %d: this program reads versions up to %d", r.version, sessionVersion)
	}
	var proxy, tls bool
	r.flags(&proxy, &tls)
	p := parts{hello: r.part(), chain: r.part()}
	if r.version > 3 {
		p.result = r.part()
	}
	if !tls && (p.hello.is() || p.chain.is()) {
		r.fail(errors.New("has parts of TLS without TLS"))
	}
	s.Type = "session"
	s.ID = r.string()
	s.Start = r.instant()
	s.End = r.instant()
	if r.version < 4 {
		s.File = r.string()
	}
	s.Client = r.endpoint()
	s.Server = r.endpoint()
	if proxy {
		s.Proxy = r.proxy()
	}
	r.tcp(&s.TCP)
	if tls {
		s.TLS = r.tls()
	}
	if r.version < 4 {
		s.Stage, s.Outcome = record.Stage(r.string()), record.Outcome(r.string())
	}
	s.Notes = r.strings()
	if r.version > 1 {
		s.HTTP = r.http()
	}
	if err := r.finish(); err != nil {
		return parts{}, fmt.Errorf("damaged session: %w", err)
	}
	return p, nil
}

// How a session says where a part is.
const (
	noPart = iota
	partByID
	partInline
)

func appendPart(b []byte, p part) []byte {
	switch {
	case p.id != nil:
		return append(append(b, partByID), p.id[:]...)
	case p.inline != nil:
		b = binary.AppendUvarint(append(b, partInline), uint64(len(p.inline)))
		return append(b, p.inline...)
	}
	return append(b, noPart)
}

func (r *reader) part() part {
	switch kind := r.byte(); kind {
	case noPart:
	case partByID:
		id := new(partID)
		copy(id[:], r.take(uint64(len(id))))
		return part{id: id}
	case partInline:
		return part{inline: []byte(r.string())}
	default:
		r.fail(fmt.Errorf("has a part in the unknown place %d", kind))
	}
	return part{}
}

func appendProxy(b []byte, p *record.Proxy) []byte {
	b = appendString(b, p.Protocol)
	b = appendString(b, p.Host)
	b = binary.BigEndian.AppendUint16(b, p.Port)
	b = binary.AppendVarint(b, int64(p.Status))
	b = appendString(b, p.Reason)
	b = appendStrings(b, p.Authenticate)
	b = appendString(b, p.Via)
	b = appendString(b, p.Software)
	return appendString(b, p.Source)
}

func (r *reader) proxy() *record.Proxy {
	p := &record.Proxy{Protocol: r.string(), Host: r.string(), Port: r.uint16(), Status: int(r.varint())}
	if r.version > 1 {
		p.Reason, p.Authenticate = r.string(), r.strings()
		p.Via, p.Software, p.Source = r.string(), r.string(), r.string()
	}
	return p
}

func appendHTTP(b []byte, h *record.HTTP) []byte {
	if b = appendFlags(b, h != nil); h == nil {
		return b
	}
	b = appendString(b, h.Version)
	for _, n := range [...]uint64{h.Requests, h.Events, h.Uncounted, uint64(len(h.Statuses))} {
		b = binary.AppendUvarint(b, n)
	}
	for _, s := range h.Statuses {
		b = binary.AppendUvarint(binary.AppendVarint(b, int64(s.Code)), s.Count)
	}
	return b
}

// minStatusSize is the size of a status in its shortest form.
const minStatusSize = 2

func (r *reader) http() *record.HTTP {
	var seen bool
	if r.flags(&seen); !seen {
		return nil
	}
	h := &record.HTTP{Version: r.string(), Requests: r.uvarint(), Events: r.uvarint(), Uncounted: r.uvarint()}
	if n := r.count(minStatusSize); n > 0 {
		h.Statuses = make([]record.Status, n)
		for i := range h.Statuses {
			h.Statuses[i] = record.Status{Code: int(r.varint()), Count: r.uvarint()}
		}
	}
	return h
}

func appendTCP(b []byte, t *record.TCP) []byte {
	b = appendFlags(b, t.Established, t.Refused, t.OneWay, t.MidStream, t.Cut, t.AtEnd, t.UnseenEnd, t.Mixed)
	for _, p := range [...]record.Pair{t.Packets, t.Bytes, t.Retransmitted, t.OutOfOrder, t.MissingBytes} {
		b = appendPair(b, p)
	}
	b = binary.AppendUvarint(b, t.Duplicates)
	b = binary.AppendUvarint(b, t.RTT)
	b = binary.AppendVarint(b, int64(t.SYNs))
	b = binary.AppendUvarint(b, t.ICMPErrors)
	return appendPath(b, t)
}

func (r *reader) tcp(t *record.TCP) {
	r.flags(&t.Established, &t.Refused, &t.OneWay, &t.MidStream, &t.Cut, &t.AtEnd, &t.UnseenEnd, &t.Mixed)
	for _, p := range [...]*record.Pair{&t.Packets, &t.Bytes, &t.Retransmitted, &t.OutOfOrder, &t.MissingBytes} {
		*p = r.pair()
	}
	t.Duplicates = r.uvarint()
	t.RTT = r.uvarint()
	t.SYNs = int(r.varint())
	t.ICMPErrors = r.uvarint()
	if r.version < 4 {
		t.EndedBy = record.EndedBy(r.string())
	}
	r.path(t)
}

func appendTLS(b []byte, t *record.TLS) []byte {
	b = appendFlags(b, t.HelloRetry, t.Established, t.ClientCertificateRequested, t.HelloIncomplete, t.ChainCut)
	b = appendOptional(b, t.Resumed)
	b = appendOptional(b, t.ClientCertificateSent)
	b = appendString(appendString(b, t.SNI), t.JA3)
	b = appendFlags(b, !t.ClientClock.IsZero())
	if !t.ClientClock.IsZero() {
		b = appendInstant(b, t.ClientClock)
	}
	b = binary.AppendUvarint(b, uint64(len(t.Alerts)))
	for i := range t.Alerts {
		b = appendAlert(b, &t.Alerts[i])
	}
	for _, p := range [...]record.Pair{t.Records, t.AppRecords, t.AppBytes} {
		b = appendPair(b, p)
	}
	return appendDecryption(b, t)
}

func appendDecryption(b []byte, t *record.TLS) []byte {
	asked := t.Decryption != record.Decryption{}
	if b = appendFlags(b, t.Decrypted, asked); !asked {
		return b
	}
	b = appendPair(appendPair(b, t.Decryption.Records), t.Decryption.Undecrypted)
	return appendString(b, t.Decryption.Reason)
}

func (r *reader) decryption(t *record.TLS) {
	var asked bool
	if r.flags(&t.Decrypted, &asked); asked {
		t.Decryption = record.Decryption{Records: r.pair(), Undecrypted: r.pair(), Reason: r.string()}
	}
}

func (r *reader) tls() *record.TLS {
	t := new(record.TLS)
	r.flags(&t.HelloRetry, &t.Established, &t.ClientCertificateRequested, &t.HelloIncomplete, &t.ChainCut)
	t.Resumed = r.optional()
	t.ClientCertificateSent = r.optional()
	if r.version < 4 {
		for _, s := range [...]*string{&t.SNI, &t.Version, &t.Cipher, &t.Group, &t.ALPN, &t.JA3, &t.JA3S} {
			*s = r.string()
		}
	} else {
		t.SNI, t.JA3 = r.string(), r.string()
	}
	var clock bool
	if r.flags(&clock); clock {
		t.ClientClock = r.instant()
	}
	if n := r.count(minAlertSize); n > 0 {
		t.Alerts = make([]record.Alert, n)
		for i := range t.Alerts {
			r.alert(&t.Alerts[i])
		}
	}
	for _, p := range [...]*record.Pair{&t.Records, &t.AppRecords, &t.AppBytes} {
		*p = r.pair()
	}
	if r.version > 1 {
		r.decryption(t)
	}
	return t
}

// minAlertSize is the size of an alert whose strings are empty: flags, code
// and three lengths.
const minAlertSize = 5

func appendAlert(b []byte, a *record.Alert) []byte {
	b = appendFlags(b, a.Encrypted, a.Code != nil, a.Inferred)
	var code uint8
	if a.Code != nil {
		code = *a.Code
	}
	b = append(b, code)
	b = appendString(b, a.From)
	b = appendString(b, a.Level)
	return appendString(b, a.Description)
}

func (r *reader) alert(a *record.Alert) {
	var hasCode bool
	r.flags(&a.Encrypted, &hasCode, &a.Inferred)
	code := r.byte()
	if hasCode {
		a.Code = &code
	}
	a.From = r.string()
	a.Level = r.string()
	a.Description = r.string()
}

// minCertificateSize is the size of a certificate whose fields are empty:
// flags, eight strings, four lists, two times of at least two bytes; version 1
// had one string less.
const minCertificateSize = 17

func appendCertificate(b []byte, c *record.Certificate) []byte {
	b = appendFlags(b, c.HasSAN, c.CA, c.SelfSigned, c.Remembered)
	for _, s := range [...]string{c.Subject, c.Issuer, c.Serial, c.SHA256, c.CommonName, c.Key, c.Signature, c.Problem} {
		b = appendString(b, s)
	}
	for _, list := range [...][]string{c.DNSNames, c.IPAddresses, c.URIs, c.Emails} {
		b = appendStrings(b, list)
	}
	b = appendInstant(b, c.NotBefore)
	b = appendInstant(b, c.NotAfter)
	b = appendString(b, c.SHA1)
	return appendStrings(appendStrings(b, c.CRL), c.OCSP)
}

func (r *reader) certificate(c *record.Certificate) {
	r.flags(&c.HasSAN, &c.CA, &c.SelfSigned, &c.Remembered)
	for _, s := range [...]*string{&c.Subject, &c.Issuer, &c.Serial, &c.SHA256, &c.CommonName, &c.Key, &c.Signature, &c.Problem} {
		*s = r.string()
	}
	for _, list := range [...]*[]string{&c.DNSNames, &c.IPAddresses, &c.URIs, &c.Emails} {
		*list = r.strings()
	}
	c.NotBefore = r.instant()
	c.NotAfter = r.instant()
	if r.version > 1 {
		c.SHA1 = r.string()
	}
	if r.version > 2 {
		c.CRL, c.OCSP = r.strings(), r.strings()
	}
}
