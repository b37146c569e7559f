package storage

import (
	"net/netip"

	"edrtap/rules/record"
)

// rowTest is one condition of a query on rows of the index: a value of one of
// the columns has to fit.
type rowTest struct {
	columns []int
	test    func(column int, value []byte) verdict
}

// rowTests gives what a query asks of rows. It mirrors filter.session, which
// decides; a test may say maybe where a row does not tell.
func (f *filter) rowTests() []rowTest {
	var tests []rowTest
	add := func(asked bool, test func(int, []byte) verdict, columns ...int) {
		if asked {
			tests = append(tests, rowTest{columns, test})
		}
	}
	add(f.Client.IsValid(), func(_ int, v []byte) verdict { return verdictOf(inPrefix(f.Client, addressOf(v))) }, columnClient)
	add(f.Server.IsValid() || f.Port != 0, f.serverRow, columnServer)
	add(f.Outcome != "", func(_ int, v []byte) verdict { return verdictOf(string(v) == string(f.Outcome)) }, columnOutcome)
	add(f.JA3 != "", func(_ int, v []byte) verdict { return textVerdict(v, string(v) == f.JA3) }, columnJA3)
	add(f.JA4 != "", func(_ int, v []byte) verdict { return textVerdict(v, string(v) == f.JA4) }, columnJA4)
	add(f.pattern != "", func(_ int, v []byte) verdict {
		return textVerdict(v, len(v) > 0 && matchGlob(f.pattern, string(v)))
	}, columnSNI, columnHost)
	add(f.SHA256 != "" || f.subject != "" || f.issuer != "", func(_ int, v []byte) verdict {
		return chainVerdict(v, func(c *record.Certificate) bool { return f.certificate(c.SHA256, c.Subject, c.Issuer) })
	}, columnChain)
	add(f.text != "", f.textRow, columnSNI, columnHost, columnChain)
	return tests
}

func verdictOf(fits bool) verdict {
	if fits {
		return yes
	}
	return no
}

// textVerdict allows for texts that were cut.
func textVerdict(v []byte, fits bool) verdict {
	if len(v) == maxIndexedName {
		return maybe
	}
	return verdictOf(fits)
}

func addressOf(v []byte) netip.Addr {
	a, _ := netip.AddrFromSlice(v[:min(len(v), addressSize)])
	return a
}

func (f *filter) serverRow(_ int, v []byte) verdict {
	if len(v) != addressSize+portSize {
		return no
	}
	port := uint16(v[addressSize])<<8 | uint16(v[addressSize+1])
	return verdictOf(f.server(record.Endpoint{IP: addressOf(v), Port: port}))
}

func (f *filter) textRow(column int, v []byte) verdict {
	if column != columnChain {
		return textVerdict(v, holds(string(v), f.text))
	}
	only := filter{text: f.text}
	return chainVerdict(v, func(c *record.Certificate) bool {
		return only.sessionText(&record.Session{TLS: &record.TLS{Certificates: []record.Certificate{*c}}})
	})
}

// chainVerdict reads what appendIndexedChain wrote.
func chainVerdict(v []byte, fits func(*record.Certificate) bool) verdict {
	if len(v) == 0 || v[0] != 0 {
		return maybe
	}
	r := reader{rest: string(v[1:])}
	for r.rest != "" {
		c := record.Certificate{SHA256: r.string(), Subject: r.string(), Issuer: r.string()}
		c.DNSNames, c.IPAddresses = r.strings(), r.strings()
		if r.err != nil {
			return maybe
		}
		if fits(&c) {
			return yes
		}
	}
	return no
}

// behind says whether a session comes after the query's cursor.
func (f *filter) behind(p position) bool {
	if f.after == (position{}) {
		return true
	}
	order := p.compare(f.after)
	return order > 0 && !f.Reverse || order < 0 && f.Reverse
}
