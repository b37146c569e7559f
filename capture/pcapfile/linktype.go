package pcapfile

import (
	"strconv"

	"edrtap/capture"
)

// LinkTypeName gives the name of a link type in the tcpdump registry without
// "LINKTYPE_" before it, for example "LINUX_SLL2", and "LINKTYPE_<n>" for
// those it does not know.
func LinkTypeName(t capture.LinkType) string {
	if name := registeredName(t); name != "" {
		return name
	}
	return "LINKTYPE_" + strconv.Itoa(int(t))
}

// registeredName gives "" for a link type that it does not know. The names are
// those of the registry's DLT_ column, which libpcap and tcpdump print.
func registeredName(t capture.LinkType) string {
	switch t {
	case 0:
		return "NULL"
	case 1:
		return "EN10MB"
	case 2:
		return "EN3MB"
	case 3:
		return "AX25"
	case 6:
		return "IEEE802"
	case 7:
		return "ARCNET"
	case 8:
		return "SLIP"
	case 9:
		return "PPP"
	case 10:
		return "FDDI"
	case 50:
		return "PPP_SERIAL"
	case 51:
		return "PPP_ETHER"
	case 99:
		return "SYMANTEC_FIREWALL"
	case 100:
		return "ATM_RFC1483"
	case 101:
		return "RAW"
	case 104:
		return "C_HDLC"
	case 105:
		return "IEEE802_11"
	case 106:
		return "ATM_CLIP"
	case 107:
		return "FRELAY"
	case 108:
		return "LOOP"
	case 109:
		return "ENC"
	case 113:
		return "LINUX_SLL"
	case 114:
		return "LTALK"
	case 117:
		return "PFLOG"
	case 119:
		return "PRISM_HEADER"
	case 122:
		return "IP_OVER_FC"
	case 123:
		return "SUNATM"
	case 127:
		return "IEEE802_11_RADIO"
	case 129:
		return "ARCNET_LINUX"
	case 138:
		return "APPLE_IP_OVER_IEEE1394"
	case 140:
		return "MTP2"
	case 141:
		return "MTP3"
	case 142:
		return "SCCP"
	case 143:
		return "DOCSIS"
	case 144:
		return "LINUX_IRDA"
	case 163:
		return "IEEE802_11_RADIO_AVS"
	case 166:
		return "PPP_PPPD"
	case 187:
		return "BLUETOOTH_HCI_H4"
	case 189:
		return "USB_LINUX"
	case 192:
		return "PPI"
	case 195:
		return "IEEE802_15_4"
	case 197:
		return "ERF"
	case 201:
		return "BLUETOOTH_HCI_H4_WITH_PHDR"
	case 204:
		return "PPP_WITH_DIR"
	case 205:
		return "C_HDLC_WITH_DIR"
	case 206:
		return "FRELAY_WITH_DIR"
	case 220:
		return "USB_LINUX_MMAPPED"
	case 224:
		return "FC_2"
	case 225:
		return "FC_2_WITH_FRAME_DELIMS"
	case 226:
		return "IPNET"
	case 227:
		return "CAN_SOCKETCAN"
	case 228:
		return "IPV4"
	case 229:
		return "IPV6"
	case 230:
		return "IEEE802_15_4_NOFCS"
	case 231:
		return "DBUS"
	case 239:
		return "NFLOG"
	case 240:
		return "NETANALYZER"
	case 241:
		return "NETANALYZER_TRANSPARENT"
	case 242:
		return "IPOIB"
	case 243:
		return "MPEG_2_TS"
	case 246:
		return "PFSYNC"
	case 247:
		return "INFINIBAND"
	case 248:
		return "SCTP"
	case 249:
		return "USBPCAP"
	case 251:
		return "BLUETOOTH_LE_LL"
	case 252:
		return "WIRESHARK_UPPER_PDU"
	case 253:
		return "NETLINK"
	case 254:
		return "BLUETOOTH_LINUX_MONITOR"
	case 256:
		return "BLUETOOTH_LE_LL_WITH_PHDR"
	case 258:
		return "PKTAP"
	case 266:
		return "USB_DARWIN"
	case 271:
		return "VSOCK"
	case 272:
		return "NORDIC_BLE"
	case 274:
		return "ETHERNET_MPACKET"
	case 276:
		return "LINUX_SLL2"
	case 280:
		return "VPP_DISPATCH"
	case 281:
		return "DSA_TAG_BRCM"
	case 282:
		return "DSA_TAG_BRCM_PREPEND"
	case 283:
		return "IEEE802_15_4_TAP"
	case 284:
		return "DSA_TAG_DSA"
	case 285:
		return "DSA_TAG_EDSA"
	}
	if 147 <= t && t <= 162 {
		return "USER" + strconv.Itoa(int(t)-147)
	}
	return ""
}
