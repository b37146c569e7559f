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
	// Remember lets sessions of TLS 1.2 and before be opened with the secret of
	// one that they resume. What can be opened then depends on the order of
	// connections: one Decrypter must have them all.
	Remember bool

	secrets *Secrets
	resumed resumptions

	transcripts int        // bytes of transcripts that are kept
	content     [room]byte // of the record opened last
}

var _ tlsparse.Decrypter = (*Decrypter)(nil)

// New returns a Decrypter.
func New(secrets *Secrets) *Decrypter { return &Decrypter{secrets: secrets} }

// Begin implements tlsparse.Decrypter.
func (d *Decrypter) Begin() tlsparse.DecryptionSession {
	return &session{d: d, keeping: d.secrets.needTranscript()}
}

// resumptions remembers master secrets by the session id, or the hash of the
// ticket, that the server gave for them. It has two generations: when the current one is full, the one before is dropped.
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
