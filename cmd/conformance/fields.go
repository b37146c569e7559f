package main

import (
	"fmt"
	"net/netip"
	"strings"

	"edrtap/rules/record"
)

// field is how one field is compared.
type field struct {
	name string // row of the table
	key  string // the corpus's name
	got  func(*record.Session) any
	same func(e *expected, want, got any) bool
}

// want is what the peer says; ok is false where it says nothing.
func (f *field) want(e *expected) (value any, ok bool) {
	value = e.values[f.key]
	return value, !absent(value)
}

func absent(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case []string:
		return len(v) == 0
	}
	return false
}

func (f *field) agrees(e *expected, want, got any) bool {
	return !absent(want) && !absent(got) && f.same(e, want, got)
}

// words compares two values as text, each made plain first.
func words(plain func(string) string) func(*expected, any, any) bool {
	return func(_ *expected, want, got any) bool { return plain(fmt.Sprint(want)) == plain(fmt.Sprint(got)) }
}

// text gives a field of the TLS share; nothing where it is empty.
func text(of func(*record.TLS) string) func(*record.Session) any {
	return func(s *record.Session) any { return of(s.TLS) }
}

// leaf gives a field of the certificate that the server sent first.
func leaf(of func(*record.Certificate) any) func(*record.Session) any {
	return func(s *record.Session) any {
		if c := sent(s); c != nil {
			return of(c)
		}
		return nil
	}
}

// corpusFields are compared with every peer that has them.
var corpusFields = []field{
	{"sni", "sni", text(func(t *record.TLS) string { return t.SNI }), words(func(s string) string { return strings.TrimSuffix(strings.ToLower(s), ".") })},
	{"version", "version", text(func(t *record.TLS) string { return t.Version }), words(plainVersion)},
	{"cipher", "cipher", text(func(t *record.TLS) string { return t.Cipher }), sameCipher},
	{"group", "curve", text(func(t *record.TLS) string { return t.Group }), words(plainGroup)},
	{"alpn", "alpn", text(func(t *record.TLS) string { return t.ALPN }), words(strings.ToLower)},
	{"resumed", "resumed", func(s *record.Session) any {
		if s.TLS.Resumed == nil {
			return nil
		}
		return *s.TLS.Resumed
	}, words(strings.ToLower)},
	{"established", "established", func(s *record.Session) any { return s.TLS.Established }, words(strings.ToLower)},
	{"alerts", "last_alert", lastAlert, words(plainAlert)},
	{"subject", "server_cert_subject", leaf(func(c *record.Certificate) any { return c.Subject }), sameName},
	{"issuer", "server_cert_issuer", leaf(func(c *record.Certificate) any { return c.Issuer }), sameName},
	{"names", "server_cert_sans", leaf(alternativeNames), sameAlternativeNames},
	{"serial", "server_cert_serial", leaf(func(c *record.Certificate) any { return c.Serial }), words(plainNumber)},
	{"validity", "server_cert_not_after", leaf(func(c *record.Certificate) any { return []string{instant(c.NotBefore), instant(c.NotAfter)} }), sameValidity},
	{"sha256", "server_cert_sha256", leaf(func(c *record.Certificate) any { return c.SHA256 }), words(plainHex)},
	{"sha1", "server_cert_sha1", leaf(func(c *record.Certificate) any { return c.SHA1 }), words(plainHex)},
	{"ja3", "ja3", text(func(t *record.TLS) string { return t.JA3 }), words(strings.ToLower)},
	{"ja3s", "ja3s", text(func(t *record.TLS) string { return t.JA3S }), words(strings.ToLower)},
	{"ja4", "ja4", text(func(t *record.TLS) string { return t.JA4 }), words(strings.ToLower)},
}

// lastAlert is the last alert that can be read.
func lastAlert(s *record.Session) any {
	for i := len(s.TLS.Alerts) - 1; i >= 0; i-- {
		if a := &s.TLS.Alerts[i]; !a.Encrypted {
			return a.Description
		}
	}
	return nil
}

func alternativeNames(c *record.Certificate) any {
	names := append([]string{}, c.DNSNames...)
	for _, list := range [][]string{c.IPAddresses, c.URIs, c.Emails} {
		names = append(names, list...)
	}
	return names
}

// end is one end of a connection.
type end struct {
	ip   netip.Addr
	port int
}

func endOf(ip string, port int) end {
	address, _ := netip.ParseAddr(strings.Trim(ip, "[]"))
	return end{address.Unmap(), port}
}

func (e end) String() string { return fmt.Sprintf("%s:%d", e.ip, e.port) }
