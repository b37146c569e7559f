package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The functions here make values comparable that tools write in different
// ways. None of them makes different values the same.

// plainVersion: "TLSv1.2", "TLS 1.2", "0x0303" are one; the drafts of TLS 1.3
// are TLS 1.3, as not every tool tells them apart.
func plainVersion(s string) string {
	s = strings.ToLower(strings.NewReplacer(" ", "", "_", "").Replace(s))
	switch s {
	case "0x0002", "sslv2", "ssl2":
		return "ssl2"
	case "0x0300", "sslv3", "ssl3.0", "ssl3":
		return "ssl3"
	case "0x0301", "tlsv1", "tlsv1.0", "tlsv10":
		return "tls1.0"
	case "0x0302", "tlsv11":
		return "tls1.1"
	case "0x0303", "tlsv12":
		return "tls1.2"
	}
	if strings.HasPrefix(s, "tls1.3") || strings.HasPrefix(s, "tlsv1.3") || strings.HasPrefix(s, "tlsv13") ||
		strings.HasPrefix(s, "0x7f") || strings.HasPrefix(s, "0x7e") || strings.HasPrefix(s, "0xfb") || s == "0x0304" {
		return "tls1.3"
	}
	return strings.Replace(s, "tlsv", "tls", 1)
}

// sameCipher compares names, or the value where a tool knows no name.
func sameCipher(e *expected, want, got any) bool {
	plain := func(v any) string {
		s := strings.ToUpper(strings.ReplaceAll(fmt.Sprint(v), "-", "_"))
		return regexp.MustCompile(`^(SSL_CK_|SSLV20_CK_|SSL2_)`).ReplaceAllString(s, "SSL2_")
	}
	return plain(want) == plain(got) || e.CipherCode != "" && plainHex(e.CipherCode) == plainHex(fmt.Sprint(got))
}

// plainGroup: registered names, those of OpenSSL and of tshark, and numbers.
func plainGroup(s string) string {
	s = strings.ToLower(strings.NewReplacer(" ", "", "_", "", "-", "").Replace(s))
	for name, others := range map[string][]string{
		"secp256r1": {"prime256v1", "p256", "23", "0x0017"}, "secp384r1": {"p384", "24", "0x0018"}, "secp521r1": {"p521", "25", "0x0019"},
		"x25519": {"curve25519", "29", "0x001d"}, "x448": {"30", "0x001e"},
		"x25519kyber768draft00": {"x25519kyber768", "25497", "0x6399"}, "x25519mlkem768": {"4588", "0x11ec"},
	} {
		if slices.Contains(others, s) {
			return name
		}
	}
	return s
}

func plainAlert(s string) string {
	s = regexp.MustCompile(`([a-z])([A-Z])`).ReplaceAllString(s, "${1}_${2}")
	return strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(s))
}

func plainHex(s string) string {
	return regexp.MustCompile(`[^0-9a-f]`).ReplaceAllString(strings.TrimPrefix(strings.ToLower(s), "0x"), "")
}

func plainNumber(s string) string {
	s = strings.TrimLeft(plainHex(s), "0")
	if s == "" {
		return "0"
	}
	return s
}

// partial are peers that print only some attributes of a name, and only some
// of the alternative names.
var partial = []string{"nDPI"}

// sameName compares distinguished names as sets of attributes: tools print them
// in either order.
func sameName(e *expected, want, got any) bool {
	w, g := attributes(fmt.Sprint(want)), attributes(fmt.Sprint(got))
	if slices.Contains(partial, e.Peer) {
		for a := range w {
			if g[a] == 0 {
				return false
			}
		}
		return true
	}
	return maps.Equal(w, g)
}

// attributeNames maps what tools call an attribute to one name.
var attributeNames = map[string]string{
	"E": "EMAILADDRESS", "EMAIL": "EMAILADDRESS", "S": "ST", "STATEORPROVINCENAME": "ST", "COMMONNAME": "CN", "ORGANIZATIONNAME": "O",
	"ORGANIZATIONALUNITNAME": "OU", "COUNTRYNAME": "C", "LOCALITYNAME": "L", "SN": "SERIALNUMBER", "STREETADDRESS": "STREET",
	"2.5.4.5": "SERIALNUMBER", "1.2.840.113549.1.9.1": "EMAILADDRESS", "2.5.4.15": "BUSINESSCATEGORY", "2.5.4.17": "POSTALCODE", "2.5.4.9": "STREET",
	"0.9.2342.19200300.100.1.25": "DC", "0.9.2342.19200300.100.1.1": "UID",
	"1.3.6.1.4.1.311.60.2.1.3": "JURISDICTIONC", "1.3.6.1.4.1.311.60.2.1.2": "JURISDICTIONST", "1.3.6.1.4.1.311.60.2.1.1": "JURISDICTIONL",
}

// attributeStart is where an attribute of a name begins.
var attributeStart = regexp.MustCompile(`(?:^|[,+/])\s*([A-Za-z][A-Za-z0-9.]*|\d+(?:\.\d+)+)\s*=`)

// attributes counts the attributes of a name in the form of RFC 4514 or that of
// OpenSSL, values without escapes, case and runs of spaces.
func attributes(name string) map[string]int {
	set := make(map[string]int)
	starts := attributeStart.FindAllStringSubmatchIndex(name, -1)
	slash := strings.HasPrefix(name, "/")
	for i := 0; i < len(starts); i++ {
		last := len(name)
		for j := i + 1; j < len(starts); j++ {
			before := starts[j][0]
			if (slash || name[before] != '/') && (before == 0 || name[before-1] != '\\') {
				last = before
				break
			}
		}
		at := starts[i]
		if at[0] > 0 && (name[at[0]] == '/' && !slash || name[at[0]-1] == '\\') {
			continue // inside a value
		}
		kind := strings.ToUpper(name[at[2]:at[3]])
		if known := attributeNames[kind]; known != "" {
			kind = known
		}
		set[kind+"="+unescaped(name[at[1]:last])]++
	}
	return set
}

var escapedBytes = regexp.MustCompile(`(\\[0-9A-Fa-f]{2})+`)

func unescaped(value string) string {
	value = escapedBytes.ReplaceAllStringFunc(value, func(s string) string {
		var b []byte
		for _, digits := range strings.Split(s[1:], `\`) {
			v, _ := strconv.ParseUint(digits, 16, 8)
			b = append(b, byte(v))
		}
		return string(b)
	})
	value = regexp.MustCompile(`\\(.)`).ReplaceAllString(value, "$1")
	return strings.Join(strings.Fields(strings.ToLower(strings.Trim(value, `" `))), " ")
}

// sameAlternativeNames compares sets of names.
func sameAlternativeNames(e *expected, want, got any) bool {
	w, g := nameSet(want), nameSet(got)
	if slices.Contains(partial, e.Peer) {
		for name := range w {
			if !g[name] {
				return false
			}
		}
		return true
	}
	return maps.Equal(w, g)
}

func nameSet(v any) map[string]bool {
	var list []string
	switch v := v.(type) {
	case []string:
		list = v
	case []any:
		for _, s := range v {
			list = append(list, fmt.Sprint(s))
		}
	default:
		list = strings.Split(fmt.Sprint(v), ",")
	}
	set := make(map[string]bool)
	for _, name := range list {
		name = strings.ToLower(strings.TrimSpace(name))
		for _, prefix := range []string{"dns:", "ip address:", "ip:", "uri:", "email:"} {
			name = strings.TrimPrefix(name, prefix)
		}
		if address, err := netip.ParseAddr(strings.TrimSpace(name)); err == nil {
			name = address.Unmap().String()
		}
		set[name] = true
	}
	return set
}

// sameValidity compares both times to the second.
func sameValidity(e *expected, want, got any) bool {
	if other, ok := want.([]string); ok {
		return fmt.Sprint(other) == fmt.Sprint(got)
	}
	g, ok := got.([]string)
	if !ok { // another peer's: only that one is known
		return anyInstant(want) == anyInstant(got)
	}
	return peerInstant(e.NotBefore) == g[0] && peerInstant(e.NotAfter) == g[1]
}

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func peerInstant(raw json.RawMessage) string {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return ""
	}
	return anyInstant(v)
}

// anyInstant reads a time as tools write it.
func anyInstant(v any) string {
	if seconds, ok := v.(float64); ok {
		return instant(time.Unix(int64(seconds), 0))
	}
	s := strings.Join(strings.Fields(fmt.Sprint(v)), " ")
	for _, layout := range []string{time.RFC3339, time.DateTime, "Jan 2 15:04:05 2006 MST", "Jan 2 15:04:05 2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return instant(t)
		}
	}
	return s
}
