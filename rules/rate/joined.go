package rate

// joined brings shares together: those of each client, or of each range.
type joined struct {
	list   []share  // in order of first sight
	places []uint32 // by client, or range: its place in the list, from 1; 0 where it has none
}

// gather takes the shares of clients, and gives how many these are. Those of which
// too many were known count as one, and have no place.
func (j *joined) gather(shares []share) (clients uint64) {
	unknown := uint64(0)
	for _, s := range shares {
		if s.client == nobody {
			unknown = 1
			continue
		}
		j.add(s)
	}
	return uint64(len(j.list)) + unknown
}

func (j *joined) add(s share) {
	if more := int(s.client) + 1 - len(j.places); more > 0 {
		j.places = append(j.places, make([]uint32, more)...)
	}
	if at := j.places[s.client]; at > 0 {
		j.list[at-1].join(s)
		return
	}
	j.list = append(j.list, s)
	j.places[s.client] = uint32(len(j.list))
}

func (j *joined) clear() {
	for i := range j.list {
		j.places[j.list[i].client] = 0
	}
	j.list = j.list[:0]
}
