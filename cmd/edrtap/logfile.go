package main

import (
	"io"
	"os"
	"sync"
)

// logFile is an output that grows for months. It is opened again by name when
// asked, so that whoever rotates files can move the old one away. It may be
// used from any goroutine.
type logFile struct {
	name  string
	mutex sync.Mutex
	file  *os.File
}

func openLog(name string) (*logFile, error) {
	l := &logFile{name: name}
	return l, l.reopen()
}

// reopen goes on in the file of that name, behind what it holds. Where it
// cannot be opened, the old one is kept.
func (l *logFile) reopen() error {
	file, err := os.OpenFile(l.name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o640)
	if err != nil {
		return err
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.file != nil {
		err = l.file.Close()
	}
	l.file = file
	return err
}

func (l *logFile) Write(b []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.file.Write(b)
}

func (l *logFile) Close() error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.file.Close()
}

var _ io.WriteCloser = (*logFile)(nil)
