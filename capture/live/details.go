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
	Lost     uint64   // frames given up by card or driver since the interface exists
}
