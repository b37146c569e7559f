package traffic

import (
	"math/rand/v2"
	"time"

	"edrtap/pcaps/generate/dialogue"
)

// mixed is a mirror port of an office: bulk data, handshakes, other protocols,
// and a part that loses, repeats and reorders its packets.
func mixed(p *player, o Options) error {
	short, err := talks(o.Distinct, o.Seed, unchanged)
	if err != nil {
		return err
	}
	long, err := talks(min(40, o.Distinct), o.Seed, func(_ int, t *talk) { t.rounds, t.answer = 4, 300_000 })
	if err != nil {
		return err
	}
	unwell := append(append([]*script(nil), short...), long[:min(4, len(long))]...)
	groups := []*group{
		{scripts: long, share: 0.60, clients: 20_000, servers: 400},
		{scripts: short, share: 0.20, clients: 20_000, servers: 16},
		{scripts: noise(p), share: 0.15, clients: 20_000, servers: 2000},
		{scripts: unwell, share: 0.05, clients: 20_000, servers: 16, unwell: true},
	}
	const bytesPerSecond = 32e6
	for offered := 0.0; offered < 1e9*o.Scale; {
		g := groups[0]
		for _, other := range groups {
			if other.used/other.share < g.used/g.share { // furthest behind its share
				g = other
			}
		}
		c := p.connect(g)
		at := time.Duration(offered / bytesPerSecond * float64(time.Second))
		p.until(at)
		p.start(c, at)
		g.used += float64(c.script.bytes)
		offered += float64(c.script.bytes)
	}
	return nil
}

// noise is what is not TLS: HTTP, a database, SSH, DNS, QUIC and voice, with
// opaque bodies.
func noise(p *player) []*script {
	var scripts []*script
	for range 30 {
		scripts = append(scripts,
			newScript(80, []dialogue.Step{
				send(dialogue.Client, opaque(p.random, 380, "GET /a/b/c HTTP/1.1\r\nHost: www.corp.example\r\n\r\n")),
				send(dialogue.Server, opaque(p.random, 5000+p.random.IntN(60_000), "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n")),
				{From: dialogue.Server, Kind: dialogue.Close},
				{From: dialogue.Client, Kind: dialogue.Close},
			}, 1460),
			newScript(5432, questions(p.random, "Q\x00\x00\x00\x40SELECT "), 1460),
			newScript(22, questions(p.random, "SSH-2.0-OpenSSH_9.6\r\n"), 1460),
			lookup(),
			datagrams(p.random, 443, 60, 1250, 300*time.Microsecond, "\x41"),
			datagrams(p.random, 16384, 200, 172, 10*time.Millisecond, "\x80\x08"),
		)
	}
	return scripts
}

func send(from dialogue.Side, data []byte) dialogue.Step {
	return dialogue.Step{From: from, Kind: dialogue.Send, Data: data}
}

// questions is twenty short questions and answers that begin with head.
func questions(random *rand.Rand, head string) []dialogue.Step {
	var steps []dialogue.Step
	for range 20 {
		steps = append(steps,
			send(dialogue.Client, opaque(random, 40+random.IntN(900), head)),
			send(dialogue.Server, opaque(random, 40+random.IntN(900), head)))
	}
	return append(steps, dialogue.Step{From: dialogue.Client, Kind: dialogue.Close}, dialogue.Step{From: dialogue.Server, Kind: dialogue.Close})
}

// lookup is a question to a DNS server, and its answer.
func lookup() *script {
	const question = "\x03www\x04corp\x07example\x00\x00\x01\x00\x01"
	s := &script{port: 53, hello: -1}
	s.put(segment{from: dialogue.Client, udp: true, payload: []byte("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00" + question)})
	s.put(segment{
		from: dialogue.Server, udp: true, wait: 5 * time.Millisecond,
		payload: []byte("\x12\x34\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00" + question + "\xc0\x0c\x00\x01\x00\x01\x00\x00\x0e\x10\x00\x04\xc0\x00\x02\x50"),
	})
	return s
}

// datagrams is count datagrams to and fro, every wait one.
func datagrams(random *rand.Rand, port uint16, count, size int, wait time.Duration, head string) *script {
	s := &script{port: port, hello: -1}
	for i := range count {
		s.put(segment{from: dialogue.Side(i % 2), udp: true, payload: opaque(random, size, head), wait: wait})
	}
	return s
}

// opaque is size bytes of noise that begin with head.
func opaque(random *rand.Rand, size int, head string) []byte {
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	copy(b, head)
	return b
}
