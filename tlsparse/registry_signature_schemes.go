// Code generated from registry/signature_schemes.tsv; DO NOT EDIT.

package tlsparse

// SignatureScheme is a signature algorithm (RFC 8446 section 4.2.3).
type SignatureScheme uint16

// Values of SignatureScheme.
const (
	SignatureRSAPKCS1MD5                     SignatureScheme = 0x0101
	SignatureDSAMD5                          SignatureScheme = 0x0102
	SignatureECDSAMD5                        SignatureScheme = 0x0103
	SignatureRSAPKCS1SHA1                    SignatureScheme = 0x0201
	SignatureDSASHA1                         SignatureScheme = 0x0202
	SignatureECDSASHA1                       SignatureScheme = 0x0203
	SignatureRSAPKCS1SHA224                  SignatureScheme = 0x0301
	SignatureDSASHA224                       SignatureScheme = 0x0302
	SignatureECDSASHA224                     SignatureScheme = 0x0303
	SignatureRSAPKCS1SHA256                  SignatureScheme = 0x0401
	SignatureDSASHA256                       SignatureScheme = 0x0402
	SignatureECDSASecp256r1SHA256            SignatureScheme = 0x0403
	SignatureRSAPKCS1SHA256Legacy            SignatureScheme = 0x0420
	SignatureRSAPKCS1SHA384                  SignatureScheme = 0x0501
	SignatureDSASHA384                       SignatureScheme = 0x0502
	SignatureECDSASecp384r1SHA384            SignatureScheme = 0x0503
	SignatureRSAPKCS1SHA384Legacy            SignatureScheme = 0x0520
	SignatureRSAPKCS1SHA512                  SignatureScheme = 0x0601
	SignatureDSASHA512                       SignatureScheme = 0x0602
	SignatureECDSASecp521r1SHA512            SignatureScheme = 0x0603
	SignatureRSAPKCS1SHA512Legacy            SignatureScheme = 0x0620
	SignatureEccsiSHA256                     SignatureScheme = 0x0704
	SignatureIsoIbs1                         SignatureScheme = 0x0705
	SignatureIsoIbs2                         SignatureScheme = 0x0706
	SignatureIsoChineseIbs                   SignatureScheme = 0x0707
	SignatureSm2sigSm3                       SignatureScheme = 0x0708
	SignatureGostr34102012256a               SignatureScheme = 0x0709
	SignatureGostr34102012256b               SignatureScheme = 0x070a
	SignatureGostr34102012256c               SignatureScheme = 0x070b
	SignatureGostr34102012256d               SignatureScheme = 0x070c
	SignatureGostr34102012512a               SignatureScheme = 0x070d
	SignatureGostr34102012512b               SignatureScheme = 0x070e
	SignatureGostr34102012512c               SignatureScheme = 0x070f
	SignatureRSAPSSRSAeSHA256                SignatureScheme = 0x0804
	SignatureRSAPSSRSAeSHA384                SignatureScheme = 0x0805
	SignatureRSAPSSRSAeSHA512                SignatureScheme = 0x0806
	SignatureEd25519                         SignatureScheme = 0x0807
	SignatureEd448                           SignatureScheme = 0x0808
	SignatureRSAPSSPSSSHA256                 SignatureScheme = 0x0809
	SignatureRSAPSSPSSSHA384                 SignatureScheme = 0x080a
	SignatureRSAPSSPSSSHA512                 SignatureScheme = 0x080b
	SignatureECDSABrainpoolP256r1tls13SHA256 SignatureScheme = 0x081a
	SignatureECDSABrainpoolP384r1tls13SHA384 SignatureScheme = 0x081b
	SignatureECDSABrainpoolP512r1tls13SHA512 SignatureScheme = 0x081c
	SignatureGostr34102012256Intrinsic       SignatureScheme = 0x0840
	SignatureGostr34102012512Intrinsic       SignatureScheme = 0x0841
	SignatureMLDSA44                         SignatureScheme = 0x0904
	SignatureMLDSA65                         SignatureScheme = 0x0905
	SignatureMLDSA87                         SignatureScheme = 0x0906
	SignatureSlhdsaSHA2128s                  SignatureScheme = 0x0911
	SignatureSlhdsaSHA2128f                  SignatureScheme = 0x0912
	SignatureSlhdsaSHA2192s                  SignatureScheme = 0x0913
	SignatureSlhdsaSHA2192f                  SignatureScheme = 0x0914
	SignatureSlhdsaSHA2256s                  SignatureScheme = 0x0915
	SignatureSlhdsaSHA2256f                  SignatureScheme = 0x0916
	SignatureSlhdsaSHAke128s                 SignatureScheme = 0x0917
	SignatureSlhdsaSHAke128f                 SignatureScheme = 0x0918
	SignatureSlhdsaSHAke192s                 SignatureScheme = 0x0919
	SignatureSlhdsaSHAke192f                 SignatureScheme = 0x091a
	SignatureSlhdsaSHAke256s                 SignatureScheme = 0x091b
	SignatureSlhdsaSHAke256f                 SignatureScheme = 0x091c
	SignatureGostr34102001                   SignatureScheme = 0xeded
	SignatureGostr34102012256                SignatureScheme = 0xeeee
	SignatureGostr34102012512                SignatureScheme = 0xefef
)

// String is the registered name, or the value in hexadecimal. It does not
// allocate for a known value.
func (v SignatureScheme) String() string {
	switch v {
	case 0x0101:
		return "rsa_pkcs1_md5"
	case 0x0102:
		return "dsa_md5"
	case 0x0103:
		return "ecdsa_md5"
	case 0x0201:
		return "rsa_pkcs1_sha1"
	case 0x0202:
		return "dsa_sha1"
	case 0x0203:
		return "ecdsa_sha1"
	case 0x0301:
		return "rsa_pkcs1_sha224"
	case 0x0302:
		return "dsa_sha224"
	case 0x0303:
		return "ecdsa_sha224"
	case 0x0401:
		return "rsa_pkcs1_sha256"
	case 0x0402:
		return "dsa_sha256"
	case 0x0403:
		return "ecdsa_secp256r1_sha256"
	case 0x0420:
		return "rsa_pkcs1_sha256_legacy"
	case 0x0501:
		return "rsa_pkcs1_sha384"
	case 0x0502:
		return "dsa_sha384"
	case 0x0503:
		return "ecdsa_secp384r1_sha384"
	case 0x0520:
		return "rsa_pkcs1_sha384_legacy"
	case 0x0601:
		return "rsa_pkcs1_sha512"
	case 0x0602:
		return "dsa_sha512"
	case 0x0603:
		return "ecdsa_secp521r1_sha512"
	case 0x0620:
		return "rsa_pkcs1_sha512_legacy"
	case 0x0704:
		return "eccsi_sha256"
	case 0x0705:
		return "iso_ibs1"
	case 0x0706:
		return "iso_ibs2"
	case 0x0707:
		return "iso_chinese_ibs"
	case 0x0708:
		return "sm2sig_sm3"
	case 0x0709:
		return "gostr34102012_256a"
	case 0x070a:
		return "gostr34102012_256b"
	case 0x070b:
		return "gostr34102012_256c"
	case 0x070c:
		return "gostr34102012_256d"
	case 0x070d:
		return "gostr34102012_512a"
	case 0x070e:
		return "gostr34102012_512b"
	case 0x070f:
		return "gostr34102012_512c"
	case 0x0804:
		return "rsa_pss_rsae_sha256"
	case 0x0805:
		return "rsa_pss_rsae_sha384"
	case 0x0806:
		return "rsa_pss_rsae_sha512"
	case 0x0807:
		return "ed25519"
	case 0x0808:
		return "ed448"
	case 0x0809:
		return "rsa_pss_pss_sha256"
	case 0x080a:
		return "rsa_pss_pss_sha384"
	case 0x080b:
		return "rsa_pss_pss_sha512"
	case 0x081a:
		return "ecdsa_brainpoolP256r1tls13_sha256"
	case 0x081b:
		return "ecdsa_brainpoolP384r1tls13_sha384"
	case 0x081c:
		return "ecdsa_brainpoolP512r1tls13_sha512"
	case 0x0840:
		return "gostr34102012_256_intrinsic"
	case 0x0841:
		return "gostr34102012_512_intrinsic"
	case 0x0904:
		return "mldsa44"
	case 0x0905:
		return "mldsa65"
	case 0x0906:
		return "mldsa87"
	case 0x0911:
		return "slhdsa_sha2_128s"
	case 0x0912:
		return "slhdsa_sha2_128f"
	case 0x0913:
		return "slhdsa_sha2_192s"
	case 0x0914:
		return "slhdsa_sha2_192f"
	case 0x0915:
		return "slhdsa_sha2_256s"
	case 0x0916:
		return "slhdsa_sha2_256f"
	case 0x0917:
		return "slhdsa_shake_128s"
	case 0x0918:
		return "slhdsa_shake_128f"
	case 0x0919:
		return "slhdsa_shake_192s"
	case 0x091a:
		return "slhdsa_shake_192f"
	case 0x091b:
		return "slhdsa_shake_256s"
	case 0x091c:
		return "slhdsa_shake_256f"
	case 0xeded:
		return "gostr34102001"
	case 0xeeee:
		return "gostr34102012_256"
	case 0xefef:
		return "gostr34102012_512"
	}
	return hexadecimal(uint32(v), 4)
}
