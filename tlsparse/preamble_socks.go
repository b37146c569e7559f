package tlsparse

import (
	"bytes"
	"encoding/binary"
	"net"
	"slices"
)

// What a SOCKS 5 proxy's refusal before the client's request is called.
const (
	noSOCKSMethod = "no acceptable methods"
	noSOCKSUser   = "user name and password not accepted"
)

// socks4 reads a CONNECT request of SOCKS 4 or 4a and its reply.
func socks4(client, server []byte) (e Preamble, _, _ []byte, ok bool) {
	e = Preamble{Protocol: "socks4", Port: binary.BigEndian.Uint16(client[2:]), Host: net.IP(client[4:8]).String()}
	user, rest, ok := textBefore0(client[8:])
	if !ok || !printable(user) {
		return e, client, server, false
	}
	if client[4] == 0 && client[5] == 0 && client[6] == 0 && client[7] != 0 { // 4a: a name follows
		var name []byte
		if name, rest, ok = textBefore0(rest); !ok {
			return e, client, server, false
		}
		e.Host = asciiText(name)
	}
	// Many protocols begin with these two bytes, but none of them is answered so.
	if len(server) > 0 && server[0] != 0 || len(server) > 1 && (server[1] < 90 || server[1] > 93) {
		return e, client, server, false
	}
	if len(server) >= 8 {
		e.Answered, e.Status, server = true, int(server[1]), server[8:]
	}
	return e, rest, server, true
}

func textBefore0(b []byte) (text, rest []byte, ok bool) { return bytes.Cut(b, []byte{0}) }

func printable(b []byte) bool {
	return !slices.ContainsFunc(b, func(c byte) bool { return c < ' ' || c == 0x7f })
}

// mayBeSOCKS5 says whether a client's first bytes can be those of a greeting:
// version, number of methods, methods. DCE/RPC and DNP3 begin with 5 too.
func mayBeSOCKS5(b []byte) bool {
	const most = 16 // methods; clients offer one to four
	if len(b) < 2 || b[0] != 5 || b[1] == 0 || b[1] > most {
		return false
	}
	for _, method := range b[2:min(len(b), 2+int(b[1]))] {
		// IANA "SOCKS Methods": 0 to 9 are assigned, 0x80 to 0xfe private.
		if method > 9 && method < 0x80 || method == noMethod {
			return false
		}
	}
	return true
}

const (
	noMethod       = 0xff // RFC 1928 section 3: none of those that were offered
	passwordMethod = 2
)

// socks5 reads method selection, authentication and request (RFC 1928
// sections 3 to 6, RFC 1929 section 2) of what mayBeSOCKS5.
func socks5(client, server []byte) (e Preamble, _, _ []byte, ok bool) {
	if len(client) < 2+int(client[1]) {
		return e, client, server, false
	}
	methods, rest := client[2:2+client[1]], client[2+client[1]:]
	e.Protocol = "socks5"
	answered := len(server) >= 2
	if answered {
		chosen := server[1]
		if server[0] != 5 || chosen != noMethod && bytes.IndexByte(methods, chosen) < 0 {
			return e, client, server, false
		}
		server = server[2:]
		if chosen == noMethod {
			e.Answered, e.Status, e.Reason = true, noMethod, noSOCKSMethod
			return e, nil, server, true
		}
	}
	if n := socksPassword(rest); n > 0 && bytes.IndexByte(methods, passwordMethod) >= 0 {
		rest = rest[n:]
		if len(server) >= 2 {
			if server[1] != 0 {
				e.Answered, e.Status, e.Reason = true, int(server[1]), noSOCKSUser
				return e, nil, server[2:], true
			}
			server = server[2:]
		}
	}
	host, port, n := socksAddress(rest)
	if n == 0 { // it went no further
		return e, nil, server, answered || len(rest) == 0
	}
	e.Host, e.Port, rest = host, port, rest[n:]
	if _, _, n := socksAddress(server); n > 0 {
		e.Answered, e.Status, server = true, int(server[1]), server[n:]
	}
	return e, rest, server, true
}

// socksPassword gives the length of a message with user name and password; 0
// where b does not begin with a whole one.
func socksPassword(b []byte) int {
	if len(b) < 2 || b[0] != 1 {
		return 0
	}
	n := 2 + int(b[1])
	if len(b) <= n || len(b) < n+1+int(b[n]) {
		return 0
	}
	return n + 1 + int(b[n])
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
