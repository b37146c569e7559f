package exchange

import (
	"bufio"
	"bytes"
	"mime"
	"net/http"
	"strings"

	"edrtap/tlsparse"
)

// framing says how the body behind a head ends (RFC 9112 section 6.3).
type framing struct {
	kind   framingKind
	length uint64
}

type framingKind uint8

const (
	noBody framingKind = iota
	known
	chunked
	untilClose
)

// contents is what a head says of its body.
type contents struct {
	encoding string
	media    string            // the media type in lower case
	params   map[string]string // of the media type
}

func contentsOf(header http.Header) contents {
	media, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		media, params = "", nil
	}
	return contents{encoding: strings.ToLower(strings.TrimSpace(strings.Join(header.Values("Content-Encoding"), ","))), media: media, params: params}
}

// longest is the most that is kept of a word of a head, bytes.
const longest = 1024

func short(s string) string { return strings.Clone(s[:min(len(s), longest)]) }

// parseRequest reads a whole head.
func parseRequest(head []byte) (*Exchange, framing, contents, bool) {
	r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(head)))
	if err != nil {
		return nil, framing{}, contents{}, false
	}
	about := contentsOf(r.Header)
	e := &Exchange{
		Version: r.Proto, Method: short(r.Method), Host: short(r.Host), Path: short(r.URL.EscapedPath()),
		ContentType: short(about.media), Encoding: short(about.encoding),
	}
	f := framing{}
	switch {
	case len(r.TransferEncoding) > 0:
		f.kind = chunked
	case r.ContentLength > 0:
		f = framing{known, uint64(r.ContentLength)}
	}
	return e, f, about, true
}

// parseAnswer reads a whole head of the answer to a request with that method.
func parseAnswer(head []byte, method string) (version string, status int, f framing, ok bool) {
	r, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(head)), &http.Request{Method: method})
	if err != nil {
		return "", 0, f, false
	}
	switch {
	case method == http.MethodHead || r.StatusCode < 200 || r.StatusCode == 204 || r.StatusCode == 304:
	case len(r.TransferEncoding) > 0:
		f.kind = chunked
	case r.ContentLength >= 0:
		f = framing{known, uint64(r.ContentLength)}
	default:
		f.kind = untilClose
	}
	return short(r.Proto), r.StatusCode, f, true
}

// methods are those by which a request is found again after lost bytes.
var methods = []string{"GET ", "POST ", "PUT ", "HEAD ", "DELETE ", "OPTIONS ", "PATCH ", "CONNECT ", "TRACE "}

// begins1 says whether a message begins with b.
func begins1(dir tlsparse.Dir, b []byte) bool {
	if dir == tlsparse.Server {
		return bytes.HasPrefix(b, []byte("HTTP/1."))
	}
	for _, m := range methods {
		if bytes.HasPrefix(b, []byte(m)) {
			return true
		}
	}
	return false
}

// mayBegin1 says whether what was gathered of a head can be one.
func mayBegin1(dir tlsparse.Dir, b []byte) bool {
	if dir == tlsparse.Server {
		const version = "HTTP/1."
		n := min(len(b), len(version))
		return string(b[:n]) == version[:n]
	}
	const longestMethod = 32
	for i, ch := range b[:min(len(b), longestMethod)] {
		switch {
		case ch == ' ':
			return i > 0
		case ch < '!' || ch > '~': // RFC 9110 section 5.6.2, roughly
			return false
		}
	}
	return len(b) < longestMethod
}
