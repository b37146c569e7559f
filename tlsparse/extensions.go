package tlsparse

// extensionRFC is where extensions are defined.
const extensionRFC = "RFC 8446 section 4.2"

// extensions walks a list of extensions and calls each with a cursor over the
// extension's body. A type that comes twice is noted, and given again.
func extensions(list cursor, each func(t ExtensionType, body cursor)) {
	list.rfc = extensionRFC
	var seen [4]uint64 // the types up to 255
	for !list.empty() {
		at := list.offset()
		t, ok := list.uint16("extension type")
		if !ok {
			return
		}
		body, ok := list.vector16("extension")
		if t < 256 {
			if seen[t/64]>>(t%64)&1 == 1 {
				list.notes.add(at, extensionRFC, "extension "+ExtensionType(t).String()+" comes twice")
			}
			seen[t/64] |= 1 << (t % 64)
		}
		if !ok { // the type alone was seen
			each(ExtensionType(t), body)
			return
		}
		each(ExtensionType(t), body)
	}
}

// protocolNames reads an ALPN list (RFC 7301 section 3.1), GREASE included.
func protocolNames(body cursor) []string {
	body.rfc = "RFC 7301 section 3.1"
	list, ok := body.vector16("protocol name list")
	if !ok {
		return nil
	}
	var names []string
	for !list.empty() {
		name, ok := list.vector8("protocol name")
		if !ok || name.cut { // a cut name would be a wrong name
			break
		}
		if !name.empty() {
			names = append(names, string(name.rest))
		}
	}
	body.done("protocol name list")
	return names
}

// isGREASEName tells whether a protocol name is GREASE (RFC 8701 section 2).
func isGREASEName(name string) bool {
	return len(name) == 2 && IsGREASE(uint16(name[0])<<8|uint16(name[1]))
}

// serverName reads the host name of a server_name extension (RFC 6066
// section 3), as sent.
func serverName(body cursor) string {
	body.rfc = "RFC 6066 section 3"
	list, ok := body.vector16("server name list")
	if !ok {
		return ""
	}
	name := ""
	for !list.empty() {
		kind, _ := list.uint8("name type")
		value, ok := list.vector16("host name")
		if !ok || value.cut {
			break
		}
		if kind == 0 && name == "" {
			name = string(value.rest)
		}
	}
	body.done("server name list")
	return name
}
