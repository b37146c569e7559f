package dissect

import (
	"fmt"
	"strings"
	"time"

	"edrtap/tlsparse"
)

// certificate: RFC 5246 section 7.4.2, RFC 8446 section 4.4.2.
func (d *dissection) certificate() {
	tls13 := d.context.Version.IsTLS13()
	if tls13 {
		if context, ok := d.take8(); ok && len(context) > 0 {
			d.add("certificate_request_context", opaque(context))
		}
	}
	list, ok := d.take24()
	if !ok {
		return
	}
	inner := d.inside(list)
	for len(inner.fields) < listLimit {
		der, ok := inner.take24()
		if !ok {
			break
		}
		fields := Certificate(tlsparse.ParseCertificate(der))
		if tls13 {
			entry := inner.inside(nil)
			entry.String, inner.String = inner.String, nil
			entry.extensions(tlsparse.HandshakeCertificate)
			fields = append(fields, entry.fields...)
			inner.String = entry.String
		}
		inner.add(fmt.Sprintf("certificate %d", len(inner.fields)), count(len(der), "byte"), fields...)
	}
	d.add("certificate_list", count(len(inner.fields), "value"), append(inner.fields, rest(inner.String)...)...)
}

// Certificate gives the fields of an X.509 certificate.
func Certificate(c *tlsparse.Certificate) []Field {
	fields := []Field{
		{Name: "subject", Value: c.Subject},
		{Name: "issuer", Value: c.Issuer},
		{Name: "serial", Value: c.Serial},
		{Name: "validity", Value: instant(c.NotBefore) + " to " + instant(c.NotAfter)},
		{Name: "key", Value: c.Key},
		{Name: "signature", Value: c.Signature},
	}
	optional := func(name string, list []string) {
		if len(list) > 0 {
			fields = append(fields, Field{Name: name, Value: strings.Join(list[:min(len(list), listLimit)], ", ")})
		}
	}
	names := append(append([]string{}, c.DNSNames...), c.URIs...)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	optional("subjectAltName", append(names, c.Emails...))
	optional("extKeyUsage", c.ExtKeyUsage)
	if c.IsCA {
		fields = append(fields, Field{Name: "basicConstraints", Value: "CA"})
	}
	fields = append(fields, Field{Name: "sha256", Value: c.SHA256})
	for _, e := range c.Errors {
		fields = append(fields, Field{Name: "malformed", Value: fmt.Sprintf("%s at byte %d: %s", e.Field, e.Offset, e.What)})
	}
	return fields
}

func instant(t time.Time) string {
	if t.IsZero() {
		return "?"
	}
	return t.UTC().Format(time.RFC3339)
}

// compressedCertificate: RFC 8879 section 4.
func (d *dissection) compressedCertificate() {
	const limit = 512 << 10
	body := d.String
	header := []byte{byte(tlsparse.HandshakeCompressedCertificate), byte(len(body) >> 16), byte(len(body) >> 8), byte(len(body))}
	m, _ := tlsparse.ParseCompressedCertificate(append(header, body...), limit)
	if m.Length == 0 {
		return
	}
	d.add("algorithm", m.Algorithm.String())
	d.add("uncompressed_length", count(m.Length, "byte"))
	d.String = nil
	if m.Message != nil {
		d.String = m.Message[headerLen:]
		d.context.Version = tlsparse.VersionTLS13
		d.certificate()
	}
}

// certificateStatus: RFC 6066 section 8.
func (d *dissection) certificateStatus() {
	var kind uint8
	if !d.ReadUint8(&kind) {
		return
	}
	name := fmt.Sprintf("0x%02x", kind)
	if kind == 1 {
		name = "ocsp"
	}
	d.add("status_type", name)
	if response, ok := d.take24(); ok {
		d.add("response", opaque(response))
	}
}

// certificateRequest: RFC 5246 section 7.4.4, RFC 8446 section 4.3.2.
func (d *dissection) certificateRequest() {
	if d.context.Version.IsTLS13() {
		if context, ok := d.take8(); ok {
			d.add("certificate_request_context", opaque(context))
			d.extensions(tlsparse.HandshakeCertificateRequest)
		}
		return
	}
	types, ok := d.take8()
	if !ok {
		return
	}
	d.add("certificate_types", opaque(types))
	if d.context.Version >= tlsparse.VersionTLS12 {
		list, _ := d.take16()
		d.add("supported_signature_algorithms", count(len(list)/2, "value"), numbers[tlsparse.SignatureScheme](list)...)
	}
	if authorities, ok := d.take16(); ok {
		d.add("certificate_authorities", opaque(authorities))
	}
}

// certificateVerify: RFC 5246 section 7.4.8, RFC 8446 section 4.4.3.
func (d *dissection) certificateVerify() {
	if d.context.Version >= tlsparse.VersionTLS12 {
		if v, ok := d.number16(); ok {
			d.add("algorithm", tlsparse.SignatureScheme(v).String())
		}
	}
	if signature, ok := d.take16(); ok {
		d.add("signature", opaque(signature))
	}
}

// serverKeyExchange: RFC 8422 section 5.4, RFC 5246 section 7.4.3.
func (d *dissection) serverKeyExchange() {
	const namedCurve = 3
	info, _ := d.context.Suite.Info()
	switch {
	case strings.HasSuffix(info.KeyExchange, "PSK"):
		return
	case strings.HasPrefix(info.KeyExchange, "ECDH"):
		if len(d.String) < 3 || d.String[0] != namedCurve {
			return
		}
		d.String = d.String[1:]
		group, _ := d.number16()
		d.add("named_curve", tlsparse.Group(group).String())
		if point, ok := d.take8(); ok {
			d.add("public", opaque(point))
		}
	case strings.HasPrefix(info.KeyExchange, "DH"):
		for _, name := range []string{"dh_p", "dh_g", "dh_Ys"} {
			v, ok := d.take16()
			if !ok {
				return
			}
			d.add(name, fmt.Sprintf("%d bits, %s", 8*len(v), opaque(v)))
		}
	default:
		return
	}
	if len(d.String) > 0 {
		d.certificateVerify() // the signed part ends in the same way
	}
}
