package inventory

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// ParseHost reads one server as a flag gives it: "NAME=ADDRESS", "ADDRESS" or
// "NAME", each with an optional ":PORT" behind it. ADDRESS may be a prefix in
// CIDR notation; an IPv6 address with a port stands in brackets.
func ParseHost(s string) (Host, error) {
	name, rest, named := strings.Cut(strings.TrimSpace(s), "=")
	if !named {
		name, rest = "", name
	}
	host, port, err := splitPort(rest)
	if err != nil {
		return Host{}, fmt.Errorf("server %q: %w", s, err)
	}
	h := Host{}
	if port != 0 {
		h.Ports = []uint16{port}
	}
	prefix, err := ParsePrefix(host)
	switch {
	case err == nil:
		h.Addresses = []netip.Prefix{prefix}
		h.Name = host
	case named:
		return Host{}, fmt.Errorf("server %q: %q is not an IP address", s, host)
	default:
		name = host
	}
	if !named && len(h.Addresses) > 0 {
		return h, nil
	}
	if err := checkName(name); err != nil {
		return Host{}, fmt.Errorf("server %q: %w", s, err)
	}
	h.Name = name
	h.Hosts = []string{Fold(name)}
	return h, nil
}

// ParsePrefix reads an address or a prefix in CIDR notation. An IPv4 address
// written as IPv6 ("::ffff:a.b.c.d") becomes the IPv4 one.
func ParsePrefix(s string) (netip.Prefix, error) {
	if strings.Contains(s, "/") {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return netip.Prefix{}, fmt.Errorf("%q is not an address range", s)
		}
		return p.Masked(), nil
	}
	a, err := netip.ParseAddr(s)
	if err != nil || a.Zone() != "" {
		return netip.Prefix{}, fmt.Errorf("%q is not an IP address", s)
	}
	a = a.Unmap()
	return netip.PrefixFrom(a, a.BitLen()), nil
}

// CertificateSHA256 gives the SHA-256 fingerprint, in lower-case hex, of the
// first certificate in data: PEM, or DER bytes as they are.
func CertificateSHA256(data []byte) (string, error) {
	der := data
	if block, _ := pem.Decode(data); block != nil {
		if block.Type != "CERTIFICATE" {
			return "", fmt.Errorf("certificate: a PEM block of type %q", block.Type)
		}
		der = block.Bytes
	}
	const sequence = 0x30 // the outer tag of a certificate (RFC 5280 section 4.1)
	if len(der) == 0 || der[0] != sequence {
		return "", errors.New("certificate: neither PEM nor DER")
	}
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:]), nil
}

// splitPort cuts an optional ":PORT" off. A bare IPv6 address has colons too
// and no port.
func splitPort(s string) (host string, port uint16, err error) {
	if inside, found := strings.CutPrefix(s, "["); found {
		host, rest, closed := strings.Cut(inside, "]")
		if !closed {
			return "", 0, errors.New("a bracket is not closed")
		}
		if rest == "" {
			return host, 0, nil
		}
		digits, found := strings.CutPrefix(rest, ":")
		if !found {
			return "", 0, fmt.Errorf("%q behind the bracket is not a port", rest)
		}
		port, err = parsePort(digits)
		return host, port, err
	}
	host, digits, found := strings.Cut(s, ":")
	if !found || strings.Contains(digits, ":") {
		return s, 0, nil
	}
	port, err = parsePort(digits)
	return host, port, err
}

func parsePort(s string) (uint16, error) {
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil || n == 0 {
		return 0, fmt.Errorf("%q is not a port", s)
	}
	return uint16(n), nil
}

// checkName refuses what no DNS name can be, so that a mistyped address is
// not taken for a name that never matches.
func checkName(name string) error {
	trimmed := strings.TrimSuffix(name, ".")
	if trimmed == "" || len(trimmed) > 253 {
		return fmt.Errorf("%q is not a host name", name)
	}
	letters := false
	for _, r := range trimmed {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r == '-', r == '_', r > 127:
			letters = true
		case r >= '0' && r <= '9', r == '.':
		default:
			return fmt.Errorf("%q is neither a host name nor an IP address", name)
		}
	}
	if !letters {
		return fmt.Errorf("%q is neither a host name nor an IP address", name)
	}
	return nil
}
