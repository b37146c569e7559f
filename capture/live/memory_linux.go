package live

import "golang.org/x/sys/unix"

// UsualRing is the size of a ring that suits this machine, in bytes: a 32nd of
// its memory, from DefaultRing to four times as much. That holds what comes in
// the moments in which the analysis looks at what it has found.
func UsualRing() int {
	var info unix.Sysinfo_t
	if unix.Sysinfo(&info) != nil {
		return DefaultRing
	}
	share := uint64(info.Totalram) * uint64(info.Unit) / 32
	return int(min(max(share, DefaultRing), 4*DefaultRing))
}
