// Package pcapfile reads capture files into batches of frames: pcap in its
// byte orders and resolutions, pcapng with its sections and interfaces, either
// of them compressed with gzip or zstd, from a path or from a stream. A Writer
// writes frames as pcapng.
//
// Frames are slices of the block that the file was read into: a frame is never
// copied, save the one that lies across the end of a block. In steady state a
// Reader allocates nothing.
//
// Input is hostile. No length of a file is believed before its bytes are there,
// and every buffer has a bound. A file that ends early or is damaged gives the
// frames that it holds, then an *Error that says where and why. Where damage in
// a pcap file can be stepped over, reading goes on behind it, and the *Error
// comes at the end.
package pcapfile
