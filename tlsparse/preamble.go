package tlsparse

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"strconv"
	"strings"
)

// preambleLimit is how many exchanges in front of TLS are kept.
const preambleLimit = 8

const proxyV2Signature = "\r\n\r\n\x00\r\nQUIT\n"

// isPreamble tells whether a client's first bytes are those of a protocol
// that leads to TLS and that is worth keeping.
func isPreamble(b []byte) bool {
	for _, prefix := range []string{"CONNECT ", "PROXY ", proxyV2Signature} {
		if n := min(len(b), len(prefix)); n > 0 && string(b[:n]) == prefix[:n] {
			return true
		}
	}
	return len(b) > 1 && (b[0] == 4 && b[1] == 1 || mayBeSOCKS5(b))
}

// parsePreambles reads what came before TLS in both directions: any chain of
// PROXY protocol, SOCKS and HTTP CONNECT. What is none of these is left out; rest
// is what the server said behind them.
func parsePreambles(client, server []byte) (list []Preamble, rest []byte) {
	for len(list) < preambleLimit && len(client) > 0 {
		var e Preamble
		var ok bool
		switch {
		case bytes.HasPrefix(client, []byte("PROXY ")):
			e, client, ok = proxyV1(client)
		case bytes.HasPrefix(client, []byte(proxyV2Signature)):
			e, client, ok = proxyV2(client)
		case bytes.HasPrefix(client, []byte("CONNECT ")):
			e, client, server, ok = connect(client, server)
		case len(client) > 8 && client[0] == 4 && client[1] == 1:
			e, client, server, ok = socks4(client, server)
		case mayBeSOCKS5(client):
			e, client, server, ok = socks5(client, server)
		}
		if !ok {
			break
		}
		list = append(list, e)
	}
	return list, server
}

// proxyV1 reads a header of the PROXY protocol, version 1 (section 2.1 of its
// specification): "PROXY TCP4 source destination port port CRLF".
func proxyV1(b []byte) (e Preamble, rest []byte, ok bool) {
	const longest = 107
	end := bytes.Index(b[:min(len(b), longest)], []byte("\r\n"))
	if end < 0 {
		return e, b, false
	}
	e.Protocol = "proxy-v1"
	if f := strings.Fields(string(b[:end])); len(f) == 6 {
		source, err1 := hostAddress(f[2])
		host, err2 := hostAddress(f[3])
		port, err3 := strconv.ParseUint(f[4], 10, 16)
		if err1 == nil && err2 == nil && err3 == nil {
			e.Source = netip.AddrPortFrom(source, uint16(port)).String()
			e.Host, e.Port = host.String(), parsePort(f[5])
		}
	}
	return e, b[end+2:], true
}

// proxyV2 reads a header of version 2 (section 2.2 of the specification).
func proxyV2(b []byte) (e Preamble, rest []byte, ok bool) {
	if len(b) < 16 {
		return e, b, false
	}
	length := int(binary.BigEndian.Uint16(b[14:]))
	if len(b) < 16+length {
		return e, b, false
	}
	e.Protocol = "proxy-v2"
	body := b[16 : 16+length]
	size := 0
	switch b[13] >> 4 {
	case 1:
		size = 4
	case 2:
		size = 16
	}
	if size > 0 && len(body) >= 2*size+4 {
		source, _ := netip.AddrFromSlice(body[:size])
		host, _ := netip.AddrFromSlice(body[size : 2*size])
		e.Source = netip.AddrPortFrom(source, binary.BigEndian.Uint16(body[2*size:])).String()
		e.Host, e.Port = host.String(), binary.BigEndian.Uint16(body[2*size+2:])
	}
	return e, b[16+length:], true
}

func parsePort(s string) uint16 {
	v, _ := strconv.ParseUint(s, 10, 16)
	return uint16(v)
}

// asciiText is b as text, with what is not printable ASCII as a dot.
func asciiText(b []byte) string {
	return firstLine(bytes.ReplaceAll(b[:min(len(b), 255)], []byte("\n"), []byte(".")))
}

// hostAddress reads an address without a zone: that is text of the sender's own,
// and means nothing on another host (RFC 4007 section 11.2).
func hostAddress(text string) (netip.Addr, error) {
	a, err := netip.ParseAddr(text)
	if err == nil && a.Zone() != "" {
		err = strconv.ErrSyntax
	}
	return a, err
}
