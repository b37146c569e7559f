package main

import (
	"net/netip"
	"slices"
	"strings"

	"edrtap/rules/inventory"
)

// beside is what matters beside the inventory's own traffic: DNS, ICMP errors
// about it, fragments, and what may carry all of that in a tunnel (IP in IP,
// GRE and ERSPAN, VXLAN, GENEVE, CAPWAP, MPLS, PPPoE, Cisco's tags).
const beside = "port 53 or icmp or icmp6 or ip[6:2] & 0x1fff != 0 or ip6 proto 44" +
	" or ip proto 4 or ip proto 41 or proto 47 or udp port 4789 or udp port 8472 or udp port 6081 or udp port 5247" +
	" or ether proto 0x8847 or ether proto 0x8864 or ether proto 0x8909 or ether proto 0x8926"

// mostNets bounds an expression: the kernel takes 4096 instructions
// (BPF_MAXINSNS), and a network needs up to fifty.
const mostNets = 64

// autoFilter gives the tcpdump expression that lets pass what an inventory
// makes matter; empty where it does not narrow anything: clients are told
// nowhere, and an appliance only by name. It is empty too where there is more to
// name than a filter can hold.
func autoFilter(told *inventory.Inventory) string {
	var nets []netip.Prefix
	nets = append(nets, told.Clients...)
	for _, c := range told.Listed() {
		nets = append(nets, netip.PrefixFrom(c.Address, c.Address.BitLen()))
	}
	for i := range told.Appliances {
		if len(told.Appliances[i].Addresses) == 0 && !told.HasClients() {
			return ""
		}
		nets = append(nets, told.Appliances[i].Addresses...)
	}
	if len(nets) == 0 {
		return ""
	}
	others := slices.Clone(told.Managers)
	for i := range told.Proxies {
		others = append(others, told.Proxies[i].Host)
	}
	for i := range others {
		if len(others[i].Addresses) == 0 && !told.HasClients() {
			return ""
		}
		nets = append(nets, others[i].Addresses...)
	}
	if len(nets) > mostNets {
		return ""
	}
	terms := make([]string, 0, len(nets)+1)
	for _, net := range nets {
		terms = append(terms, "net "+net.Masked().String())
	}
	one := strings.Join(append(terms, beside), " or ")
	// Each vlan moves what follows it by one tag that is left in the frame.
	return "(" + one + ") or (vlan and (" + one + ")) or (vlan and (" + one + "))"
}
