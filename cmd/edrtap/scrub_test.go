package main

import (
	"bytes"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"edrtap/capture"
	"edrtap/capture/pcapfile"
	"edrtap/cmd/edrtap/scrub"
	"edrtap/rules"
)

// TestScrubbedCapturesGiveTheSameFindings scrubs every bundled capture, whole,
// and analyses the copy with the inventory that belongs to it.
func TestScrubbedCapturesGiveTheSameFindings(t *testing.T) {
	forEachCase(t, func(t *testing.T, c *goldenCase) {
		// Compared with a copy that has no secrets to decrypt with, as no
		// scrubbed one has.
		copied, _ := carvedAll(t, c)
		scrubbed, content := carvedAll(t, c, "--scrub")
		flags, mapped := scrubbedFlags(t, c)
		plain := *c
		plain.Flags = flags
		before := decodeLines(t, call(nil, plain.args(copied)...).stdout)
		plain.Flags = mapped
		after := decodeLines(t, call(nil, plain.args(scrubbed)...).stdout)
		if diff := diffLines(summed(before, c.Problem), summed(after, c.Problem)); diff != "" {
			t.Errorf("-as captured +scrubbed:\n%s", diff)
		}
		nothingLeft(t, before, content)
	})
}

// carvedAll copies a case's capture.
func carvedAll(t *testing.T, c *goldenCase, flags ...string) (file string, content []byte) {
	t.Helper()
	got := call(nil, append([]string{"carve", "all", "-o", "-", c.capture}, flags...)...)
	if got.code != c.wantCode() {
		t.Fatalf("exit code %d: %s", got.code, got.stderr)
	}
	file = filepath.Join(t.TempDir(), "copy.pcapng")
	if err := os.WriteFile(file, got.stdout, 0o600); err != nil {
		t.Fatal(err)
	}
	return file, got.stdout
}

// summed says in lines what must not change.
func summed(r *recorded, damaged bool) string {
	var lines []string
	for i := range r.findings {
		f := &r.findings[i]
		if damaged && strings.HasPrefix(f.Rule, "capture-") { // of the file, which the copy is not
			continue
		}
		lines = append(lines, fmt.Sprint(f.Rule, f.Severity, f.Evidence, f.ClientCount, f.SessionCount))
	}
	slices.Sort(lines)
	for i := range r.sessions {
		s := &r.sessions[i]
		line := fmt.Sprint(s.Start, s.Client.Port, s.Server.Port, s.Stage, s.Outcome, s.TCP.Bytes)
		if s.TLS != nil {
			line += fmt.Sprint(s.TLS.Version, s.TLS.Cipher, s.TLS.JA3, s.TLS.JA4, s.TLS.Records, s.TLS.AppBytes, len(s.TLS.Certificates), len(s.TLS.SNI))
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// scrubbedFlags gives a case's flags, without secrets and the certificate that
// --edr-cert tells, which are of no copy, and what the same flags are for the copy.
func scrubbedFlags(t *testing.T, c *goldenCase) (flags, mapped []string) {
	s := scrubberOf(t, c.capture)
	name := func(v string) string {
		if a, err := netip.ParseAddr(v); err == nil {
			return s.Address(a).String()
		}
		return s.Name(v)
	}
	for i := 0; i < len(c.Flags); i++ {
		flag := c.Flags[i]
		if flag == "--keylog" || flag == "--server-key" {
			i++
			continue
		}
		if !slices.Contains([]string{"--edr", "--sepm", "--proxy", "--clients", "--edr-cert"}, flag) {
			flags, mapped = append(flags, flag), append(mapped, flag)
			continue
		}
		i++
		value := c.Flags[i]
		if flag == "--edr-cert" {
			continue
		}
		parts := strings.Split(value, "=")
		for j, part := range parts {
			prefix, bits, ranged := strings.Cut(part, "/")
			host, port, ported := strings.Cut(prefix, ":")
			if ported && !strings.Contains(port, ":") {
				parts[j] = name(host) + ":" + port
			} else if parts[j] = name(prefix); ranged {
				parts[j] += "/" + bits
			}
		}
		flags, mapped = append(flags, flag, value), append(mapped, flag, strings.Join(parts, "="))
	}
	return flags, mapped
}

// scrubberOf gives the scrubber that a capture makes.
func scrubberOf(t *testing.T, file string) *scrub.Scrubber {
	t.Helper()
	s := scrub.New(rules.ProductTexts())
	for pass, do := range []func(*capture.Frame){s.Learn, s.Frame} {
		in, err := pcapfile.Open(file, 0)
		if err != nil {
			t.Fatal(err)
		}
		for batch := (capture.Batch{}); in.ReadBatch(&batch) == nil; {
			for i := range batch.Frames {
				do(&batch.Frames[i])
			}
		}
		_ = in.Close()
		if pass == 0 {
			s.Finish()
		}
	}
	return s
}

// nothingLeft looks in a scrubbed file for what the sessions were about.
func nothingLeft(t *testing.T, r *recorded, file []byte) {
	t.Helper()
	lower := bytes.ToLower(file)
	texts := make(map[string]bool)
	addresses := make(map[netip.Addr]bool)
	words := func(text string) {
		for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" .,=*+\"\\/:@", r) }) {
			texts[word] = true
		}
	}
	for i := range r.sessions {
		s := &r.sessions[i]
		addresses[s.Client.IP], addresses[s.Server.IP] = true, true
		if s.Proxy != nil {
			words(s.Proxy.Host)
		}
		if s.TLS == nil {
			continue
		}
		words(s.TLS.SNI)
		for _, c := range s.TLS.Certificates {
			for _, text := range append(append([]string{c.Subject, c.Issuer}, c.DNSNames...), c.IPAddresses...) {
				words(text)
			}
		}
	}
	for text := range texts {
		if len(text) < 4 || kept(text) {
			continue
		}
		if bytes.Contains(lower, []byte(text)) {
			t.Errorf("%q is still in the file", text)
		}
	}
	for a := range addresses {
		if bytes.Contains(file, a.AsSlice()) || bytes.Contains(file, []byte(a.String()+":")) {
			t.Errorf("the address %v is still in the file", a)
		}
	}
}

// kept says that a word names no one: the types of attributes, words of every
// authority, products.
func kept(word string) bool {
	generic := []string{"issuing", "root", "intermediate", "authority", "certificate", "server", "localhost", "serialnumber", "sepm", "sedr"}
	return slices.Contains(generic, word) || slices.ContainsFunc(rules.ProductTexts(), func(text string) bool { return strings.Contains(text, word) }) ||
		strings.Trim(word, "0123456789") == ""
}
