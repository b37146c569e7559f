package tlsparse

import (
	"bytes"
	"net"
	"strconv"
	"strings"
)

// connect reads one HTTP CONNECT request (RFC 9110 section 9.3.6) and the
// proxy's answer to it.
func connect(client, server []byte) (e Preamble, _, _ []byte, ok bool) {
	head, rest, whole := headerBlock(client)
	if !whole {
		return e, client, server, false
	}
	line, _, _ := strings.Cut(head, "\n")
	words := strings.Fields(line)
	if len(words) < 2 {
		return e, client, server, false
	}
	// The target is a host and a port, never a path (RFC 9110 section 9.3.6).
	if strings.Contains(words[1], "/") {
		return e, client, server, false
	}
	e.Protocol = "http"
	e.Host, e.Port = hostPort(words[1])
	if n := contentLength(head); n > 0 {
		rest = rest[min(n, len(rest)):]
	}
	server = e.answer(server)
	return e, rest, server, true
}

// hostPort splits the authority of a CONNECT request.
func hostPort(authority string) (string, uint16) {
	host, port, err := net.SplitHostPort(authority)
	if err != nil {
		return asciiText([]byte(authority)), 0
	}
	return asciiText([]byte(host)), parsePort(port)
}

// answer reads the proxy's answer: status line and headers, and what can be
// told of where it ends.
func (e *Preamble) answer(server []byte) (rest []byte) {
	if !bytes.HasPrefix(server, []byte("HTTP/")) {
		return server
	}
	head, rest, _ := headerBlock(server)
	line, _, _ := strings.Cut(head, "\n")
	_, status, _ := strings.Cut(strings.TrimSpace(line), " ")
	code, reason, _ := strings.Cut(status, " ")
	n, err := strconv.Atoi(code)
	if err != nil || n < 100 || n > 999 {
		return nil
	}
	if n < 200 { // RFC 9110 section 15.2: the final answer follows
		return e.answer(rest)
	}
	e.Answered, e.Status, e.Reason = true, n, asciiText([]byte(strings.TrimSpace(reason)))
	eachHeader(head, func(name, value string) {
		switch name {
		case "proxy-authenticate":
			e.Schemes = append(e.Schemes, schemes(value)...)
		case "via":
			e.Via = asciiText([]byte(value))
		case "server":
			e.Server = asciiText([]byte(value))
		}
	})
	if n/100 == 2 { // a tunnel has no body (RFC 9110 section 9.3.6)
		return rest
	}
	if n := contentLength(head); n >= 0 {
		return rest[min(n, len(rest)):]
	}
	if next := bytes.Index(rest, []byte("\nHTTP/")); next >= 0 {
		return rest[next+1:]
	}
	return nil
}

// schemes gives the authentication schemes of one Proxy-Authenticate value
// (RFC 9110 section 11.3): what begins an element and has no "=". Commas
// inside quotes do not end an element.
func schemes(value string) (list []string) {
	quoted := false
	elements := strings.FieldsFunc(value, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ',' && !quoted
	})
	for _, element := range elements {
		words := strings.Fields(element)
		if len(words) == 0 || strings.Contains(words[0], "=") || len(list) >= preambleLimit {
			continue
		}
		list = append(list, asciiText([]byte(words[0])))
	}
	return list
}

// headerBlock splits b behind the empty line that ends its header. Where that
// is missing, everything is the header.
func headerBlock(b []byte) (head string, rest []byte, whole bool) {
	end, skip := bytes.Index(b, []byte("\r\n\r\n")), 4
	if bare := bytes.Index(b, []byte("\n\n")); bare >= 0 && (end < 0 || bare < end) {
		end, skip = bare, 2
	}
	if end < 0 {
		return string(b), nil, false
	}
	return string(b[:end]), b[end+skip:], true
}

func eachHeader(head string, each func(name, value string)) {
	first := true
	for line := range strings.SplitSeq(head, "\n") {
		name, value, found := strings.Cut(line, ":")
		if found && !first {
			each(strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value))
		}
		first = false
	}
}

// contentLength is the value of Content-Length; -1 when there is none.
func contentLength(head string) int {
	length := -1
	eachHeader(head, func(name, value string) {
		if name == "content-length" {
			if n, err := strconv.ParseUint(value, 10, 31); err == nil {
				length = int(n)
			}
		}
	})
	return length
}
