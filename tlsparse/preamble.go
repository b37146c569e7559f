package tlsparse

import (
	"bytes"
	"encoding/binary"
	"net"
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
	return len(b) > 1 && (b[0] == 4 && b[1] == 1 || b[0] == 5 && b[1] > 0 && b[1] < 10)
}

// parsePreambles reads what came before TLS in both directions: any chain of
// PROXY protocol, SOCKS and HTTP CONNECT. What is none of these is left out.
func parsePreambles(client, server []byte) (list []Preamble) {
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
		case client[0] == 5:
			e, client, server, ok = socks5(client, server)
		}
		if !ok {
			break
		}
		list = append(list, e)
	}
	return list
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

// socks4 reads a CONNECT request of SOCKS 4 or 4a and its reply.
func socks4(client, server []byte) (e Preamble, _, _ []byte, ok bool) {
	e = Preamble{Protocol: "socks4", Port: binary.BigEndian.Uint16(client[2:]), Host: net.IP(client[4:8]).String()}
	rest := client[8:]
	end := bytes.IndexByte(rest, 0)
	if end < 0 {
		return e, client, server, false
	}
	rest = rest[end+1:]
	if client[4] == 0 && client[5] == 0 && client[6] == 0 && client[7] != 0 { // 4a: a name follows
		if end = bytes.IndexByte(rest, 0); end < 0 {
			return e, client, server, false
		}
		e.Host, rest = asciiText(rest[:end]), rest[end+1:]
	}
	if len(server) >= 8 && server[0] == 0 {
		e.Answered, e.Status, server = true, int(server[1]), server[8:]
	}
	return e, rest, server, true
}

// socks5 reads method selection, authentication and request (RFC 1928
// sections 3 to 6, RFC 1929 section 2).
func socks5(client, server []byte) (e Preamble, _, _ []byte, ok bool) {
	if len(client) < 2 || len(client) < 2+int(client[1]) {
		return e, client, server, false
	}
	e.Protocol = "socks5"
	rest := client[2+int(client[1]):]
	if len(server) >= 2 && server[0] == 5 {
		e.Answered, e.Status = true, int(server[1])
		server = server[2:]
	}
	if len(rest) > 2 && rest[0] == 1 { // user name and password
		n := 2 + int(rest[1])
		if len(rest) <= n || len(rest) < n+1+int(rest[n]) {
			return e, client, server, false
		}
		rest = rest[n+1+int(rest[n]):]
		if len(server) >= 2 && server[0] == 1 {
			server = server[2:]
		}
	}
	host, port, n := socksAddress(rest)
	if n == 0 {
		return e, nil, server, true // it went no further
	}
	e.Host, e.Port, rest = host, port, rest[n:]
	e.Answered, e.Status = false, 0
	if _, _, n := socksAddress(server); n > 0 {
		e.Answered, e.Status, server = true, int(server[1]), server[n:]
	}
	return e, rest, server, true
}

// socksAddress reads the address of a request or reply; n is its whole
// length, 0 when it is not there.
func socksAddress(b []byte) (host string, port uint16, n int) {
	if len(b) < 5 || b[0] != 5 {
		return "", 0, 0
	}
	start, size := 4, 0
	switch b[3] {
	case 1:
		size = 4
	case 3:
		start, size = 5, int(b[4])
	case 4:
		size = 16
	}
	n = start + size + 2
	if size == 0 || len(b) < n {
		return "", 0, 0
	}
	address := b[start : start+size]
	if host = asciiText(address); b[3] != 3 {
		host = net.IP(address).String()
	}
	return host, binary.BigEndian.Uint16(b[n-2:]), n
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
