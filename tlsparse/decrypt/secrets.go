package decrypt

import (
	"crypto/rsa"
	"fmt"
	"sync"
	"sync/atomic"
)

// maxSecrets bounds the secrets that are kept; each takes about 200 bytes.
const maxSecrets = 1 << 21

// label is what a secret is, after the labels of key logs.
type label uint8

const (
	masterSecret       label = iota // CLIENT_RANDOM
	premasterSecret                 // PMS_CLIENT_RANDOM
	clientEarly                     // CLIENT_EARLY_TRAFFIC_SECRET
	clientHandshake                 // CLIENT_HANDSHAKE_TRAFFIC_SECRET
	serverHandshake                 // SERVER_HANDSHAKE_TRAFFIC_SECRET
	clientApplication               // CLIENT_TRAFFIC_SECRET_0
	serverApplication               // SERVER_TRAFFIC_SECRET_0
	encryptedPremaster              // RSA: the id is the start of the encrypted premaster secret
	sessionMaster                   // RSA Session-ID: the id is the session's
)

// secretID says which secret is meant: a client random, or what else
// identifies a secret of the label, filled up with zeros.
type secretID struct {
	label label
	id    [32]byte
}

// secret is a secret of at most 48 bytes: a master secret (RFC 5246 section
// 8.1), or as long as the hash of the suite (RFC 8446 section 7.1).
type secret struct {
	length uint8
	value  [48]byte
}

func (s *secret) bytes() []byte { return s.value[:s.length] }

// Secrets is what opens connections: what key logs say, and servers' private
// keys. Any number of goroutines may use it.
type Secrets struct {
	mu         sync.RWMutex
	known      map[secretID]secret
	dropped    uint64 // secrets beyond maxSecrets
	servers    []*rsa.PrivateKey
	premasters bool          // a secret is known that a master secret must be made of
	generation atomic.Uint64 // changes whenever a secret is added
	growing    atomic.Bool
}

// NewSecrets returns an empty set.
func NewSecrets() *Secrets { return &Secrets{known: make(map[secretID]secret)} }

// Format implements fmt.Formatter. It says nothing of the secrets, lest they be
// printed; so do those of all that leads to them.
func (s *Secrets) Format(f fmt.State, _ rune) { conceal(f) }

// Format implements fmt.Formatter.
func (k *KeyLog) Format(f fmt.State, _ rune) { conceal(f) }

// Format implements fmt.Formatter.
func (d *Decrypter) Format(f fmt.State, _ rune) { conceal(f) }

// Format implements fmt.Formatter.
func (s *session) Format(f fmt.State, _ rune) { conceal(f) }

func conceal(f fmt.State) { _, _ = f.Write([]byte("(secrets)")) }

// Grow says whether secrets may come later than what they open, as from a key
// log that is written meanwhile: then records wait for them a little.
func (s *Secrets) Grow(yes bool) { s.growing.Store(yes) }

// Dropped counts the secrets that were left out, because there are more than
// two million.
func (s *Secrets) Dropped() uint64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.dropped
}

// Empty tells whether there is nothing yet that could open a connection.
func (s *Secrets) Empty() bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.known) == 0 && len(s.servers) == 0
}

// add keeps a secret; the first one of an id stands.
func (s *Secrets) add(id secretID, value secret) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.known[id]; known {
		return
	}
	if len(s.known) >= maxSecrets {
		s.dropped++
		return
	}
	s.known[id] = value
	if id.label == encryptedPremaster || id.label == premasterSecret {
		s.premasters = true
	}
	s.generation.Add(1)
}

// find gives a secret.
func (s *Secrets) find(id secretID) (secret, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	value, ok := s.known[id]
	return value, ok
}

// needTranscript tells whether master secrets may have to be made, which may
// take a hash of the handshake (RFC 7627 section 4).
func (s *Secrets) needTranscript() bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.premasters || len(s.servers) > 0
}

func (s *Secrets) serverKeys() []*rsa.PrivateKey {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.servers
}
