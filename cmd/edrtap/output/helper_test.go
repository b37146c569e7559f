package output

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"edrtap/rules/record"
)

var epoch = time.Date(2026, 3, 1, 8, 0, 0, 123456789, time.UTC)

// reference is what encoding/json makes of v, without HTML escaping.
func reference(t testing.TB, v any) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// fill gives every field that can be reached a value of its own, so that a
// field that is left out, or mixed up with another, shows.
func fill(v any) {
	n := 0
	fillValue(reflect.ValueOf(v).Elem(), &n)
}

func fillValue(v reflect.Value, n *int) {
	*n++
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		*x = epoch.Add(time.Duration(*n) * time.Hour)
		return
	case *netip.Addr:
		*x = netip.AddrFrom4([4]byte{10, 0, 0, byte(*n)})
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("text <%d>", *n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(int64(*n))
	case reflect.Uint8, reflect.Uint16, reflect.Uint64:
		v.SetUint(uint64(*n))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillValue(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fillElements(v, n)
	case reflect.Array:
		fillElements(v, n)
	case reflect.Struct:
		for i := range v.NumField() {
			fillValue(v.Field(i), n)
		}
	default:
		panic("a kind of field that the test does not know: " + v.Type().String())
	}
}

func fillElements(v reflect.Value, n *int) {
	for i := range v.Len() {
		fillValue(v.Index(i), n)
	}
}

// firstDifference shows where two long texts part.
func firstDifference(got, want string) string {
	i := 0
	for i < min(len(got), len(want)) && got[i] == want[i] {
		i++
	}
	from := max(0, i-20)
	return fmt.Sprintf("at byte %d: got …%.60s, want …%.60s", i, got[from:], want[from:])
}

func filledSession() *record.Session {
	s := new(record.Session)
	fill(s)
	return s
}

// typicalSession offers 30 suites and shows a chain of two certificates.
func typicalSession() *record.Session {
	no := false
	suites := make([]string, 30)
	for i := range suites {
		suites[i] = fmt.Sprintf("TLS_ECDHE_RSA_WITH_AES_%d_GCM_SHA384", 128+i)
	}
	return &record.Session{
		Type: "session", ID: "0123456789abcdef", Start: epoch, End: epoch.Add(time.Second), File: "capture.pcapng",
		Client: record.Endpoint{IP: netip.MustParseAddr("10.1.2.3"), Port: 50123},
		Server: record.Endpoint{IP: netip.MustParseAddr("10.9.9.9"), Port: 443},
		TCP:    record.TCP{Established: true, Packets: record.Pair{12, 14}, Bytes: record.Pair{2312, 5120}, RTT: 431, EndedBy: record.ClientFIN},
		TLS: &record.TLS{
			SNI: "edr.corp.example", Version: "TLS 1.2", OfferedVersions: []string{"TLS 1.2"},
			Cipher: suites[0], OfferedCiphers: suites,
			Group: "x25519", OfferedGroups: []string{"x25519", "secp256r1", "secp384r1"},
			OfferedSignatures: []string{"rsa_pss_rsae_sha256", "rsa_pkcs1_sha256", "ecdsa_secp256r1_sha256", "rsa_pkcs1_sha1"},
			ALPN:              "http/1.1", OfferedALPN: []string{"http/1.1"}, Resumed: &no, Established: true,
			JA3: "0123456789abcdef0123456789abcdef", JA3S: "fedcba9876543210fedcba9876543210", JA4: "t12d3008h1_0123456789ab_0123456789ab",
			Certificates: []record.Certificate{typicalCertificate("edr.corp.example"), typicalCertificate("Corp Issuing CA")},
			Records:      record.Pair{9, 8}, AppRecords: record.Pair{4, 3}, AppBytes: record.Pair{1800, 900},
		},
		Stage: record.StageApplication, Outcome: record.Established,
	}
}

func typicalCertificate(name string) record.Certificate {
	return record.Certificate{
		Subject: "CN=" + name + ",O=Corp,C=JP", Issuer: "CN=Corp Issuing CA,O=Corp,C=JP", Serial: "4f1a2b3c4d5e6f708192a3b4c5d6e7f8",
		SHA256:   "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
		DNSNames: []string{name}, CommonName: name, HasSAN: true,
		NotBefore: epoch.AddDate(-1, 0, 0), NotAfter: epoch.AddDate(1, 0, 0), Key: "RSA 2048", Signature: "SHA256-RSA",
	}
}
