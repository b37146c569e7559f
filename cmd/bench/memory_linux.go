package main

import (
	"fmt"
	"os"
	"syscall"
)

// peakMemory is the most that the process had resident, in bytes: getrusage(2)
// counts in KiB.
func peakMemory(ended *os.ProcessState) (int64, error) {
	return ended.SysUsage().(*syscall.Rusage).Maxrss * 1024, nil
}

// residentMemory is what is resident for the process now, in bytes:
// proc_pid_statm(5), the second number, in pages.
func residentMemory(pid int) (int64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0, err
	}
	var size, resident int64
	_, err = fmt.Sscan(string(b), &size, &resident)
	return resident * int64(os.Getpagesize()), err
}
