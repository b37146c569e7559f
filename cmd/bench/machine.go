package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"
)

// origin prints where and when figures come from, and how to get them again.
func origin(w io.Writer) {
	fmt.Fprintf(w, "%s, %s, %d cores, %s. To repeat: `go run ./cmd/bench%s`.\n\n",
		time.Now().Format(time.DateOnly), processor(), runtime.NumCPU(), runtime.Version(), strings.Join(append([]string{""}, os.Args[1:]...), " "))
}

// processor is the model of the first processor, as Linux tells it.
func processor() string {
	f, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return "unknown processor"
	}
	defer func() { _ = f.Close() }()
	for s := bufio.NewScanner(f); s.Scan(); {
		if key, value, ok := strings.Cut(s.Text(), ":"); ok && strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}
