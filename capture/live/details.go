package live

// Details is what the system tells of an interface, as far as it does.
type Details struct {
	Driver   string   // empty where it has none, or it is not told
	Offloads []string // those that merge received frames, by the names that ethtool(8) knows them by
	Cable    bool     // a carrier is there
	Speed    int      // Mbit/s; 0 where it is not known
	MTU      int      // bytes
	Ring     int      // frames that the card keeps for the driver; 0 where it is not known
	MostRing int      // that it could keep
	Stamps   Stamps   // whose clock frames are stamped by
	Lost     uint64   // frames given up by card or driver since the interface exists
}

// Stamps says whose clock stamps the frames of an interface.
type Stamps string

// The clocks. A card's stamps are used where they are on.
const (
	Kernel  Stamps = "kernel"           // the card cannot
	CardOff Stamps = "kernel, card can" // for every frame, but that is not switched on
	Card    Stamps = "card"
)
