package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestGeneratedFilesAreUpToDate(t *testing.T) {
	files, err := generate("..")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("..", "..", name))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s is not what registry/*.tsv says: run go generate", name)
		}
	}
	if len(files) != len(registries) {
		t.Errorf("%d files for %d registries", len(files), len(registries))
	}
}

func TestRowsMustRiseAndHaveThreeFields(t *testing.T) {
	for name, text := range map[string]string{
		"falling":    "0x02\tb\tB\n0x01\ta\tA\n",
		"two fields": "0x01\ta\n",
		"no number":  "one\ta\tA\n",
	} {
		path := filepath.Join(t.TempDir(), "list.tsv")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if rows, err := readRows(path); err == nil {
			t.Errorf("%s: read as %v", name, rows)
		}
	}
}

func TestSuiteNamesGiveFacts(t *testing.T) {
	for _, test := range []struct {
		value uint16
		name  string
		want  facts
	}{
		{0xc030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", facts{
			keyExchange: "ECDHE", auth: "RSA", cipher: "AES_256", mode: "GCM", hash: "SHA384", nonceLen: 8, tagLen: 16, pfs: true,
		}},
		{0x1301, "TLS_AES_128_GCM_SHA256", facts{
			keyExchange: "any", auth: "any", cipher: "AES_128", mode: "GCM", hash: "SHA256", tagLen: 16, pfs: true, tls13: true,
		}},
		{0x1305, "TLS_AES_128_CCM_8_SHA256", facts{
			keyExchange: "any", auth: "any", cipher: "AES_128", mode: "CCM8", hash: "SHA256", tagLen: 8, pfs: true, tls13: true,
		}},
		{0xc0ab, "TLS_PSK_DHE_WITH_AES_256_CCM_8", facts{
			keyExchange: "DHE_PSK", auth: "PSK", cipher: "AES_256", mode: "CCM8", nonceLen: 8, tagLen: 8, pfs: true,
		}},
		{0xcc13, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", facts{
			keyExchange: "ECDHE", auth: "RSA", cipher: "CHACHA20_POLY1305", mode: "ChaCha20Poly1305", hash: "SHA256", tagLen: 16, pfs: true,
		}},
		{0x0019, "TLS_DH_anon_EXPORT_WITH_DES40_CBC_SHA", facts{
			keyExchange: "DH", auth: "anon", cipher: "DES40", mode: "CBC", hash: "SHA", blockLen: 8, macLen: 20, pfs: true, weak: "anonymous",
		}},
		{0x0029, "TLS_KRB5_EXPORT_WITH_DES_CBC_40_MD5", facts{
			keyExchange: "KRB5", auth: "KRB5", cipher: "DES_40", mode: "CBC", hash: "MD5", blockLen: 8, macLen: 16, weak: "export",
		}},
		{0x0094, "TLS_RSA_PSK_WITH_AES_128_CBC_SHA", facts{
			keyExchange: "RSA_PSK", auth: "RSA", cipher: "AES_128", mode: "CBC", hash: "SHA", blockLen: 16, macLen: 20,
		}},
		{0xc01e, "TLS_SRP_SHA_RSA_WITH_AES_128_CBC_SHA", facts{
			keyExchange: "SRP", auth: "RSA", cipher: "AES_128", mode: "CBC", hash: "SHA", blockLen: 16, macLen: 20, pfs: true,
		}},
		{0xc01d, "TLS_SRP_SHA_WITH_AES_128_CBC_SHA", facts{
			keyExchange: "SRP", auth: "SRP", cipher: "AES_128", mode: "CBC", hash: "SHA", blockLen: 16, macLen: 20, pfs: true,
		}},
		{0x0005, "TLS_RSA_WITH_RC4_128_SHA", facts{
			keyExchange: "RSA", auth: "RSA", cipher: "RC4_128", mode: "StreamMode", hash: "SHA", macLen: 20, weak: "RC4",
		}},
		{0xc0b4, "TLS_SHA256_SHA256", facts{
			keyExchange: "any", auth: "any", cipher: "NULL", mode: "NullMode", hash: "SHA256", tagLen: 32, pfs: true, tls13: true, weak: "NULL",
		}},
		{0x00c7, "TLS_SM4_CCM_SM3", facts{
			keyExchange: "any", auth: "any", cipher: "SM4", mode: "CCM", hash: "SM3", tagLen: 16, pfs: true, tls13: true,
		}},
		{0xe013, "ECC_SM4_CBC_SM3", facts{
			keyExchange: "ECC", auth: "SM2", cipher: "SM4", mode: "CBC", hash: "SM3", blockLen: 16, macLen: 32,
		}},
		{0xfeff, "SSL_RSA_FIPS_WITH_3DES_EDE_CBC_SHA", facts{
			keyExchange: "RSA", auth: "RSA", cipher: "3DES_EDE", mode: "CBC", hash: "SHA", blockLen: 8, macLen: 20, weak: "3DES",
		}},
		{0xc101, "TLS_GOSTR341112_256_WITH_MAGMA_CTR_OMAC", facts{
			keyExchange: "GOST", auth: "GOST", cipher: "MAGMA", mode: "CTROMAC", hash: "GOSTR3411", macLen: 8,
		}},
		{0xc106, "TLS_GOSTR341112_256_WITH_MAGMA_MGM_S", facts{
			keyExchange: "any", auth: "any", cipher: "MAGMA", mode: "MGM", hash: "GOSTR3411", tagLen: 8, pfs: true, tls13: true,
		}},
		{0xe411, "TLS_RSA_WITH_SALSA20_SHA1", facts{
			keyExchange: "RSA", auth: "RSA", cipher: "SALSA20", mode: "StreamMode", hash: "SHA", macLen: 20,
		}},
		{0x5600, "TLS_FALLBACK_SCSV", facts{signal: true}},
	} {
		if got := factsOf(test.value, test.name); got != test.want {
			t.Errorf("%s:\n got %+v\nwant %+v", test.name, got, test.want)
		}
	}
}
