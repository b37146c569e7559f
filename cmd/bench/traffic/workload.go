// Package traffic makes captures to measure with: real TLS conversations of
// crypto/tls, played as TCP connections of a fleet of clients. The same options
// give the same packets, but for the keys of hybrid groups, which crypto/mlkem
// takes from the system alone.
package traffic

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"time"
)

// Options say how large a workload is.
type Options struct {
	Scale    float64 // 1 is the size that docs speak of
	Distinct int     // different server names, certificates and ClientHellos
	Seed     uint64
}

// workload plays one capture.
type workload func(p *player, o Options) error

// workloads gives every workload by name.
func workloads() map[string]workload {
	return map[string]workload{
		"bulk":       bulk,
		"handshakes": handshakes,
		"mixed":      mixed,
		"flows-1m":   openFlows,

		"empty":           func(*player, Options) error { return nil },
		"packets":         func(p *player, o Options) error { return manyPackets(p, o, 1) },
		"packets-x10":     func(p *player, o Options) error { return manyPackets(p, o, 10) },
		"connections":     func(p *player, o Options) error { return fleet(p, o, 4000, 1000) },
		"connections-x10": func(p *player, o Options) error { return fleet(p, o, 40_000, 1000) },
		"clients":         func(p *player, o Options) error { return fleet(p, o, 40_000, 1000) },
		"clients-x10":     func(p *player, o Options) error { return fleet(p, o, 40_000, 10_000) },
		"findings":        func(p *player, o Options) error { return refusals(p, o, 40) },
		"findings-x10":    func(p *player, o Options) error { return refusals(p, o, 400) },
	}
}

// Write writes the capture of that name, a pcap file.
func Write(w io.Writer, name string, o Options) (Counts, error) {
	play, ok := workloads()[name]
	if !ok {
		return Counts{}, fmt.Errorf("no workload is called %q", name)
	}
	p := newPlayer(w, o.Seed)
	if err := play(p, o); err != nil {
		return Counts{}, err
	}
	return p.finish()
}

// scaled is n at this scale, and at least one.
func (o Options) scaled(n int) int { return max(1, int(float64(n)*o.Scale)) }

// group is a part of a fleet: what its clients and servers say.
type group struct {
	scripts []*script
	clients int
	servers int
	loyal   bool    // every client keeps to one server and one way to talk
	unwell  bool    // frames are lost, repeated and reordered
	share   float64 // of the bytes of a mix
	used    float64
}

// connect is a new connection of the group.
func (p *player) connect(g *group) *connection {
	client, server, script := p.random.IntN(g.clients), p.random.IntN(g.servers), p.random.IntN(len(g.scripts))
	if g.loyal {
		script = client % len(g.scripts)
		server = script % g.servers
	}
	c := &connection{script: g.scripts[script], unwell: g.unwell}
	c.ends[0] = end{address: 10<<24 | 1<<16 + uint32(client), port: uint16(1024 + p.random.IntN(64000))}
	c.ends[1] = end{address: 192<<24 | 168<<16 | 10 + uint32(server), port: c.script.port}
	c.trip = time.Duration(2+p.random.IntN(60)) * time.Millisecond
	return c
}

// play opens count connections of the group, evenly spread.
func (p *player) play(g *group, count int, perSecond int) {
	for i := range count {
		at := time.Duration(i) * time.Second / time.Duration(perSecond)
		p.until(at)
		p.start(p.connect(g), at)
	}
}

func unchanged(int, *talk) {}

// bulk is full-size application data over few connections.
func bulk(p *player, o Options) error {
	scripts, err := talks(min(8, o.scaled(200)), o.Seed, func(_ int, t *talk) { t.rounds, t.request, t.answer = 4, 400, 7_150_000/4 })
	if err != nil {
		return err
	}
	p.play(&group{scripts: scripts, clients: 5000, servers: 16}, o.scaled(200), 200)
	return nil
}

// handshakes is what a fleet of SEP clients does all day: a full handshake,
// one request of 500 bytes, one answer of 300.
func handshakes(p *player, o Options) error { return fleet(p, o, o.scaled(100_000), 20_000) }

func fleet(p *player, o Options, connections, clients int) error {
	scripts, err := talks(o.Distinct, o.Seed, unchanged)
	if err != nil {
		return err
	}
	p.play(&group{scripts: scripts, clients: clients, servers: 16}, connections, 2000)
	return nil
}

// openFlows opens connections that say no more than a ClientHello.
func openFlows(p *player, o Options) error {
	scripts, err := talks(min(64, o.Distinct), o.Seed, unchanged)
	if err != nil {
		return err
	}
	for _, s := range scripts {
		s.untilHello()
	}
	p.play(&group{scripts: scripts, clients: 1 << 23, servers: 16}, o.scaled(1_000_000), 50_000)
	return nil
}

// manyPackets is the same connections with more and more small segments.
func manyPackets(p *player, o Options, factor int) error {
	const connections, mss = 1000, 200
	t := talk{rounds: 1, request: 500, answer: 20_000 * factor, seed: "packets"}
	var err error
	if t.certificate, err = certificate("edr.corp.example", 0); err != nil {
		return err
	}
	t.client = offer("edr.corp.example", p.random)
	steps, err := t.hold()
	if err != nil {
		return err
	}
	s := newScript(443, steps, mss)
	s.markHello()
	p.play(&group{scripts: []*script{s}, clients: 500, servers: 16}, connections, 200)
	return nil
}

// refusals is a fleet that trusts none of its servers: what there is to say of
// each of them is a finding of its own.
func refusals(p *player, o Options, servers int) error {
	scripts, err := talks(o.Distinct, o.Seed, refuse)
	if err != nil {
		return err
	}
	p.play(&group{scripts: scripts, clients: 1000, servers: servers}, 20_000, 2000)
	return nil
}

// refuse lets a client of TLS 1.2 refuse the certificate: its alert can be read.
func refuse(_ int, t *talk) {
	t.client.MaxVersion, t.distrust = tls.VersionTLS12, true
}

// Endless is a fleet that never ends: connections open and close, some are
// refused, some lose packets, and not all are TLS.
type Endless struct {
	options Options
	healthy []*script
	refused []*script
}

// NewEndless records what the fleet says.
func NewEndless(o Options) (*Endless, error) {
	e := &Endless{options: o}
	var err error
	if e.healthy, err = talks(o.Distinct, o.Seed, unchanged); err != nil {
		return nil, err
	}
	e.refused, err = talks(8, o.Seed, refuse)
	return e, err
}

// Play plays the fleet until the context ends, and what is under way then to
// its end.
func (e *Endless) Play(ctx context.Context, w io.Writer) (Counts, error) {
	p := newPlayer(w, e.options.Seed)
	groups := []*group{ // everybody is met within a minute or two
		{scripts: e.healthy, loyal: true, clients: 20_000, servers: 16},
		{scripts: e.refused, loyal: true, clients: 1000, servers: 4},
		{scripts: noise(p), loyal: true, clients: 5000, servers: 2000},
		{scripts: e.healthy, loyal: true, clients: 1000, servers: 16, unwell: true},
	}
	for at := time.Duration(0); p.err == nil && ctx.Err() == nil; at += 2 * time.Millisecond {
		p.until(at)
		g := groups[0]
		if n := p.random.IntN(20); n < len(groups) {
			g = groups[n]
		}
		p.start(p.connect(g), at)
	}
	return p.finish()
}
