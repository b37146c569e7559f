package decrypt

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

const (
	random32 = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
	master48 = "303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f"
)

func TestKeyLogLines(t *testing.T) {
	for _, test := range []struct {
		name, text string
		secrets    uint64
		problem    string
	}{
		{"a secret", "CLIENT_RANDOM " + random32 + " " + master48 + "\n", 1, ""},
		{"upper case, Windows line end", "CLIENT_RANDOM " + strings.ToUpper(random32+" "+master48) + "\r\n", 1, ""},
		{"no end of line", "CLIENT_RANDOM " + random32 + " " + master48, 1, ""},
		{"comments and empty lines", "# made by hand\n\n   \n", 0, ""},
		{"secrets of no use", "EXPORTER_SECRET " + random32 + " " + master48 + "\nCLIENT_NEW_THING " + random32 + " 00\n", 0, ""},
		{"old forms", "RSA 0011223344556677 " + master48 + "\nRSA Session-ID:0011 Master-Key:" + master48 + "\n", 2, ""},
		{"too long a secret", "CLIENT_RANDOM " + random32 + " " + master48 + "00\n", 0, "line 1 is no line"},
		{"too short a random", "CLIENT_RANDOM 0011 " + master48 + "\n", 0, "line 1 is no line"},
		{"not hexadecimal", "\nCLIENT_RANDOM " + random32 + " xyz\nhello\n", 0, "2 lines, the first is line 2,"},
		{"endless line", "# " + strings.Repeat("x", 3*maxLine) + "\nCLIENT_RANDOM " + random32 + " " + master48 + "\n", 1, "line 1 is no line"},
	} {
		for _, size := range []int{1, 7, 1 << 20} {
			k := NewKeyLog(NewSecrets())
			for b := range slices.Chunk([]byte(test.text), size) {
				_, _ = k.Write(b)
			}
			k.End()
			if k.Secrets != test.secrets || !strings.HasPrefix(k.Problem(), test.problem) || (k.Problem() == "") != (test.problem == "") {
				t.Errorf("%s in pieces of %d: %d secrets, problem %q", test.name, size, k.Secrets, k.Problem())
			}
		}
	}
}

// TestSecretsAreNotPrinted holds for every way in which a value may get into a
// message.
func TestSecretsAreNotPrinted(t *testing.T) {
	s := secretsOf(t, []byte("CLIENT_RANDOM "+random32+" "+master48+"\n"))
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%x", "%q"} {
		for _, value := range []any{s, New(s), New(s).Begin(), NewKeyLog(s)} {
			text := fmt.Sprintf(format, value)
			if strings.Contains(text, "303132") || strings.Contains(text, "48 49 50") || strings.Contains(text, "0x30, 0x31") {
				t.Errorf("%s of %T: %.200s", format, value, text)
			}
		}
	}
}

func FuzzKeyLog(f *testing.F) {
	f.Add([]byte("CLIENT_RANDOM "+random32+" "+master48+"\nRSA Session-ID:00 Master-Key:11\n"), uint16(13))
	f.Add([]byte("SERVER_TRAFFIC_SECRET_0 "+random32+" "+random32+"\r\n# x"), uint16(1))
	f.Fuzz(func(t *testing.T, text []byte, size uint16) {
		whole, parts := NewKeyLog(NewSecrets()), NewKeyLog(NewSecrets())
		_, _ = whole.Write(text)
		whole.End()
		for b := range slices.Chunk(text, int(size)+1) {
			_, _ = parts.Write(b)
		}
		parts.End()
		if whole.Secrets != parts.Secrets || whole.Problem() != parts.Problem() {
			t.Errorf("whole: %d, %q; in parts: %d, %q", whole.Secrets, whole.Problem(), parts.Secrets, parts.Problem())
		}
		if lines := uint64(bytes.Count(text, []byte("\n")) + 1); whole.Secrets+whole.Bad > lines {
			t.Errorf("%d secrets and %d bad lines in %d", whole.Secrets, whole.Bad, lines)
		}
		if n := len(whole.secrets.known); uint64(n) > whole.Secrets {
			t.Errorf("%d secrets are known of %d", n, whole.Secrets)
		}
	})
}
