package storage

import (
	"fmt"
	"log/slog"
	"strings"

	"github.com/dgraph-io/badger/v4"
)

// badgerLogger hands Badger's messages to slog, all at level debug: what
// matters to a user comes back as an error.
type badgerLogger struct{ log *slog.Logger }

func newBadgerLogger(log *slog.Logger) badger.Logger {
	if log == nil {
		return nil
	}
	return badgerLogger{log.With("component", "badger")}
}

func (l badgerLogger) write(severity, format string, args []any) {
	l.log.Debug(strings.TrimSpace(fmt.Sprintf(format, args...)), "severity", severity)
}

func (l badgerLogger) Errorf(format string, args ...any)   { l.write("error", format, args) }
func (l badgerLogger) Warningf(format string, args ...any) { l.write("warning", format, args) }
func (l badgerLogger) Infof(format string, args ...any)    { l.write("info", format, args) }
func (l badgerLogger) Debugf(format string, args ...any)   { l.write("debug", format, args) }
