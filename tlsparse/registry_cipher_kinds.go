// Code generated from registry/cipher_kinds.tsv; DO NOT EDIT.

package tlsparse

// CipherKind is a cipher specification of SSL 2.0, 24 bits.
type CipherKind uint32

// Values of CipherKind.
const (
	SSL_CK_RC4_128_WITH_MD5              CipherKind = 0x010080
	SSL_CK_RC4_128_EXPORT40_WITH_MD5     CipherKind = 0x020080
	SSL_CK_RC2_128_CBC_WITH_MD5          CipherKind = 0x030080
	SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5 CipherKind = 0x040080
	SSL_CK_IDEA_128_CBC_WITH_MD5         CipherKind = 0x050080
	SSL_CK_DES_64_CBC_WITH_MD5           CipherKind = 0x060040
	SSL_CK_DES_64_CBC_WITH_SHA           CipherKind = 0x060140
	SSL_CK_DES_192_EDE3_CBC_WITH_MD5     CipherKind = 0x0700c0
	SSL_CK_DES_192_EDE3_CBC_WITH_SHA     CipherKind = 0x0701c0
	SSL_CK_RC4_64_WITH_MD5               CipherKind = 0x080080
	SSL_CK_DES_64_CFB64_WITH_MD5_1       CipherKind = 0xff0800
	SSL_CK_NULL                          CipherKind = 0xff0810
)

// String is the registered name, or the value in hexadecimal. It does not
// allocate for a known value.
func (v CipherKind) String() string {
	switch v {
	case 0x010080:
		return "SSL_CK_RC4_128_WITH_MD5"
	case 0x020080:
		return "SSL_CK_RC4_128_EXPORT40_WITH_MD5"
	case 0x030080:
		return "SSL_CK_RC2_128_CBC_WITH_MD5"
	case 0x040080:
		return "SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5"
	case 0x050080:
		return "SSL_CK_IDEA_128_CBC_WITH_MD5"
	case 0x060040:
		return "SSL_CK_DES_64_CBC_WITH_MD5"
	case 0x060140:
		return "SSL_CK_DES_64_CBC_WITH_SHA"
	case 0x0700c0:
		return "SSL_CK_DES_192_EDE3_CBC_WITH_MD5"
	case 0x0701c0:
		return "SSL_CK_DES_192_EDE3_CBC_WITH_SHA"
	case 0x080080:
		return "SSL_CK_RC4_64_WITH_MD5"
	case 0xff0800:
		return "SSL_CK_DES_64_CFB64_WITH_MD5_1"
	case 0xff0810:
		return "SSL_CK_NULL"
	}
	return hexadecimal(uint32(v), 6)
}
