package decrypt

import (
	"bytes"
	"crypto/aes"
	"encoding/hex"
	"testing"
)

func unhex(t testing.TB, digits string) []byte {
	t.Helper()
	b, err := hex.DecodeString(digits)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestCCMVectors has packet vectors 1, 2, 3, 7 and 10 of RFC 3610 section 8 and
// examples 1 to 3 of NIST SP 800-38C appendix C.
func TestCCMVectors(t *testing.T) {
	const key = "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf"
	for _, test := range []struct {
		name, key, nonce, data, plain, sealed string
		tagLen                                int
	}{
		{"RFC 3610 #1", key, "00000003020100a0a1a2a3a4a5", "0001020304050607", "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e", "588c979a61c663d2f066d0c2c0f989806d5f6b61dac38417e8d12cfdf926e0", 8},
		{"RFC 3610 #2", key, "00000004030201a0a1a2a3a4a5", "0001020304050607", "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "72c91a36e135f8cf291ca894085c87e3cc15c439c9e43a3ba091d56e10400916", 8},
		{"RFC 3610 #3", key, "00000005040302a0a1a2a3a4a5", "0001020304050607", "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20", "51b1e5f44a197d1da46b0f8e2d282ae871e838bb64da8596574adaa76fbd9fb0c5", 8},
		{"RFC 3610 #7", key, "00000009080706a0a1a2a3a4a5", "0001020304050607", "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e", "0135d1b2c95f41d5d1d4fec185d166b8094e999dfed96c048c56602c97acbb7490", 10},
		{"SP 800-38C 1", "404142434445464748494a4b4c4d4e4f", "10111213141516", "0001020304050607", "20212223", "7162015b4dac255d", 4},
		{"SP 800-38C 2", "404142434445464748494a4b4c4d4e4f", "1011121314151617", "000102030405060708090a0b0c0d0e0f", "202122232425262728292a2b2c2d2e2f", "d2a1f0e051ea5f62081a7792073d593d1fc64fbfaccd", 6},
		{"SP 800-38C 3", "404142434445464748494a4b4c4d4e4f", "101112131415161718191a1b", "000102030405060708090a0b0c0d0e0f10111213", "202122232425262728292a2b2c2d2e2f3031323334353637", "e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5484392fbc1b09951", 8},
	} {
		t.Run(test.name, func(t *testing.T) {
			block, err := aes.NewCipher(unhex(t, test.key))
			if err != nil {
				t.Fatal(err)
			}
			c := newCCM(block, test.tagLen)
			nonce, sealed, data := unhex(t, test.nonce), unhex(t, test.sealed), unhex(t, test.data)
			got, err := c.Open([]byte("in front"), nonce, sealed, data)
			if err != nil || !bytes.Equal(got, append([]byte("in front"), unhex(t, test.plain)...)) {
				t.Fatalf("%x, %v", got, err)
			}
			for i := range sealed {
				sealed[i] ^= 1
				if got, err := c.Open(nil, nonce, sealed, data); err == nil || got != nil {
					t.Errorf("byte %d changed: %x, %v", i, got, err)
				}
				sealed[i] ^= 1
			}
			data[0] ^= 1
			if _, err := c.Open(nil, nonce, sealed, data); err == nil {
				t.Error("data changed, and taken")
			}
			for i := range sealed[:test.tagLen] {
				if _, err := c.Open(nil, nonce, sealed[:i], nil); err == nil {
					t.Errorf("%d bytes taken", i)
				}
			}
		})
	}
}
