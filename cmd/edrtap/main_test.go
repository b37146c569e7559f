package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes the test binary edrtap itself where a script calls it by
// that name, and fixes the locale that the tests' words are in.
func TestMain(m *testing.M) {
	if strings.HasSuffix(os.Args[0], ".test") { // not as edrtap: scripts choose the locale
		for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR"} {
			os.Unsetenv(name)
		}
	}
	testscript.Main(m, map[string]func(){"edrtap": main, "interrupted": interruptedMain})
}

// interruptedMain is edrtap with a signal that came before the first frame.
func interruptedMain() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Signal(syscall.SIGTERM)
	}
	if err != nil {
		panic(err)
	}
	<-ctx.Done()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// answer is what one call of edrtap gave.
type answer struct {
	code           int
	stdout, stderr []byte
}

// call runs edrtap in this process.
func call(stdin io.Reader, args ...string) answer {
	var stdout, stderr bytes.Buffer
	code := run(context.Background(), args, stdin, &stdout, &stderr)
	return answer{code, stdout.Bytes(), stderr.Bytes()}
}

// lockedBuffer is written by a process's reader while a test looks at it.
type lockedBuffer struct {
	mutex sync.Mutex
	data  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.data.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.data.String()
}
