package tlsparse

// Swapped says whether the TLS client is the end that accepted the TCP
// connection, as far as is known yet.
func (c *Conn) Swapped() bool { return c.flags&flagSwapped != 0 }

// Established says whether both sides are known to have finished the handshake
// so far.
func (c *Conn) Established() bool { return c.details != nil && c.details.facts.Established }

// PlaintextLen bounds the plaintext of an application data record whose body
// is length bytes long, in bytes; it is what [Parser.OnRecord] needs to know
// of the suite. Without a suite it is 0 to length.
func (c *Conn) PlaintextLen(length int) (low, high int) {
	if c.details == nil || c.details.facts.Version == 0 {
		return 0, length
	}
	f := &c.details.facts
	return f.Suite.PlaintextLen(f.Version, length)
}
