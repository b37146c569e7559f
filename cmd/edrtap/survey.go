package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"time"

	"edrtap/capture"
	"edrtap/capture/live"
	"edrtap/capture/packet"
	"edrtap/cmd/edrtap/pipeline"
	"edrtap/rules/inventory"
)

// maxSurveyed is how many connections a survey tells apart.
const maxSurveyed = 1 << 16

// survey is what a mirror port shows in some seconds. It reads a source on
// behalf of the pipeline, and looks at each frame on the way.
type survey struct {
	capture.Source
	told    *inventory.Inventory
	decoder *packet.Decoder
	packet  packet.Packet
	until   int64 // packet time at which it ends

	frames, bytes uint64
	longest       uint32
	segments      uint64 // with payload
	tls           uint64 // of these, such as begin with a TLS record
	tunnels       uint64
	vlans         map[uint16]uint64
	connections   map[uint32]uint8 // directions seen, by hash
	servers       map[string]bool  // of the inventory, by role and name
	clients       map[netip.Addr]struct{}
	elapsed       time.Duration
	sensor        *pipeline.Result
}

func newSurvey(told *inventory.Inventory) *survey {
	return &survey{
		told: told, decoder: packet.NewDecoder(packet.DefaultLimits()), vlans: make(map[uint16]uint64),
		connections: make(map[uint32]uint8), servers: make(map[string]bool), clients: make(map[netip.Addr]struct{}),
	}
}

// run surveys for a time, or until ctx is done.
func (s *survey) run(ctx context.Context, source capture.Source, long time.Duration) error {
	s.Source = source
	begin := time.Now()
	s.until = begin.Add(long).UnixNano()
	var err error
	s.sensor, err = pipeline.Run(ctx, pipeline.Config{Source: s, Files: []string{"survey"}})
	s.elapsed = time.Since(begin)
	return err
}

// ReadBatch implements capture.Source.
func (s *survey) ReadBatch(b *capture.Batch) error {
	if time.Now().UnixNano() >= s.until {
		b.Frames = b.Frames[:0]
		return io.EOF
	}
	if err := s.Source.ReadBatch(b); err != nil {
		return err
	}
	for i := range b.Frames {
		s.look(&b.Frames[i])
	}
	return nil
}

func (s *survey) look(f *capture.Frame) {
	s.frames++
	s.bytes += uint64(f.Length)
	s.longest = max(s.longest, f.Length)
	result, p := s.decoder.Decode(f, &s.packet), &s.packet
	if result == packet.Undecoded || result == packet.NotIP {
		return
	}
	s.vlans[p.VLAN]++
	if p.Depth > 0 {
		s.tunnels++
	}
	if result != packet.TCP {
		return
	}
	src, dst := p.Src.Netip(), p.Dst.Netip()
	s.meet(src, p.SrcPort)
	s.meet(dst, p.DstPort)
	way := uint8(1)
	if src.Compare(dst) > 0 || src == dst && p.SrcPort > p.DstPort {
		way = 2
	}
	hash := p.FlowHash()
	if _, known := s.connections[hash]; known || len(s.connections) < maxSurveyed {
		s.connections[hash] |= way
	}
	if len(p.Payload) < 3 {
		return
	}
	s.segments++
	// A TLS record: content type 20 to 23, major version 3 (RFC 8446 section 5.1).
	if p.Payload[0] >= 20 && p.Payload[0] <= 23 && p.Payload[1] == 3 {
		s.tls++
	}
}

// meet notes that a host of the inventory was seen.
func (s *survey) meet(addr netip.Addr, port uint16) {
	if m := s.told.Server(addr, port, ""); m.Role != inventory.Unknown {
		s.servers[m.Role.String()+" "+m.Name] = true
	}
	if s.told.IsClient(addr) && len(s.clients) < maxSurveyed {
		s.clients[addr] = struct{}{}
	}
}

// report says what was seen, and at the end what to ask the network team for.
func (s *survey) report(c *checkup, name string, counted live.Statistics) {
	if s.frames == 0 {
		c.fail("%s: no frame in %.0f s: the mirror session is not set up, or ends at another port", name, s.elapsed.Seconds())
		c.note("to the network team: please mirror the traffic of the EDR appliance, both directions, to the port that %s is plugged into", name)
		return
	}
	c.ok("%s: %d frames in %.1f s, %.1f Mbit/s", name, s.frames, s.elapsed.Seconds(), float64(s.bytes)*8/1e6/s.elapsed.Seconds())
	if lost := counted.Dropped + counted.InterfaceDropped; lost > 0 {
		c.warn("%s: %d frames were dropped meanwhile: a larger --ring, a faster machine, or less to capture (-f) helps", name, lost)
	} else {
		c.ok("%s: no frame was dropped meanwhile", name)
	}
	wishes := slices.Concat(s.directions(c, name), s.quality(c, name), s.expected(c, name))
	if len(wishes) > 0 {
		c.note("to the network team: on the mirror session to the port that %s is plugged into, please %s", name, strings.Join(wishes, "; "))
	}
}

// directions looks at whether both ends of connections are heard.
func (s *survey) directions(c *checkup, name string) (wishes []string) {
	oneWay := 0
	for _, ways := range s.connections {
		if ways != 3 {
			oneWay++
		}
	}
	const much = 20 // percent
	switch all := len(s.connections); {
	case all == 0:
		c.fail("%s: no TCP at all", name)
		return []string{"mirror the VLANs that clients and the appliance are in"}
	case oneWay*100 >= all*much:
		c.warn("%s: of %d TCP connections %d were seen in one direction only", name, all, oneWay)
		wishes = append(wishes, "mirror both directions (receive and transmit) of the appliance's port")
	default:
		c.ok("%s: %d TCP connections, %d of them in one direction only", name, all, oneWay)
	}
	if s.segments > 0 {
		c.note("%s: %d %% of segments with payload begin with a TLS record; %d sessions that are or should be TLS", name, s.tls*100/s.segments, s.sensor.Sessions)
	}
	return wishes
}

// quality looks at duplicates, tags, tunnels and cut or merged frames.
func (s *survey) quality(c *checkup, name string) (wishes []string) {
	sensor := &s.sensor.Sensor
	if n := sensor.DuplicateFrames; n*100 >= s.frames {
		c.warn("%s: %d frames came twice", name, n)
		wishes = append(wishes, "mirror each port or VLAN once, not where frames enter and where they leave")
	}
	if n := sensor.TruncatedFrames; n > 0 {
		c.warn("%s: %d frames came cut", name, n)
		wishes = append(wishes, "send whole frames, not only their beginning")
	}
	if n := sensor.MissingBytes; n > 0 {
		c.warn("%s: %d bytes of sessions were never seen: the mirror port is overloaded, or some links are not mirrored", name, n)
	}
	if n := sensor.UndecodedFrames; n*100 >= s.frames {
		c.warn("%s: %d frames could not be decoded", name, n)
	}
	var ids []string
	for _, id := range slices.Sorted(maps.Keys(s.vlans)) {
		if id != 0 {
			ids = append(ids, fmt.Sprint(id))
		}
	}
	if len(ids) > 0 {
		c.note("%s: VLANs %s; %d packets without a tag", name, strings.Join(ids[:min(len(ids), 20)], ", "), s.vlans[0])
	}
	if s.tunnels > 0 {
		c.note("%s: %d packets came in tunnels (ERSPAN, GRE, VXLAN and the like), which are taken off", name, s.tunnels)
	}
	if d := live.Inspect(name); d.MTU > 0 && int(s.longest) > d.MTU+22 { // Ethernet header, two tags
		c.note("%s: frames of up to %d bytes came, longer than its MTU of %d: something merged them before", name, s.longest, d.MTU)
	}
	return wishes
}

// expected looks for the hosts of the inventory.
func (s *survey) expected(c *checkup, name string) (wishes []string) {
	var hosts []string
	for i := range s.told.Appliances {
		hosts = append(hosts, inventory.Appliance.String()+" "+s.told.Appliances[i].Name)
	}
	for i := range s.told.Managers {
		hosts = append(hosts, inventory.Manager.String()+" "+s.told.Managers[i].Name)
	}
	for _, host := range hosts {
		if s.servers[host] {
			c.ok("%s: the %s is seen", name, host)
			continue
		}
		c.warn("%s: the %s was not seen (a name without an address is not looked for)", name, host)
		wishes = append(wishes, "include the traffic of the "+host)
	}
	if len(s.told.Clients) == 0 {
		return wishes
	}
	if len(s.clients) == 0 {
		c.warn("%s: no address of the clients' ranges was seen", name)
		return append(wishes, "include the traffic of the clients, before any address translation")
	}
	c.ok("%s: %d addresses of the clients' ranges are seen", name, len(s.clients))
	return wishes
}
