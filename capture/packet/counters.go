package packet

import (
	"maps"
	"slices"

	"edrtap/capture"
)

// Counters is what a Decoder has seen so far. All figures are frames unless
// said otherwise.
type Counters struct {
	Frames uint64 // all; the sum of the next seven

	TCP       uint64
	UDP       uint64
	ICMP      uint64 // of both versions
	OtherIP   uint64
	NotIP     uint64
	Fragments uint64 // ended with Fragment
	Undecoded uint64 // the sum of the next five

	UnknownLink   uint64 // link type not known
	Truncated     uint64 // the snap length cut a header that is needed
	Malformed     uint64 // a header contradicts itself or does not fit the frame
	TunnelTooDeep uint64 // more tunnels than the limit
	Encrypted     uint64 // MACsec with encryption

	Cut               uint64 // fewer bytes captured than were on the wire
	Tunnelled         uint64 // at least one tunnel was taken off
	BadIPChecksum     uint64 // IPv4 headers
	ZeroIPChecksum    uint64 // IPv4 headers whose checksum is 0: captured before offload
	BadTCPOption      uint64
	ZeroIPLength      uint64 // IP headers
	LengthBeyondFrame uint64 // headers
	SourceRouted      uint64

	Defragmentation DefragmentationCounters

	UnknownLinks []LinkCount      // by link type, ascending
	EtherTypes   []EtherTypeCount // of NotIP frames, ascending; 0 stands for IEEE 802.2 frames without an EtherType
}

// DefragmentationCounters is what became of IP fragments.
type DefragmentationCounters struct {
	Fragments    uint64 // fragments seen
	Reassembled  uint64 // datagrams made whole
	Invalid      uint64 // fragments thrown away: empty, odd length, beyond 65,535 bytes, or claiming more than their frame
	Inconsistent uint64 // datagrams thrown away: fragments disagree about the end
	Overlaps     uint64 // fragments that brought bytes again; the first ones stayed
	Expired      uint64 // datagrams that stayed incomplete too long
	ExpiredFirst uint64 // among those, with the first fragment there
	Evicted      uint64 // datagrams given up because a limit was hit
	Pending      uint64 // datagrams incomplete at this moment
}

// LinkCount is a number of frames of one link type.
type LinkCount struct {
	Link   capture.LinkType
	Frames uint64
}

// EtherTypeCount is a number of frames of one EtherType.
type EtherTypeCount struct {
	EtherType uint16
	Frames    uint64
}

// tally is Counters as they are kept while decoding. The maps cannot grow
// past 65,536 entries: their keys have 16 bits.
type tally struct {
	results    [resultCount]uint64
	reasons    [reasonCount]uint64
	headers    Counters // only its fields after Encrypted
	links      map[capture.LinkType]uint64
	etherTypes map[uint16]uint64
}

// Counters gives what was counted so far. Its slices are the caller's.
func (d *Decoder) Counters() Counters {
	t := &d.tally
	c := t.headers
	c.TCP, c.UDP = t.results[TCP], t.results[UDP]
	c.ICMP, c.OtherIP, c.NotIP = t.results[ICMP], t.results[OtherIP], t.results[NotIP]
	c.Fragments, c.Undecoded = t.results[Fragment], t.results[Undecoded]
	for _, n := range t.results {
		c.Frames += n
	}
	c.UnknownLink = t.reasons[reasonUnknownLink]
	c.Truncated = t.reasons[reasonTruncated]
	c.Malformed = t.reasons[reasonMalformed]
	c.TunnelTooDeep = t.reasons[reasonTooDeep]
	c.Encrypted = t.reasons[reasonEncrypted]
	c.Defragmentation = d.fragments.counters
	c.Defragmentation.Pending = uint64(len(d.fragments.datagrams))
	for _, link := range slices.Sorted(maps.Keys(t.links)) {
		c.UnknownLinks = append(c.UnknownLinks, LinkCount{link, t.links[link]})
	}
	for _, etherType := range slices.Sorted(maps.Keys(t.etherTypes)) {
		c.EtherTypes = append(c.EtherTypes, EtherTypeCount{etherType, t.etherTypes[etherType]})
	}
	return c
}
