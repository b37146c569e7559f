package tlsparse

// Decrypter finds the secrets of connections. It belongs to one Parser, whose
// goroutine alone calls it and the Sessions that it begins.
type Decrypter interface {
	// Begin begins the decryption of a connection at its ClientHello.
	Begin() DecryptionSession
}

// DecryptionSession opens the protected records of one connection. It keeps
// nothing of the slices that it is given.
type DecryptionSession interface {
	// Message is told every whole handshake message, header included, whether
	// it came in the clear or was decrypted, in order.
	Message(role Dir, message []byte)

	// ChangeCipherSpec says that what role sends from now on is protected
	// anew (TLS 1.2 and before).
	ChangeCipherSpec(role Dir)

	// Ready says whether the next protected record of role could be opened.
	// Open, Pass or Lost follows for every record, in order.
	Ready(role Dir) Readiness

	// Pass says that a record is passed over; length is that of its body.
	Pass(role Dir, length int)

	// Open verifies and decrypts a record. The content is valid until the
	// next call to any session of the Decrypter. ok is false where the record
	// is not authentic under any secret that is known: nothing of it is given
	// then.
	Open(role Dir, kind ContentType, version Version, body []byte) (inner ContentType, content []byte, ok bool)

	// Lost says that n bytes of role's stream will not come: the body of one
	// record where records is 1, or an unknown number of records where it is 0.
	Lost(role Dir, records int, n int64)

	// Reason is why not everything could be decrypted up to now; "" where it
	// could.
	Reason() DecryptionReason

	// Close ends the session. Its memory may be used again.
	Close()
}

// Readiness is whether there are keys for what comes next.
type Readiness uint8

// The kinds of readiness.
const (
	NoKeys   Readiness = iota // there are none, and none will come
	KeysLate                  // there are none yet
	HaveKeys
)

// DecryptionReason is why records of a connection could not be decrypted. The
// values are part of the output.
type DecryptionReason string

// The reasons.
const (
	ReasonNoHello     DecryptionReason = "no_hello"                // the handshake's beginning was not seen
	ReasonNoSecret    DecryptionReason = "no_secret"               // none is known for this client random
	ReasonHandshake   DecryptionReason = "handshake_secrets_only"  // TLS 1.3: nothing for application data
	ReasonApplication DecryptionReason = "no_handshake_secrets"    // TLS 1.3: nothing for the encrypted handshake
	ReasonEarly       DecryptionReason = "no_early_secret"         // TLS 1.3: nothing for early data
	ReasonGap         DecryptionReason = "gap"                     // bytes were lost, and with them the place in the cipher's sequence
	ReasonSuite       DecryptionReason = "suite_not_supported"     // edrtap cannot open records of this suite
	ReasonVersion     DecryptionReason = "version_not_supported"   // or of this version
	ReasonForged      DecryptionReason = "authentication_failed"   // the secret does not fit, or the bytes were changed
	ReasonMemory      DecryptionReason = "memory_limit"            // see Limits.Buffered
	ReasonServerKey   DecryptionReason = "server_key_does_not_fit" // the server's key opens no ClientKeyExchange of this session
)

// Decryption is what became of a connection's protected records.
type Decryption struct {
	Asked   bool      // a Decrypter was there; the rest is valid only then
	Records [2]uint64 // records that were decrypted
	Failed  [2]uint64 // protected records that were not
	Reason  DecryptionReason
}

// decryption is the Parser's part of it for one connection.
type decryption struct {
	session DecryptionSession
	half    [2]sealedHalf
	memory  bool // Limits.Buffered was reached

	waiting      []waitingSealed // records for which keys may still come, in order
	waitingBytes int             // of their bodies
	impatient    bool            // nothing is waited for any longer
}

// waitingSealed is a whole record for which keys may still come.
type waitingSealed struct {
	role   Dir
	header recordHeader
	time   int64
	body   []byte
}

const (
	maxWaiting     = 128 << 10 // bytes of records that wait for keys, a connection
	maxWaitingTime = 10e9      // ns of packet time that they wait
)

// sealedHalf is one direction of it.
type sealedHalf struct {
	header  recordHeader
	time    int64
	body    *[maxRecordLen]byte // nil while no record is unfinished, or it lies in one piece so far
	have    int                 // bytes in body
	records uint64              // opened
	failed  uint64
	hole    bool // plaintext may be missing since the last of it
}
