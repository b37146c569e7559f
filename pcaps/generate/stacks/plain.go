package stacks

import (
	"bufio"
	"fmt"
	"io"
	"net/http"

	"edrtap/pcaps/generate/dialogue"
)

// Plain holds the exchanges over HTTP without TLS, and leaves the connection
// as ending says.
func Plain(host string, exchanges []Exchange, ending Ending) ([]dialogue.Step, error) {
	var clientErr, serverErr error
	steps := dialogue.Run(
		func(e *dialogue.End) { clientErr = plainClient(e, host, exchanges, ending) },
		func(e *dialogue.End) { serverErr = plainServer(e, exchanges, ending) },
	)
	if clientErr != nil || serverErr != nil {
		return nil, fmt.Errorf("plain http: client: %v; server: %v", clientErr, serverErr)
	}
	return steps, nil
}

func plainClient(e *dialogue.End, host string, exchanges []Exchange, ending Ending) error {
	answers := bufio.NewReader(e)
	for _, x := range exchanges {
		e.Pause(x.Pause)
		if _, err := e.Write(request(x, host)); err != nil {
			return err
		}
		if err := readAnswer(answers); err != nil {
			return err
		}
	}
	if ending == NobodyEnds {
		return nil
	}
	return e.Close()
}

func plainServer(e *dialogue.End, exchanges []Exchange, ending Ending) error {
	requests := bufio.NewReader(e)
	for _, x := range exchanges {
		q, err := http.ReadRequest(requests)
		if err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, q.Body); err != nil {
			return err
		}
		e.Pause(x.Think)
		if _, err := e.Write(answer(x)); err != nil {
			return err
		}
	}
	if ending == NobodyEnds {
		return nil
	}
	if _, err := requests.ReadByte(); err != io.EOF {
		return err
	}
	return e.Close()
}
