package stacks

import (
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"edrtap/pcaps/generate/dialogue"

	utls "github.com/refraction-networking/utls"
)

// Reaction is what a client does with a certificate that it does not accept.
type Reaction uint8

// The reactions.
const (
	Complain Reaction = iota // a fatal alert in place of the rest of the handshake
	HangUp                   // closes without a word after the server's certificate
	Finish                   // finishes the handshake, then closes without a request
)

// Client is a TLS client and what it trusts.
type Client struct {
	Hello      Hello
	Name       string // host in its policy: server_name, unless it is an IP address
	Address    bool   // Name is an IP address
	Roots      *x509.CertPool
	Reaction   Reaction
	Alert      uint8         // of Complain; encrypted ones are always bad_certificate
	Clock      time.Duration // by how much its clock is ahead
	ShowsIt    bool          // its ClientHello begins with its clock (RFC 5246 section 7.4.1.2)
	Revocation time.Duration // how long it looks for a revocation list in vain, and then leaves; 0: it does not look
	OldNames   bool          // accepts a common name where there is no subjectAltName
	Sessions   utls.ClientSessionCache
}

// errUntrusted is the client's verdict on a certificate.
var errUntrusted = errors.New("certificate not accepted")

// clientEnd is a client at work on one connection.
type clientEnd struct {
	Client
	end     *dialogue.End
	now     time.Time
	verdict error // of the certificate
	alert   uint8 // that it sent for it
	crypted bool  // the alert was encrypted
	state   utls.ConnectionState
	err     error // of the handshake
}

func (c *clientEnd) handshake(seed uint64) (*utls.UConn, error) {
	config := &utls.Config{
		ServerName: c.Name, InsecureSkipVerify: true, OmitEmptyPsk: true,
		Rand: dialogue.Seeded(seed, "client"), Time: func() time.Time { return c.now },
		ClientSessionCache: c.Sessions, VerifyConnection: c.verify,
	}
	sni := c.Name
	if c.Address {
		sni = ""
	}
	spec, err := c.Hello.spec(sni, c.Sessions != nil)
	if err != nil {
		return nil, err
	}
	conn := utls.UClient(c.end, config, utls.HelloCustom)
	if err := conn.ApplyPreset(spec); err != nil {
		return nil, fmt.Errorf("client hello: %w", err)
	}
	if c.ShowsIt {
		if err := c.showClock(conn, seed); err != nil {
			return nil, err
		}
	}
	c.err = conn.Handshake()
	c.state = conn.ConnectionState()
	return conn, nil
}

// showClock puts the client's clock before its random bytes, as Schannel did for
// long.
func (c *clientEnd) showClock(conn *utls.UConn, seed uint64) error {
	var random [32]byte
	if _, err := io.ReadFull(dialogue.Seeded(seed, "clock"), random[:]); err != nil {
		return err
	}
	binary.BigEndian.PutUint32(random[:], uint32(c.now.Add(c.Clock).Unix()))
	return conn.SetClientRandom(random[:])
}

// verify judges the server's certificate as the client's platform would, and
// reacts.
func (c *clientEnd) verify(s utls.ConnectionState) error {
	if s.DidResume {
		return nil
	}
	if c.Revocation > 0 {
		c.end.Pause(c.Revocation)
		c.verdict = errUntrusted
		_ = c.end.Close()
		return errUntrusted
	}
	c.verdict = c.judge(s.PeerCertificates)
	if c.verdict == nil {
		return nil
	}
	switch c.Reaction {
	case HangUp:
		_ = c.end.Close()
	case Finish:
		return nil
	case Complain:
		c.alert = c.Alert
		if s.Version == utls.VersionTLS13 { // the stack's own alert, under the handshake keys
			c.alert, c.crypted = alertBadCertificate, true
			return errUntrusted
		}
		_, _ = c.end.Write([]byte{recordAlert, 3, byte(s.Version), 0, 2, levelFatal, c.alert})
		_ = c.end.Close()
	}
	return errUntrusted
}

func (c *clientEnd) judge(chain []*x509.Certificate) error {
	options := x509.VerifyOptions{Roots: c.Roots, Intermediates: x509.NewCertPool(), CurrentTime: c.now}
	for _, issuer := range chain[1:] {
		options.Intermediates.AddCert(issuer)
	}
	if _, err := chain[0].Verify(options); err != nil {
		return err
	}
	if c.OldNames && len(chain[0].DNSNames)+len(chain[0].IPAddresses) == 0 && chain[0].Subject.CommonName == c.Name {
		return nil
	}
	return chain[0].VerifyHostname(c.Name)
}
