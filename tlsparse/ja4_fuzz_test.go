package tlsparse

import (
	"encoding/binary"
	"regexp"
	"slices"
	"testing"
)

// FuzzFingerprints checks the form of the fingerprints and that GREASE makes
// no difference to them, wherever it is put.
func FuzzFingerprints(f *testing.F) {
	f.Add(uint16(0x0303), []byte{0x13, 0x01, 0xc0, 0x2f}, []byte{0, 0, 0, 16, 0, 13}, []byte{4, 3}, []byte{3, 4}, "h2", uint16(3))
	f.Add(uint16(0), []byte{}, []byte{0x0a, 0x0a}, []byte{}, []byte{0x7f, 0x17}, "\x00", uint16(0))
	form := regexp.MustCompile(`^t(13|12|11|10|s3|s2|00)[di][0-9]{4}[0-9A-Za-z]{2}_[0-9a-f]{12}_[0-9a-f]{12}$`)
	digits := regexp.MustCompile(`^[0-9a-f]{32}$`)
	f.Fuzz(func(t *testing.T, version uint16, suites, extensions, signatures, versions []byte, protocol string, place uint16) {
		h := &HelloShape{
			Version: version, Suites: pairs(suites), Extensions: pairs(extensions), Groups: pairs(signatures),
			PointFormats: suites, Signatures: pairs(signatures), SupportedVersions: pairs(versions), ALPN: []string{protocol},
		}
		ja3, ja4 := JA3(h), JA4(h)
		if !digits.MatchString(ja3) || !form.MatchString(ja4) {
			t.Errorf("got %q and %q", ja3, ja4)
		}
		grease := 0x0a0a + 0x1010*(place%16)
		for _, list := range []*[]uint16{&h.Suites, &h.Extensions, &h.Groups, &h.Signatures} {
			*list = slices.Insert(*list, int(place)%(len(*list)+1), grease)
		}
		if len(h.SupportedVersions) > 0 {
			h.SupportedVersions = slices.Insert(h.SupportedVersions, int(place)%(len(h.SupportedVersions)+1), grease)
		}
		if JA3(h) != ja3 || JA4(h) != ja4 {
			t.Errorf("with GREASE: %s and %s, without: %s and %s", JA3(h), JA4(h), ja3, ja4)
		}
	})
}

func pairs(b []byte) []uint16 {
	var list []uint16
	for ; len(b) >= 2; b = b[2:] {
		list = append(list, binary.BigEndian.Uint16(b))
	}
	return list
}
