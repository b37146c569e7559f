package storage

import (
	"fmt"
	"iter"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"edrtap/rules/record"
)

var epoch = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)

func open(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func newWriter(t testing.TB, s *Store, run string) *Writer {
	t.Helper()
	w, err := s.NewWriter(run)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w
}

func ptr[T any](v T) *T { return &v }

func offeredCiphers() []string {
	list := make([]string, 30)
	for i := range list {
		list[i] = fmt.Sprintf("TLS_ECDHE_RSA_WITH_AES_%d_GCM_SHA384", 128+i)
	}
	return list
}

// typicalSession is what most of a fleet's sessions look like: 30 suites, a
// chain of two certificates.
func typicalSession(n int) *record.Session {
	keys := typicalKeys(n)
	return &record.Session{
		Type: "session", ID: keys.ID, Start: keys.Start, End: keys.Start.Add(time.Second),
		File:   "capture.pcapng",
		Client: keys.Client,
		Server: record.Endpoint{IP: netip.MustParseAddr("10.9.9.9"), Port: 443},
		TCP: record.TCP{
			Established: true, Packets: record.Pair{12, 14}, Bytes: record.Pair{2312, 5120}, RTT: 431, EndedBy: record.ClientFIN,
		},
		TLS: &record.TLS{
			SNI: "edr.corp.example", Version: "TLS 1.2", OfferedVersions: []string{"TLS 1.2"},
			Cipher: "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", OfferedCiphers: offeredCiphers(),
			Group: "x25519", OfferedGroups: []string{"x25519", "secp256r1", "secp384r1"},
			OfferedSignatures: []string{"rsa_pss_rsae_sha256", "rsa_pkcs1_sha256", "ecdsa_secp256r1_sha256", "rsa_pkcs1_sha1"},
			ALPN:              "http/1.1", OfferedALPN: []string{"http/1.1"}, Resumed: ptr(false), Established: true,
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

// typicalKeys is what differs between the sessions of typicalSession.
func typicalKeys(n int) record.Session {
	start := epoch.Add(time.Duration(n) * 7 * time.Millisecond)
	const digits = "0123456789abcdef"
	var id [16]byte
	v := uint64(n+1) * 0x9e3779b97f4a7c15
	for i := range id {
		id[i] = digits[v>>(60-4*i)&15]
	}
	return record.Session{
		ID: string(id[:]), Start: start,
		Client: record.Endpoint{IP: netip.AddrFrom4([4]byte{10, 1, byte(n >> 8), byte(n)}), Port: uint16(n)},
	}
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
		*x = epoch.Add(time.Duration(*n)*time.Hour + time.Duration(*n))
		return
	case *netip.Addr:
		*x = netip.AddrFrom4([4]byte{10, 0, 0, byte(*n)})
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("text %d", *n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Float64:
		v.SetFloat(float64(*n) / 8)
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
	case reflect.Map:
		fillMap(v, n)
	default:
		panic("a kind of field that the test does not know: " + v.Type().String())
	}
}

func fillElements(v reflect.Value, n *int) {
	for i := range v.Len() {
		fillValue(v.Index(i), n)
	}
}

func fillMap(v reflect.Value, n *int) {
	v.Set(reflect.MakeMap(v.Type()))
	key := reflect.New(v.Type().Key()).Elem()
	fillValue(key, n)
	value := reflect.New(v.Type().Elem()).Elem()
	if value.Kind() == reflect.Interface {
		value.Set(reflect.ValueOf("any"))
	} else {
		fillValue(value, n)
	}
	v.SetMapIndex(key, value)
}

func filledSession() *record.Session {
	s := new(record.Session)
	fill(s)
	s.Type = "session"
	return s
}

// equal compares records; addresses have no exported fields.
func equal(t *testing.T, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b netip.Addr) bool { return a == b })); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// collect gathers what a query gives.
func collect[T any](t *testing.T, records iter.Seq2[T, error]) []T {
	t.Helper()
	var list []T
	for r, err := range records {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
	return list
}

func closeWriter(t *testing.T, w *Writer) {
	t.Helper()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// put writes sessions in a run of its own.
func put(t *testing.T, s *Store, sessions ...*record.Session) {
	t.Helper()
	w := newWriter(t, s, "run")
	for _, session := range sessions {
		if err := w.Session(session); err != nil {
			t.Fatal(err)
		}
	}
	closeWriter(t, w)
}
