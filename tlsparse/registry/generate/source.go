package main

import (
	"bytes"
	"fmt"
	"go/format"
)

// registry says how one list becomes Go source.
type registry struct {
	list  string // name of the list's file, without .tsv
	typ   string // Go type of the values
	under string // its underlying type
	doc   string // what the type is
	width int    // hexadecimal digits of a value
	facts bool   // cipher suites: a table of facts, not only names
}

var registries = []registry{
	{"alert_levels", "AlertLevel", "uint8", "is the severity of an alert (RFC 8446 section 6).", 2, false},
	{"alerts", "AlertDescription", "uint8", "is the reason of an alert (RFC 8446 section 6).", 2, false},
	{"cipher_kinds", "CipherKind", "uint32", "is a cipher specification of SSL 2.0, 24 bits.", 6, false},
	{"cipher_suites", "CipherSuite", "uint16", "is a cipher suite (RFC 8446 appendix B.4).", 4, true},
	{"content_types", "ContentType", "uint8", "is the type of a record (RFC 8446 section 5.1).", 2, false},
	{"extensions", "ExtensionType", "uint16", "is the type of a hello's extension (RFC 8446 section 4.2).", 4, false},
	{"groups", "Group", "uint16", "is a named group for key exchange (RFC 8446 section 4.2.7).", 4, false},
	{"handshake_types", "HandshakeType", "uint8", "is the type of a handshake message (RFC 8446 section 4).", 2, false},
	{"signature_schemes", "SignatureScheme", "uint16", "is a signature algorithm (RFC 8446 section 4.2.3).", 4, false},
	{"versions", "Version", "uint16", "is a protocol version as it is on the wire.", 4, false},
}

// source writes the registry's file.
func (r registry) source(rows []row) ([]byte, error) {
	b := new(bytes.Buffer)
	fmt.Fprintf(b, "// Code generated from registry/%s.tsv; DO NOT EDIT.\n\npackage tlsparse\n\n", r.list)
	fmt.Fprintf(b, "// %s %s\ntype %s %s\n\n", r.typ, r.doc, r.typ, r.under)
	fmt.Fprintf(b, "// Values of %s.\nconst (\n", r.typ)
	for _, row := range rows {
		if row.Constant != "" {
			fmt.Fprintf(b, "\t%s %s = 0x%0*x\n", row.Constant, r.typ, r.width, row.Value)
		}
	}
	b.WriteString(")\n\n")
	if r.facts {
		writeFacts(b, rows)
	} else {
		r.writeString(b, rows)
	}
	return format.Source(b.Bytes())
}

// writeString writes the method String.
func (r registry) writeString(b *bytes.Buffer, rows []row) {
	fmt.Fprintf(b, "// String is the registered name, or the value in hexadecimal. It does not\n// allocate for a known value.\n")
	fmt.Fprintf(b, "func (v %s) String() string {\n\tswitch v {\n", r.typ)
	for _, row := range rows {
		fmt.Fprintf(b, "\tcase 0x%0*x:\n\t\treturn %q\n", r.width, row.Value, row.Name)
	}
	fmt.Fprintf(b, "\t}\n\treturn hexadecimal(uint32(v), %d)\n}\n", r.width)
}

// writeFacts writes the table of cipher suites.
func writeFacts(b *bytes.Buffer, rows []row) {
	b.WriteString("// suiteTable holds what is known of each cipher suite, by rising value.\nvar suiteTable = [...]SuiteInfo{\n")
	for _, row := range rows {
		s := factsOf(uint16(row.Value), row.Name)
		fmt.Fprintf(b, "\t{Suite: 0x%04x, Name: %q", row.Value, row.Name)
		if s.signal {
			b.WriteString(", Signal: true},\n")
			continue
		}
		fmt.Fprintf(b, ", KeyExchange: %q, Auth: %q, Cipher: %q, Mode: %s, Hash: %q",
			s.keyExchange, s.auth, s.cipher, s.mode, s.hash)
		for _, f := range []struct {
			name  string
			value int
		}{{"BlockLen", s.blockLen}, {"ExplicitNonceLen", s.nonceLen}, {"TagLen", s.tagLen}, {"MACLen", s.macLen}} {
			if f.value != 0 {
				fmt.Fprintf(b, ", %s: %d", f.name, f.value)
			}
		}
		if s.pfs {
			b.WriteString(", PFS: true")
		}
		if s.tls13 {
			b.WriteString(", TLS13: true")
		}
		if s.weak != "" {
			fmt.Fprintf(b, ", Weak: %q", s.weak)
		}
		b.WriteString("},\n")
	}
	b.WriteString("}\n")
}
