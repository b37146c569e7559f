package live

import "github.com/google/gopacket/pcap"

// loaded says whether Npcap is there: its library is not linked but loaded.
func loaded() error { return pcap.LoadWinPCAP() }
