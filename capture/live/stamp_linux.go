package live

import (
	"math"
	"time"

	"golang.org/x/sys/unix"

	"edrtap/capture"
)

// A card that stamps every frame that it receives knows best when that was. Its
// stamps are asked for where they are switched on already: to do that is
// somebody else's business, and needs CAP_NET_ADMIN. The kernel stamps what the
// card did not, frame by frame, and says in each header who did (see
// Documentation/networking/timestamping.rst and packet_mmap.rst of Linux).
//
// A card has a clock of its own, which often nothing keeps right. Flows, other
// interfaces and findings go by the machine's clock, and so a card whose clock is
// off is not believed.

// cardStamps says whether a card can stamp the frames that it receives, and
// whether it does, all of them.
func cardStamps(name string) (can, does bool) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return false, false
	}
	defer unix.Close(fd)
	const raw = unix.SOF_TIMESTAMPING_RX_HARDWARE | unix.SOF_TIMESTAMPING_RAW_HARDWARE
	info, err := unix.IoctlGetEthtoolTsInfo(fd, name)
	can = err == nil && info.So_timestamping&raw == raw && info.Rx_filters&(1<<unix.HWTSTAMP_FILTER_ALL) != 0
	if !can {
		return false, false
	}
	config, err := unix.IoctlGetHwTstamp(fd, name)
	return true, err == nil && config.Rx_filter == unix.HWTSTAMP_FILTER_ALL
}

// askCard asks for a card's stamps, or no longer.
func (r *ring) askCard(ask bool) error {
	whose := 0 // the kernel's
	if ask {
		whose = unix.SOF_TIMESTAMPING_RAW_HARDWARE
	}
	return unix.SetsockoptInt(r.fd, unix.SOL_PACKET, unix.PACKET_TIMESTAMP, whose)
}

const (
	// ahead is by how much a card's clock may be ahead of the machine's.
	ahead = 50 * time.Millisecond

	// longest is how old frames may be that come out of a ring.
	longest = time.Minute

	// judged is after how many blocks a card's clock is behind if none of them
	// was younger than settled.
	judged = 256
)

// cardClock compares a card's clock with the machine's. The zero value is ready
// to use.
type cardClock struct {
	blocks int
	least  time.Duration // age of the youngest block
}

// off says, of each block as it is handed over, whether the card's clock cannot
// be right. age is that of the block's last frame.
func (c *cardClock) off(age time.Duration) bool {
	if c.blocks == 0 {
		c.least = math.MaxInt64
	}
	c.blocks++
	c.least = min(c.least, age)
	if age < -ahead || age > longest {
		return true
	}
	if c.blocks < judged {
		return false
	}
	c.blocks = 0
	return c.least > settled
}

// shift moves the frames of a block that a wrong clock has stamped, so that the
// last is of now.
func shift(frames []capture.Frame, age time.Duration) {
	for i := range frames {
		frames[i].Time += int64(age)
	}
}
