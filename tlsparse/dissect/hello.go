package dissect

import (
	"encoding/hex"
	"fmt"

	"edrtap/tlsparse"
)

// message reads what follows the header.
func (d *dissection) message(t tlsparse.HandshakeType) {
	switch t {
	case tlsparse.HandshakeClientHello:
		d.clientHello()
	case tlsparse.HandshakeServerHello:
		d.serverHello()
	case tlsparse.HandshakeEncryptedExtensions: // RFC 8446 section 4.3.1
		d.extensions(t)
	case tlsparse.HandshakeCertificate:
		d.certificate()
	case tlsparse.HandshakeCompressedCertificate:
		d.compressedCertificate()
	case tlsparse.HandshakeCertificateStatus:
		d.certificateStatus()
	case tlsparse.HandshakeCertificateRequest:
		d.certificateRequest()
	case tlsparse.HandshakeCertificateVerify:
		d.certificateVerify()
	case tlsparse.HandshakeServerKeyExchange:
		d.serverKeyExchange()
	case tlsparse.HandshakeClientKeyExchange:
		d.all("exchange_keys")
	case tlsparse.HandshakeFinished:
		d.all("verify_data")
	case tlsparse.HandshakeNewSessionTicket:
		d.ticket()
	case tlsparse.HandshakeKeyUpdate:
		d.all("request_update")
	}
}

// all shows everything that is left as one field.
func (d *dissection) all(name string) {
	d.add(name, opaque(d.String))
	d.String = nil
}

// clientHello: RFC 8446 section 4.1.2.
func (d *dissection) clientHello() {
	if !d.hello() {
		return
	}
	if list, ok := d.take16(); ok {
		d.add("cipher_suites", count(len(list)/2, "value"), numbers[tlsparse.CipherSuite](list)...)
	}
	if list, ok := d.take8(); ok {
		d.add("legacy_compression_methods", opaque(list))
	}
	d.extensions(tlsparse.HandshakeClientHello)
}

// serverHello: RFC 8446 section 4.1.3. The drafts of TLS 1.3 up to 21 left out
// session id and compression.
func (d *dissection) serverHello() {
	draft := len(d.String) > 0 && d.String[0] == 0x7f
	if !d.helloOf(!draft) {
		return
	}
	if v, ok := d.number16(); ok {
		d.add("cipher_suite", tlsparse.CipherSuite(v).String())
		d.context.Suite = tlsparse.CipherSuite(v)
	}
	var method uint8
	if !draft && d.ReadUint8(&method) {
		d.add("legacy_compression_method", fmt.Sprint(method))
	}
	d.extensions(tlsparse.HandshakeServerHello)
}

func (d *dissection) hello() bool { return d.helloOf(true) }

// helloOf reads version, random and session id.
func (d *dissection) helloOf(withID bool) bool {
	version, ok := d.number16()
	if !ok {
		return false
	}
	d.add("legacy_version", tlsparse.Version(version).String())
	var random []byte
	if !d.ReadBytes(&random, 32) {
		return false
	}
	d.add("random", hex.EncodeToString(random))
	if !withID {
		return true
	}
	id, ok := d.take8()
	if ok {
		d.add("legacy_session_id", opaque(id))
	}
	return ok
}

// extensions reads a list of extensions (RFC 8446 section 4.2), where one is
// there.
func (d *dissection) extensions(of tlsparse.HandshakeType) {
	if len(d.String) == 0 {
		return
	}
	list, ok := d.take16()
	if !ok {
		return
	}
	inner := d.inside(list)
	for len(inner.String) >= 4 && len(inner.fields) < listLimit {
		t, _ := inner.number16()
		body, _ := inner.take16()
		inner.extension(of, tlsparse.ExtensionType(t), body)
	}
	d.add("extensions", count(len(inner.fields), "value"), append(inner.fields, rest(inner.String)...)...)
}

// ticket: RFC 8446 section 4.6.1, RFC 5077 section 3.3.
func (d *dissection) ticket() {
	var lifetime, age uint32
	if !d.ReadUint32(&lifetime) {
		return
	}
	d.add("ticket_lifetime", count(int(lifetime), "second"))
	if d.context.Version.IsTLS13() {
		if !d.ReadUint32(&age) {
			return
		}
		d.add("ticket_age_add", fmt.Sprint(age))
		if nonce, ok := d.take8(); ok {
			d.add("ticket_nonce", opaque(nonce))
		}
	}
	if ticket, ok := d.take16(); ok {
		d.add("ticket", opaque(ticket))
	}
	if d.context.Version.IsTLS13() {
		d.extensions(tlsparse.HandshakeNewSessionTicket)
	}
}
