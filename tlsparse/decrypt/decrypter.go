// Package decrypt opens the records of TLS 1.0 to 1.3 connections with secrets
// from key logs, or with servers' RSA keys. Every record is verified before
// anything of it is given out; keys and plaintext are kept in memory only.
package decrypt

import (
	"edrtap/tlsparse"
)

// room is what the largest record decrypts to, in bytes.
const room = 1<<14 + 2048

// Decrypter opens the connections of one Parser with Secrets that it may share
// with others.
type Decrypter struct {
	secrets *Secrets
	resumed resumptions
	content [room]byte // of the record opened last
}

var _ tlsparse.Decrypter = (*Decrypter)(nil)

// New returns a Decrypter.
func New(secrets *Secrets) *Decrypter { return &Decrypter{secrets: secrets} }

// Begin implements tlsparse.Decrypter.
func (d *Decrypter) Begin() tlsparse.DecryptionSession {
	s := &session{d: d}
	if d.secrets.needTranscript() {
		s.transcript = &transcript{}
	}
	return s
}

// resumptions remembers master secrets that were made with a server's key, by
// the hash of the session id or ticket that the server gave for it. It has two
// generations: when the current one is full, the one before is dropped.
type resumptions struct {
	current, previous map[[32]byte]secret
}

const maxResumptions = 1 << 16

func (r *resumptions) put(id [32]byte, master secret) {
	if r.current == nil || len(r.current) >= maxResumptions {
		r.previous, r.current = r.current, make(map[[32]byte]secret)
	}
	r.current[id] = master
}

func (r *resumptions) get(id [32]byte) (secret, bool) {
	if master, ok := r.current[id]; ok {
		return master, true
	}
	master, ok := r.previous[id]
	return master, ok
}
