//go:build cgo

package baseline

/*
#cgo LDFLAGS: -lpcap
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <pcap/pcap.h>

static void nothing(u_char *frames, const struct pcap_pkthdr *header, const u_char *data) {
	++*(int64_t *)frames;
}

// Gives how many frames there are, or -1 with the reason in error.
static int64_t read_all(const char *path, char *error) {
	int64_t frames = 0;
	pcap_t *p = pcap_open_offline(path, error);
	if (p == NULL)
		return -1;
	int n;
	while ((n = pcap_dispatch(p, -1, nothing, (u_char *)&frames)) > 0)
		;
	if (n < 0) {
		snprintf(error, PCAP_ERRBUF_SIZE, "%s", pcap_geterr(p));
		frames = -1;
	}
	pcap_close(p);
	return frames;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// Floor lets libpcap read the file and call a function that does nothing.
func Floor(path string) (Counts, error) {
	name := C.CString(path)
	defer C.free(unsafe.Pointer(name))
	var reason [C.PCAP_ERRBUF_SIZE]C.char
	frames := C.read_all(name, &reason[0])
	if frames < 0 {
		return Counts{}, fmt.Errorf("libpcap: %s", C.GoString(&reason[0]))
	}
	return Counts{Frames: int64(frames)}, nil
}
