package stacks

import (
	"crypto/tls"
	"errors"
	"io"
	"slices"
	"time"

	"edrtap/pcaps/generate/dialogue"
)

// Fault is what is wrong with a server.
type Fault uint8

// The faults.
const (
	NoFault       Fault = iota
	InternalError       // answers every ClientHello with the alert internal_error
	ClosesAtHello       // closes when it has read a ClientHello
	Mute                // reads a ClientHello and never answers
	SlowAtHello         // answers a ClientHello after a while
	AnswersPlain        // answers a ClientHello with HTTP, as a server without TLS does
)

// Server is a TLS server.
type Server struct {
	Certificate       tls.Certificate
	Lowest, Highest   uint16   // protocol versions; 0: the stack's defaults
	Suites            []uint16 // of TLS 1.2 and before
	Groups            []tls.CurveID
	ALPN              []string
	ClientCertificate bool     // required
	Tickets           bool     // hands out and takes session tickets
	Names             []string // that it answers to; nil: all
	Fault             Fault
	Keys              io.Writer // takes the sessions' secrets, in NSS format; nil: nobody
	KeysInside        bool      // they go into the capture: what they open is known to all
}

var errFault = errors.New("server fault")

// serverEnd is a server at work on one connection.
type serverEnd struct {
	Server
	end   *dialogue.End
	now   time.Time
	state tls.ConnectionState
	err   error // of the handshake
}

func (s *serverEnd) handshake(seed uint64) *tls.Conn {
	config := &tls.Config{
		Certificates: []tls.Certificate{s.Certificate},
		MinVersion:   s.Lowest, MaxVersion: s.Highest,
		CipherSuites: s.Suites, CurvePreferences: s.Groups, NextProtos: s.ALPN,
		SessionTicketsDisabled: !s.Tickets,
		Rand:                   dialogue.Seeded(seed, "server"),
		Time:                   func() time.Time { return s.now },
		GetConfigForClient:     s.misbehave, KeyLogWriter: s.Keys,
	}
	if s.ClientCertificate {
		config.ClientAuth = tls.RequireAnyClientCert
	}
	if s.Groups == nil { // the stack's own list has groups that take no seed
		config.CurvePreferences = []tls.CurveID{tls.X25519, tls.CurveP256, tls.CurveP384}
	}
	if s.Names != nil { // no certificate for another name: unrecognized_name
		config.Certificates, config.GetCertificate = nil, s.certificateFor
	}
	if s.Tickets {
		config.SetSessionTicketKeys([][32]byte{{1, 2, 3, 4}})
	}
	conn := tls.Server(s.end, config)
	s.err = conn.Handshake()
	s.state = conn.ConnectionState()
	return conn
}

func (s *serverEnd) certificateFor(h *tls.ClientHelloInfo) (*tls.Certificate, error) {
	if slices.Contains(s.Names, h.ServerName) {
		return &s.Certificate, nil
	}
	return nil, nil
}

// slowness is how long a server with SlowAtHello takes.
const slowness = 2500 * time.Millisecond

func (s *serverEnd) misbehave(*tls.ClientHelloInfo) (*tls.Config, error) {
	switch s.Fault {
	case InternalError:
		return nil, errFault
	case ClosesAtHello:
		_ = s.end.Close()
		return nil, errFault
	case SlowAtHello:
		s.end.Pause(slowness)
		return nil, nil
	default:
		return nil, nil
	}
}

// helloSent says whether the server chose a version and a suite, and so sent
// a ServerHello.
func (s *serverEnd) helloSent() bool { return s.state.CipherSuite != 0 }
