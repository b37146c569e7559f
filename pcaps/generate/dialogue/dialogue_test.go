package dialogue

import (
	"errors"
	"fmt"
	"io"
	"net"
	"reflect"
	"syscall"
	"testing"
	"time"
)

func TestDialogueIsRecordedInOrder(t *testing.T) {
	steps := Run(func(e *End) {
		_, _ = e.Write([]byte("ask"))
		_, _ = io.ReadFull(e, make([]byte, 6))
		_ = e.Close()
	}, func(e *End) {
		_, _ = io.ReadFull(e, make([]byte, 3))
		e.Pause(time.Second)
		_, _ = e.Write([]byte("answer"))
		_, _ = e.Read(make([]byte, 1))
		_ = e.Close()
	})
	want := []Step{
		{From: Client, Kind: Send, Data: []byte("ask")},
		{From: Server, Kind: Pause, For: time.Second},
		{From: Server, Kind: Send, Data: []byte("answer")},
		{From: Client, Kind: Close},
		{From: Server, Kind: Close},
	}
	if !reflect.DeepEqual(steps, want) {
		t.Errorf("got %v, want %v", steps, want)
	}
}

func TestReadThatCannotBeAnsweredFails(t *testing.T) {
	wait := func(got *error) func(*End) {
		return func(e *End) { _, *got = e.Read(make([]byte, 1)) }
	}
	var client, server error
	Run(wait(&client), wait(&server))
	if !errors.Is(client, ErrStalled) || !errors.Is(server, ErrStalled) {
		t.Errorf("both wait: %v, %v", client, server)
	}
	Run(wait(&client), func(*End) {})
	if !errors.Is(client, ErrStalled) {
		t.Errorf("the other has gone: %v", client)
	}
}

func TestEndsOfTheOtherSide(t *testing.T) {
	for _, c := range []struct {
		name string
		end  func(*End)
		want error
	}{
		{"close", func(e *End) { _ = e.Close() }, io.EOF},
		{"abort", func(e *End) { e.Abort() }, syscall.ECONNRESET},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got, own error
			Run(func(e *End) {
				c.end(e)
				_, own = e.Write([]byte("x"))
			}, func(e *End) { _, got = e.Read(make([]byte, 1)) })
			if !errors.Is(got, c.want) || !errors.Is(own, net.ErrClosed) {
				t.Errorf("read gives %v, want %v; own write gives %v", got, c.want, own)
			}
		})
	}
}

func TestSeededReaderIsDeafToSingleBytes(t *testing.T) {
	read := func(disturbed bool) string {
		r := Seeded(7, "x")
		if disturbed {
			_, _ = r.Read(make([]byte, 1))
		}
		b := make([]byte, 16)
		_, _ = io.ReadFull(r, b)
		return fmt.Sprintf("%x", b)
	}
	if read(false) != read(true) {
		t.Error("a read of one byte moved the reader")
	}
	other := make([]byte, 16)
	_, _ = io.ReadFull(Seeded(7, "y"), other)
	if read(false) == fmt.Sprintf("%x", other) {
		t.Error("two names give the same bytes")
	}
}
