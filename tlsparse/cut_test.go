package tlsparse

import (
	"crypto/tls"
	"testing"
)

// TestTheServersDirectionAloneOfTLS13 leaves the client's bytes out: what comes
// behind the server's Finished is no part of a handshake.
func TestTheServersDirectionAloneOfTLS13(t *testing.T) {
	client, server := configs(t, tls.VersionTLS13, tls.VersionTLS13)
	log, _, _ := exchange(t, client, server)
	whole := follow(NewParser(Limits{}), log)
	var half []event
	for _, e := range log {
		if e.dir == Server {
			half = append(half, e)
		}
	}
	f := follow(NewParser(Limits{}), half)
	if f.AppRecords != [2]uint64{0, whole.AppRecords[Server]} || f.AppRecords[Server] == 0 || f.Established || f.Times.Finished[Server] == 0 {
		t.Errorf("records %v of %v, established %v, times %+v", f.AppRecords, whole.AppRecords, f.Established, f.Times)
	}
}

// TestFramesCutInTheFirstRecordHeaderAreNotJudged cuts off so much that nothing of
// TLS can be known by what is left.
func TestFramesCutInTheFirstRecordHeaderAreNotJudged(t *testing.T) {
	client, server := configs(t, tls.VersionTLS12, tls.VersionTLS12)
	log, _, _ := exchange(t, client, server)
	for kept, want := range map[int]State{1: Undecided, 4: Undecided, 42: TLS} {
		p := NewParser(Limits{})
		var c Conn
		for _, e := range log {
			p.Data(&c, e.dir, 1, e.data[:min(kept, len(e.data))])
			p.Gap(&c, e.dir, 1, int64(max(len(e.data)-kept, 0)))
		}
		p.Close(&c)
		if f := p.Facts(&c); f.State != want || f.NotTLS != nil {
			t.Errorf("%d bytes kept: state %v, want %v; no TLS: %+v", kept, f.State, want, f.NotTLS)
		}
	}
}

// TestADirectionWithoutItsBeginningIsNotJudged has a server whose first segment
// was lost before anything told where its stream begins.
func TestADirectionWithoutItsBeginningIsNotJudged(t *testing.T) {
	for joined, want := range map[bool]State{true: Undecided, false: NotTLS} {
		p := NewParser(Limits{})
		var c Conn
		p.Data(&c, Server, 1, applicationRecord(2000)[100:300])
		if joined {
			c.Join(Server)
		}
		p.Close(&c)
		if f := p.Facts(&c); f.State != want {
			t.Errorf("joined %v: state %v, want %v", joined, f.State, want)
		}
	}
}

// TestWordsAtTheBeginningAreJudgedWhateverIsLostBehind holds for a protocol that
// is no TLS.
func TestWordsAtTheBeginningAreJudgedWhateverIsLostBehind(t *testing.T) {
	p := NewParser(Limits{})
	var c Conn
	p.Data(&c, Client, 1, []byte("*\x01\x00\x07 login"))
	p.Gap(&c, Client, 2, 1000)
	p.Close(&c)
	if f := p.Facts(&c); f.State != NotTLS || f.NotTLS.Line != "*... login" {
		t.Errorf("state %v, evidence %+v", f.State, f.NotTLS)
	}
}

// TestFramesCutInTheirHellosStillTellApplicationData cuts every chunk as a snap
// length does. TLS 1.3 is known by the form of its records then.
func TestFramesCutInTheirHellosStillTellApplicationData(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		client, server := configs(t, version, version)
		log, _, _ := exchange(t, client, server)
		whole := follow(NewParser(Limits{}), log)
		for _, kept := range []int{42, 70} {
			p := NewParser(Limits{})
			var c Conn
			for _, e := range log {
				for b := e.data; len(b) > 0; { // a record a frame, so that no header is cut off
					n := recordHeaderLen + parseRecordHeader(b).length
					p.Data(&c, e.dir, 1, b[:min(n, kept)])
					p.Gap(&c, e.dir, 1, int64(max(n-kept, 0)))
					b = b[n:]
				}
			}
			p.Close(&c)
			f := p.Facts(&c)
			if f.AppRecords != whole.AppRecords || len(f.Alerts) != len(whole.Alerts) {
				t.Errorf("%s cut to %d bytes: records %v, want %v; alerts %v, want %v", tls.VersionName(version), kept, f.AppRecords, whole.AppRecords, f.Alerts, whole.Alerts)
			}
		}
	}
}
