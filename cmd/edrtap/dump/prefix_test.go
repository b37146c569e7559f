package dump

import (
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"edrtap/capture"
	"edrtap/capture/flow"
	"edrtap/capture/packet"
	"edrtap/capture/pcapfile"
	"edrtap/tlsparse"
	"edrtap/tlsparse/dissect"
)

// collector keeps every distinct handshake message of the flows it follows.
type collector struct {
	parser   *tlsparse.Parser
	messages map[string]dissect.Context
}

func newCollector() *collector {
	c := &collector{parser: tlsparse.NewParser(tlsparse.Limits{}), messages: make(map[string]dissect.Context)}
	c.parser.OnEvent = func(conn *tlsparse.Conn, e tlsparse.Event) {
		if e.Kind == tlsparse.MessageEvent {
			facts := c.parser.Facts(conn)
			c.messages[string(e.Message)] = dissect.Context{Version: facts.Version, Suite: facts.Suite}
		}
	}
	return c
}

func (c *collector) Open(*flow.Flow[tlsparse.Conn]) {}

func (c *collector) role(f *flow.Flow[tlsparse.Conn], dir flow.Dir) tlsparse.Dir {
	if dir == f.Client() {
		return tlsparse.Client
	}
	return tlsparse.Server
}

func (c *collector) Data(f *flow.Flow[tlsparse.Conn], dir flow.Dir, time int64, b []byte) {
	c.parser.Data(&f.State, c.role(f, dir), time, b)
}

func (c *collector) Gap(f *flow.Flow[tlsparse.Conn], dir flow.Dir, time, n int64) {
	c.parser.Gap(&f.State, c.role(f, dir), time, n)
}

func (c *collector) Close(f flow.Closed[tlsparse.Conn]) { c.parser.Release(&f.State) }

// read follows every flow of a capture.
func (c *collector) read(t *testing.T, name string) {
	t.Helper()
	reader, err := pcapfile.Open(name, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	table := flow.New[tlsparse.Conn](flow.Config{}, c)
	decoder := packet.NewDecoder(packet.DefaultLimits())
	var batch capture.Batch
	var p packet.Packet
	var clock int64
	var number uint64
	for err != io.EOF {
		if err = reader.ReadBatch(&batch); err != nil && err != io.EOF && !strings.Contains(name, "cut-short") {
			t.Fatal(err)
		}
		for i := range batch.Frames {
			number++
			clock = max(clock, batch.Frames[i].Time)
			if decoder.Decode(&batch.Frames[i], &p) == packet.TCP {
				table.Packet(&p, table.Fetch(&p), clock, number)
			}
		}
		if err != nil {
			break
		}
	}
	table.FinishThrough(clock, number)
}

// truncated asks the parser of a message whether it ends early, and what is
// wrong with it; known is false where the parser has no form for the type.
func truncated(m []byte, kind tlsparse.HandshakeType, context dissect.Context) (is bool, anomalies []tlsparse.Anomaly, known bool) {
	switch kind {
	case tlsparse.HandshakeClientHello:
		h, _, a := tlsparse.ParseClientHello(m)
		return h.Truncated, a, true
	case tlsparse.HandshakeServerHello:
		h, _, a := tlsparse.ParseServerHello(m)
		return h.Truncated, a, true
	case tlsparse.HandshakeCertificate:
		c, a := tlsparse.ParseCertificateMessage(m, context.Version.IsTLS13())
		return c.Truncated, a, true
	case tlsparse.HandshakeServerKeyExchange:
		k, a := tlsparse.ParseServerKeyExchange(m, context.Suite)
		return k.Truncated, a, true
	}
	return false, nil, false
}

// TestEveryProperPrefixOfEveryBundledMessageIsTruncated: never malformed and
// never fine, for the parsers and in a dump.
func TestEveryProperPrefixOfEveryBundledMessageIsTruncated(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "pcaps", "*", "capture.pcap*"))
	if err != nil || len(files) < 30 {
		t.Fatalf("%d bundled captures found, %v", len(files), err)
	}
	c := newCollector()
	for _, file := range files {
		c.read(t, file)
	}
	kinds := make(map[tlsparse.HandshakeType]int)
	for text, context := range c.messages {
		m := []byte(text)
		kind := tlsparse.HandshakeType(m[0])
		announced := 4 + int(m[1])<<16 + int(m[2])<<8 + int(m[3])
		if len(m) != announced {
			continue // one that the capture itself cuts
		}
		if kinds[kind]++; kinds[kind] > 30 {
			continue // more of the same
		}
		if is, anomalies, known := truncated(m, kind, context); known && (is || anomalies != nil) {
			t.Fatalf("the whole %v: truncated %v, %v", kind, is, anomalies)
		}
		for n := range len(m) {
			prefix := m[:n:n]
			if is, anomalies, known := truncated(prefix, kind, context); known && (!is || anomalies != nil) {
				t.Fatalf("%d of %d bytes of %v: truncated %v, %v", n, len(m), kind, is, anomalies)
			}
			fields := dissect.Message(prefix, context)
			if n < 4 && n > 0 && fields[0].Name != "rest" || n >= 4 && !slices.ContainsFunc(fields, func(f dissect.Field) bool {
				return f.Name == "length" && strings.Contains(f.Value, "of which")
			}) {
				t.Fatalf("%d of %d bytes of %v are shown as whole: %v", n, len(m), kind, fields)
			}
		}
	}
	for _, kind := range []tlsparse.HandshakeType{
		tlsparse.HandshakeClientHello, tlsparse.HandshakeServerHello, tlsparse.HandshakeCertificate, tlsparse.HandshakeServerKeyExchange,
		tlsparse.HandshakeServerHelloDone, tlsparse.HandshakeClientKeyExchange, tlsparse.HandshakeNewSessionTicket,
	} {
		if kinds[kind] == 0 {
			t.Errorf("no %v in the bundled captures", kind)
		}
	}
}
