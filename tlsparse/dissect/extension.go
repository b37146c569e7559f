package dissect

import (
	"fmt"
	"strings"

	"edrtap/tlsparse"
)

// extension adds one extension of a message.
func (d *dissection) extension(of tlsparse.HandshakeType, t tlsparse.ExtensionType, body []byte) {
	name := named(uint16(t), t.String())
	e := d.inside(body)
	value := e.body(of, t)
	if value == "" && len(e.fields) == 0 {
		value = opaque(body)
		e.String = nil
	}
	d.add(fmt.Sprintf("%s (%d)", name, uint16(t)), value, append(e.fields, rest(e.String)...)...)
}

// body reads the body of an extension: a short value, or fields.
func (d *dissection) body(of tlsparse.HandshakeType, t tlsparse.ExtensionType) string {
	client := of == tlsparse.HandshakeClientHello
	switch t {
	case tlsparse.ExtensionServerName: // RFC 6066 section 3
		return d.serverNames()
	case tlsparse.ExtensionALPN: // RFC 7301 section 3.1
		return d.protocols()
	case tlsparse.ExtensionSupportedGroups: // RFC 8446 section 4.2.7
		return list16[tlsparse.Group](d)
	case tlsparse.ExtensionSignatureAlgorithms, tlsparse.ExtensionSignatureAlgorithmsCert: // RFC 8446 section 4.2.3
		return list16[tlsparse.SignatureScheme](d)
	case tlsparse.ExtensionSupportedVersions: // RFC 8446 section 4.2.1
		if client {
			list, _ := d.take8()
			d.fields = numbers[tlsparse.Version](list)
			return count(len(list)/2, "value")
		}
		return one16[tlsparse.Version](d)
	case tlsparse.ExtensionKeyShare, tlsparse.ExtensionKeyShareDraft: // RFC 8446 section 4.2.8
		return d.keyShares(client)
	case tlsparse.ExtensionECPointFormats: // RFC 8422 section 5.1.2
		return d.octets(map[uint8]string{0: "uncompressed", 1: "ansiX962_compressed_prime", 2: "ansiX962_compressed_char2"})
	case tlsparse.ExtensionPSKKeyExchangeModes: // RFC 8446 section 4.2.9
		return d.octets(map[uint8]string{0: "psk_ke", 1: "psk_dhe_ke"})
	case tlsparse.ExtensionCompressCertificate: // RFC 8879 section 3
		list, _ := d.take8()
		d.fields = numbers[tlsparse.CertificateCompression](list)
		return count(len(list)/2, "value")
	case tlsparse.ExtensionRecordSizeLimit: // RFC 8449 section 4
		if v, ok := d.number16(); ok {
			return count(int(v), "byte")
		}
	case tlsparse.ExtensionPadding: // RFC 7685
		n := len(d.String)
		d.String = nil
		return count(n, "byte")
	}
	return ""
}

func (d *dissection) serverNames() string {
	if len(d.String) == 0 {
		return "acknowledged"
	}
	list, _ := d.take16()
	inner := d.inside(list)
	var names []string
	var kind uint8
	for inner.ReadUint8(&kind) {
		name, ok := inner.take16()
		if !ok {
			break
		}
		names = append(names, text(name))
	}
	return strings.Join(names, ", ")
}

func (d *dissection) protocols() string {
	list, _ := d.take16()
	inner := d.inside(list)
	var names []string
	for len(names) < listLimit {
		name, ok := inner.take8()
		if !ok {
			break
		}
		names = append(names, text(name))
	}
	return strings.Join(names, ", ")
}

// list16 reads a vector of 16-bit values.
func list16[T interface {
	~uint16
	fmt.Stringer
}](d *dissection,
) string {
	list, _ := d.take16()
	d.fields = numbers[T](list)
	return count(len(list)/2, "value")
}

// one16 reads a single value.
func one16[T interface {
	~uint16
	fmt.Stringer
}](d *dissection,
) string {
	v, ok := d.number16()
	if !ok {
		return ""
	}
	return T(v).String()
}

// octets reads a list of 8-bit values.
func (d *dissection) octets(names map[uint8]string) string {
	list, _ := d.take8()
	words := make([]string, 0, len(list))
	for _, v := range list {
		name := names[v]
		if name == "" {
			name = fmt.Sprintf("0x%02x", v)
		}
		words = append(words, name)
	}
	return strings.Join(words, ", ")
}

// keyShares reads a client's list, a server's share, or the group alone that a
// HelloRetryRequest asks for.
func (d *dissection) keyShares(client bool) string {
	shares := d
	if client {
		list, _ := d.take16()
		shares = d.inside(list)
	}
	var fields []Field
	for len(fields) < listLimit {
		group, ok := shares.number16()
		if !ok {
			break
		}
		key, has := shares.take16()
		value := "asked for"
		if has {
			value = opaque(key)
		}
		fields = append(fields, Field{Name: named(group, tlsparse.Group(group).String()), Value: value})
	}
	d.fields = fields
	return count(len(fields), "value")
}
