package storage

import (
	"encoding/binary"
	"fmt"

	"edrtap/rules/record"
)

// clientHistoryVersion is the version of the binary form below; what version 1
// wrote is JSON. A capture has one for each client, as many as a third of its
// sessions: in JSON they took as long to store as a quarter of them.
const clientHistoryVersion = 2

func appendClientHistory(b []byte, h *record.ClientHistory) []byte {
	b = appendIP(append(b, clientHistoryVersion), h.Client)
	b = appendFlags(b, h.Enrolled, !h.LastContact.IsZero())
	b = appendInstant(appendInstant(b, h.First), h.Last)
	if !h.LastContact.IsZero() {
		b = appendInstant(b, h.LastContact)
	}
	b = appendString(b, h.Appliance)
	b = binary.AppendUvarint(b, uint64(len(h.Hellos)))
	for i := range h.Hellos {
		hello := &h.Hellos[i]
		b = appendInstant(appendInstant(appendString(b, hello.JA4), hello.First), hello.Last)
	}
	return b
}

// minHelloSize is the size of a hello whose JA4 is empty: a length and two
// times of at least two bytes.
const minHelloSize = 5

func decodeClientHistory(value []byte, h *record.ClientHistory) error {
	r := reader{rest: string(value)}
	switch {
	case !r.known(clientHistoryVersion):
		return fmt.Errorf("history of version %d: this program reads versions up to %d", r.version, clientHistoryVersion)
	case r.version == jsonVersion:
		return decodeJSON(value, h)
	}
	h.Client = r.ip()
	var contact bool
	r.flags(&h.Enrolled, &contact)
	h.First, h.Last = r.instant(), r.instant()
	if contact {
		h.LastContact = r.instant()
	}
	h.Appliance = r.string()
	if n := r.count(minHelloSize); n > 0 {
		h.Hellos = make([]record.SeenHello, n)
		for i := range h.Hellos {
			h.Hellos[i] = record.SeenHello{JA4: r.string(), First: r.instant(), Last: r.instant()}
		}
	}
	if err := r.finish(); err != nil {
		return fmt.Errorf("damaged history: %w", err)
	}
	return nil
}

func decodeServerHistory(value []byte, h *record.ServerHistory) error { return decodeJSON(value, h) }
