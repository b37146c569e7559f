package storage

import "edrtap/rules/record"

// partMemo knows parts without reading them. Sessions share the lists in which
// their parts are, so that a part is found by where such a list lies in memory.
// That memory may hold something else meanwhile: each part is compared with a
// copy, in which it is enough that strings are the same ones, and nobody owes a
// promise.
type partMemo struct {
	hellos map[*string]*knownHello
	chains map[*record.Certificate]*knownChain
}

// maxMemo is how many lists are remembered; a full table is begun anew. The
// first time that a list comes it is only noted (nil): one that never comes
// again is not worth a copy.
const maxMemo = 1024

type knownHello struct {
	offer record.Offer
	id    partID
}

type knownChain struct {
	chain []record.Certificate
	id    partID
}

// hello gives the id of the part of an offer that was added; nil where it is
// not known.
func (m *partMemo) hello(t *record.TLS, offer *record.Offer) *partID {
	if len(t.OfferedCiphers) == 0 {
		return nil
	}
	if known := m.hellos[&t.OfferedCiphers[0]]; known != nil && known.offer.Same(offer) {
		return &known.id
	}
	return nil
}

func (m *partMemo) addHello(t *record.TLS, offer *record.Offer, id *partID) {
	if len(t.OfferedCiphers) == 0 {
		return
	}
	if known := noted(&m.hellos, &t.OfferedCiphers[0]); known != nil {
		known.offer.CopyFrom(offer)
		known.id = *id
	}
}

// chain is hello for a list of certificates, which is not empty.
func (m *partMemo) chain(list []record.Certificate) *partID {
	if known := m.chains[&list[0]]; known != nil && record.SameChain(known.chain, list) {
		return &known.id
	}
	return nil
}

func (m *partMemo) addChain(list []record.Certificate, id *partID) {
	if known := noted(&m.chains, &list[0]); known != nil {
		known.chain = record.CopyChain(known.chain, list)
		known.id = *id
	}
}

// noted gives where to remember what lies at an address; nil the first time.
func noted[K comparable, V any](table *map[K]*V, address K) *V {
	known, seen := (*table)[address]
	switch {
	case !seen && len(*table) >= maxMemo:
		clear(*table)
	case !seen && *table == nil:
		*table = make(map[K]*V)
	case seen && known == nil:
		known = new(V)
	}
	(*table)[address] = known
	return known
}
