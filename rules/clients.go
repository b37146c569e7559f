package rules

import (
	"math"
	"net/netip"

	"edrtap/rules/numbering"
)

// noClient is the number of a client of which nothing is kept.
const noClient uint32 = math.MaxUint32

// clients numbers the clients of which anything is kept. A session's is looked
// up once; what is kept of it is found by its number.
type clients struct {
	known  numbering.Table[numbering.Host]
	folded *uint64
}

// find gives the number of a client; noClient where it has none.
func (c *clients) find(addr netip.Addr) uint32 {
	if n, known := c.known.Find(numbering.HostOf(addr)); known {
		return uint32(n)
	}
	return noClient
}

// number gives the number of a client, a new one where it had none; noClient
// where there are too many.
func (c *clients) number(addr netip.Addr) uint32 {
	n, _ := c.known.Number(numbering.HostOf(addr), numbering.Max)
	if n < 0 {
		*c.folded++
		return noClient
	}
	return uint32(n)
}

// addr gives the address of a client.
func (c *clients) addr(n uint32) netip.Addr { return c.known.Key(int(n)).Addr() }

// perClient is how many sessions each of some clients has.
type perClient struct {
	known  numbering.Table[uint32] // their numbers, at most maxClients
	counts []int
}

func (p *perClient) add(client uint32, sessions int) {
	if client == noClient {
		return
	}
	i, added := p.known.Number(client, maxClients)
	if added {
		p.counts = append(p.counts, 0)
	}
	if i >= 0 {
		p.counts[i] += sessions
	}
}

// room says whether one client more is told apart.
func (p *perClient) room() bool { return p.known.Len() < maxClients }

// list gives the clients in order of first sight. It is not the caller's.
func (p *perClient) list() []uint32 { return p.known.Keys() }

func (p *perClient) has(client uint32) bool {
	_, known := p.known.Find(client)
	return known
}

// of gives the sessions of a client; 0 where it is none of them.
func (p *perClient) of(client uint32) int {
	if i, known := p.known.Find(client); known {
		return p.counts[i]
	}
	return 0
}
