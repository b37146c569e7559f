package storage

import (
	"net/netip"

	"edrtap/rules/record"
)

// rowTest is one condition of a query on rows of the index: a value of one of
// the columns has to fit.
type rowTest struct {
	columns []int
	test    func(column int, value []byte) bool
}

// rowTests gives what a query asks of rows. It mirrors filter.session, which
// decides: a row fits too where a value that was cut does not tell.
func (f *filter) rowTests() []rowTest {
	var tests []rowTest
	add := func(asked bool, test func(int, []byte) bool, columns ...int) {
		if asked {
			tests = append(tests, rowTest{columns, test})
		}
	}
	client, server := newPrefixTest(f.Client), newPrefixTest(f.Server)
	add(f.Client.IsValid(), func(_ int, v []byte) bool { return client.fits(v) }, columnClient)
	add(f.Server.IsValid() || f.Port != 0, func(_ int, v []byte) bool { return server.fits(v) && f.portOf(v) }, columnServer)
	add(f.Outcome != "", func(_ int, v []byte) bool { return string(v) == string(f.Outcome) }, columnOutcome)
	add(f.JA3 != "", func(_ int, v []byte) bool { return wasCut(v) || string(v) == f.JA3 }, columnJA3)
	add(f.JA4 != "", func(_ int, v []byte) bool { return wasCut(v) || string(v) == f.JA4 }, columnJA4)
	add(f.pattern != "", func(_ int, v []byte) bool {
		return wasCut(v) || len(v) > 0 && matchGlob(f.pattern, string(v))
	}, columnSNI, columnHost)
	add(f.SHA256 != "" || f.subject != "" || f.issuer != "", func(_ int, v []byte) bool {
		return chainFits(v, func(c *record.Certificate) bool { return f.certificate(c.SHA256, c.Subject, c.Issuer) })
	}, columnChain)
	add(f.text != "", f.textRow, columnSNI, columnHost, columnChain)
	return tests
}

// wasCut says whether a text may go on beyond what the index holds of it.
func wasCut(v []byte) bool { return len(v) == maxIndexedName }

// prefixTest tests addresses in the form of appendAddress: a block has hundreds
// of them, so that this must be quick.
type prefixTest struct {
	address [addressSize]byte
	bits    int
	only6   bool // IPv4 addresses are not in it, however few bits it has
}

func newPrefixTest(p netip.Prefix) prefixTest {
	if !p.IsValid() {
		return prefixTest{}
	}
	t := prefixTest{address: p.Addr().As16(), bits: p.Bits(), only6: !p.Addr().Is4()}
	if p.Addr().Is4() {
		t.bits += 8 * (addressSize - 4)
	}
	return t
}

func (t *prefixTest) fits(v []byte) bool {
	if len(v) < addressSize {
		return false
	}
	const mapped = "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff" // RFC 4291 section 2.5.5.2
	if t.only6 && string(v[:len(mapped)]) == mapped {
		return false
	}
	whole, rest := t.bits/8, t.bits%8
	if string(v[:whole]) != string(t.address[:whole]) {
		return false
	}
	return rest == 0 || (v[whole]^t.address[whole])>>(8-rest) == 0
}

func (f *filter) portOf(v []byte) bool {
	return len(v) == addressSize+portSize && (f.Port == 0 || uint16(v[addressSize])<<8|uint16(v[addressSize+1]) == f.Port)
}

func (f *filter) textRow(column int, v []byte) bool {
	if column != columnChain {
		return wasCut(v) || holds(string(v), f.text)
	}
	only := filter{text: f.text}
	return chainFits(v, func(c *record.Certificate) bool {
		return only.sessionText(&record.Session{TLS: &record.TLS{Certificates: []record.Certificate{*c}}})
	})
}

// chainFits reads what appendIndexedChain wrote. What was cut may hold anything.
func chainFits(v []byte, fits func(*record.Certificate) bool) bool {
	if len(v) == 0 || v[0] != 0 {
		return true
	}
	r := reader{rest: string(v[1:])}
	for r.rest != "" {
		c := record.Certificate{SHA256: r.string(), Subject: r.string(), Issuer: r.string()}
		c.DNSNames, c.IPAddresses = r.strings(), r.strings()
		if r.err != nil {
			return true
		}
		if fits(&c) {
			return true
		}
	}
	return false
}

// behind says whether a session comes after the query's cursor.
func (f *filter) behind(p position) bool {
	if f.after == (position{}) {
		return true
	}
	order := p.compare(f.after)
	return order > 0 && !f.Reverse || order < 0 && f.Reverse
}
