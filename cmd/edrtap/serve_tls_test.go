package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// certificateFiles makes a certificate for a dashboard.
func certificateFiles(t *testing.T) (cert, key string, trusted *x509.CertPool) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"Dash.corp.example"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key, trusted = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"), x509.NewCertPool()
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	trusted.AppendCertsFromPEM(block)
	writeFile(t, cert, string(block), 0o644)
	writeFile(t, key, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded})), 0o600)
	return cert, key, trusted
}

// TestDashboardBeyondThisMachine listens on every address, with all that this
// demands, and is called by the names in its certificate alone.
func TestDashboardBeyondThisMachine(t *testing.T) {
	cert, key, trusted := certificateFiles(t)
	token := filepath.Join(t.TempDir(), "token")
	writeFile(t, token, "correct horse battery staple", 0o600)
	at := serveStore(t, "--store", storeOf(t, "healthy-tls12"), "--listen", "0.0.0.0:0",
		"--tls-cert", cert, "--tls-key", key, "--token-file", token)
	port := at[strings.LastIndexByte(at, ':'):]
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted}}}
	for _, c := range []struct {
		host, token string
		want        int
	}{
		{"127.0.0.1", "", http.StatusUnauthorized},
		{"127.0.0.1", "correct horse battery stable", http.StatusUnauthorized},
		{"127.0.0.1", "correct horse battery staple", http.StatusOK},
		{"dash.corp.example", "correct horse battery staple", http.StatusOK},
		{"localhost", "correct horse battery staple", http.StatusMisdirectedRequest},
	} {
		request, err := http.NewRequest(http.MethodGet, "https://127.0.0.1"+port+"/api/v1/info", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Host = c.host + port
		request.Header.Set("Authorization", "Bearer "+c.token)
		response, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != c.want || response.Header.Get("Strict-Transport-Security") == "" {
			t.Errorf("as %s with %q: %s, want %d", c.host, c.token, response.Status, c.want)
		}
	}
	if response, err := http.Get("http://127.0.0.1" + port + "/"); err == nil {
		response.Body.Close()
		if response.StatusCode == http.StatusOK {
			t.Error("it answers without TLS")
		}
	}
}
