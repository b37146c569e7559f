package scrub

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/binary"
	"math/big"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"pgregory.net/rapid"

	"edrtap/capture"
)

func drawName(t *rapid.T, label string) string {
	part := rapid.StringMatching(`[a-zA-Z][a-zA-Z0-9-]{0,8}`)
	labels := rapid.SliceOfN(part, 1, 3).Draw(t, label)
	return strings.Join(append(labels, rapid.SampledFrom([]string{"example", "com", "Corp"}).Draw(t, label+" below")), ".")
}

// TestNamesKeepTheirRelations: equal but for case, below one another, of the
// same length; and different ones stay different.
func TestNamesKeepTheirRelations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := New(nil)
		a, b := drawName(t, "a"), drawName(t, "b")
		x, y := s.Name(a), s.Name(b)
		if len(x) != len(a) || strings.Count(x, ".") != strings.Count(a, ".") {
			t.Fatalf("%q became %q", a, x)
		}
		if strings.EqualFold(a, b) != strings.EqualFold(x, y) {
			t.Fatalf("%q and %q became %q and %q", a, b, x, y)
		}
		if above := s.Name("*." + a); above != "*."+x {
			t.Fatalf("*.%s became %q, %s %q", a, above, a, x)
		}
		if below := s.Name(b + "." + a); !strings.HasSuffix(strings.ToLower(below), "."+strings.ToLower(x)) && strings.Contains(a, ".") {
			t.Fatalf("%s.%s became %q, %s %q", b, a, below, a, x)
		}
		if upper := s.Name(strings.ToUpper(a)); !strings.EqualFold(upper, x) {
			t.Fatalf("%q and its capitals became %q and %q", a, x, upper)
		}
	})
}

func drawAddress(t *rapid.T, label string) netip.Addr {
	b := rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, label)
	switch rapid.IntRange(0, 3).Draw(t, label+" kind") {
	case 0:
		b[0] = 10
	case 1:
		b[0], b[1] = 192, 168
	case 2:
		long := make([]byte, 16)
		long[0], long[1] = 0x20, 1
		copy(long[4:], b)
		long[15] = b[0]
		return netip.AddrFrom16([16]byte(long))
	}
	return netip.AddrFrom4([4]byte(b))
}

func TestAddressesKeepTheirRelations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := New(nil)
		list := make([]netip.Addr, rapid.IntRange(1, 20).Draw(t, "count"))
		for i := range list {
			list[i] = drawAddress(t, "address")
			s.addresses.see(list[i])
		}
		of := make(map[netip.Addr]netip.Addr)
		for _, a := range list {
			made := s.Address(a)
			if other, taken := of[made]; taken && other != a {
				t.Fatalf("%v and %v became %v", a, other, made)
			}
			of[made] = a
			if len(made.String()) != len(a.String()) {
				t.Fatalf("%v became %v, which is not as long", a, made)
			}
			if made.IsPrivate() != a.IsPrivate() || made.IsMulticast() != a.IsMulticast() || made.IsLoopback() != a.IsLoopback() {
				t.Fatalf("%v became %v, which is of another kind", a, made)
			}
			if again := s.Address(a); again != made {
				t.Fatalf("%v became %v, then %v", a, made, again)
			}
			if text := s.Name(a.String()); a.Is4() && text != made.String() {
				t.Fatalf("%v became %v, as text %q", a, made, text)
			}
		}
	})
}

// certificateWith makes a certificate with names wherever names can stand.
func certificateWith(t *testing.T) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	wide := new(bytes.Buffer)
	for _, unit := range utf16.Encode([]rune("Widecorp 日本")) {
		_ = binary.Write(wide, binary.BigEndian, unit)
	}
	place, _ := url.Parse("https://portal.secretcorp.example/path")
	template := &x509.Certificate{
		SerialNumber: big.NewInt(7), NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<31, 0),
		Subject: pkix.Name{
			CommonName: "host.secretcorp.example", Organization: []string{"Secretcorp 株式会社"}, Locality: []string{"Kyotoville"}, Country: []string{"JP"},
			ExtraNames: []pkix.AttributeTypeAndValue{{Type: asn1.ObjectIdentifier{2, 5, 4, 11}, Value: asn1.RawValue{Tag: tagBMP, Bytes: wide.Bytes()}}},
		},
		DNSNames: []string{"*.secretcorp.example", "10.77.66.55"}, EmailAddresses: []string{"someone@secretcorp.example"},
		IPAddresses: []net.IP{net.ParseIP("10.77.66.55"), net.ParseIP("2001:db8:77::66")}, URIs: []*url.URL{place},
		OCSPServer: []string{"http://ocsp.secretcorp.example"}, CRLDistributionPoints: []string{"http://crl.secretcorp.example/secret.crl"},
		SubjectKeyId: []byte{1, 2, 3, 4}, BasicConstraintsValid: true, IsCA: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestCertificatesKeepNothingButTheirShape(t *testing.T) {
	der := certificateWith(t)
	original := bytes.Clone(der)
	s := New(nil)
	s.certificate(der)
	if len(der) != len(original) {
		t.Fatal("another length")
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"secretcorp", "kyotoville", "someone", "portal", "株式会社", "日本", "\x00W\x00i\x00d\x00e", "\x65\xe5\x67\x2c", "ocsp.", "\x0aMB7", "\x20\x01\x0d\xb8\x00\x77"} {
		if bytes.Contains(bytes.ToLower(der), []byte(strings.ToLower(text))) {
			t.Errorf("%q is still there", text)
		}
	}
	if c.Subject.CommonName != s.Name("host.secretcorp.example") || c.DNSNames[0] != s.Name("*.secretcorp.example") {
		t.Errorf("%v, %v", c.Subject, c.DNSNames)
	}
	made := s.Address(netip.MustParseAddr("10.77.66.55")).String()
	if c.IPAddresses[0].String() != made || c.DNSNames[1] != made {
		t.Errorf("%v, %v, want %s", c.IPAddresses, c.DNSNames, made)
	}
	if c.Subject.String() != c.Issuer.String() || len(c.URIs) != 1 || !c.IsCA {
		t.Errorf("%+v", c)
	}
	damaged := bytes.Clone(original)
	damaged[20] = 0xff
	if s.certificate(damaged); bytes.Contains(damaged, []byte("secretcorp")) {
		t.Error("a damaged certificate was copied")
	}
}

func TestDNSKeepsNamesAndAddressesTogether(t *testing.T) {
	// A question and an answer that points back to it (RFC 1035 section 4.1.4).
	message := []byte("\x12\x34\x81\x80\x00\x01\x00\x02\x00\x00\x00\x00\x06portal\x0asecretcorp\x07example\x00\x00\x01\x00\x01" +
		"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\x0aMB7" + "\xc0\x0c\x00\x10\x00\x01\x00\x00\x00\x3c\x00\x05\x04text")
	s := New(nil)
	s.dns(message)
	name := s.Name("portal.secretcorp.example")
	for _, want := range []string{"\x06" + name[:6] + "\x0a" + name[7:17] + "\x07" + name[18:] + "\x00", "\xc0\x0c\x00\x01", string(s.Address(netip.MustParseAddr("10.77.66.55")).AsSlice())} {
		if !bytes.Contains(message, []byte(want)) {
			t.Errorf("%q is not in %q", want, message)
		}
	}
	for _, gone := range []string{"portal", "secretcorp", "\x0aMB7", "text"} {
		if bytes.Contains(message, []byte(gone)) {
			t.Errorf("%q is still there", gone)
		}
	}
	reverse := []byte("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x0255\x0266\x0277\x0210\x07in-addr\x04arpa\x00\x00\x0c\x00\x01")
	s.dns(reverse)
	octets := strings.Split(s.Address(netip.MustParseAddr("10.77.66.55")).String(), ".")
	if want := "\x02" + octets[3] + "\x02" + octets[2] + "\x02" + octets[1] + "\x02" + octets[0] + "\x07in-addr"; !bytes.Contains(reverse, []byte(want)) {
		t.Errorf("%q, want %q", reverse, want)
	}
}

func TestTextBeforeTLSKeepsItsProtocol(t *testing.T) {
	for text, keeps := range map[string][]string{
		"CONNECT portal.secretcorp.example:443 HTTP/1.1\r\n": {"CONNECT ", ":443 HTTP/1.1\r\n"},
		"HTTP/1.1 407 Proxy Authentication Required\r\n":     {"HTTP/1.1 407 Proxy Authentication Required\r\n"},
		"Proxy-Authenticate: NTLM c2VjcmV0Y29ycA==\r\n":      {"Proxy-Authenticate: NTLM ", "==\r\n"},
		"PROXY TCP4 10.77.66.55 10.9.9.9 50000 443\r\n":      {"PROXY TCP4 10.", " 50000 443\r\n"},
		"220 mail.secretcorp.example ESMTP someone\r\n":      {"220 ", " ESMTP "},
	} {
		b := []byte(text)
		New(nil).line(b)
		for _, want := range keeps {
			if len(b) != len(text) || !bytes.Contains(b, []byte(want)) {
				t.Errorf("%q became %q without %q", text, b, want)
			}
		}
		for _, gone := range []string{"secretcorp", "portal", "c2VjcmV0", "10.77.66.55", "someone"} {
			if bytes.Contains(b, []byte(gone)) {
				t.Errorf("%q became %q", text, b)
			}
		}
	}
}

// FuzzFrame feeds any frames through both passes: the same lengths come out,
// and nothing else happens.
func FuzzFrame(f *testing.F) {
	ip := "\x45\x00\x00\x3c\x00\x01\x00\x00\x40\x06\x00\x00\x0a\x00\x00\x01\x0a\x00\x00\x02"
	tcp := "\x10\x00\x01\xbb\x00\x00\x00\x01\x00\x00\x00\x00\x50\x10\x00\x00\x00\x00\x00\x00"
	f.Add(uint16(101), []byte(ip+tcp+"\x16\x03\x01\x00\x04\x01\x00\x00\x00"), uint8(41))
	f.Add(uint16(101), []byte(ip+tcp+"CONNECT a.b:1 HTTP/1.1\r\n\r\n\x16\x03"), uint8(50))
	f.Add(uint16(1), []byte("\x01\x02\x03\x04\x05\x06\x01\x02\x03\x04\x05\x06\x81\x00\x00\x01\x08\x00"+ip+tcp), uint8(30))
	f.Fuzz(func(t *testing.T, link uint16, data []byte, cut uint8) {
		s := New([]string{"product"})
		at := min(int(cut), len(data))
		frames := [][]byte{data, data[:at], data[at:], data}
		for _, b := range frames {
			s.Learn(&capture.Frame{Data: b, Link: capture.LinkType(link)})
		}
		s.Finish()
		for _, b := range frames {
			frame := capture.Frame{Data: b, Link: capture.LinkType(link)}
			if s.Frame(&frame); len(frame.Data) != len(b) {
				t.Fatalf("%d bytes became %d", len(b), len(frame.Data))
			}
		}
	})
}

// FuzzStream feeds any bytes as one side of a connection, in two segments, and
// in reverse order.
func FuzzStream(f *testing.F) {
	f.Add([]byte("\x16\x03\x01\x00\x04\x0b\x00\x00\x00\x17\x03\x03\x00\x02ab"), uint16(3))
	f.Add([]byte("\x05\x01\x00\x05\x01\x00\x03\x01a\x00\x01"), uint16(3))
	f.Add([]byte("\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c\x0a\x00\x00\x01\x0a\x00\x00\x02\x00\x01\x00\x02"), uint16(9))
	f.Fuzz(func(t *testing.T, data []byte, cut uint16) {
		at := min(int(cut), len(data))
		var outputs [2][]byte
		for i := range outputs {
			s := New(nil)
			d := direction{srcPort: 1}
			pieces := []chunk{{0, data[:0]}, {0, data[:at]}, {int64(at), data[at:]}}
			if i == 1 {
				pieces[1], pieces[2] = pieces[2], pieces[1]
			}
			for _, p := range pieces {
				s.segment(d, uint32(p.at), false, p.b)
			}
			s.Finish()
			s.segment(d, 0xffffffff, true, nil)
			outputs[i] = bytes.Clone(data)
			s.segment(d, 0, false, outputs[i])
			if len(outputs[i]) != len(data) {
				t.Fatal("another length")
			}
		}
	})
}
