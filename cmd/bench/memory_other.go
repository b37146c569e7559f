//go:build !linux

package main

import (
	"errors"
	"os"
)

var errNotLinux = errors.New("memory is measured as Linux tells it: run this on Linux")

func peakMemory(*os.ProcessState) (int64, error) { return 0, errNotLinux }

func residentMemory(int) (int64, error) { return 0, errNotLinux }
