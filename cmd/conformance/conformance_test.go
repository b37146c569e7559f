package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// session is what edrtap says of the one connection of the made captures.
const session = `{"type":"session","id":"00","client":{"ip":"192.0.2.1","port":40000},"server":{"ip":"192.0.2.2","port":443},` +
	`"tcp":{},"tls":{"sni":"a.example","version":"TLS 1.2","cipher":"TLS_RSA_WITH_AES_128_CBC_SHA","group":"secp256r1","established":true,"resumed":false,` +
	`"alerts":[{"from":"client","level":"fatal","code":48,"description":"unknown_ca","encrypted":false}],` +
	`"certificates":[{"subject":"CN=a.example,O=Corp\\, Inc.,C=US","issuer":"CN=CA","serial":"0a","sha256":"ff","sha1":"ee","dns_names":["a.example"],` +
	`"not_before":"2026-01-01T00:00:00Z","not_after":"2027-01-01T00:00:00Z"}]},"stage":"certificate","outcome":"client_alert"}` + "\n"

// made gives a comparison that is told lines in place of running the program,
// and the folders of a corpus and a lab with one capture each.
func made(t *testing.T, expected, tshark, truth string) (c *comparison, corpus, lab string) {
	t.Helper()
	corpus, lab = t.TempDir(), t.TempDir()
	ends := `{"source":"zeek","file":"a.pcap","client_ip":"192.0.2.1","client_port":40000,"server_ip":"192.0.2.2","server_port":443,`
	for name, content := range map[string]string{
		"files.tsv":           "source\tpath\tlicence\tbytes\tsha256\tkind\nzeek\ta.pcap\tBSD\t1\tx\ttls\nzeek\tq.pcap\tBSD\t1\tx\tquic\n",
		"zeek/a.pcap":         "",
		"zeek/q.pcap":         "",
		"zeek/expected.jsonl": ends + `"peer":"zeek",` + expected + "}\n",
		"zeek/tshark.jsonl":   ends + `"peer":"tshark",` + tshark + "}\n",
	} {
		name = filepath.Join(corpus, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(lab, "x.truth.json"), []byte(truth), 0o600); err != nil {
		t.Fatal(err)
	}
	c = &comparison{analyse: func(args ...string) ([]byte, error) {
		if strings.HasSuffix(args[len(args)-1], "q.pcap") {
			return []byte(`{"type":"summary"}` + "\n"), nil
		}
		return []byte(session), nil
	}}
	return c, corpus, lab
}

const goodTruth = `{"name":"x","file":"x.pcap","connections":[{"client":"192.0.2.1","client_port":40000,"server":"192.0.2.2","port":443,"sni":"a.example",` +
	`"tls_version":"TLSv1.2","cipher":"TLS_RSA_WITH_AES_128_CBC_SHA","outcome":"client_alert","handshake_complete":true,"alerts":[{"by":"client","name":"unknown_ca"}],` +
	`"certificate":{"sha256":"ff"},"visible_without_keys":{"certificate":true,"alerts":["unknown_ca"]}}]}`

// compare runs a comparison and gives what it prints.
func compare(t *testing.T, c *comparison, corpus, lab string) string {
	t.Helper()
	var out, complaints bytes.Buffer
	if err := c.all(corpus, lab, &complaints); err != nil {
		t.Fatal(err)
	}
	c.print(&out)
	return out.String()
}

func TestWhatIsWrittenOtherwiseAgrees(t *testing.T) {
	c, corpus, lab := made(t,
		`"sni":"A.example.","version":"TLSv1.2","cipher":"TLS_RSA_WITH_AES_128_CBC_SHA","curve":"prime256v1","established":true,"resumed":false,"last_alert":"unknown-ca",`+
			`"server_cert_subject":"/C=US/O=Corp, Inc./CN=a.example","server_cert_serial":"0x0A","server_cert_sans":["DNS:a.example"],"server_cert_not_before":1767225600,"server_cert_not_after":1798761600`,
		`"sni":"a.example","server_cert_issuer":"commonName=CA","server_cert_sha1":"EE","server_cert_not_before":"Jan  1 00:00:00 2026 GMT","server_cert_not_after":"Jan  1 00:00:00 2027 GMT"`,
		goodTruth)
	page := compare(t, c, corpus, lab)
	if len(c.against) > 0 || !strings.Contains(page, "no disagreement") {
		t.Error(page)
	}
	for _, row := range []string{"session 1/1 1/1 1/1", "sni 1/1 1/1 1/1 1/1", "subject 1/1", "no TLS 1/1"} {
		if !strings.Contains(strings.Join(strings.Fields(page), " "), row) {
			t.Errorf("no row %q in\n%s", row, page)
		}
	}
}

func TestEveryDisagreementIsFound(t *testing.T) {
	c, corpus, lab := made(t,
		`"sni":"b.example","version":"TLSv1.1","cipher":"TLS_RSA_WITH_AES_256_CBC_SHA","curve":"x25519","alpn":"h2","established":false,"resumed":true,"last_alert":"bad_certificate",`+
			`"server_cert_subject":"CN=a.example,O=Corp","server_cert_issuer":"CN=CA2","server_cert_serial":"0B","server_cert_sans":["a.example","b.example"],`+
			`"server_cert_not_before":1767225600,"server_cert_not_after":1798761601,"server_cert_sha256":"fe","server_cert_sha1":"ed","ja3":"x","ja3s":"x","ja4":"x"`,
		`"sni":"a.example"`, strings.NewReplacer("unknown_ca", "bad_certificate", `"ff"`, `"fe"`, `"client_alert"`, `"reset"`, `"handshake_complete":true`, `"handshake_complete":false`).Replace(goodTruth))
	page := compare(t, c, corpus, lab)
	got := make(map[string]int)
	for i := range c.against {
		got[c.against[i].column+" "+c.against[i].field]++
	}
	for _, field := range []string{"sni", "version", "cipher", "group", "alpn", "established", "resumed", "alerts", "subject", "issuer", "serial", "names", "validity", "sha256", "sha1", "ja3", "ja3s", "ja4"} {
		if got["zeek "+field] != 1 {
			t.Errorf("zeek's %s: %d disagreements", field, got["zeek "+field])
		}
	}
	for _, field := range []string{"outcome", "established", "alerts", "sha256"} {
		if got["lab "+field] != 1 {
			t.Errorf("the lab's %s: %d disagreements", field, got["lab "+field])
		}
	}
	if len(c.against) != 22 || c.open() != 22 || strings.Count(page, "NOT EXPLAINED") != 22 {
		t.Errorf("%d disagreements, %d open:\n%s", len(c.against), c.open(), page)
	}
}

func TestVerdictsAndExplanations(t *testing.T) {
	c, corpus, _ := made(t,
		`"ja4":"p","sni":"b.example","alpn":"h2","contested":{"ja4":{"tshark":"q","right":"tshark"},"sni":{"tshark":"a.example","right":"tshark"},"alpn":{"tshark":null,"right":"unclear"}}`,
		`"version":"TLSv1.1"`, "")
	c.explained = []explanation{
		{"zeek", "tshark", "a.pcap", "40000", "version", "edrtap", "the bytes say 0303"},
		{"zeek", "tshark", "b.pcap", "*", "*", "edrtap", "another capture"},
	}
	page := compare(t, c, corpus, "")
	if len(c.against) != 2 || c.open() != 1 || !strings.Contains(page, "right: edrtap; the bytes say 0303") || strings.Contains(page, "another capture") {
		t.Errorf("%d disagreements, %d open:\n%s", len(c.against), c.open(), page)
	}
}

func TestNothingToCompareWithIsSaidLoudly(t *testing.T) {
	for _, args := range [][]string{{}, {"--corpus", t.TempDir(), "--explained", "explained.tsv"}, {"--lab", t.TempDir(), "--explained", "explained.tsv"}, {"--nonsense"}} {
		var out, complaints bytes.Buffer
		if code := run(t.Context(), args, &out, &complaints); code != exitUsage || complaints.Len() == 0 {
			t.Errorf("%v: exit code %d, %q", args, code, complaints.String())
		}
	}
}

// TestTheListIsWellFormed holds for the list that is checked in.
func TestTheListIsWellFormed(t *testing.T) {
	list, err := readExplained("explained.tsv")
	if err != nil || len(list) == 0 {
		t.Fatal(len(list), err)
	}
	for _, e := range list {
		if e.file == "*" || e.source == "*" {
			t.Errorf("%+v explains more than one capture", e)
		}
	}
}
