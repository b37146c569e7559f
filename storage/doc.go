// Package storage keeps what an analysis found (sessions, findings,
// diagnoses, rates, summaries) in a Badger store and answers queries. It knows
// neither how a record was found nor how it is shown.
//
// # Runs
//
// Sessions are facts: their id is derived from their packets, so that writing
// one again replaces it, from whichever run it comes. Everything else is a
// conclusion of one run over a set of inputs, and is kept under that run's id
// (see [RunID]): analysing the same inputs again replaces the run's
// conclusions, and two captures which cover the same second from different
// places stand side by side. Neither overwrites the other, and nobody may add
// them up unseen: they may well be the same traffic seen twice.
//
// # Keys
//
// A name is lower case, without its trailing dot. Numbers are big-endian and
// of fixed width, so that the order of keys is the order of time; start and
// second are nanoseconds since the Unix epoch with the sign bit flipped. An
// address is the 16 bytes of IPv6, IPv4 mapped into it.
//
//	key                           value
//	m/schema                      version of this layout, decimal
//	s/<start><id>                 session, but for its parts
//	p/<hash>                      part: a ClientHello's offers, a chain of certificates, or a session's result
//	b/<low><high><hash>           empty: a block of the index, of sessions that start from low to high
//	x/<low><hash><column>         one column of that block
//	f/<run>\x00<ordinal>          finding
//	d/<run>\x00<ordinal>          diagnosis
//	u/<run>\x00                   summary
//	i/<run>\x00<ordinal>          input
//	r/<server><port><second><run> rate
//	v/<server><port><first><run>  history of a server
//	w/<client><first><run>        history of a client
//
// A row of the index is only a hint: a query tests the session itself, and
// passes over a row whose session is gone (see index.go). A session is found by
// its id, too, by reading the column of all blocks that has the ids: measured, a
// million of them take 60 ms, while an entry for each id, in the random order of
// ids, cost a third of all that is done to store a session.
//
// # Older stores
//
// Schema 2 had such an entry for each id. A store of it is read as it is, and
// loses them when it is first opened for writing. One of schema 1 had no blocks:
// see [Migrate].
//
// # Values
//
// The first byte of a value is its version. A session follows in a compact
// binary form (see session.go), as does the history of a client, everything
// else in JSON.
//
// # Durability
//
// What [Writer.Flush] or [Writer.Close] has returned for survives the end of
// the process by any signal and, as it was synced, a crash of the machine. A
// session is written together with its index entries or not at all.
package storage
