package monitor

import (
	"net"
	"os"
	"strconv"
	"time"
)

// Notify tells the service manager of a state (sd_notify(3)): "READY=1",
// "STATUS=…". It does nothing where there is no service manager.
func Notify(state string) {
	socket := os.Getenv("NOTIFY_SOCKET")
	if socket == "" {
		return
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		return // nobody listens: there is nothing to be done about it
	}
	defer conn.Close()
	_, _ = conn.Write([]byte(state))
}

// WatchdogEvery is how often the service manager wants to hear "WATCHDOG=1"
// (sd_watchdog_enabled(3)), halved as it asks for; 0 where it does not.
func WatchdogEvery() time.Duration {
	n, err := strconv.ParseInt(os.Getenv("WATCHDOG_USEC"), 10, 64)
	if pid := os.Getenv("WATCHDOG_PID"); err != nil || n <= 0 || pid != "" && pid != strconv.Itoa(os.Getpid()) {
		return 0
	}
	return time.Duration(n) * time.Microsecond / 2
}
