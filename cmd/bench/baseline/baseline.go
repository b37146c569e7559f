// Package baseline is what others need for the same files: libpcap that does
// nothing with the frames, which is the floor, and two programs on gopacket
// that count the TLS records of each TCP connection. All of them need libpcap,
// so a build without cgo has none.
package baseline

// Counts is what a baseline saw.
type Counts struct {
	Frames  int64
	Records int64 // of TLS; the floor sees none
}
