// Code generated from registry/groups.tsv; DO NOT EDIT.

package tlsparse

// Group is a named group for key exchange (RFC 8446 section 4.2.7).
type Group uint16

// Values of Group.
const (
	GroupSect163k1                       Group = 0x0001
	GroupSect163r1                       Group = 0x0002
	GroupSect163r2                       Group = 0x0003
	GroupSect193r1                       Group = 0x0004
	GroupSect193r2                       Group = 0x0005
	GroupSect233k1                       Group = 0x0006
	GroupSect233r1                       Group = 0x0007
	GroupSect239k1                       Group = 0x0008
	GroupSect283k1                       Group = 0x0009
	GroupSect283r1                       Group = 0x000a
	GroupSect409k1                       Group = 0x000b
	GroupSect409r1                       Group = 0x000c
	GroupSect571k1                       Group = 0x000d
	GroupSect571r1                       Group = 0x000e
	GroupSecp160k1                       Group = 0x000f
	GroupSecp160r1                       Group = 0x0010
	GroupSecp160r2                       Group = 0x0011
	GroupSecp192k1                       Group = 0x0012
	GroupSecp192r1                       Group = 0x0013
	GroupSecp224k1                       Group = 0x0014
	GroupSecp224r1                       Group = 0x0015
	GroupSecp256k1                       Group = 0x0016
	GroupSecp256r1                       Group = 0x0017
	GroupSecp384r1                       Group = 0x0018
	GroupSecp521r1                       Group = 0x0019
	GroupBrainpoolP256r1                 Group = 0x001a
	GroupBrainpoolP384r1                 Group = 0x001b
	GroupBrainpoolP512r1                 Group = 0x001c
	GroupX25519                          Group = 0x001d
	GroupX448                            Group = 0x001e
	GroupBrainpoolP256r1tls13            Group = 0x001f
	GroupBrainpoolP384r1tls13            Group = 0x0020
	GroupBrainpoolP512r1tls13            Group = 0x0021
	GroupGC256A                          Group = 0x0022
	GroupGC256B                          Group = 0x0023
	GroupGC256C                          Group = 0x0024
	GroupGC256D                          Group = 0x0025
	GroupGC512A                          Group = 0x0026
	GroupGC512B                          Group = 0x0027
	GroupGC512C                          Group = 0x0028
	GroupCurveSM2                        Group = 0x0029
	GroupFfdhe2048                       Group = 0x0100
	GroupFfdhe3072                       Group = 0x0101
	GroupFfdhe4096                       Group = 0x0102
	GroupFfdhe6144                       Group = 0x0103
	GroupFfdhe8192                       Group = 0x0104
	GroupMLKEM512                        Group = 0x0200
	GroupMLKEM768                        Group = 0x0201
	GroupMLKEM1024                       Group = 0x0202
	GroupKyber512                        Group = 0x023a
	GroupKyber768                        Group = 0x023c
	GroupKyber1024                       Group = 0x023d
	GroupSecP256r1MLKEM768               Group = 0x11eb
	GroupX25519MLKEM768                  Group = 0x11ec
	GroupSecP384r1MLKEM1024              Group = 0x11ed
	GroupCurveSM2MLKEM768                Group = 0x11ee
	GroupX25519Kyber512                  Group = 0x2f39
	GroupP256Kyber512                    Group = 0x2f3a
	GroupP384Kyber768                    Group = 0x2f3c
	GroupP521Kyber1024                   Group = 0x2f3d
	GroupCECPQ2                          Group = 0x4138
	GroupCECPQ2b                         Group = 0x4139
	GroupX25519Kyber768Draft00           Group = 0x6399
	GroupSecP256r1Kyber768Draft00        Group = 0x639a
	GroupX25519Kyber512Draft00           Group = 0xfe30
	GroupX25519Kyber768Draft00Private    Group = 0xfe31
	GroupSecP256r1Kyber768Draft00Private Group = 0xfe32
	GroupArbitraryExplicitPrimeCurves    Group = 0xff01
	GroupArbitraryExplicitChar2Curves    Group = 0xff02
)

// String is the registered name, or the value in hexadecimal. It does not
// allocate for a known value.
func (v Group) String() string {
	switch v {
	case 0x0001:
		return "sect163k1"
	case 0x0002:
		return "sect163r1"
	case 0x0003:
		return "sect163r2"
	case 0x0004:
		return "sect193r1"
	case 0x0005:
		return "sect193r2"
	case 0x0006:
		return "sect233k1"
	case 0x0007:
		return "sect233r1"
	case 0x0008:
		return "sect239k1"
	case 0x0009:
		return "sect283k1"
	case 0x000a:
		return "sect283r1"
	case 0x000b:
		return "sect409k1"
	case 0x000c:
		return "sect409r1"
	case 0x000d:
		return "sect571k1"
	case 0x000e:
		return "sect571r1"
	case 0x000f:
		return "secp160k1"
	case 0x0010:
		return "secp160r1"
	case 0x0011:
		return "secp160r2"
	case 0x0012:
		return "secp192k1"
	case 0x0013:
		return "secp192r1"
	case 0x0014:
		return "secp224k1"
	case 0x0015:
		return "secp224r1"
	case 0x0016:
		return "secp256k1"
	case 0x0017:
		return "secp256r1"
	case 0x0018:
		return "secp384r1"
	case 0x0019:
		return "secp521r1"
	case 0x001a:
		return "brainpoolP256r1"
	case 0x001b:
		return "brainpoolP384r1"
	case 0x001c:
		return "brainpoolP512r1"
	case 0x001d:
		return "x25519"
	case 0x001e:
		return "x448"
	case 0x001f:
		return "brainpoolP256r1tls13"
	case 0x0020:
		return "brainpoolP384r1tls13"
	case 0x0021:
		return "brainpoolP512r1tls13"
	case 0x0022:
		return "GC256A"
	case 0x0023:
		return "GC256B"
	case 0x0024:
		return "GC256C"
	case 0x0025:
		return "GC256D"
	case 0x0026:
		return "GC512A"
	case 0x0027:
		return "GC512B"
	case 0x0028:
		return "GC512C"
	case 0x0029:
		return "curveSM2"
	case 0x0100:
		return "ffdhe2048"
	case 0x0101:
		return "ffdhe3072"
	case 0x0102:
		return "ffdhe4096"
	case 0x0103:
		return "ffdhe6144"
	case 0x0104:
		return "ffdhe8192"
	case 0x0200:
		return "MLKEM512"
	case 0x0201:
		return "MLKEM768"
	case 0x0202:
		return "MLKEM1024"
	case 0x023a:
		return "kyber512"
	case 0x023c:
		return "kyber768"
	case 0x023d:
		return "kyber1024"
	case 0x11eb:
		return "SecP256r1MLKEM768"
	case 0x11ec:
		return "X25519MLKEM768"
	case 0x11ed:
		return "SecP384r1MLKEM1024"
	case 0x11ee:
		return "curveSM2MLKEM768"
	case 0x2f39:
		return "x25519_kyber512"
	case 0x2f3a:
		return "p256_kyber512"
	case 0x2f3c:
		return "p384_kyber768"
	case 0x2f3d:
		return "p521_kyber1024"
	case 0x4138:
		return "CECPQ2"
	case 0x4139:
		return "CECPQ2b"
	case 0x6399:
		return "X25519Kyber768Draft00"
	case 0x639a:
		return "SecP256r1Kyber768Draft00"
	case 0xfe30:
		return "X25519Kyber512Draft00"
	case 0xfe31:
		return "X25519Kyber768Draft00"
	case 0xfe32:
		return "SecP256r1Kyber768Draft00"
	case 0xff01:
		return "arbitrary_explicit_prime_curves"
	case 0xff02:
		return "arbitrary_explicit_char2_curves"
	}
	return hexadecimal(uint32(v), 4)
}
