package main

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"

	"edrtap/capture"
	"edrtap/capture/filter"
	"edrtap/capture/live"
	"edrtap/rules/inventory"
)

// framed is an Ethernet frame with so many VLAN tags around a packet.
func framed(t *testing.T, tags int, stack ...gopacket.SerializableLayer) []byte {
	t.Helper()
	kinds := make([]layers.EthernetType, 0, tags+1)
	for range tags {
		kinds = append(kinds, layers.EthernetTypeDot1Q)
	}
	kinds = append(kinds, layers.EthernetTypeIPv4)
	all := []gopacket.SerializableLayer{&layers.Ethernet{SrcMAC: make(net.HardwareAddr, 6), DstMAC: make(net.HardwareAddr, 6), EthernetType: kinds[0]}}
	for _, kind := range kinds[1:] {
		all = append(all, &layers.Dot1Q{VLANIdentifier: 7, Type: kind})
	}
	buffer := gopacket.NewSerializeBuffer()
	if err := gopacket.SerializeLayers(buffer, gopacket.SerializeOptions{FixLengths: true}, append(all, stack...)...); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

func TestAutoFilterKeepsWhatTheInventoryMakesMatter(t *testing.T) {
	told := &inventory.Inventory{
		Appliances: []inventory.ApplianceHost{{Host: inventory.Host{Addresses: []netip.Prefix{netip.MustParsePrefix("10.9.9.9/32")}}}},
		Clients:    []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")},
	}
	told.SetClients([]inventory.ClientHost{{Address: netip.MustParseAddr("10.77.0.1")}})
	expression := autoFilter(told)
	f, err := filter.New(expression)
	if err != nil {
		if slices.Contains(live.Methods(), "pcap") {
			t.Fatalf("%s: %v", expression, err)
		}
		fmt.Fprintf(os.Stderr, "%s: this build has no libpcap: NOT TESTED\n", t.Name())
		t.Skip("this build has no libpcap: NOT TESTED")
	}
	ip := func(src, dst string, protocol layers.IPProtocol) *layers.IPv4 {
		return &layers.IPv4{Version: 4, TTL: 9, Protocol: protocol, SrcIP: net.ParseIP(src), DstIP: net.ParseIP(dst)}
	}
	tcp, dns := &layers.TCP{SrcPort: 1024, DstPort: 443}, &layers.UDP{SrcPort: 1024, DstPort: 53}
	const strange, other = "192.0.2.1", "192.0.2.2"
	later := ip(strange, other, layers.IPProtocolTCP)
	later.FragOffset = 100
	for tags := range 3 {
		for name, test := range map[string]struct {
			frame []byte
			want  bool
		}{
			"to the appliance":   {framed(t, tags, ip(strange, "10.9.9.9", layers.IPProtocolTCP), tcp), true},
			"from the appliance": {framed(t, tags, ip("10.9.9.9", strange, layers.IPProtocolTCP), tcp), true},
			"of a client":        {framed(t, tags, ip("10.1.200.3", strange, layers.IPProtocolTCP), tcp), true},
			"of a listed client": {framed(t, tags, ip("10.77.0.1", strange, layers.IPProtocolTCP), tcp), true},
			"of strangers":       {framed(t, tags, ip(strange, other, layers.IPProtocolTCP), tcp), false},
			"a lookup":           {framed(t, tags, ip(strange, other, layers.IPProtocolUDP), dns), true},
			"a later fragment":   {framed(t, tags, later, tcp), true},
			"an ICMP error":      {framed(t, tags, ip(strange, other, layers.IPProtocolICMPv4), &layers.ICMPv4{}), true},
			"in GRE":             {framed(t, tags, ip(strange, other, layers.IPProtocolGRE), &layers.GRE{}), true},
		} {
			if got, err := f.Match(&capture.Frame{Link: 1, Data: test.frame}); err != nil || got != test.want {
				t.Errorf("a frame %s with %d tags: passes %v, %v; want %v", name, tags, got, err, test.want)
			}
		}
	}
}

func TestAutoFilterIsNoneWhereNothingIsNarrowed(t *testing.T) {
	address := []netip.Prefix{netip.MustParsePrefix("10.9.9.9/32")}
	many := &inventory.Inventory{Appliances: []inventory.ApplianceHost{{Host: inventory.Host{Addresses: address}}}}
	list := make([]inventory.ClientHost, mostNets)
	for i := range list {
		list[i].Address = netip.AddrFrom4([4]byte{10, 77, byte(i >> 8), byte(i)})
	}
	many.SetClients(list)
	for name, told := range map[string]*inventory.Inventory{
		"nothing is told":                    {},
		"there are more than a filter holds": many,
		"an appliance is told by name only":  {Appliances: []inventory.ApplianceHost{{Host: inventory.Host{Hosts: []string{"edr"}}}}},
		"a manager is told by name only": {
			Appliances: []inventory.ApplianceHost{{Host: inventory.Host{Addresses: address}}},
			Managers:   []inventory.Host{{Hosts: []string{"sepm"}}},
		},
	} {
		if expression := autoFilter(told); expression != "" {
			t.Errorf("where %s: %q", name, expression)
		}
	}
}

// The kernel refuses a filter of more than 4096 instructions (BPF_MAXINSNS).
func TestTheLargestAutoFilterIsOneForTheKernel(t *testing.T) {
	told := &inventory.Inventory{}
	for i := range mostNets {
		address := netip.AddrFrom16([16]byte{0x20, 1, 0xd, 0xb8, byte(7 * i), byte(i), byte(31 * i), 1, 2, 3, 4, byte(i), 6, 7, 8, byte(5 * i)})
		told.Clients = append(told.Clients, netip.PrefixFrom(address, 128))
	}
	code, err := filter.Compile(autoFilter(told), 1)
	if err != nil {
		if slices.Contains(live.Methods(), "pcap") {
			t.Fatal(err)
		}
		fmt.Fprintf(os.Stderr, "%s: this build has no libpcap: NOT TESTED\n", t.Name())
		t.Skip("this build has no libpcap: NOT TESTED")
	}
	if len(code) > 4096 {
		t.Errorf("%d instructions", len(code))
	}
}
