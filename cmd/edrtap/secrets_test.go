package main

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// withoutSecrets takes the Decryption Secrets Blocks out of the bundled capture
// that has them, and gives their key log.
func withoutSecrets(t *testing.T) (capture, keyLog []byte) {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("..", "..", "pcaps", "decrypted", "capture.pcapng"))
	if err != nil {
		t.Fatal(err)
	}
	for len(file) > 0 {
		kind, total := binary.LittleEndian.Uint32(file), binary.LittleEndian.Uint32(file[4:])
		if kind == 10 {
			keyLog = append(keyLog, file[16:16+binary.LittleEndian.Uint32(file[12:])]...)
		} else {
			capture = append(capture, file[:total]...)
		}
		file = file[total:]
	}
	if len(keyLog) == 0 {
		t.Fatal("the bundled capture has no secrets")
	}
	return capture, keyLog
}

func writeTo(t *testing.T, dir, name string, content []byte) string {
	t.Helper()
	name = filepath.Join(dir, name)
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// sessionsOf gives the session lines with FILE for the capture's name.
func sessionsOf(t *testing.T, got answer, file string) string {
	t.Helper()
	if got.code != exitDone {
		t.Fatalf("exit code %d: %s", got.code, got.stderr)
	}
	var list strings.Builder
	for line := range strings.Lines(comparableLines(got.stdout, file)) {
		if strings.HasPrefix(line, `{"type":"session"`) {
			list.WriteString(line)
		}
	}
	return list.String()
}

func TestKeyLogGivesWhatSecretsInTheFileGive(t *testing.T) {
	inside := filepath.Join("..", "..", "pcaps", "decrypted", "capture.pcapng")
	want := sessionsOf(t, call(nil, "analyze", "--json", inside), inside)
	if n := strings.Count(want, `"decrypted":true`); n != strings.Count(want, "\n") || n == 0 {
		t.Fatalf("%d sessions are decrypted of %d", n, strings.Count(want, "\n"))
	}
	dir := t.TempDir()
	capture, keyLog := withoutSecrets(t)
	file := writeTo(t, dir, "capture.pcapng", capture)
	lines := bytes.SplitAfter(keyLog, []byte("\n"))
	one, two := writeTo(t, dir, "one", bytes.Join(lines[:7], nil)), writeTo(t, dir, "two", bytes.Join(lines[7:], nil))
	if got := sessionsOf(t, call(nil, "analyze", "--json", "--keylog", one, "--keylog", two, file), file); got != want {
		t.Errorf("with two key logs:\n%s\nwant:\n%s", got, want)
	}
	if got := sessionsOf(t, call(nil, "analyze", "--json", file), file); strings.Contains(got, `"decryption"`) {
		t.Errorf("decryption without secrets: %s", got)
	}
	got := sessionsOf(t, call(nil, "analyze", "--json", "--keylog", writeTo(t, dir, "empty", nil), file), file)
	if n := strings.Count(got, `"reason":"no_secret"`); n != strings.Count(got, "\n") {
		t.Errorf("with an empty key log: %s", got)
	}
}

// TestKeyLogIsFollowed writes the key log only when a part of the capture was
// read from standard input, with encrypted records in it.
func TestKeyLogIsFollowed(t *testing.T) {
	inside := filepath.Join("..", "..", "pcaps", "decrypted", "capture.pcapng")
	want := sessionsOf(t, call(nil, "analyze", "--json", inside), inside)
	capture, keyLog := withoutSecrets(t)
	name := writeTo(t, t.TempDir(), "keylog", nil)
	in, out := io.Pipe()
	go func() {
		const part = 3000                // bytes; the first session's handshake is over by then
		_, _ = out.Write(capture[:part]) // returns when all was taken
		file, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND, 0)
		if err == nil {
			_, _ = file.Write(keyLog)
			_ = file.Close()
		}
		time.Sleep(time.Second) // the file is looked at many times meanwhile
		_, _ = out.Write(capture[part:])
		_ = out.Close()
	}()
	if got := sessionsOf(t, call(in, "analyze", "--json", "--keylog", name, "-"), stdinName); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// TestSecretsStayInMemory looks for them in everything that is written.
func TestSecretsStayInMemory(t *testing.T) {
	dir := t.TempDir()
	capture, keyLog := withoutSecrets(t)
	file, keys, store := writeTo(t, dir, "capture.pcapng", capture), writeTo(t, dir, "keys", append(keyLog, "CLIENT_RANDOM bad line\n"...)), filepath.Join(dir, "store")
	var written []byte
	for _, format := range []string{"text", "jsonl", "json", "csv"} {
		got := call(nil, "analyze", "--sessions", "--format", format, "--store", store, "--keylog", keys, file)
		if got.code != exitDone || !strings.Contains(string(got.stderr), "is no line of a key log") {
			t.Fatalf("exit code %d: %s", got.code, got.stderr)
		}
		written = append(append(written, got.stdout...), got.stderr...)
	}
	err := filepath.Walk(store, func(name string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		content, err := os.ReadFile(name)
		written = append(written, content...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(keyLog) {
		digits := bytes.Fields(line)[2]
		raw, err := hex.DecodeString(string(digits))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(written, digits) || bytes.Contains(written, raw) {
			t.Errorf("a secret was written: %s", bytes.Fields(line)[0])
		}
	}
	if bytes.Contains(written, []byte("POST / HTTP/1.1")) {
		t.Error("plaintext was written")
	}
}

func TestSecretsThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	capture, _ := withoutSecrets(t)
	file := writeTo(t, dir, "capture.pcapng", capture)
	text := writeTo(t, dir, "text", []byte("hello\n"))
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"--keylog", filepath.Join(dir, "none")}, "key log: open "},
		{[]string{"--server-key", filepath.Join(dir, "none")}, "server key: open "},
		{[]string{"--server-key", text}, "no RSA private key in PEM"},
	} {
		got := call(nil, append(append([]string{"analyze"}, test.args...), file)...)
		if got.code != exitUsage || !strings.Contains(string(got.stderr), test.want) || len(got.stdout) > 0 {
			t.Errorf("%q: exit code %d, standard error %q", test.args, got.code, got.stderr)
		}
	}
}
