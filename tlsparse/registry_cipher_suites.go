// Code generated from registry/cipher_suites.tsv; DO NOT EDIT.

package tlsparse

// CipherSuite is a cipher suite (RFC 8446 appendix B.4).
type CipherSuite uint16

// Values of CipherSuite.
const (
	TLS_NULL_WITH_NULL_NULL                             CipherSuite = 0x0000
	TLS_RSA_WITH_NULL_MD5                               CipherSuite = 0x0001
	TLS_RSA_WITH_NULL_SHA                               CipherSuite = 0x0002
	TLS_RSA_EXPORT_WITH_RC4_40_MD5                      CipherSuite = 0x0003
	TLS_RSA_WITH_RC4_128_MD5                            CipherSuite = 0x0004
	TLS_RSA_WITH_RC4_128_SHA                            CipherSuite = 0x0005
	TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5                  CipherSuite = 0x0006
	TLS_RSA_WITH_IDEA_CBC_SHA                           CipherSuite = 0x0007
	TLS_RSA_EXPORT_WITH_DES40_CBC_SHA                   CipherSuite = 0x0008
	TLS_RSA_WITH_DES_CBC_SHA                            CipherSuite = 0x0009
	TLS_RSA_WITH_3DES_EDE_CBC_SHA                       CipherSuite = 0x000a
	TLS_DH_DSS_EXPORT_WITH_DES40_CBC_SHA                CipherSuite = 0x000b
	TLS_DH_DSS_WITH_DES_CBC_SHA                         CipherSuite = 0x000c
	TLS_DH_DSS_WITH_3DES_EDE_CBC_SHA                    CipherSuite = 0x000d
	TLS_DH_RSA_EXPORT_WITH_DES40_CBC_SHA                CipherSuite = 0x000e
	TLS_DH_RSA_WITH_DES_CBC_SHA                         CipherSuite = 0x000f
	TLS_DH_RSA_WITH_3DES_EDE_CBC_SHA                    CipherSuite = 0x0010
	TLS_DHE_DSS_EXPORT_WITH_DES40_CBC_SHA               CipherSuite = 0x0011
	TLS_DHE_DSS_WITH_DES_CBC_SHA                        CipherSuite = 0x0012
	TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA                   CipherSuite = 0x0013
	TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA               CipherSuite = 0x0014
	TLS_DHE_RSA_WITH_DES_CBC_SHA                        CipherSuite = 0x0015
	TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA                   CipherSuite = 0x0016
	TLS_DH_anon_EXPORT_WITH_RC4_40_MD5                  CipherSuite = 0x0017
	TLS_DH_anon_WITH_RC4_128_MD5                        CipherSuite = 0x0018
	TLS_DH_anon_EXPORT_WITH_DES40_CBC_SHA               CipherSuite = 0x0019
	TLS_DH_anon_WITH_DES_CBC_SHA                        CipherSuite = 0x001a
	TLS_DH_anon_WITH_3DES_EDE_CBC_SHA                   CipherSuite = 0x001b
	SSL_FORTEZZA_KEA_WITH_NULL_SHA                      CipherSuite = 0x001c
	SSL_FORTEZZA_KEA_WITH_FORTEZZA_CBC_SHA              CipherSuite = 0x001d
	TLS_KRB5_WITH_DES_CBC_SHA                           CipherSuite = 0x001e
	TLS_KRB5_WITH_3DES_EDE_CBC_SHA                      CipherSuite = 0x001f
	TLS_KRB5_WITH_RC4_128_SHA                           CipherSuite = 0x0020
	TLS_KRB5_WITH_IDEA_CBC_SHA                          CipherSuite = 0x0021
	TLS_KRB5_WITH_DES_CBC_MD5                           CipherSuite = 0x0022
	TLS_KRB5_WITH_3DES_EDE_CBC_MD5                      CipherSuite = 0x0023
	TLS_KRB5_WITH_RC4_128_MD5                           CipherSuite = 0x0024
	TLS_KRB5_WITH_IDEA_CBC_MD5                          CipherSuite = 0x0025
	TLS_KRB5_EXPORT_WITH_DES_CBC_40_SHA                 CipherSuite = 0x0026
	TLS_KRB5_EXPORT_WITH_RC2_CBC_40_SHA                 CipherSuite = 0x0027
	TLS_KRB5_EXPORT_WITH_RC4_40_SHA                     CipherSuite = 0x0028
	TLS_KRB5_EXPORT_WITH_DES_CBC_40_MD5                 CipherSuite = 0x0029
	TLS_KRB5_EXPORT_WITH_RC2_CBC_40_MD5                 CipherSuite = 0x002a
	TLS_KRB5_EXPORT_WITH_RC4_40_MD5                     CipherSuite = 0x002b
	TLS_PSK_WITH_NULL_SHA                               CipherSuite = 0x002c
	TLS_DHE_PSK_WITH_NULL_SHA                           CipherSuite = 0x002d
	TLS_RSA_PSK_WITH_NULL_SHA                           CipherSuite = 0x002e
	TLS_RSA_WITH_AES_128_CBC_SHA                        CipherSuite = 0x002f
	TLS_DH_DSS_WITH_AES_128_CBC_SHA                     CipherSuite = 0x0030
	TLS_DH_RSA_WITH_AES_128_CBC_SHA                     CipherSuite = 0x0031
	TLS_DHE_DSS_WITH_AES_128_CBC_SHA                    CipherSuite = 0x0032
	TLS_DHE_RSA_WITH_AES_128_CBC_SHA                    CipherSuite = 0x0033
	TLS_DH_anon_WITH_AES_128_CBC_SHA                    CipherSuite = 0x0034
	TLS_RSA_WITH_AES_256_CBC_SHA                        CipherSuite = 0x0035
	TLS_DH_DSS_WITH_AES_256_CBC_SHA                     CipherSuite = 0x0036
	TLS_DH_RSA_WITH_AES_256_CBC_SHA                     CipherSuite = 0x0037
	TLS_DHE_DSS_WITH_AES_256_CBC_SHA                    CipherSuite = 0x0038
	TLS_DHE_RSA_WITH_AES_256_CBC_SHA                    CipherSuite = 0x0039
	TLS_DH_anon_WITH_AES_256_CBC_SHA                    CipherSuite = 0x003a
	TLS_RSA_WITH_NULL_SHA256                            CipherSuite = 0x003b
	TLS_RSA_WITH_AES_128_CBC_SHA256                     CipherSuite = 0x003c
	TLS_RSA_WITH_AES_256_CBC_SHA256                     CipherSuite = 0x003d
	TLS_DH_DSS_WITH_AES_128_CBC_SHA256                  CipherSuite = 0x003e
	TLS_DH_RSA_WITH_AES_128_CBC_SHA256                  CipherSuite = 0x003f
	TLS_DHE_DSS_WITH_AES_128_CBC_SHA256                 CipherSuite = 0x0040
	TLS_RSA_WITH_CAMELLIA_128_CBC_SHA                   CipherSuite = 0x0041
	TLS_DH_DSS_WITH_CAMELLIA_128_CBC_SHA                CipherSuite = 0x0042
	TLS_DH_RSA_WITH_CAMELLIA_128_CBC_SHA                CipherSuite = 0x0043
	TLS_DHE_DSS_WITH_CAMELLIA_128_CBC_SHA               CipherSuite = 0x0044
	TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA               CipherSuite = 0x0045
	TLS_DH_anon_WITH_CAMELLIA_128_CBC_SHA               CipherSuite = 0x0046
	TLS_RSA_EXPORT1024_WITH_RC4_56_MD5                  CipherSuite = 0x0060
	TLS_RSA_EXPORT1024_WITH_RC2_CBC_56_MD5              CipherSuite = 0x0061
	TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA                 CipherSuite = 0x0062
	TLS_DHE_DSS_EXPORT1024_WITH_DES_CBC_SHA             CipherSuite = 0x0063
	TLS_RSA_EXPORT1024_WITH_RC4_56_SHA                  CipherSuite = 0x0064
	TLS_DHE_DSS_EXPORT1024_WITH_RC4_56_SHA              CipherSuite = 0x0065
	TLS_DHE_DSS_WITH_RC4_128_SHA                        CipherSuite = 0x0066
	TLS_DHE_RSA_WITH_AES_128_CBC_SHA256                 CipherSuite = 0x0067
	TLS_DH_DSS_WITH_AES_256_CBC_SHA256                  CipherSuite = 0x0068
	TLS_DH_RSA_WITH_AES_256_CBC_SHA256                  CipherSuite = 0x0069
	TLS_DHE_DSS_WITH_AES_256_CBC_SHA256                 CipherSuite = 0x006a
	TLS_DHE_RSA_WITH_AES_256_CBC_SHA256                 CipherSuite = 0x006b
	TLS_DH_anon_WITH_AES_128_CBC_SHA256                 CipherSuite = 0x006c
	TLS_DH_anon_WITH_AES_256_CBC_SHA256                 CipherSuite = 0x006d
	TLS_GOSTR341094_WITH_28147_CNT_IMIT                 CipherSuite = 0x0080
	TLS_GOSTR341001_WITH_28147_CNT_IMIT                 CipherSuite = 0x0081
	TLS_GOSTR341094_WITH_NULL_GOSTR3411                 CipherSuite = 0x0082
	TLS_GOSTR341001_WITH_NULL_GOSTR3411                 CipherSuite = 0x0083
	TLS_RSA_WITH_CAMELLIA_256_CBC_SHA                   CipherSuite = 0x0084
	TLS_DH_DSS_WITH_CAMELLIA_256_CBC_SHA                CipherSuite = 0x0085
	TLS_DH_RSA_WITH_CAMELLIA_256_CBC_SHA                CipherSuite = 0x0086
	TLS_DHE_DSS_WITH_CAMELLIA_256_CBC_SHA               CipherSuite = 0x0087
	TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA               CipherSuite = 0x0088
	TLS_DH_anon_WITH_CAMELLIA_256_CBC_SHA               CipherSuite = 0x0089
	TLS_PSK_WITH_RC4_128_SHA                            CipherSuite = 0x008a
	TLS_PSK_WITH_3DES_EDE_CBC_SHA                       CipherSuite = 0x008b
	TLS_PSK_WITH_AES_128_CBC_SHA                        CipherSuite = 0x008c
	TLS_PSK_WITH_AES_256_CBC_SHA                        CipherSuite = 0x008d
	TLS_DHE_PSK_WITH_RC4_128_SHA                        CipherSuite = 0x008e
	TLS_DHE_PSK_WITH_3DES_EDE_CBC_SHA                   CipherSuite = 0x008f
	TLS_DHE_PSK_WITH_AES_128_CBC_SHA                    CipherSuite = 0x0090
	TLS_DHE_PSK_WITH_AES_256_CBC_SHA                    CipherSuite = 0x0091
	TLS_RSA_PSK_WITH_RC4_128_SHA                        CipherSuite = 0x0092
	TLS_RSA_PSK_WITH_3DES_EDE_CBC_SHA                   CipherSuite = 0x0093
	TLS_RSA_PSK_WITH_AES_128_CBC_SHA                    CipherSuite = 0x0094
	TLS_RSA_PSK_WITH_AES_256_CBC_SHA                    CipherSuite = 0x0095
	TLS_RSA_WITH_SEED_CBC_SHA                           CipherSuite = 0x0096
	TLS_DH_DSS_WITH_SEED_CBC_SHA                        CipherSuite = 0x0097
	TLS_DH_RSA_WITH_SEED_CBC_SHA                        CipherSuite = 0x0098
	TLS_DHE_DSS_WITH_SEED_CBC_SHA                       CipherSuite = 0x0099
	TLS_DHE_RSA_WITH_SEED_CBC_SHA                       CipherSuite = 0x009a
	TLS_DH_anon_WITH_SEED_CBC_SHA                       CipherSuite = 0x009b
	TLS_RSA_WITH_AES_128_GCM_SHA256                     CipherSuite = 0x009c
	TLS_RSA_WITH_AES_256_GCM_SHA384                     CipherSuite = 0x009d
	TLS_DHE_RSA_WITH_AES_128_GCM_SHA256                 CipherSuite = 0x009e
	TLS_DHE_RSA_WITH_AES_256_GCM_SHA384                 CipherSuite = 0x009f
	TLS_DH_RSA_WITH_AES_128_GCM_SHA256                  CipherSuite = 0x00a0
	TLS_DH_RSA_WITH_AES_256_GCM_SHA384                  CipherSuite = 0x00a1
	TLS_DHE_DSS_WITH_AES_128_GCM_SHA256                 CipherSuite = 0x00a2
	TLS_DHE_DSS_WITH_AES_256_GCM_SHA384                 CipherSuite = 0x00a3
	TLS_DH_DSS_WITH_AES_128_GCM_SHA256                  CipherSuite = 0x00a4
	TLS_DH_DSS_WITH_AES_256_GCM_SHA384                  CipherSuite = 0x00a5
	TLS_DH_anon_WITH_AES_128_GCM_SHA256                 CipherSuite = 0x00a6
	TLS_DH_anon_WITH_AES_256_GCM_SHA384                 CipherSuite = 0x00a7
	TLS_PSK_WITH_AES_128_GCM_SHA256                     CipherSuite = 0x00a8
	TLS_PSK_WITH_AES_256_GCM_SHA384                     CipherSuite = 0x00a9
	TLS_DHE_PSK_WITH_AES_128_GCM_SHA256                 CipherSuite = 0x00aa
	TLS_DHE_PSK_WITH_AES_256_GCM_SHA384                 CipherSuite = 0x00ab
	TLS_RSA_PSK_WITH_AES_128_GCM_SHA256                 CipherSuite = 0x00ac
	TLS_RSA_PSK_WITH_AES_256_GCM_SHA384                 CipherSuite = 0x00ad
	TLS_PSK_WITH_AES_128_CBC_SHA256                     CipherSuite = 0x00ae
	TLS_PSK_WITH_AES_256_CBC_SHA384                     CipherSuite = 0x00af
	TLS_PSK_WITH_NULL_SHA256                            CipherSuite = 0x00b0
	TLS_PSK_WITH_NULL_SHA384                            CipherSuite = 0x00b1
	TLS_DHE_PSK_WITH_AES_128_CBC_SHA256                 CipherSuite = 0x00b2
	TLS_DHE_PSK_WITH_AES_256_CBC_SHA384                 CipherSuite = 0x00b3
	TLS_DHE_PSK_WITH_NULL_SHA256                        CipherSuite = 0x00b4
	TLS_DHE_PSK_WITH_NULL_SHA384                        CipherSuite = 0x00b5
	TLS_RSA_PSK_WITH_AES_128_CBC_SHA256                 CipherSuite = 0x00b6
	TLS_RSA_PSK_WITH_AES_256_CBC_SHA384                 CipherSuite = 0x00b7
	TLS_RSA_PSK_WITH_NULL_SHA256                        CipherSuite = 0x00b8
	TLS_RSA_PSK_WITH_NULL_SHA384                        CipherSuite = 0x00b9
	TLS_RSA_WITH_CAMELLIA_128_CBC_SHA256                CipherSuite = 0x00ba
	TLS_DH_DSS_WITH_CAMELLIA_128_CBC_SHA256             CipherSuite = 0x00bb
	TLS_DH_RSA_WITH_CAMELLIA_128_CBC_SHA256             CipherSuite = 0x00bc
	TLS_DHE_DSS_WITH_CAMELLIA_128_CBC_SHA256            CipherSuite = 0x00bd
	TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA256            CipherSuite = 0x00be
	TLS_DH_anon_WITH_CAMELLIA_128_CBC_SHA256            CipherSuite = 0x00bf
	TLS_RSA_WITH_CAMELLIA_256_CBC_SHA256                CipherSuite = 0x00c0
	TLS_DH_DSS_WITH_CAMELLIA_256_CBC_SHA256             CipherSuite = 0x00c1
	TLS_DH_RSA_WITH_CAMELLIA_256_CBC_SHA256             CipherSuite = 0x00c2
	TLS_DHE_DSS_WITH_CAMELLIA_256_CBC_SHA256            CipherSuite = 0x00c3
	TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA256            CipherSuite = 0x00c4
	TLS_DH_anon_WITH_CAMELLIA_256_CBC_SHA256            CipherSuite = 0x00c5
	TLS_SM4_GCM_SM3                                     CipherSuite = 0x00c6
	TLS_SM4_CCM_SM3                                     CipherSuite = 0x00c7
	TLS_EMPTY_RENEGOTIATION_INFO_SCSV                   CipherSuite = 0x00ff
	TLS_AES_128_GCM_SHA256                              CipherSuite = 0x1301
	TLS_AES_256_GCM_SHA384                              CipherSuite = 0x1302
	TLS_CHACHA20_POLY1305_SHA256                        CipherSuite = 0x1303
	TLS_AES_128_CCM_SHA256                              CipherSuite = 0x1304
	TLS_AES_128_CCM_8_SHA256                            CipherSuite = 0x1305
	TLS_AEGIS_256_SHA512                                CipherSuite = 0x1306
	TLS_AEGIS_128L_SHA256                               CipherSuite = 0x1307
	TLS_CECPQ1_RSA_WITH_CHACHA20_POLY1305_SHA256        CipherSuite = 0x16b7
	TLS_CECPQ1_ECDSA_WITH_CHACHA20_POLY1305_SHA256      CipherSuite = 0x16b8
	TLS_CECPQ1_RSA_WITH_AES_256_GCM_SHA384              CipherSuite = 0x16b9
	TLS_CECPQ1_ECDSA_WITH_AES_256_GCM_SHA384            CipherSuite = 0x16ba
	TLS_FALLBACK_SCSV                                   CipherSuite = 0x5600
	TLS_ECDH_ECDSA_WITH_NULL_SHA                        CipherSuite = 0xc001
	TLS_ECDH_ECDSA_WITH_RC4_128_SHA                     CipherSuite = 0xc002
	TLS_ECDH_ECDSA_WITH_3DES_EDE_CBC_SHA                CipherSuite = 0xc003
	TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA                 CipherSuite = 0xc004
	TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA                 CipherSuite = 0xc005
	TLS_ECDHE_ECDSA_WITH_NULL_SHA                       CipherSuite = 0xc006
	TLS_ECDHE_ECDSA_WITH_RC4_128_SHA                    CipherSuite = 0xc007
	TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA               CipherSuite = 0xc008
	TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA                CipherSuite = 0xc009
	TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA                CipherSuite = 0xc00a
	TLS_ECDH_RSA_WITH_NULL_SHA                          CipherSuite = 0xc00b
	TLS_ECDH_RSA_WITH_RC4_128_SHA                       CipherSuite = 0xc00c
	TLS_ECDH_RSA_WITH_3DES_EDE_CBC_SHA                  CipherSuite = 0xc00d
	TLS_ECDH_RSA_WITH_AES_128_CBC_SHA                   CipherSuite = 0xc00e
	TLS_ECDH_RSA_WITH_AES_256_CBC_SHA                   CipherSuite = 0xc00f
	TLS_ECDHE_RSA_WITH_NULL_SHA                         CipherSuite = 0xc010
	TLS_ECDHE_RSA_WITH_RC4_128_SHA                      CipherSuite = 0xc011
	TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA                 CipherSuite = 0xc012
	TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA                  CipherSuite = 0xc013
	TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA                  CipherSuite = 0xc014
	TLS_ECDH_anon_WITH_NULL_SHA                         CipherSuite = 0xc015
	TLS_ECDH_anon_WITH_RC4_128_SHA                      CipherSuite = 0xc016
	TLS_ECDH_anon_WITH_3DES_EDE_CBC_SHA                 CipherSuite = 0xc017
	TLS_ECDH_anon_WITH_AES_128_CBC_SHA                  CipherSuite = 0xc018
	TLS_ECDH_anon_WITH_AES_256_CBC_SHA                  CipherSuite = 0xc019
	TLS_SRP_SHA_WITH_3DES_EDE_CBC_SHA                   CipherSuite = 0xc01a
	TLS_SRP_SHA_RSA_WITH_3DES_EDE_CBC_SHA               CipherSuite = 0xc01b
	TLS_SRP_SHA_DSS_WITH_3DES_EDE_CBC_SHA               CipherSuite = 0xc01c
	TLS_SRP_SHA_WITH_AES_128_CBC_SHA                    CipherSuite = 0xc01d
	TLS_SRP_SHA_RSA_WITH_AES_128_CBC_SHA                CipherSuite = 0xc01e
	TLS_SRP_SHA_DSS_WITH_AES_128_CBC_SHA                CipherSuite = 0xc01f
	TLS_SRP_SHA_WITH_AES_256_CBC_SHA                    CipherSuite = 0xc020
	TLS_SRP_SHA_RSA_WITH_AES_256_CBC_SHA                CipherSuite = 0xc021
	TLS_SRP_SHA_DSS_WITH_AES_256_CBC_SHA                CipherSuite = 0xc022
	TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256             CipherSuite = 0xc023
	TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384             CipherSuite = 0xc024
	TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA256              CipherSuite = 0xc025
	TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA384              CipherSuite = 0xc026
	TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256               CipherSuite = 0xc027
	TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384               CipherSuite = 0xc028
	TLS_ECDH_RSA_WITH_AES_128_CBC_SHA256                CipherSuite = 0xc029
	TLS_ECDH_RSA_WITH_AES_256_CBC_SHA384                CipherSuite = 0xc02a
	TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256             CipherSuite = 0xc02b
	TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384             CipherSuite = 0xc02c
	TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256              CipherSuite = 0xc02d
	TLS_ECDH_ECDSA_WITH_AES_256_GCM_SHA384              CipherSuite = 0xc02e
	TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256               CipherSuite = 0xc02f
	TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384               CipherSuite = 0xc030
	TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256                CipherSuite = 0xc031
	TLS_ECDH_RSA_WITH_AES_256_GCM_SHA384                CipherSuite = 0xc032
	TLS_ECDHE_PSK_WITH_RC4_128_SHA                      CipherSuite = 0xc033
	TLS_ECDHE_PSK_WITH_3DES_EDE_CBC_SHA                 CipherSuite = 0xc034
	TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA                  CipherSuite = 0xc035
	TLS_ECDHE_PSK_WITH_AES_256_CBC_SHA                  CipherSuite = 0xc036
	TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256               CipherSuite = 0xc037
	TLS_ECDHE_PSK_WITH_AES_256_CBC_SHA384               CipherSuite = 0xc038
	TLS_ECDHE_PSK_WITH_NULL_SHA                         CipherSuite = 0xc039
	TLS_ECDHE_PSK_WITH_NULL_SHA256                      CipherSuite = 0xc03a
	TLS_ECDHE_PSK_WITH_NULL_SHA384                      CipherSuite = 0xc03b
	TLS_RSA_WITH_ARIA_128_CBC_SHA256                    CipherSuite = 0xc03c
	TLS_RSA_WITH_ARIA_256_CBC_SHA384                    CipherSuite = 0xc03d
	TLS_DH_DSS_WITH_ARIA_128_CBC_SHA256                 CipherSuite = 0xc03e
	TLS_DH_DSS_WITH_ARIA_256_CBC_SHA384                 CipherSuite = 0xc03f
	TLS_DH_RSA_WITH_ARIA_128_CBC_SHA256                 CipherSuite = 0xc040
	TLS_DH_RSA_WITH_ARIA_256_CBC_SHA384                 CipherSuite = 0xc041
	TLS_DHE_DSS_WITH_ARIA_128_CBC_SHA256                CipherSuite = 0xc042
	TLS_DHE_DSS_WITH_ARIA_256_CBC_SHA384                CipherSuite = 0xc043
	TLS_DHE_RSA_WITH_ARIA_128_CBC_SHA256                CipherSuite = 0xc044
	TLS_DHE_RSA_WITH_ARIA_256_CBC_SHA384                CipherSuite = 0xc045
	TLS_DH_anon_WITH_ARIA_128_CBC_SHA256                CipherSuite = 0xc046
	TLS_DH_anon_WITH_ARIA_256_CBC_SHA384                CipherSuite = 0xc047
	TLS_ECDHE_ECDSA_WITH_ARIA_128_CBC_SHA256            CipherSuite = 0xc048
	TLS_ECDHE_ECDSA_WITH_ARIA_256_CBC_SHA384            CipherSuite = 0xc049
	TLS_ECDH_ECDSA_WITH_ARIA_128_CBC_SHA256             CipherSuite = 0xc04a
	TLS_ECDH_ECDSA_WITH_ARIA_256_CBC_SHA384             CipherSuite = 0xc04b
	TLS_ECDHE_RSA_WITH_ARIA_128_CBC_SHA256              CipherSuite = 0xc04c
	TLS_ECDHE_RSA_WITH_ARIA_256_CBC_SHA384              CipherSuite = 0xc04d
	TLS_ECDH_RSA_WITH_ARIA_128_CBC_SHA256               CipherSuite = 0xc04e
	TLS_ECDH_RSA_WITH_ARIA_256_CBC_SHA384               CipherSuite = 0xc04f
	TLS_RSA_WITH_ARIA_128_GCM_SHA256                    CipherSuite = 0xc050
	TLS_RSA_WITH_ARIA_256_GCM_SHA384                    CipherSuite = 0xc051
	TLS_DHE_RSA_WITH_ARIA_128_GCM_SHA256                CipherSuite = 0xc052
	TLS_DHE_RSA_WITH_ARIA_256_GCM_SHA384                CipherSuite = 0xc053
	TLS_DH_RSA_WITH_ARIA_128_GCM_SHA256                 CipherSuite = 0xc054
	TLS_DH_RSA_WITH_ARIA_256_GCM_SHA384                 CipherSuite = 0xc055
	TLS_DHE_DSS_WITH_ARIA_128_GCM_SHA256                CipherSuite = 0xc056
	TLS_DHE_DSS_WITH_ARIA_256_GCM_SHA384                CipherSuite = 0xc057
	TLS_DH_DSS_WITH_ARIA_128_GCM_SHA256                 CipherSuite = 0xc058
	TLS_DH_DSS_WITH_ARIA_256_GCM_SHA384                 CipherSuite = 0xc059
	TLS_DH_anon_WITH_ARIA_128_GCM_SHA256                CipherSuite = 0xc05a
	TLS_DH_anon_WITH_ARIA_256_GCM_SHA384                CipherSuite = 0xc05b
	TLS_ECDHE_ECDSA_WITH_ARIA_128_GCM_SHA256            CipherSuite = 0xc05c
	TLS_ECDHE_ECDSA_WITH_ARIA_256_GCM_SHA384            CipherSuite = 0xc05d
	TLS_ECDH_ECDSA_WITH_ARIA_128_GCM_SHA256             CipherSuite = 0xc05e
	TLS_ECDH_ECDSA_WITH_ARIA_256_GCM_SHA384             CipherSuite = 0xc05f
	TLS_ECDHE_RSA_WITH_ARIA_128_GCM_SHA256              CipherSuite = 0xc060
	TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384              CipherSuite = 0xc061
	TLS_ECDH_RSA_WITH_ARIA_128_GCM_SHA256               CipherSuite = 0xc062
	TLS_ECDH_RSA_WITH_ARIA_256_GCM_SHA384               CipherSuite = 0xc063
	TLS_PSK_WITH_ARIA_128_CBC_SHA256                    CipherSuite = 0xc064
	TLS_PSK_WITH_ARIA_256_CBC_SHA384                    CipherSuite = 0xc065
	TLS_DHE_PSK_WITH_ARIA_128_CBC_SHA256                CipherSuite = 0xc066
	TLS_DHE_PSK_WITH_ARIA_256_CBC_SHA384                CipherSuite = 0xc067
	TLS_RSA_PSK_WITH_ARIA_128_CBC_SHA256                CipherSuite = 0xc068
	TLS_RSA_PSK_WITH_ARIA_256_CBC_SHA384                CipherSuite = 0xc069
	TLS_PSK_WITH_ARIA_128_GCM_SHA256                    CipherSuite = 0xc06a
	TLS_PSK_WITH_ARIA_256_GCM_SHA384                    CipherSuite = 0xc06b
	TLS_DHE_PSK_WITH_ARIA_128_GCM_SHA256                CipherSuite = 0xc06c
	TLS_DHE_PSK_WITH_ARIA_256_GCM_SHA384                CipherSuite = 0xc06d
	TLS_RSA_PSK_WITH_ARIA_128_GCM_SHA256                CipherSuite = 0xc06e
	TLS_RSA_PSK_WITH_ARIA_256_GCM_SHA384                CipherSuite = 0xc06f
	TLS_ECDHE_PSK_WITH_ARIA_128_CBC_SHA256              CipherSuite = 0xc070
	TLS_ECDHE_PSK_WITH_ARIA_256_CBC_SHA384              CipherSuite = 0xc071
	TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_CBC_SHA256        CipherSuite = 0xc072
	TLS_ECDHE_ECDSA_WITH_CAMELLIA_256_CBC_SHA384        CipherSuite = 0xc073
	TLS_ECDH_ECDSA_WITH_CAMELLIA_128_CBC_SHA256         CipherSuite = 0xc074
	TLS_ECDH_ECDSA_WITH_CAMELLIA_256_CBC_SHA384         CipherSuite = 0xc075
	TLS_ECDHE_RSA_WITH_CAMELLIA_128_CBC_SHA256          CipherSuite = 0xc076
	TLS_ECDHE_RSA_WITH_CAMELLIA_256_CBC_SHA384          CipherSuite = 0xc077
	TLS_ECDH_RSA_WITH_CAMELLIA_128_CBC_SHA256           CipherSuite = 0xc078
	TLS_ECDH_RSA_WITH_CAMELLIA_256_CBC_SHA384           CipherSuite = 0xc079
	TLS_RSA_WITH_CAMELLIA_128_GCM_SHA256                CipherSuite = 0xc07a
	TLS_RSA_WITH_CAMELLIA_256_GCM_SHA384                CipherSuite = 0xc07b
	TLS_DHE_RSA_WITH_CAMELLIA_128_GCM_SHA256            CipherSuite = 0xc07c
	TLS_DHE_RSA_WITH_CAMELLIA_256_GCM_SHA384            CipherSuite = 0xc07d
	TLS_DH_RSA_WITH_CAMELLIA_128_GCM_SHA256             CipherSuite = 0xc07e
	TLS_DH_RSA_WITH_CAMELLIA_256_GCM_SHA384             CipherSuite = 0xc07f
	TLS_DHE_DSS_WITH_CAMELLIA_128_GCM_SHA256            CipherSuite = 0xc080
	TLS_DHE_DSS_WITH_CAMELLIA_256_GCM_SHA384            CipherSuite = 0xc081
	TLS_DH_DSS_WITH_CAMELLIA_128_GCM_SHA256             CipherSuite = 0xc082
	TLS_DH_DSS_WITH_CAMELLIA_256_GCM_SHA384             CipherSuite = 0xc083
	TLS_DH_anon_WITH_CAMELLIA_128_GCM_SHA256            CipherSuite = 0xc084
	TLS_DH_anon_WITH_CAMELLIA_256_GCM_SHA384            CipherSuite = 0xc085
	TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_GCM_SHA256        CipherSuite = 0xc086
	TLS_ECDHE_ECDSA_WITH_CAMELLIA_256_GCM_SHA384        CipherSuite = 0xc087
	TLS_ECDH_ECDSA_WITH_CAMELLIA_128_GCM_SHA256         CipherSuite = 0xc088
	TLS_ECDH_ECDSA_WITH_CAMELLIA_256_GCM_SHA384         CipherSuite = 0xc089
	TLS_ECDHE_RSA_WITH_CAMELLIA_128_GCM_SHA256          CipherSuite = 0xc08a
	TLS_ECDHE_RSA_WITH_CAMELLIA_256_GCM_SHA384          CipherSuite = 0xc08b
	TLS_ECDH_RSA_WITH_CAMELLIA_128_GCM_SHA256           CipherSuite = 0xc08c
	TLS_ECDH_RSA_WITH_CAMELLIA_256_GCM_SHA384           CipherSuite = 0xc08d
	TLS_PSK_WITH_CAMELLIA_128_GCM_SHA256                CipherSuite = 0xc08e
	TLS_PSK_WITH_CAMELLIA_256_GCM_SHA384                CipherSuite = 0xc08f
	TLS_DHE_PSK_WITH_CAMELLIA_128_GCM_SHA256            CipherSuite = 0xc090
	TLS_DHE_PSK_WITH_CAMELLIA_256_GCM_SHA384            CipherSuite = 0xc091
	TLS_RSA_PSK_WITH_CAMELLIA_128_GCM_SHA256            CipherSuite = 0xc092
	TLS_RSA_PSK_WITH_CAMELLIA_256_GCM_SHA384            CipherSuite = 0xc093
	TLS_PSK_WITH_CAMELLIA_128_CBC_SHA256                CipherSuite = 0xc094
	TLS_PSK_WITH_CAMELLIA_256_CBC_SHA384                CipherSuite = 0xc095
	TLS_DHE_PSK_WITH_CAMELLIA_128_CBC_SHA256            CipherSuite = 0xc096
	TLS_DHE_PSK_WITH_CAMELLIA_256_CBC_SHA384            CipherSuite = 0xc097
	TLS_RSA_PSK_WITH_CAMELLIA_128_CBC_SHA256            CipherSuite = 0xc098
	TLS_RSA_PSK_WITH_CAMELLIA_256_CBC_SHA384            CipherSuite = 0xc099
	TLS_ECDHE_PSK_WITH_CAMELLIA_128_CBC_SHA256          CipherSuite = 0xc09a
	TLS_ECDHE_PSK_WITH_CAMELLIA_256_CBC_SHA384          CipherSuite = 0xc09b
	TLS_RSA_WITH_AES_128_CCM                            CipherSuite = 0xc09c
	TLS_RSA_WITH_AES_256_CCM                            CipherSuite = 0xc09d
	TLS_DHE_RSA_WITH_AES_128_CCM                        CipherSuite = 0xc09e
	TLS_DHE_RSA_WITH_AES_256_CCM                        CipherSuite = 0xc09f
	TLS_RSA_WITH_AES_128_CCM_8                          CipherSuite = 0xc0a0
	TLS_RSA_WITH_AES_256_CCM_8                          CipherSuite = 0xc0a1
	TLS_DHE_RSA_WITH_AES_128_CCM_8                      CipherSuite = 0xc0a2
	TLS_DHE_RSA_WITH_AES_256_CCM_8                      CipherSuite = 0xc0a3
	TLS_PSK_WITH_AES_128_CCM                            CipherSuite = 0xc0a4
	TLS_PSK_WITH_AES_256_CCM                            CipherSuite = 0xc0a5
	TLS_DHE_PSK_WITH_AES_128_CCM                        CipherSuite = 0xc0a6
	TLS_DHE_PSK_WITH_AES_256_CCM                        CipherSuite = 0xc0a7
	TLS_PSK_WITH_AES_128_CCM_8                          CipherSuite = 0xc0a8
	TLS_PSK_WITH_AES_256_CCM_8                          CipherSuite = 0xc0a9
	TLS_PSK_DHE_WITH_AES_128_CCM_8                      CipherSuite = 0xc0aa
	TLS_PSK_DHE_WITH_AES_256_CCM_8                      CipherSuite = 0xc0ab
	TLS_ECDHE_ECDSA_WITH_AES_128_CCM                    CipherSuite = 0xc0ac
	TLS_ECDHE_ECDSA_WITH_AES_256_CCM                    CipherSuite = 0xc0ad
	TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8                  CipherSuite = 0xc0ae
	TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8                  CipherSuite = 0xc0af
	TLS_ECCPWD_WITH_AES_128_GCM_SHA256                  CipherSuite = 0xc0b0
	TLS_ECCPWD_WITH_AES_256_GCM_SHA384                  CipherSuite = 0xc0b1
	TLS_ECCPWD_WITH_AES_128_CCM_SHA256                  CipherSuite = 0xc0b2
	TLS_ECCPWD_WITH_AES_256_CCM_SHA384                  CipherSuite = 0xc0b3
	TLS_SHA256_SHA256                                   CipherSuite = 0xc0b4
	TLS_SHA384_SHA384                                   CipherSuite = 0xc0b5
	TLS_ECJPAKE_WITH_AES_128_CCM_8                      CipherSuite = 0xc0ff
	TLS_GOSTR341112_256_WITH_KUZNYECHIK_CTR_OMAC        CipherSuite = 0xc100
	TLS_GOSTR341112_256_WITH_MAGMA_CTR_OMAC             CipherSuite = 0xc101
	TLS_GOSTR341112_256_WITH_28147_CNT_IMIT             CipherSuite = 0xc102
	TLS_GOSTR341112_256_WITH_KUZNYECHIK_MGM_L           CipherSuite = 0xc103
	TLS_GOSTR341112_256_WITH_MAGMA_MGM_L                CipherSuite = 0xc104
	TLS_GOSTR341112_256_WITH_KUZNYECHIK_MGM_S           CipherSuite = 0xc105
	TLS_GOSTR341112_256_WITH_MAGMA_MGM_S                CipherSuite = 0xc106
	TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256_Draft   CipherSuite = 0xcc13
	TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256_Draft CipherSuite = 0xcc14
	TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256_Draft     CipherSuite = 0xcc15
	TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256         CipherSuite = 0xcca8
	TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256       CipherSuite = 0xcca9
	TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256           CipherSuite = 0xccaa
	TLS_PSK_WITH_CHACHA20_POLY1305_SHA256               CipherSuite = 0xccab
	TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256         CipherSuite = 0xccac
	TLS_DHE_PSK_WITH_CHACHA20_POLY1305_SHA256           CipherSuite = 0xccad
	TLS_RSA_PSK_WITH_CHACHA20_POLY1305_SHA256           CipherSuite = 0xccae
	TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256               CipherSuite = 0xd001
	TLS_ECDHE_PSK_WITH_AES_256_GCM_SHA384               CipherSuite = 0xd002
	TLS_ECDHE_PSK_WITH_AES_128_CCM_8_SHA256             CipherSuite = 0xd003
	TLS_ECDHE_PSK_WITH_AES_128_CCM_SHA256               CipherSuite = 0xd005
	ECDHE_SM1_SM3                                       CipherSuite = 0xe001
	ECC_SM1_SM3                                         CipherSuite = 0xe003
	IBSDH_SM1_SM3                                       CipherSuite = 0xe005
	IBC_SM1_SM3                                         CipherSuite = 0xe007
	RSA_SM1_SM3                                         CipherSuite = 0xe009
	RSA_SM1_SHA1                                        CipherSuite = 0xe00a
	ECDHE_SM4_CBC_SM3                                   CipherSuite = 0xe011
	ECC_SM4_CBC_SM3                                     CipherSuite = 0xe013
	IBSDH_SM4_CBC_SM3                                   CipherSuite = 0xe015
	IBC_SM4_CBC_SM3                                     CipherSuite = 0xe017
	RSA_SM4_CBC_SM3                                     CipherSuite = 0xe019
	RSA_SM4_CBC_SHA1                                    CipherSuite = 0xe01a
	RSA_SM4_CBC_SHA256                                  CipherSuite = 0xe01c
	ECDHE_SM4_GCM_SM3                                   CipherSuite = 0xe051
	ECC_SM4_GCM_SM3                                     CipherSuite = 0xe053
	IBSDH_SM4_GCM_SM3                                   CipherSuite = 0xe055
	IBC_SM4_GCM_SM3                                     CipherSuite = 0xe057
	RSA_SM4_GCM_SM3                                     CipherSuite = 0xe059
	RSA_SM4_GCM_SHA256                                  CipherSuite = 0xe05a
	TLS_RSA_WITH_ESTREAM_SALSA20_SHA1                   CipherSuite = 0xe410
	TLS_RSA_WITH_SALSA20_SHA1                           CipherSuite = 0xe411
	TLS_ECDHE_RSA_WITH_ESTREAM_SALSA20_SHA1             CipherSuite = 0xe412
	TLS_ECDHE_RSA_WITH_SALSA20_SHA1                     CipherSuite = 0xe413
	TLS_ECDHE_ECDSA_WITH_ESTREAM_SALSA20_SHA1           CipherSuite = 0xe414
	TLS_ECDHE_ECDSA_WITH_SALSA20_SHA1                   CipherSuite = 0xe415
	TLS_PSK_WITH_ESTREAM_SALSA20_SHA1                   CipherSuite = 0xe416
	TLS_PSK_WITH_SALSA20_SHA1                           CipherSuite = 0xe417
	TLS_ECDHE_PSK_WITH_ESTREAM_SALSA20_SHA1             CipherSuite = 0xe418
	TLS_ECDHE_PSK_WITH_SALSA20_SHA1                     CipherSuite = 0xe419
	TLS_RSA_PSK_WITH_ESTREAM_SALSA20_SHA1               CipherSuite = 0xe41a
	TLS_RSA_PSK_WITH_SALSA20_SHA1                       CipherSuite = 0xe41b
	TLS_DHE_PSK_WITH_ESTREAM_SALSA20_SHA1               CipherSuite = 0xe41c
	TLS_DHE_PSK_WITH_SALSA20_SHA1                       CipherSuite = 0xe41d
	TLS_DHE_RSA_WITH_ESTREAM_SALSA20_SHA1               CipherSuite = 0xe41e
	TLS_DHE_RSA_WITH_SALSA20_SHA1                       CipherSuite = 0xe41f
	SSL_RSA_FIPS_WITH_DES_CBC_SHA                       CipherSuite = 0xfefe
	SSL_RSA_FIPS_WITH_3DES_EDE_CBC_SHA                  CipherSuite = 0xfeff
	TLS_GOSTR341112_256_WITH_28147_CNT_IMIT_Draft       CipherSuite = 0xff85
	TLS_GOSTR341112_256_WITH_NULL_GOSTR3411             CipherSuite = 0xff87
	SSL_RSA_FIPS_WITH_3DES_EDE_CBC_SHA_Old              CipherSuite = 0xffe0
	SSL_RSA_FIPS_WITH_DES_CBC_SHA_Old                   CipherSuite = 0xffe1
)

// suiteTable holds what is known of each cipher suite, by rising value.
var suiteTable = [...]SuiteInfo{
	{Suite: 0x0000, Name: "TLS_NULL_WITH_NULL_NULL", KeyExchange: "NULL", Auth: "NULL", Cipher: "NULL", Mode: NullMode, Hash: "", Weak: "NULL"},
	{Suite: 0x0001, Name: "TLS_RSA_WITH_NULL_MD5", KeyExchange: "RSA", Auth: "RSA", Cipher: "NULL", Mode: NullMode, Hash: "MD5", MACLen: 16, Weak: "NULL"},
	{Suite: 0x0002, Name: "TLS_RSA_WITH_NULL_SHA", KeyExchange: "RSA", Auth: "RSA", Cipher: "NULL", Mode: NullMode, Hash: "SHA", MACLen: 20, Weak: "NULL"},
	{Suite: 0x0003, Name: "TLS_RSA_EXPORT_WITH_RC4_40_MD5", KeyExchange: "RSA", Auth: "RSA", Cipher: "RC4_40", Mode: StreamMode, Hash: "MD5", MACLen: 16, Weak: "export"},
	{Suite: 0x0004, Name: "TLS_RSA_WITH_RC4_128_MD5", KeyExchange: "RSA", Auth: "RSA", Cipher: "RC4_128", Mode: StreamMode, Hash: "MD5", MACLen: 16, Weak: "RC4"},
	{Suite: 0x0005, Name: "TLS_RSA_WITH_RC4_128_SHA", KeyExchange: "RSA", Auth: "RSA", Cipher: "RC4_128", Mode: StreamMode, Hash: "SHA", MACLen: 20, Weak: "RC4"},
	{Suite: 0x0006, Name: "TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5", KeyExchange: "RSA", Auth: "RSA", Cipher: "RC2_40", Mode: CBC, Hash: "MD5", BlockLen: 8, MACLen: 16, Weak: "export"},
	{Suite: 0x0007, Name: "TLS_RSA_WITH_IDEA_CBC_SHA", KeyExchange: "RSA", Auth: "RSA", Cipher: "IDEA", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20},
	{Suite: 0x0008, Name: "TLS_RSA_EXPORT_WITH_DES40_CBC_SHA", KeyExchange: "RSA", Auth: "RSA", Cipher: "DES40", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, Weak: "export"},
	{Suite: 0x0009, Name: "TLS_RSA_WITH_DES_CBC_SHA", KeyExchange: "RSA", Auth: "RSA", Cipher: "DES", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, Weak: "DES"},
	{Suite: 0x000a, Name: "TLS_RSA_WITH_3DES_EDE_CBC_SHA", KeyExchange: "RSA", Auth: "RSA", Cipher: "3DES_EDE", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, Weak: "3DES"},
	{Suite: 0x000b, Name: "TLS_DH_DSS_EXPORT_WITH_DES40_CBC_SHA", KeyExchange: "DH", Auth: "DSS", Cipher: "DES40", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, Weak: "export"},
	{Suite: 0x000c, Name: "TLS_DH_DSS_WITH_DES_CBC_SHA", KeyExchange: "DH", Auth: "DSS", Cipher: "DES", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, Weak: "DES"},
	{Suite: 0x000d, Name: "TLS_DH_DSS_WITH_3DES_EDE_CBC_SHA", KeyExchange: "DH", Auth: "DSS", Cipher: "3DES_EDE", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, Weak: "3DES"},
	{Suite: 0x000e, Name: "TLS_DH_RSA_EXPORT_WITH_DES40_CBC_SHA", KeyExchange: "DH", Auth: "RSA", Cipher: "DES40", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, Weak: "export"},
	{Suite: 0x000f, Name: "TLS_DH_RSA_WITH_DES_CBC_SHA", KeyExchange: "DH", Auth: "RSA", Cipher: "DES", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, Weak: "DES"},
	{Suite: 0x0010, Name: "TLS_DH_RSA_WITH_3DES_EDE_CBC_SHA", KeyExchange: "DH", Auth: "RSA", Cipher: "3DES_EDE", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, Weak: "3DES"},
	{Suite: 0x0011, Name: "TLS_DHE_DSS_EXPORT_WITH_DES40_CBC_SHA", KeyExchange: "DHE", Auth: "DSS", Cipher: "DES40", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, PFS: true, Weak: "export"},
	{Suite: 0x0012, Name: "TLS_DHE_DSS_WITH_DES_CBC_SHA", KeyExchange: "DHE", Auth: "DSS", Cipher: "DES", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, PFS: true, Weak: "DES"},
	{Suite: 0x0013, Name: "TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA", KeyExchange: "DHE", Auth: "DSS", Cipher: "3DES_EDE", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, PFS: true, Weak: "3DES"},
	{Suite: 0x0014, Name: "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA", KeyExchange: "DHE", Auth: "RSA", Cipher: "DES40", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, PFS: true, Weak: "export"},
	{Suite: 0x0015, Name: "TLS_DHE_RSA_WITH_DES_CBC_SHA", KeyExchange: "DHE", Auth: "RSA", Cipher: "DES", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, PFS: true, Weak: "DES"},
	{Suite: 0x0016, Name: "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA", KeyExchange: "DHE", Auth: "RSA", Cipher: "3DES_EDE", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, PFS: true, Weak: "3DES"},
	{Suite: 0x0017, Name: "TLS_DH_anon_EXPORT_WITH_RC4_40_MD5", KeyExchange: "DH", Auth: "anon", Cipher: "RC4_40", Mode: StreamMode, Hash: "MD5", MACLen: 16, PFS: true, Weak: "anonymous"},
	{Suite: 0x0018, Name: "TLS_DH_anon_WITH_RC4_128_MD5", KeyExchange: "DH", Auth: "anon", Cipher: "RC4_128", Mode: StreamMode, Hash: "MD5", MACLen: 16, PFS: true, Weak: "anonymous"},
	{Suite: 0x0019, Name: "TLS_DH_anon_EXPORT_WITH_DES40_CBC_SHA", KeyExchange: "DH", Auth: "anon", Cipher: "DES40", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, PFS: true, Weak: "anonymous"},
	{Suite: 0x001a, Name: "TLS_DH_anon_WITH_DES_CBC_SHA", KeyExchange: "DH", Auth: "anon", Cipher: "DES", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, PFS: true, Weak: "anonymous"},
	{Suite: 0x001b, Name: "TLS_DH_anon_WITH_3DES_EDE_CBC_SHA", KeyExchange: "DH", Auth: "anon", Cipher: "3DES_EDE", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, PFS: true, Weak: "anonymous"},
	{Suite: 0x001c, Name: "SSL_FORTEZZA_KEA_WITH_NULL_SHA", KeyExchange: "KEA", Auth: "KEA", Cipher: "NULL", Mode: NullMode, Hash: "SHA", MACLen: 20, Weak: "NULL"},
	{Suite: 0x001d, Name: "SSL_FORTEZZA_KEA_WITH_FORTEZZA_CBC_SHA", KeyExchange: "KEA", Auth: "KEA", Cipher: "FORTEZZA", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20},
	{Suite: 0x001e, Name: "TLS_KRB5_WITH_DES_CBC_SHA", KeyExchange: "KRB5", Auth: "KRB5", Cipher: "DES", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, Weak: "DES"},
	{Suite: 0x001f, Name: "TLS_KRB5_WITH_3DES_EDE_CBC_SHA", KeyExchange: "KRB5", Auth: "KRB5", Cipher: "3DES_EDE", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, Weak: "3DES"},
	{Suite: 0x0020, Name: "TLS_KRB5_WITH_RC4_128_SHA", KeyExchange: "KRB5", Auth: "KRB5", Cipher: "RC4_128", Mode: StreamMode, Hash: "SHA", MACLen: 20, Weak: "RC4"},
	{Suite: 0x0021, Name: "TLS_KRB5_WITH_IDEA_CBC_SHA", KeyExchange: "KRB5", Auth: "KRB5", Cipher: "IDEA", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20},
	{Suite: 0x0022, Name: "TLS_KRB5_WITH_DES_CBC_MD5", KeyExchange: "KRB5", Auth: "KRB5", Cipher: "DES", Mode: CBC, Hash: "MD5", BlockLen: 8, MACLen: 16, Weak: "DES"},
	{Suite: 0x0023, Name: "TLS_KRB5_WITH_3DES_EDE_CBC_MD5", KeyExchange: "KRB5", Auth: "KRB5", Cipher: "3DES_EDE", Mode: CBC, Hash: "MD5", BlockLen: 8, MACLen: 16, Weak: "3DES"},
	{Suite: 0x0024, Name: "TLS_KRB5_WITH_RC4_128_MD5", KeyExchange: "KRB5", Auth: "KRB5", Cipher: "RC4_128", Mode: StreamMode, Hash: "MD5", MACLen: 16, Weak: "RC4"},
	{Suite: 0x0025, Name: "TLS_KRB5_WITH_IDEA_CBC_MD5", KeyExchange: "KRB5", Auth: "KRB5", Cipher: "IDEA", Mode: CBC, Hash: "MD5", BlockLen: 8, MACLen: 16},
	{Suite: 0x0026, Name: "TLS_KRB5_EXPORT_WITH_DES_CBC_40_SHA", KeyExchange: "KRB5", Auth: "KRB5", Cipher: "DES_40", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, Weak: "export"},
	{Suite: 0x0027, Name: "TLS_KRB5_EXPORT_WITH_RC2_CBC_40_SHA", KeyExchange: "KRB5", Auth: "KRB5", Cipher: "RC2_40", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, Weak: "export"},
	{Suite: 0x0028, Name: "TLS_KRB5_EXPORT_WITH_RC4_40_SHA", KeyExchange: "KRB5", Auth: "KRB5", Cipher: "RC4_40", Mode: StreamMode, Hash: "SHA", MACLen: 20, Weak: "export"},
	{Suite: 0x0029, Name: "TLS_KRB5_EXPORT_WITH_DES_CBC_40_MD5", KeyExchange: "KRB5", Auth: "KRB5", Cipher: "DES_40", Mode: CBC, Hash: "MD5", BlockLen: 8, MACLen: 16, Weak: "export"},
	{Suite: 0x002a, Name: "TLS_KRB5_EXPORT_WITH_RC2_CBC_40_MD5", KeyExchange: "KRB5", Auth: "KRB5", Cipher: "RC2_40", Mode: CBC, Hash: "MD5", BlockLen: 8, MACLen: 16, Weak: "export"},
	{Suite: 0x002b, Name: "TLS_KRB5_EXPORT_WITH_RC4_40_MD5", KeyExchange: "KRB5", Auth: "KRB5", Cipher: "RC4_40", Mode: StreamMode, Hash: "MD5", MACLen: 16, Weak: "export"},
	{Suite: 0x002c, Name: "TLS_PSK_WITH_NULL_SHA", KeyExchange: "PSK", Auth: "PSK", Cipher: "NULL", Mode: NullMode, Hash: "SHA", MACLen: 20, Weak: "NULL"},
	{Suite: 0x002d, Name: "TLS_DHE_PSK_WITH_NULL_SHA", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "NULL", Mode: NullMode, Hash: "SHA", MACLen: 20, PFS: true, Weak: "NULL"},
	{Suite: 0x002e, Name: "TLS_RSA_PSK_WITH_NULL_SHA", KeyExchange: "RSA_PSK", Auth: "RSA", Cipher: "NULL", Mode: NullMode, Hash: "SHA", MACLen: 20, Weak: "NULL"},
	{Suite: 0x002f, Name: "TLS_RSA_WITH_AES_128_CBC_SHA", KeyExchange: "RSA", Auth: "RSA", Cipher: "AES_128", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20},
	{Suite: 0x0030, Name: "TLS_DH_DSS_WITH_AES_128_CBC_SHA", KeyExchange: "DH", Auth: "DSS", Cipher: "AES_128", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20},
	{Suite: 0x0031, Name: "TLS_DH_RSA_WITH_AES_128_CBC_SHA", KeyExchange: "DH", Auth: "RSA", Cipher: "AES_128", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20},
	{Suite: 0x0032, Name: "TLS_DHE_DSS_WITH_AES_128_CBC_SHA", KeyExchange: "DHE", Auth: "DSS", Cipher: "AES_128", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true},
	{Suite: 0x0033, Name: "TLS_DHE_RSA_WITH_AES_128_CBC_SHA", KeyExchange: "DHE", Auth: "RSA", Cipher: "AES_128", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true},
	{Suite: 0x0034, Name: "TLS_DH_anon_WITH_AES_128_CBC_SHA", KeyExchange: "DH", Auth: "anon", Cipher: "AES_128", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true, Weak: "anonymous"},
	{Suite: 0x0035, Name: "TLS_RSA_WITH_AES_256_CBC_SHA", KeyExchange: "RSA", Auth: "RSA", Cipher: "AES_256", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20},
	{Suite: 0x0036, Name: "TLS_DH_DSS_WITH_AES_256_CBC_SHA", KeyExchange: "DH", Auth: "DSS", Cipher: "AES_256", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20},
	{Suite: 0x0037, Name: "TLS_DH_RSA_WITH_AES_256_CBC_SHA", KeyExchange: "DH", Auth: "RSA", Cipher: "AES_256", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20},
	{Suite: 0x0038, Name: "TLS_DHE_DSS_WITH_AES_256_CBC_SHA", KeyExchange: "DHE", Auth: "DSS", Cipher: "AES_256", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true},
	{Suite: 0x0039, Name: "TLS_DHE_RSA_WITH_AES_256_CBC_SHA", KeyExchange: "DHE", Auth: "RSA", Cipher: "AES_256", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true},
	{Suite: 0x003a, Name: "TLS_DH_anon_WITH_AES_256_CBC_SHA", KeyExchange: "DH", Auth: "anon", Cipher: "AES_256", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true, Weak: "anonymous"},
	{Suite: 0x003b, Name: "TLS_RSA_WITH_NULL_SHA256", KeyExchange: "RSA", Auth: "RSA", Cipher: "NULL", Mode: NullMode, Hash: "SHA256", MACLen: 32, Weak: "NULL"},
	{Suite: 0x003c, Name: "TLS_RSA_WITH_AES_128_CBC_SHA256", KeyExchange: "RSA", Auth: "RSA", Cipher: "AES_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0x003d, Name: "TLS_RSA_WITH_AES_256_CBC_SHA256", KeyExchange: "RSA", Auth: "RSA", Cipher: "AES_256", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0x003e, Name: "TLS_DH_DSS_WITH_AES_128_CBC_SHA256", KeyExchange: "DH", Auth: "DSS", Cipher: "AES_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0x003f, Name: "TLS_DH_RSA_WITH_AES_128_CBC_SHA256", KeyExchange: "DH", Auth: "RSA", Cipher: "AES_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0x0040, Name: "TLS_DHE_DSS_WITH_AES_128_CBC_SHA256", KeyExchange: "DHE", Auth: "DSS", Cipher: "AES_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0x0041, Name: "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA", KeyExchange: "RSA", Auth: "RSA", Cipher: "CAMELLIA_128", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20},
	{Suite: 0x0042, Name: "TLS_DH_DSS_WITH_CAMELLIA_128_CBC_SHA", KeyExchange: "DH", Auth: "DSS", Cipher: "CAMELLIA_128", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20},
	{Suite: 0x0043, Name: "TLS_DH_RSA_WITH_CAMELLIA_128_CBC_SHA", KeyExchange: "DH", Auth: "RSA", Cipher: "CAMELLIA_128", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20},
	{Suite: 0x0044, Name: "TLS_DHE_DSS_WITH_CAMELLIA_128_CBC_SHA", KeyExchange: "DHE", Auth: "DSS", Cipher: "CAMELLIA_128", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true},
	{Suite: 0x0045, Name: "TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA", KeyExchange: "DHE", Auth: "RSA", Cipher: "CAMELLIA_128", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true},
	{Suite: 0x0046, Name: "TLS_DH_anon_WITH_CAMELLIA_128_CBC_SHA", KeyExchange: "DH", Auth: "anon", Cipher: "CAMELLIA_128", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true, Weak: "anonymous"},
	{Suite: 0x0060, Name: "TLS_RSA_EXPORT1024_WITH_RC4_56_MD5", KeyExchange: "RSA", Auth: "RSA", Cipher: "RC4_56", Mode: StreamMode, Hash: "MD5", MACLen: 16, Weak: "export"},
	{Suite: 0x0061, Name: "TLS_RSA_EXPORT1024_WITH_RC2_CBC_56_MD5", KeyExchange: "RSA", Auth: "RSA", Cipher: "RC2_56", Mode: CBC, Hash: "MD5", BlockLen: 8, MACLen: 16, Weak: "export"},
	{Suite: 0x0062, Name: "TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA", KeyExchange: "RSA", Auth: "RSA", Cipher: "DES", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, Weak: "export"},
	{Suite: 0x0063, Name: "TLS_DHE_DSS_EXPORT1024_WITH_DES_CBC_SHA", KeyExchange: "DHE", Auth: "DSS", Cipher: "DES", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, PFS: true, Weak: "export"},
	{Suite: 0x0064, Name: "TLS_RSA_EXPORT1024_WITH_RC4_56_SHA", KeyExchange: "RSA", Auth: "RSA", Cipher: "RC4_56", Mode: StreamMode, Hash: "SHA", MACLen: 20, Weak: "export"},
	{Suite: 0x0065, Name: "TLS_DHE_DSS_EXPORT1024_WITH_RC4_56_SHA", KeyExchange: "DHE", Auth: "DSS", Cipher: "RC4_56", Mode: StreamMode, Hash: "SHA", MACLen: 20, PFS: true, Weak: "export"},
	{Suite: 0x0066, Name: "TLS_DHE_DSS_WITH_RC4_128_SHA", KeyExchange: "DHE", Auth: "DSS", Cipher: "RC4_128", Mode: StreamMode, Hash: "SHA", MACLen: 20, PFS: true, Weak: "RC4"},
	{Suite: 0x0067, Name: "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256", KeyExchange: "DHE", Auth: "RSA", Cipher: "AES_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0x0068, Name: "TLS_DH_DSS_WITH_AES_256_CBC_SHA256", KeyExchange: "DH", Auth: "DSS", Cipher: "AES_256", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0x0069, Name: "TLS_DH_RSA_WITH_AES_256_CBC_SHA256", KeyExchange: "DH", Auth: "RSA", Cipher: "AES_256", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0x006a, Name: "TLS_DHE_DSS_WITH_AES_256_CBC_SHA256", KeyExchange: "DHE", Auth: "DSS", Cipher: "AES_256", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0x006b, Name: "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256", KeyExchange: "DHE", Auth: "RSA", Cipher: "AES_256", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0x006c, Name: "TLS_DH_anon_WITH_AES_128_CBC_SHA256", KeyExchange: "DH", Auth: "anon", Cipher: "AES_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true, Weak: "anonymous"},
	{Suite: 0x006d, Name: "TLS_DH_anon_WITH_AES_256_CBC_SHA256", KeyExchange: "DH", Auth: "anon", Cipher: "AES_256", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true, Weak: "anonymous"},
	{Suite: 0x0080, Name: "TLS_GOSTR341094_WITH_28147_CNT_IMIT", KeyExchange: "GOST", Auth: "GOST", Cipher: "28147", Mode: StreamMode, Hash: "GOSTR3411", MACLen: 4},
	{Suite: 0x0081, Name: "TLS_GOSTR341001_WITH_28147_CNT_IMIT", KeyExchange: "GOST", Auth: "GOST", Cipher: "28147", Mode: StreamMode, Hash: "GOSTR3411", MACLen: 4},
	{Suite: 0x0082, Name: "TLS_GOSTR341094_WITH_NULL_GOSTR3411", KeyExchange: "GOST", Auth: "GOST", Cipher: "NULL", Mode: NullMode, Hash: "GOSTR3411", MACLen: 32, Weak: "NULL"},
	{Suite: 0x0083, Name: "TLS_GOSTR341001_WITH_NULL_GOSTR3411", KeyExchange: "GOST", Auth: "GOST", Cipher: "NULL", Mode: NullMode, Hash: "GOSTR3411", MACLen: 32, Weak: "NULL"},
	{Suite: 0x0084, Name: "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA", KeyExchange: "RSA", Auth: "RSA", Cipher: "CAMELLIA_256", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20},
	{Suite: 0x0085, Name: "TLS_DH_DSS_WITH_CAMELLIA_256_CBC_SHA", KeyExchange: "DH", Auth: "DSS", Cipher: "CAMELLIA_256", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20},
	{Suite: 0x0086, Name: "TLS_DH_RSA_WITH_CAMELLIA_256_CBC_SHA", KeyExchange: "DH", Auth: "RSA", Cipher: "CAMELLIA_256", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20},
	{Suite: 0x0087, Name: "TLS_DHE_DSS_WITH_CAMELLIA_256_CBC_SHA", KeyExchange: "DHE", Auth: "DSS", Cipher: "CAMELLIA_256", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true},
	{Suite: 0x0088, Name: "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA", KeyExchange: "DHE", Auth: "RSA", Cipher: "CAMELLIA_256", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true},
	{Suite: 0x0089, Name: "TLS_DH_anon_WITH_CAMELLIA_256_CBC_SHA", KeyExchange: "DH", Auth: "anon", Cipher: "CAMELLIA_256", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true, Weak: "anonymous"},
	{Suite: 0x008a, Name: "TLS_PSK_WITH_RC4_128_SHA", KeyExchange: "PSK", Auth: "PSK", Cipher: "RC4_128", Mode: StreamMode, Hash: "SHA", MACLen: 20, Weak: "RC4"},
	{Suite: 0x008b, Name: "TLS_PSK_WITH_3DES_EDE_CBC_SHA", KeyExchange: "PSK", Auth: "PSK", Cipher: "3DES_EDE", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, Weak: "3DES"},
	{Suite: 0x008c, Name: "TLS_PSK_WITH_AES_128_CBC_SHA", KeyExchange: "PSK", Auth: "PSK", Cipher: "AES_128", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20},
	{Suite: 0x008d, Name: "TLS_PSK_WITH_AES_256_CBC_SHA", KeyExchange: "PSK", Auth: "PSK", Cipher: "AES_256", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20},
	{Suite: 0x008e, Name: "TLS_DHE_PSK_WITH_RC4_128_SHA", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "RC4_128", Mode: StreamMode, Hash: "SHA", MACLen: 20, PFS: true, Weak: "RC4"},
	{Suite: 0x008f, Name: "TLS_DHE_PSK_WITH_3DES_EDE_CBC_SHA", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "3DES_EDE", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, PFS: true, Weak: "3DES"},
	{Suite: 0x0090, Name: "TLS_DHE_PSK_WITH_AES_128_CBC_SHA", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "AES_128", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true},
	{Suite: 0x0091, Name: "TLS_DHE_PSK_WITH_AES_256_CBC_SHA", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "AES_256", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true},
	{Suite: 0x0092, Name: "TLS_RSA_PSK_WITH_RC4_128_SHA", KeyExchange: "RSA_PSK", Auth: "RSA", Cipher: "RC4_128", Mode: StreamMode, Hash: "SHA", MACLen: 20, Weak: "RC4"},
	{Suite: 0x0093, Name: "TLS_RSA_PSK_WITH_3DES_EDE_CBC_SHA", KeyExchange: "RSA_PSK", Auth: "RSA", Cipher: "3DES_EDE", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, Weak: "3DES"},
	{Suite: 0x0094, Name: "TLS_RSA_PSK_WITH_AES_128_CBC_SHA", KeyExchange: "RSA_PSK", Auth: "RSA", Cipher: "AES_128", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20},
	{Suite: 0x0095, Name: "TLS_RSA_PSK_WITH_AES_256_CBC_SHA", KeyExchange: "RSA_PSK", Auth: "RSA", Cipher: "AES_256", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20},
	{Suite: 0x0096, Name: "TLS_RSA_WITH_SEED_CBC_SHA", KeyExchange: "RSA", Auth: "RSA", Cipher: "SEED", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20},
	{Suite: 0x0097, Name: "TLS_DH_DSS_WITH_SEED_CBC_SHA", KeyExchange: "DH", Auth: "DSS", Cipher: "SEED", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20},
	{Suite: 0x0098, Name: "TLS_DH_RSA_WITH_SEED_CBC_SHA", KeyExchange: "DH", Auth: "RSA", Cipher: "SEED", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20},
	{Suite: 0x0099, Name: "TLS_DHE_DSS_WITH_SEED_CBC_SHA", KeyExchange: "DHE", Auth: "DSS", Cipher: "SEED", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true},
	{Suite: 0x009a, Name: "TLS_DHE_RSA_WITH_SEED_CBC_SHA", KeyExchange: "DHE", Auth: "RSA", Cipher: "SEED", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true},
	{Suite: 0x009b, Name: "TLS_DH_anon_WITH_SEED_CBC_SHA", KeyExchange: "DH", Auth: "anon", Cipher: "SEED", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true, Weak: "anonymous"},
	{Suite: 0x009c, Name: "TLS_RSA_WITH_AES_128_GCM_SHA256", KeyExchange: "RSA", Auth: "RSA", Cipher: "AES_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0x009d, Name: "TLS_RSA_WITH_AES_256_GCM_SHA384", KeyExchange: "RSA", Auth: "RSA", Cipher: "AES_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0x009e, Name: "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", KeyExchange: "DHE", Auth: "RSA", Cipher: "AES_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0x009f, Name: "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", KeyExchange: "DHE", Auth: "RSA", Cipher: "AES_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0x00a0, Name: "TLS_DH_RSA_WITH_AES_128_GCM_SHA256", KeyExchange: "DH", Auth: "RSA", Cipher: "AES_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0x00a1, Name: "TLS_DH_RSA_WITH_AES_256_GCM_SHA384", KeyExchange: "DH", Auth: "RSA", Cipher: "AES_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0x00a2, Name: "TLS_DHE_DSS_WITH_AES_128_GCM_SHA256", KeyExchange: "DHE", Auth: "DSS", Cipher: "AES_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0x00a3, Name: "TLS_DHE_DSS_WITH_AES_256_GCM_SHA384", KeyExchange: "DHE", Auth: "DSS", Cipher: "AES_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0x00a4, Name: "TLS_DH_DSS_WITH_AES_128_GCM_SHA256", KeyExchange: "DH", Auth: "DSS", Cipher: "AES_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0x00a5, Name: "TLS_DH_DSS_WITH_AES_256_GCM_SHA384", KeyExchange: "DH", Auth: "DSS", Cipher: "AES_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0x00a6, Name: "TLS_DH_anon_WITH_AES_128_GCM_SHA256", KeyExchange: "DH", Auth: "anon", Cipher: "AES_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16, PFS: true, Weak: "anonymous"},
	{Suite: 0x00a7, Name: "TLS_DH_anon_WITH_AES_256_GCM_SHA384", KeyExchange: "DH", Auth: "anon", Cipher: "AES_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16, PFS: true, Weak: "anonymous"},
	{Suite: 0x00a8, Name: "TLS_PSK_WITH_AES_128_GCM_SHA256", KeyExchange: "PSK", Auth: "PSK", Cipher: "AES_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0x00a9, Name: "TLS_PSK_WITH_AES_256_GCM_SHA384", KeyExchange: "PSK", Auth: "PSK", Cipher: "AES_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0x00aa, Name: "TLS_DHE_PSK_WITH_AES_128_GCM_SHA256", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "AES_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0x00ab, Name: "TLS_DHE_PSK_WITH_AES_256_GCM_SHA384", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "AES_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0x00ac, Name: "TLS_RSA_PSK_WITH_AES_128_GCM_SHA256", KeyExchange: "RSA_PSK", Auth: "RSA", Cipher: "AES_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0x00ad, Name: "TLS_RSA_PSK_WITH_AES_256_GCM_SHA384", KeyExchange: "RSA_PSK", Auth: "RSA", Cipher: "AES_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0x00ae, Name: "TLS_PSK_WITH_AES_128_CBC_SHA256", KeyExchange: "PSK", Auth: "PSK", Cipher: "AES_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0x00af, Name: "TLS_PSK_WITH_AES_256_CBC_SHA384", KeyExchange: "PSK", Auth: "PSK", Cipher: "AES_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48},
	{Suite: 0x00b0, Name: "TLS_PSK_WITH_NULL_SHA256", KeyExchange: "PSK", Auth: "PSK", Cipher: "NULL", Mode: NullMode, Hash: "SHA256", MACLen: 32, Weak: "NULL"},
	{Suite: 0x00b1, Name: "TLS_PSK_WITH_NULL_SHA384", KeyExchange: "PSK", Auth: "PSK", Cipher: "NULL", Mode: NullMode, Hash: "SHA384", MACLen: 48, Weak: "NULL"},
	{Suite: 0x00b2, Name: "TLS_DHE_PSK_WITH_AES_128_CBC_SHA256", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "AES_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0x00b3, Name: "TLS_DHE_PSK_WITH_AES_256_CBC_SHA384", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "AES_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48, PFS: true},
	{Suite: 0x00b4, Name: "TLS_DHE_PSK_WITH_NULL_SHA256", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "NULL", Mode: NullMode, Hash: "SHA256", MACLen: 32, PFS: true, Weak: "NULL"},
	{Suite: 0x00b5, Name: "TLS_DHE_PSK_WITH_NULL_SHA384", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "NULL", Mode: NullMode, Hash: "SHA384", MACLen: 48, PFS: true, Weak: "NULL"},
	{Suite: 0x00b6, Name: "TLS_RSA_PSK_WITH_AES_128_CBC_SHA256", KeyExchange: "RSA_PSK", Auth: "RSA", Cipher: "AES_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0x00b7, Name: "TLS_RSA_PSK_WITH_AES_256_CBC_SHA384", KeyExchange: "RSA_PSK", Auth: "RSA", Cipher: "AES_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48},
	{Suite: 0x00b8, Name: "TLS_RSA_PSK_WITH_NULL_SHA256", KeyExchange: "RSA_PSK", Auth: "RSA", Cipher: "NULL", Mode: NullMode, Hash: "SHA256", MACLen: 32, Weak: "NULL"},
	{Suite: 0x00b9, Name: "TLS_RSA_PSK_WITH_NULL_SHA384", KeyExchange: "RSA_PSK", Auth: "RSA", Cipher: "NULL", Mode: NullMode, Hash: "SHA384", MACLen: 48, Weak: "NULL"},
	{Suite: 0x00ba, Name: "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA256", KeyExchange: "RSA", Auth: "RSA", Cipher: "CAMELLIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0x00bb, Name: "TLS_DH_DSS_WITH_CAMELLIA_128_CBC_SHA256", KeyExchange: "DH", Auth: "DSS", Cipher: "CAMELLIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0x00bc, Name: "TLS_DH_RSA_WITH_CAMELLIA_128_CBC_SHA256", KeyExchange: "DH", Auth: "RSA", Cipher: "CAMELLIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0x00bd, Name: "TLS_DHE_DSS_WITH_CAMELLIA_128_CBC_SHA256", KeyExchange: "DHE", Auth: "DSS", Cipher: "CAMELLIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0x00be, Name: "TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA256", KeyExchange: "DHE", Auth: "RSA", Cipher: "CAMELLIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0x00bf, Name: "TLS_DH_anon_WITH_CAMELLIA_128_CBC_SHA256", KeyExchange: "DH", Auth: "anon", Cipher: "CAMELLIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true, Weak: "anonymous"},
	{Suite: 0x00c0, Name: "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA256", KeyExchange: "RSA", Auth: "RSA", Cipher: "CAMELLIA_256", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0x00c1, Name: "TLS_DH_DSS_WITH_CAMELLIA_256_CBC_SHA256", KeyExchange: "DH", Auth: "DSS", Cipher: "CAMELLIA_256", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0x00c2, Name: "TLS_DH_RSA_WITH_CAMELLIA_256_CBC_SHA256", KeyExchange: "DH", Auth: "RSA", Cipher: "CAMELLIA_256", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0x00c3, Name: "TLS_DHE_DSS_WITH_CAMELLIA_256_CBC_SHA256", KeyExchange: "DHE", Auth: "DSS", Cipher: "CAMELLIA_256", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0x00c4, Name: "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA256", KeyExchange: "DHE", Auth: "RSA", Cipher: "CAMELLIA_256", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0x00c5, Name: "TLS_DH_anon_WITH_CAMELLIA_256_CBC_SHA256", KeyExchange: "DH", Auth: "anon", Cipher: "CAMELLIA_256", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true, Weak: "anonymous"},
	{Suite: 0x00c6, Name: "TLS_SM4_GCM_SM3", KeyExchange: "any", Auth: "any", Cipher: "SM4", Mode: GCM, Hash: "SM3", TagLen: 16, PFS: true, TLS13: true},
	{Suite: 0x00c7, Name: "TLS_SM4_CCM_SM3", KeyExchange: "any", Auth: "any", Cipher: "SM4", Mode: CCM, Hash: "SM3", TagLen: 16, PFS: true, TLS13: true},
	{Suite: 0x00ff, Name: "TLS_EMPTY_RENEGOTIATION_INFO_SCSV", Signal: true},
	{Suite: 0x1301, Name: "TLS_AES_128_GCM_SHA256", KeyExchange: "any", Auth: "any", Cipher: "AES_128", Mode: GCM, Hash: "SHA256", TagLen: 16, PFS: true, TLS13: true},
	{Suite: 0x1302, Name: "TLS_AES_256_GCM_SHA384", KeyExchange: "any", Auth: "any", Cipher: "AES_256", Mode: GCM, Hash: "SHA384", TagLen: 16, PFS: true, TLS13: true},
	{Suite: 0x1303, Name: "TLS_CHACHA20_POLY1305_SHA256", KeyExchange: "any", Auth: "any", Cipher: "CHACHA20_POLY1305", Mode: ChaCha20Poly1305, Hash: "SHA256", TagLen: 16, PFS: true, TLS13: true},
	{Suite: 0x1304, Name: "TLS_AES_128_CCM_SHA256", KeyExchange: "any", Auth: "any", Cipher: "AES_128", Mode: CCM, Hash: "SHA256", TagLen: 16, PFS: true, TLS13: true},
	{Suite: 0x1305, Name: "TLS_AES_128_CCM_8_SHA256", KeyExchange: "any", Auth: "any", Cipher: "AES_128", Mode: CCM8, Hash: "SHA256", TagLen: 8, PFS: true, TLS13: true},
	{Suite: 0x1306, Name: "TLS_AEGIS_256_SHA512", KeyExchange: "any", Auth: "any", Cipher: "AEGIS_256", Mode: AEGIS, Hash: "SHA512", TagLen: 16, PFS: true, TLS13: true},
	{Suite: 0x1307, Name: "TLS_AEGIS_128L_SHA256", KeyExchange: "any", Auth: "any", Cipher: "AEGIS_128L", Mode: AEGIS, Hash: "SHA256", TagLen: 16, PFS: true, TLS13: true},
	{Suite: 0x16b7, Name: "TLS_CECPQ1_RSA_WITH_CHACHA20_POLY1305_SHA256", KeyExchange: "CECPQ1", Auth: "RSA", Cipher: "CHACHA20_POLY1305", Mode: ChaCha20Poly1305, Hash: "SHA256", TagLen: 16, PFS: true},
	{Suite: 0x16b8, Name: "TLS_CECPQ1_ECDSA_WITH_CHACHA20_POLY1305_SHA256", KeyExchange: "CECPQ1", Auth: "ECDSA", Cipher: "CHACHA20_POLY1305", Mode: ChaCha20Poly1305, Hash: "SHA256", TagLen: 16, PFS: true},
	{Suite: 0x16b9, Name: "TLS_CECPQ1_RSA_WITH_AES_256_GCM_SHA384", KeyExchange: "CECPQ1", Auth: "RSA", Cipher: "AES_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0x16ba, Name: "TLS_CECPQ1_ECDSA_WITH_AES_256_GCM_SHA384", KeyExchange: "CECPQ1", Auth: "ECDSA", Cipher: "AES_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0x5600, Name: "TLS_FALLBACK_SCSV", Signal: true},
	{Suite: 0xc001, Name: "TLS_ECDH_ECDSA_WITH_NULL_SHA", KeyExchange: "ECDH", Auth: "ECDSA", Cipher: "NULL", Mode: NullMode, Hash: "SHA", MACLen: 20, Weak: "NULL"},
	{Suite: 0xc002, Name: "TLS_ECDH_ECDSA_WITH_RC4_128_SHA", KeyExchange: "ECDH", Auth: "ECDSA", Cipher: "RC4_128", Mode: StreamMode, Hash: "SHA", MACLen: 20, Weak: "RC4"},
	{Suite: 0xc003, Name: "TLS_ECDH_ECDSA_WITH_3DES_EDE_CBC_SHA", KeyExchange: "ECDH", Auth: "ECDSA", Cipher: "3DES_EDE", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, Weak: "3DES"},
	{Suite: 0xc004, Name: "TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA", KeyExchange: "ECDH", Auth: "ECDSA", Cipher: "AES_128", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20},
	{Suite: 0xc005, Name: "TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA", KeyExchange: "ECDH", Auth: "ECDSA", Cipher: "AES_256", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20},
	{Suite: 0xc006, Name: "TLS_ECDHE_ECDSA_WITH_NULL_SHA", KeyExchange: "ECDHE", Auth: "ECDSA", Cipher: "NULL", Mode: NullMode, Hash: "SHA", MACLen: 20, PFS: true, Weak: "NULL"},
	{Suite: 0xc007, Name: "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA", KeyExchange: "ECDHE", Auth: "ECDSA", Cipher: "RC4_128", Mode: StreamMode, Hash: "SHA", MACLen: 20, PFS: true, Weak: "RC4"},
	{Suite: 0xc008, Name: "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA", KeyExchange: "ECDHE", Auth: "ECDSA", Cipher: "3DES_EDE", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, PFS: true, Weak: "3DES"},
	{Suite: 0xc009, Name: "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", KeyExchange: "ECDHE", Auth: "ECDSA", Cipher: "AES_128", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true},
	{Suite: 0xc00a, Name: "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", KeyExchange: "ECDHE", Auth: "ECDSA", Cipher: "AES_256", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true},
	{Suite: 0xc00b, Name: "TLS_ECDH_RSA_WITH_NULL_SHA", KeyExchange: "ECDH", Auth: "RSA", Cipher: "NULL", Mode: NullMode, Hash: "SHA", MACLen: 20, Weak: "NULL"},
	{Suite: 0xc00c, Name: "TLS_ECDH_RSA_WITH_RC4_128_SHA", KeyExchange: "ECDH", Auth: "RSA", Cipher: "RC4_128", Mode: StreamMode, Hash: "SHA", MACLen: 20, Weak: "RC4"},
	{Suite: 0xc00d, Name: "TLS_ECDH_RSA_WITH_3DES_EDE_CBC_SHA", KeyExchange: "ECDH", Auth: "RSA", Cipher: "3DES_EDE", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, Weak: "3DES"},
	{Suite: 0xc00e, Name: "TLS_ECDH_RSA_WITH_AES_128_CBC_SHA", KeyExchange: "ECDH", Auth: "RSA", Cipher: "AES_128", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20},
	{Suite: 0xc00f, Name: "TLS_ECDH_RSA_WITH_AES_256_CBC_SHA", KeyExchange: "ECDH", Auth: "RSA", Cipher: "AES_256", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20},
	{Suite: 0xc010, Name: "TLS_ECDHE_RSA_WITH_NULL_SHA", KeyExchange: "ECDHE", Auth: "RSA", Cipher: "NULL", Mode: NullMode, Hash: "SHA", MACLen: 20, PFS: true, Weak: "NULL"},
	{Suite: 0xc011, Name: "TLS_ECDHE_RSA_WITH_RC4_128_SHA", KeyExchange: "ECDHE", Auth: "RSA", Cipher: "RC4_128", Mode: StreamMode, Hash: "SHA", MACLen: 20, PFS: true, Weak: "RC4"},
	{Suite: 0xc012, Name: "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA", KeyExchange: "ECDHE", Auth: "RSA", Cipher: "3DES_EDE", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, PFS: true, Weak: "3DES"},
	{Suite: 0xc013, Name: "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", KeyExchange: "ECDHE", Auth: "RSA", Cipher: "AES_128", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true},
	{Suite: 0xc014, Name: "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", KeyExchange: "ECDHE", Auth: "RSA", Cipher: "AES_256", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true},
	{Suite: 0xc015, Name: "TLS_ECDH_anon_WITH_NULL_SHA", KeyExchange: "ECDH", Auth: "anon", Cipher: "NULL", Mode: NullMode, Hash: "SHA", MACLen: 20, PFS: true, Weak: "NULL"},
	{Suite: 0xc016, Name: "TLS_ECDH_anon_WITH_RC4_128_SHA", KeyExchange: "ECDH", Auth: "anon", Cipher: "RC4_128", Mode: StreamMode, Hash: "SHA", MACLen: 20, PFS: true, Weak: "anonymous"},
	{Suite: 0xc017, Name: "TLS_ECDH_anon_WITH_3DES_EDE_CBC_SHA", KeyExchange: "ECDH", Auth: "anon", Cipher: "3DES_EDE", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, PFS: true, Weak: "anonymous"},
	{Suite: 0xc018, Name: "TLS_ECDH_anon_WITH_AES_128_CBC_SHA", KeyExchange: "ECDH", Auth: "anon", Cipher: "AES_128", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true, Weak: "anonymous"},
	{Suite: 0xc019, Name: "TLS_ECDH_anon_WITH_AES_256_CBC_SHA", KeyExchange: "ECDH", Auth: "anon", Cipher: "AES_256", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true, Weak: "anonymous"},
	{Suite: 0xc01a, Name: "TLS_SRP_SHA_WITH_3DES_EDE_CBC_SHA", KeyExchange: "SRP", Auth: "SRP", Cipher: "3DES_EDE", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, PFS: true, Weak: "3DES"},
	{Suite: 0xc01b, Name: "TLS_SRP_SHA_RSA_WITH_3DES_EDE_CBC_SHA", KeyExchange: "SRP", Auth: "RSA", Cipher: "3DES_EDE", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, PFS: true, Weak: "3DES"},
	{Suite: 0xc01c, Name: "TLS_SRP_SHA_DSS_WITH_3DES_EDE_CBC_SHA", KeyExchange: "SRP", Auth: "DSS", Cipher: "3DES_EDE", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, PFS: true, Weak: "3DES"},
	{Suite: 0xc01d, Name: "TLS_SRP_SHA_WITH_AES_128_CBC_SHA", KeyExchange: "SRP", Auth: "SRP", Cipher: "AES_128", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true},
	{Suite: 0xc01e, Name: "TLS_SRP_SHA_RSA_WITH_AES_128_CBC_SHA", KeyExchange: "SRP", Auth: "RSA", Cipher: "AES_128", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true},
	{Suite: 0xc01f, Name: "TLS_SRP_SHA_DSS_WITH_AES_128_CBC_SHA", KeyExchange: "SRP", Auth: "DSS", Cipher: "AES_128", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true},
	{Suite: 0xc020, Name: "TLS_SRP_SHA_WITH_AES_256_CBC_SHA", KeyExchange: "SRP", Auth: "SRP", Cipher: "AES_256", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true},
	{Suite: 0xc021, Name: "TLS_SRP_SHA_RSA_WITH_AES_256_CBC_SHA", KeyExchange: "SRP", Auth: "RSA", Cipher: "AES_256", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true},
	{Suite: 0xc022, Name: "TLS_SRP_SHA_DSS_WITH_AES_256_CBC_SHA", KeyExchange: "SRP", Auth: "DSS", Cipher: "AES_256", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true},
	{Suite: 0xc023, Name: "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", KeyExchange: "ECDHE", Auth: "ECDSA", Cipher: "AES_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0xc024, Name: "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", KeyExchange: "ECDHE", Auth: "ECDSA", Cipher: "AES_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48, PFS: true},
	{Suite: 0xc025, Name: "TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA256", KeyExchange: "ECDH", Auth: "ECDSA", Cipher: "AES_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0xc026, Name: "TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA384", KeyExchange: "ECDH", Auth: "ECDSA", Cipher: "AES_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48},
	{Suite: 0xc027, Name: "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", KeyExchange: "ECDHE", Auth: "RSA", Cipher: "AES_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0xc028, Name: "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", KeyExchange: "ECDHE", Auth: "RSA", Cipher: "AES_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48, PFS: true},
	{Suite: 0xc029, Name: "TLS_ECDH_RSA_WITH_AES_128_CBC_SHA256", KeyExchange: "ECDH", Auth: "RSA", Cipher: "AES_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0xc02a, Name: "TLS_ECDH_RSA_WITH_AES_256_CBC_SHA384", KeyExchange: "ECDH", Auth: "RSA", Cipher: "AES_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48},
	{Suite: 0xc02b, Name: "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", KeyExchange: "ECDHE", Auth: "ECDSA", Cipher: "AES_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc02c, Name: "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", KeyExchange: "ECDHE", Auth: "ECDSA", Cipher: "AES_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc02d, Name: "TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256", KeyExchange: "ECDH", Auth: "ECDSA", Cipher: "AES_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc02e, Name: "TLS_ECDH_ECDSA_WITH_AES_256_GCM_SHA384", KeyExchange: "ECDH", Auth: "ECDSA", Cipher: "AES_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc02f, Name: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", KeyExchange: "ECDHE", Auth: "RSA", Cipher: "AES_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc030, Name: "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", KeyExchange: "ECDHE", Auth: "RSA", Cipher: "AES_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc031, Name: "TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256", KeyExchange: "ECDH", Auth: "RSA", Cipher: "AES_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc032, Name: "TLS_ECDH_RSA_WITH_AES_256_GCM_SHA384", KeyExchange: "ECDH", Auth: "RSA", Cipher: "AES_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc033, Name: "TLS_ECDHE_PSK_WITH_RC4_128_SHA", KeyExchange: "ECDHE_PSK", Auth: "PSK", Cipher: "RC4_128", Mode: StreamMode, Hash: "SHA", MACLen: 20, PFS: true, Weak: "RC4"},
	{Suite: 0xc034, Name: "TLS_ECDHE_PSK_WITH_3DES_EDE_CBC_SHA", KeyExchange: "ECDHE_PSK", Auth: "PSK", Cipher: "3DES_EDE", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, PFS: true, Weak: "3DES"},
	{Suite: 0xc035, Name: "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA", KeyExchange: "ECDHE_PSK", Auth: "PSK", Cipher: "AES_128", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true},
	{Suite: 0xc036, Name: "TLS_ECDHE_PSK_WITH_AES_256_CBC_SHA", KeyExchange: "ECDHE_PSK", Auth: "PSK", Cipher: "AES_256", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20, PFS: true},
	{Suite: 0xc037, Name: "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256", KeyExchange: "ECDHE_PSK", Auth: "PSK", Cipher: "AES_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0xc038, Name: "TLS_ECDHE_PSK_WITH_AES_256_CBC_SHA384", KeyExchange: "ECDHE_PSK", Auth: "PSK", Cipher: "AES_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48, PFS: true},
	{Suite: 0xc039, Name: "TLS_ECDHE_PSK_WITH_NULL_SHA", KeyExchange: "ECDHE_PSK", Auth: "PSK", Cipher: "NULL", Mode: NullMode, Hash: "SHA", MACLen: 20, PFS: true, Weak: "NULL"},
	{Suite: 0xc03a, Name: "TLS_ECDHE_PSK_WITH_NULL_SHA256", KeyExchange: "ECDHE_PSK", Auth: "PSK", Cipher: "NULL", Mode: NullMode, Hash: "SHA256", MACLen: 32, PFS: true, Weak: "NULL"},
	{Suite: 0xc03b, Name: "TLS_ECDHE_PSK_WITH_NULL_SHA384", KeyExchange: "ECDHE_PSK", Auth: "PSK", Cipher: "NULL", Mode: NullMode, Hash: "SHA384", MACLen: 48, PFS: true, Weak: "NULL"},
	{Suite: 0xc03c, Name: "TLS_RSA_WITH_ARIA_128_CBC_SHA256", KeyExchange: "RSA", Auth: "RSA", Cipher: "ARIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0xc03d, Name: "TLS_RSA_WITH_ARIA_256_CBC_SHA384", KeyExchange: "RSA", Auth: "RSA", Cipher: "ARIA_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48},
	{Suite: 0xc03e, Name: "TLS_DH_DSS_WITH_ARIA_128_CBC_SHA256", KeyExchange: "DH", Auth: "DSS", Cipher: "ARIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0xc03f, Name: "TLS_DH_DSS_WITH_ARIA_256_CBC_SHA384", KeyExchange: "DH", Auth: "DSS", Cipher: "ARIA_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48},
	{Suite: 0xc040, Name: "TLS_DH_RSA_WITH_ARIA_128_CBC_SHA256", KeyExchange: "DH", Auth: "RSA", Cipher: "ARIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0xc041, Name: "TLS_DH_RSA_WITH_ARIA_256_CBC_SHA384", KeyExchange: "DH", Auth: "RSA", Cipher: "ARIA_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48},
	{Suite: 0xc042, Name: "TLS_DHE_DSS_WITH_ARIA_128_CBC_SHA256", KeyExchange: "DHE", Auth: "DSS", Cipher: "ARIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0xc043, Name: "TLS_DHE_DSS_WITH_ARIA_256_CBC_SHA384", KeyExchange: "DHE", Auth: "DSS", Cipher: "ARIA_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48, PFS: true},
	{Suite: 0xc044, Name: "TLS_DHE_RSA_WITH_ARIA_128_CBC_SHA256", KeyExchange: "DHE", Auth: "RSA", Cipher: "ARIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0xc045, Name: "TLS_DHE_RSA_WITH_ARIA_256_CBC_SHA384", KeyExchange: "DHE", Auth: "RSA", Cipher: "ARIA_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48, PFS: true},
	{Suite: 0xc046, Name: "TLS_DH_anon_WITH_ARIA_128_CBC_SHA256", KeyExchange: "DH", Auth: "anon", Cipher: "ARIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true, Weak: "anonymous"},
	{Suite: 0xc047, Name: "TLS_DH_anon_WITH_ARIA_256_CBC_SHA384", KeyExchange: "DH", Auth: "anon", Cipher: "ARIA_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48, PFS: true, Weak: "anonymous"},
	{Suite: 0xc048, Name: "TLS_ECDHE_ECDSA_WITH_ARIA_128_CBC_SHA256", KeyExchange: "ECDHE", Auth: "ECDSA", Cipher: "ARIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0xc049, Name: "TLS_ECDHE_ECDSA_WITH_ARIA_256_CBC_SHA384", KeyExchange: "ECDHE", Auth: "ECDSA", Cipher: "ARIA_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48, PFS: true},
	{Suite: 0xc04a, Name: "TLS_ECDH_ECDSA_WITH_ARIA_128_CBC_SHA256", KeyExchange: "ECDH", Auth: "ECDSA", Cipher: "ARIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0xc04b, Name: "TLS_ECDH_ECDSA_WITH_ARIA_256_CBC_SHA384", KeyExchange: "ECDH", Auth: "ECDSA", Cipher: "ARIA_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48},
	{Suite: 0xc04c, Name: "TLS_ECDHE_RSA_WITH_ARIA_128_CBC_SHA256", KeyExchange: "ECDHE", Auth: "RSA", Cipher: "ARIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0xc04d, Name: "TLS_ECDHE_RSA_WITH_ARIA_256_CBC_SHA384", KeyExchange: "ECDHE", Auth: "RSA", Cipher: "ARIA_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48, PFS: true},
	{Suite: 0xc04e, Name: "TLS_ECDH_RSA_WITH_ARIA_128_CBC_SHA256", KeyExchange: "ECDH", Auth: "RSA", Cipher: "ARIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0xc04f, Name: "TLS_ECDH_RSA_WITH_ARIA_256_CBC_SHA384", KeyExchange: "ECDH", Auth: "RSA", Cipher: "ARIA_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48},
	{Suite: 0xc050, Name: "TLS_RSA_WITH_ARIA_128_GCM_SHA256", KeyExchange: "RSA", Auth: "RSA", Cipher: "ARIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc051, Name: "TLS_RSA_WITH_ARIA_256_GCM_SHA384", KeyExchange: "RSA", Auth: "RSA", Cipher: "ARIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc052, Name: "TLS_DHE_RSA_WITH_ARIA_128_GCM_SHA256", KeyExchange: "DHE", Auth: "RSA", Cipher: "ARIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc053, Name: "TLS_DHE_RSA_WITH_ARIA_256_GCM_SHA384", KeyExchange: "DHE", Auth: "RSA", Cipher: "ARIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc054, Name: "TLS_DH_RSA_WITH_ARIA_128_GCM_SHA256", KeyExchange: "DH", Auth: "RSA", Cipher: "ARIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc055, Name: "TLS_DH_RSA_WITH_ARIA_256_GCM_SHA384", KeyExchange: "DH", Auth: "RSA", Cipher: "ARIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc056, Name: "TLS_DHE_DSS_WITH_ARIA_128_GCM_SHA256", KeyExchange: "DHE", Auth: "DSS", Cipher: "ARIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc057, Name: "TLS_DHE_DSS_WITH_ARIA_256_GCM_SHA384", KeyExchange: "DHE", Auth: "DSS", Cipher: "ARIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc058, Name: "TLS_DH_DSS_WITH_ARIA_128_GCM_SHA256", KeyExchange: "DH", Auth: "DSS", Cipher: "ARIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc059, Name: "TLS_DH_DSS_WITH_ARIA_256_GCM_SHA384", KeyExchange: "DH", Auth: "DSS", Cipher: "ARIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc05a, Name: "TLS_DH_anon_WITH_ARIA_128_GCM_SHA256", KeyExchange: "DH", Auth: "anon", Cipher: "ARIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16, PFS: true, Weak: "anonymous"},
	{Suite: 0xc05b, Name: "TLS_DH_anon_WITH_ARIA_256_GCM_SHA384", KeyExchange: "DH", Auth: "anon", Cipher: "ARIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16, PFS: true, Weak: "anonymous"},
	{Suite: 0xc05c, Name: "TLS_ECDHE_ECDSA_WITH_ARIA_128_GCM_SHA256", KeyExchange: "ECDHE", Auth: "ECDSA", Cipher: "ARIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc05d, Name: "TLS_ECDHE_ECDSA_WITH_ARIA_256_GCM_SHA384", KeyExchange: "ECDHE", Auth: "ECDSA", Cipher: "ARIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc05e, Name: "TLS_ECDH_ECDSA_WITH_ARIA_128_GCM_SHA256", KeyExchange: "ECDH", Auth: "ECDSA", Cipher: "ARIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc05f, Name: "TLS_ECDH_ECDSA_WITH_ARIA_256_GCM_SHA384", KeyExchange: "ECDH", Auth: "ECDSA", Cipher: "ARIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc060, Name: "TLS_ECDHE_RSA_WITH_ARIA_128_GCM_SHA256", KeyExchange: "ECDHE", Auth: "RSA", Cipher: "ARIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc061, Name: "TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384", KeyExchange: "ECDHE", Auth: "RSA", Cipher: "ARIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc062, Name: "TLS_ECDH_RSA_WITH_ARIA_128_GCM_SHA256", KeyExchange: "ECDH", Auth: "RSA", Cipher: "ARIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc063, Name: "TLS_ECDH_RSA_WITH_ARIA_256_GCM_SHA384", KeyExchange: "ECDH", Auth: "RSA", Cipher: "ARIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc064, Name: "TLS_PSK_WITH_ARIA_128_CBC_SHA256", KeyExchange: "PSK", Auth: "PSK", Cipher: "ARIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0xc065, Name: "TLS_PSK_WITH_ARIA_256_CBC_SHA384", KeyExchange: "PSK", Auth: "PSK", Cipher: "ARIA_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48},
	{Suite: 0xc066, Name: "TLS_DHE_PSK_WITH_ARIA_128_CBC_SHA256", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "ARIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0xc067, Name: "TLS_DHE_PSK_WITH_ARIA_256_CBC_SHA384", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "ARIA_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48, PFS: true},
	{Suite: 0xc068, Name: "TLS_RSA_PSK_WITH_ARIA_128_CBC_SHA256", KeyExchange: "RSA_PSK", Auth: "RSA", Cipher: "ARIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0xc069, Name: "TLS_RSA_PSK_WITH_ARIA_256_CBC_SHA384", KeyExchange: "RSA_PSK", Auth: "RSA", Cipher: "ARIA_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48},
	{Suite: 0xc06a, Name: "TLS_PSK_WITH_ARIA_128_GCM_SHA256", KeyExchange: "PSK", Auth: "PSK", Cipher: "ARIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc06b, Name: "TLS_PSK_WITH_ARIA_256_GCM_SHA384", KeyExchange: "PSK", Auth: "PSK", Cipher: "ARIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc06c, Name: "TLS_DHE_PSK_WITH_ARIA_128_GCM_SHA256", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "ARIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc06d, Name: "TLS_DHE_PSK_WITH_ARIA_256_GCM_SHA384", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "ARIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc06e, Name: "TLS_RSA_PSK_WITH_ARIA_128_GCM_SHA256", KeyExchange: "RSA_PSK", Auth: "RSA", Cipher: "ARIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc06f, Name: "TLS_RSA_PSK_WITH_ARIA_256_GCM_SHA384", KeyExchange: "RSA_PSK", Auth: "RSA", Cipher: "ARIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc070, Name: "TLS_ECDHE_PSK_WITH_ARIA_128_CBC_SHA256", KeyExchange: "ECDHE_PSK", Auth: "PSK", Cipher: "ARIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0xc071, Name: "TLS_ECDHE_PSK_WITH_ARIA_256_CBC_SHA384", KeyExchange: "ECDHE_PSK", Auth: "PSK", Cipher: "ARIA_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48, PFS: true},
	{Suite: 0xc072, Name: "TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_CBC_SHA256", KeyExchange: "ECDHE", Auth: "ECDSA", Cipher: "CAMELLIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0xc073, Name: "TLS_ECDHE_ECDSA_WITH_CAMELLIA_256_CBC_SHA384", KeyExchange: "ECDHE", Auth: "ECDSA", Cipher: "CAMELLIA_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48, PFS: true},
	{Suite: 0xc074, Name: "TLS_ECDH_ECDSA_WITH_CAMELLIA_128_CBC_SHA256", KeyExchange: "ECDH", Auth: "ECDSA", Cipher: "CAMELLIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0xc075, Name: "TLS_ECDH_ECDSA_WITH_CAMELLIA_256_CBC_SHA384", KeyExchange: "ECDH", Auth: "ECDSA", Cipher: "CAMELLIA_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48},
	{Suite: 0xc076, Name: "TLS_ECDHE_RSA_WITH_CAMELLIA_128_CBC_SHA256", KeyExchange: "ECDHE", Auth: "RSA", Cipher: "CAMELLIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0xc077, Name: "TLS_ECDHE_RSA_WITH_CAMELLIA_256_CBC_SHA384", KeyExchange: "ECDHE", Auth: "RSA", Cipher: "CAMELLIA_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48, PFS: true},
	{Suite: 0xc078, Name: "TLS_ECDH_RSA_WITH_CAMELLIA_128_CBC_SHA256", KeyExchange: "ECDH", Auth: "RSA", Cipher: "CAMELLIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0xc079, Name: "TLS_ECDH_RSA_WITH_CAMELLIA_256_CBC_SHA384", KeyExchange: "ECDH", Auth: "RSA", Cipher: "CAMELLIA_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48},
	{Suite: 0xc07a, Name: "TLS_RSA_WITH_CAMELLIA_128_GCM_SHA256", KeyExchange: "RSA", Auth: "RSA", Cipher: "CAMELLIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc07b, Name: "TLS_RSA_WITH_CAMELLIA_256_GCM_SHA384", KeyExchange: "RSA", Auth: "RSA", Cipher: "CAMELLIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc07c, Name: "TLS_DHE_RSA_WITH_CAMELLIA_128_GCM_SHA256", KeyExchange: "DHE", Auth: "RSA", Cipher: "CAMELLIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc07d, Name: "TLS_DHE_RSA_WITH_CAMELLIA_256_GCM_SHA384", KeyExchange: "DHE", Auth: "RSA", Cipher: "CAMELLIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc07e, Name: "TLS_DH_RSA_WITH_CAMELLIA_128_GCM_SHA256", KeyExchange: "DH", Auth: "RSA", Cipher: "CAMELLIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc07f, Name: "TLS_DH_RSA_WITH_CAMELLIA_256_GCM_SHA384", KeyExchange: "DH", Auth: "RSA", Cipher: "CAMELLIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc080, Name: "TLS_DHE_DSS_WITH_CAMELLIA_128_GCM_SHA256", KeyExchange: "DHE", Auth: "DSS", Cipher: "CAMELLIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc081, Name: "TLS_DHE_DSS_WITH_CAMELLIA_256_GCM_SHA384", KeyExchange: "DHE", Auth: "DSS", Cipher: "CAMELLIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc082, Name: "TLS_DH_DSS_WITH_CAMELLIA_128_GCM_SHA256", KeyExchange: "DH", Auth: "DSS", Cipher: "CAMELLIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc083, Name: "TLS_DH_DSS_WITH_CAMELLIA_256_GCM_SHA384", KeyExchange: "DH", Auth: "DSS", Cipher: "CAMELLIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc084, Name: "TLS_DH_anon_WITH_CAMELLIA_128_GCM_SHA256", KeyExchange: "DH", Auth: "anon", Cipher: "CAMELLIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16, PFS: true, Weak: "anonymous"},
	{Suite: 0xc085, Name: "TLS_DH_anon_WITH_CAMELLIA_256_GCM_SHA384", KeyExchange: "DH", Auth: "anon", Cipher: "CAMELLIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16, PFS: true, Weak: "anonymous"},
	{Suite: 0xc086, Name: "TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_GCM_SHA256", KeyExchange: "ECDHE", Auth: "ECDSA", Cipher: "CAMELLIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc087, Name: "TLS_ECDHE_ECDSA_WITH_CAMELLIA_256_GCM_SHA384", KeyExchange: "ECDHE", Auth: "ECDSA", Cipher: "CAMELLIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc088, Name: "TLS_ECDH_ECDSA_WITH_CAMELLIA_128_GCM_SHA256", KeyExchange: "ECDH", Auth: "ECDSA", Cipher: "CAMELLIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc089, Name: "TLS_ECDH_ECDSA_WITH_CAMELLIA_256_GCM_SHA384", KeyExchange: "ECDH", Auth: "ECDSA", Cipher: "CAMELLIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc08a, Name: "TLS_ECDHE_RSA_WITH_CAMELLIA_128_GCM_SHA256", KeyExchange: "ECDHE", Auth: "RSA", Cipher: "CAMELLIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc08b, Name: "TLS_ECDHE_RSA_WITH_CAMELLIA_256_GCM_SHA384", KeyExchange: "ECDHE", Auth: "RSA", Cipher: "CAMELLIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc08c, Name: "TLS_ECDH_RSA_WITH_CAMELLIA_128_GCM_SHA256", KeyExchange: "ECDH", Auth: "RSA", Cipher: "CAMELLIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc08d, Name: "TLS_ECDH_RSA_WITH_CAMELLIA_256_GCM_SHA384", KeyExchange: "ECDH", Auth: "RSA", Cipher: "CAMELLIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc08e, Name: "TLS_PSK_WITH_CAMELLIA_128_GCM_SHA256", KeyExchange: "PSK", Auth: "PSK", Cipher: "CAMELLIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc08f, Name: "TLS_PSK_WITH_CAMELLIA_256_GCM_SHA384", KeyExchange: "PSK", Auth: "PSK", Cipher: "CAMELLIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc090, Name: "TLS_DHE_PSK_WITH_CAMELLIA_128_GCM_SHA256", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "CAMELLIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc091, Name: "TLS_DHE_PSK_WITH_CAMELLIA_256_GCM_SHA384", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "CAMELLIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc092, Name: "TLS_RSA_PSK_WITH_CAMELLIA_128_GCM_SHA256", KeyExchange: "RSA_PSK", Auth: "RSA", Cipher: "CAMELLIA_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc093, Name: "TLS_RSA_PSK_WITH_CAMELLIA_256_GCM_SHA384", KeyExchange: "RSA_PSK", Auth: "RSA", Cipher: "CAMELLIA_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc094, Name: "TLS_PSK_WITH_CAMELLIA_128_CBC_SHA256", KeyExchange: "PSK", Auth: "PSK", Cipher: "CAMELLIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0xc095, Name: "TLS_PSK_WITH_CAMELLIA_256_CBC_SHA384", KeyExchange: "PSK", Auth: "PSK", Cipher: "CAMELLIA_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48},
	{Suite: 0xc096, Name: "TLS_DHE_PSK_WITH_CAMELLIA_128_CBC_SHA256", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "CAMELLIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0xc097, Name: "TLS_DHE_PSK_WITH_CAMELLIA_256_CBC_SHA384", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "CAMELLIA_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48, PFS: true},
	{Suite: 0xc098, Name: "TLS_RSA_PSK_WITH_CAMELLIA_128_CBC_SHA256", KeyExchange: "RSA_PSK", Auth: "RSA", Cipher: "CAMELLIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0xc099, Name: "TLS_RSA_PSK_WITH_CAMELLIA_256_CBC_SHA384", KeyExchange: "RSA_PSK", Auth: "RSA", Cipher: "CAMELLIA_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48},
	{Suite: 0xc09a, Name: "TLS_ECDHE_PSK_WITH_CAMELLIA_128_CBC_SHA256", KeyExchange: "ECDHE_PSK", Auth: "PSK", Cipher: "CAMELLIA_128", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0xc09b, Name: "TLS_ECDHE_PSK_WITH_CAMELLIA_256_CBC_SHA384", KeyExchange: "ECDHE_PSK", Auth: "PSK", Cipher: "CAMELLIA_256", Mode: CBC, Hash: "SHA384", BlockLen: 16, MACLen: 48, PFS: true},
	{Suite: 0xc09c, Name: "TLS_RSA_WITH_AES_128_CCM", KeyExchange: "RSA", Auth: "RSA", Cipher: "AES_128", Mode: CCM, Hash: "", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc09d, Name: "TLS_RSA_WITH_AES_256_CCM", KeyExchange: "RSA", Auth: "RSA", Cipher: "AES_256", Mode: CCM, Hash: "", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc09e, Name: "TLS_DHE_RSA_WITH_AES_128_CCM", KeyExchange: "DHE", Auth: "RSA", Cipher: "AES_128", Mode: CCM, Hash: "", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc09f, Name: "TLS_DHE_RSA_WITH_AES_256_CCM", KeyExchange: "DHE", Auth: "RSA", Cipher: "AES_256", Mode: CCM, Hash: "", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc0a0, Name: "TLS_RSA_WITH_AES_128_CCM_8", KeyExchange: "RSA", Auth: "RSA", Cipher: "AES_128", Mode: CCM8, Hash: "", ExplicitNonceLen: 8, TagLen: 8},
	{Suite: 0xc0a1, Name: "TLS_RSA_WITH_AES_256_CCM_8", KeyExchange: "RSA", Auth: "RSA", Cipher: "AES_256", Mode: CCM8, Hash: "", ExplicitNonceLen: 8, TagLen: 8},
	{Suite: 0xc0a2, Name: "TLS_DHE_RSA_WITH_AES_128_CCM_8", KeyExchange: "DHE", Auth: "RSA", Cipher: "AES_128", Mode: CCM8, Hash: "", ExplicitNonceLen: 8, TagLen: 8, PFS: true},
	{Suite: 0xc0a3, Name: "TLS_DHE_RSA_WITH_AES_256_CCM_8", KeyExchange: "DHE", Auth: "RSA", Cipher: "AES_256", Mode: CCM8, Hash: "", ExplicitNonceLen: 8, TagLen: 8, PFS: true},
	{Suite: 0xc0a4, Name: "TLS_PSK_WITH_AES_128_CCM", KeyExchange: "PSK", Auth: "PSK", Cipher: "AES_128", Mode: CCM, Hash: "", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc0a5, Name: "TLS_PSK_WITH_AES_256_CCM", KeyExchange: "PSK", Auth: "PSK", Cipher: "AES_256", Mode: CCM, Hash: "", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xc0a6, Name: "TLS_DHE_PSK_WITH_AES_128_CCM", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "AES_128", Mode: CCM, Hash: "", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc0a7, Name: "TLS_DHE_PSK_WITH_AES_256_CCM", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "AES_256", Mode: CCM, Hash: "", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc0a8, Name: "TLS_PSK_WITH_AES_128_CCM_8", KeyExchange: "PSK", Auth: "PSK", Cipher: "AES_128", Mode: CCM8, Hash: "", ExplicitNonceLen: 8, TagLen: 8},
	{Suite: 0xc0a9, Name: "TLS_PSK_WITH_AES_256_CCM_8", KeyExchange: "PSK", Auth: "PSK", Cipher: "AES_256", Mode: CCM8, Hash: "", ExplicitNonceLen: 8, TagLen: 8},
	{Suite: 0xc0aa, Name: "TLS_PSK_DHE_WITH_AES_128_CCM_8", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "AES_128", Mode: CCM8, Hash: "", ExplicitNonceLen: 8, TagLen: 8, PFS: true},
	{Suite: 0xc0ab, Name: "TLS_PSK_DHE_WITH_AES_256_CCM_8", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "AES_256", Mode: CCM8, Hash: "", ExplicitNonceLen: 8, TagLen: 8, PFS: true},
	{Suite: 0xc0ac, Name: "TLS_ECDHE_ECDSA_WITH_AES_128_CCM", KeyExchange: "ECDHE", Auth: "ECDSA", Cipher: "AES_128", Mode: CCM, Hash: "", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc0ad, Name: "TLS_ECDHE_ECDSA_WITH_AES_256_CCM", KeyExchange: "ECDHE", Auth: "ECDSA", Cipher: "AES_256", Mode: CCM, Hash: "", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc0ae, Name: "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8", KeyExchange: "ECDHE", Auth: "ECDSA", Cipher: "AES_128", Mode: CCM8, Hash: "", ExplicitNonceLen: 8, TagLen: 8, PFS: true},
	{Suite: 0xc0af, Name: "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8", KeyExchange: "ECDHE", Auth: "ECDSA", Cipher: "AES_256", Mode: CCM8, Hash: "", ExplicitNonceLen: 8, TagLen: 8, PFS: true},
	{Suite: 0xc0b0, Name: "TLS_ECCPWD_WITH_AES_128_GCM_SHA256", KeyExchange: "ECCPWD", Auth: "ECCPWD", Cipher: "AES_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc0b1, Name: "TLS_ECCPWD_WITH_AES_256_GCM_SHA384", KeyExchange: "ECCPWD", Auth: "ECCPWD", Cipher: "AES_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc0b2, Name: "TLS_ECCPWD_WITH_AES_128_CCM_SHA256", KeyExchange: "ECCPWD", Auth: "ECCPWD", Cipher: "AES_128", Mode: CCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc0b3, Name: "TLS_ECCPWD_WITH_AES_256_CCM_SHA384", KeyExchange: "ECCPWD", Auth: "ECCPWD", Cipher: "AES_256", Mode: CCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xc0b4, Name: "TLS_SHA256_SHA256", KeyExchange: "any", Auth: "any", Cipher: "NULL", Mode: NullMode, Hash: "SHA256", TagLen: 32, PFS: true, TLS13: true, Weak: "NULL"},
	{Suite: 0xc0b5, Name: "TLS_SHA384_SHA384", KeyExchange: "any", Auth: "any", Cipher: "NULL", Mode: NullMode, Hash: "SHA384", TagLen: 48, PFS: true, TLS13: true, Weak: "NULL"},
	{Suite: 0xc0ff, Name: "TLS_ECJPAKE_WITH_AES_128_CCM_8", KeyExchange: "ECJPAKE", Auth: "ECJPAKE", Cipher: "AES_128", Mode: CCM8, Hash: "", ExplicitNonceLen: 8, TagLen: 8, PFS: true},
	{Suite: 0xc100, Name: "TLS_GOSTR341112_256_WITH_KUZNYECHIK_CTR_OMAC", KeyExchange: "GOST", Auth: "GOST", Cipher: "KUZNYECHIK", Mode: CTROMAC, Hash: "GOSTR3411", MACLen: 16},
	{Suite: 0xc101, Name: "TLS_GOSTR341112_256_WITH_MAGMA_CTR_OMAC", KeyExchange: "GOST", Auth: "GOST", Cipher: "MAGMA", Mode: CTROMAC, Hash: "GOSTR3411", MACLen: 8},
	{Suite: 0xc102, Name: "TLS_GOSTR341112_256_WITH_28147_CNT_IMIT", KeyExchange: "GOST", Auth: "GOST", Cipher: "28147", Mode: StreamMode, Hash: "GOSTR3411", MACLen: 4},
	{Suite: 0xc103, Name: "TLS_GOSTR341112_256_WITH_KUZNYECHIK_MGM_L", KeyExchange: "any", Auth: "any", Cipher: "KUZNYECHIK", Mode: MGM, Hash: "GOSTR3411", TagLen: 16, PFS: true, TLS13: true},
	{Suite: 0xc104, Name: "TLS_GOSTR341112_256_WITH_MAGMA_MGM_L", KeyExchange: "any", Auth: "any", Cipher: "MAGMA", Mode: MGM, Hash: "GOSTR3411", TagLen: 8, PFS: true, TLS13: true},
	{Suite: 0xc105, Name: "TLS_GOSTR341112_256_WITH_KUZNYECHIK_MGM_S", KeyExchange: "any", Auth: "any", Cipher: "KUZNYECHIK", Mode: MGM, Hash: "GOSTR3411", TagLen: 16, PFS: true, TLS13: true},
	{Suite: 0xc106, Name: "TLS_GOSTR341112_256_WITH_MAGMA_MGM_S", KeyExchange: "any", Auth: "any", Cipher: "MAGMA", Mode: MGM, Hash: "GOSTR3411", TagLen: 8, PFS: true, TLS13: true},
	{Suite: 0xcc13, Name: "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", KeyExchange: "ECDHE", Auth: "RSA", Cipher: "CHACHA20_POLY1305", Mode: ChaCha20Poly1305, Hash: "SHA256", TagLen: 16, PFS: true},
	{Suite: 0xcc14, Name: "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", KeyExchange: "ECDHE", Auth: "ECDSA", Cipher: "CHACHA20_POLY1305", Mode: ChaCha20Poly1305, Hash: "SHA256", TagLen: 16, PFS: true},
	{Suite: 0xcc15, Name: "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256", KeyExchange: "DHE", Auth: "RSA", Cipher: "CHACHA20_POLY1305", Mode: ChaCha20Poly1305, Hash: "SHA256", TagLen: 16, PFS: true},
	{Suite: 0xcca8, Name: "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", KeyExchange: "ECDHE", Auth: "RSA", Cipher: "CHACHA20_POLY1305", Mode: ChaCha20Poly1305, Hash: "SHA256", TagLen: 16, PFS: true},
	{Suite: 0xcca9, Name: "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", KeyExchange: "ECDHE", Auth: "ECDSA", Cipher: "CHACHA20_POLY1305", Mode: ChaCha20Poly1305, Hash: "SHA256", TagLen: 16, PFS: true},
	{Suite: 0xccaa, Name: "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256", KeyExchange: "DHE", Auth: "RSA", Cipher: "CHACHA20_POLY1305", Mode: ChaCha20Poly1305, Hash: "SHA256", TagLen: 16, PFS: true},
	{Suite: 0xccab, Name: "TLS_PSK_WITH_CHACHA20_POLY1305_SHA256", KeyExchange: "PSK", Auth: "PSK", Cipher: "CHACHA20_POLY1305", Mode: ChaCha20Poly1305, Hash: "SHA256", TagLen: 16},
	{Suite: 0xccac, Name: "TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256", KeyExchange: "ECDHE_PSK", Auth: "PSK", Cipher: "CHACHA20_POLY1305", Mode: ChaCha20Poly1305, Hash: "SHA256", TagLen: 16, PFS: true},
	{Suite: 0xccad, Name: "TLS_DHE_PSK_WITH_CHACHA20_POLY1305_SHA256", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "CHACHA20_POLY1305", Mode: ChaCha20Poly1305, Hash: "SHA256", TagLen: 16, PFS: true},
	{Suite: 0xccae, Name: "TLS_RSA_PSK_WITH_CHACHA20_POLY1305_SHA256", KeyExchange: "RSA_PSK", Auth: "RSA", Cipher: "CHACHA20_POLY1305", Mode: ChaCha20Poly1305, Hash: "SHA256", TagLen: 16},
	{Suite: 0xd001, Name: "TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256", KeyExchange: "ECDHE_PSK", Auth: "PSK", Cipher: "AES_128", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xd002, Name: "TLS_ECDHE_PSK_WITH_AES_256_GCM_SHA384", KeyExchange: "ECDHE_PSK", Auth: "PSK", Cipher: "AES_256", Mode: GCM, Hash: "SHA384", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xd003, Name: "TLS_ECDHE_PSK_WITH_AES_128_CCM_8_SHA256", KeyExchange: "ECDHE_PSK", Auth: "PSK", Cipher: "AES_128", Mode: CCM8, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 8, PFS: true},
	{Suite: 0xd005, Name: "TLS_ECDHE_PSK_WITH_AES_128_CCM_SHA256", KeyExchange: "ECDHE_PSK", Auth: "PSK", Cipher: "AES_128", Mode: CCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xe001, Name: "ECDHE_SM1_SM3", KeyExchange: "ECDHE", Auth: "SM2", Cipher: "SM1", Mode: CBC, Hash: "SM3", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0xe003, Name: "ECC_SM1_SM3", KeyExchange: "ECC", Auth: "SM2", Cipher: "SM1", Mode: CBC, Hash: "SM3", BlockLen: 16, MACLen: 32},
	{Suite: 0xe005, Name: "IBSDH_SM1_SM3", KeyExchange: "IBSDH", Auth: "SM9", Cipher: "SM1", Mode: CBC, Hash: "SM3", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0xe007, Name: "IBC_SM1_SM3", KeyExchange: "IBC", Auth: "SM9", Cipher: "SM1", Mode: CBC, Hash: "SM3", BlockLen: 16, MACLen: 32},
	{Suite: 0xe009, Name: "RSA_SM1_SM3", KeyExchange: "RSA", Auth: "RSA", Cipher: "SM1", Mode: CBC, Hash: "SM3", BlockLen: 16, MACLen: 32},
	{Suite: 0xe00a, Name: "RSA_SM1_SHA1", KeyExchange: "RSA", Auth: "RSA", Cipher: "SM1", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20},
	{Suite: 0xe011, Name: "ECDHE_SM4_CBC_SM3", KeyExchange: "ECDHE", Auth: "SM2", Cipher: "SM4", Mode: CBC, Hash: "SM3", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0xe013, Name: "ECC_SM4_CBC_SM3", KeyExchange: "ECC", Auth: "SM2", Cipher: "SM4", Mode: CBC, Hash: "SM3", BlockLen: 16, MACLen: 32},
	{Suite: 0xe015, Name: "IBSDH_SM4_CBC_SM3", KeyExchange: "IBSDH", Auth: "SM9", Cipher: "SM4", Mode: CBC, Hash: "SM3", BlockLen: 16, MACLen: 32, PFS: true},
	{Suite: 0xe017, Name: "IBC_SM4_CBC_SM3", KeyExchange: "IBC", Auth: "SM9", Cipher: "SM4", Mode: CBC, Hash: "SM3", BlockLen: 16, MACLen: 32},
	{Suite: 0xe019, Name: "RSA_SM4_CBC_SM3", KeyExchange: "RSA", Auth: "RSA", Cipher: "SM4", Mode: CBC, Hash: "SM3", BlockLen: 16, MACLen: 32},
	{Suite: 0xe01a, Name: "RSA_SM4_CBC_SHA1", KeyExchange: "RSA", Auth: "RSA", Cipher: "SM4", Mode: CBC, Hash: "SHA", BlockLen: 16, MACLen: 20},
	{Suite: 0xe01c, Name: "RSA_SM4_CBC_SHA256", KeyExchange: "RSA", Auth: "RSA", Cipher: "SM4", Mode: CBC, Hash: "SHA256", BlockLen: 16, MACLen: 32},
	{Suite: 0xe051, Name: "ECDHE_SM4_GCM_SM3", KeyExchange: "ECDHE", Auth: "SM2", Cipher: "SM4", Mode: GCM, Hash: "SM3", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xe053, Name: "ECC_SM4_GCM_SM3", KeyExchange: "ECC", Auth: "SM2", Cipher: "SM4", Mode: GCM, Hash: "SM3", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xe055, Name: "IBSDH_SM4_GCM_SM3", KeyExchange: "IBSDH", Auth: "SM9", Cipher: "SM4", Mode: GCM, Hash: "SM3", ExplicitNonceLen: 8, TagLen: 16, PFS: true},
	{Suite: 0xe057, Name: "IBC_SM4_GCM_SM3", KeyExchange: "IBC", Auth: "SM9", Cipher: "SM4", Mode: GCM, Hash: "SM3", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xe059, Name: "RSA_SM4_GCM_SM3", KeyExchange: "RSA", Auth: "RSA", Cipher: "SM4", Mode: GCM, Hash: "SM3", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xe05a, Name: "RSA_SM4_GCM_SHA256", KeyExchange: "RSA", Auth: "RSA", Cipher: "SM4", Mode: GCM, Hash: "SHA256", ExplicitNonceLen: 8, TagLen: 16},
	{Suite: 0xe410, Name: "TLS_RSA_WITH_ESTREAM_SALSA20_SHA1", KeyExchange: "RSA", Auth: "RSA", Cipher: "ESTREAM_SALSA20", Mode: StreamMode, Hash: "SHA", MACLen: 20},
	{Suite: 0xe411, Name: "TLS_RSA_WITH_SALSA20_SHA1", KeyExchange: "RSA", Auth: "RSA", Cipher: "SALSA20", Mode: StreamMode, Hash: "SHA", MACLen: 20},
	{Suite: 0xe412, Name: "TLS_ECDHE_RSA_WITH_ESTREAM_SALSA20_SHA1", KeyExchange: "ECDHE", Auth: "RSA", Cipher: "ESTREAM_SALSA20", Mode: StreamMode, Hash: "SHA", MACLen: 20, PFS: true},
	{Suite: 0xe413, Name: "TLS_ECDHE_RSA_WITH_SALSA20_SHA1", KeyExchange: "ECDHE", Auth: "RSA", Cipher: "SALSA20", Mode: StreamMode, Hash: "SHA", MACLen: 20, PFS: true},
	{Suite: 0xe414, Name: "TLS_ECDHE_ECDSA_WITH_ESTREAM_SALSA20_SHA1", KeyExchange: "ECDHE", Auth: "ECDSA", Cipher: "ESTREAM_SALSA20", Mode: StreamMode, Hash: "SHA", MACLen: 20, PFS: true},
	{Suite: 0xe415, Name: "TLS_ECDHE_ECDSA_WITH_SALSA20_SHA1", KeyExchange: "ECDHE", Auth: "ECDSA", Cipher: "SALSA20", Mode: StreamMode, Hash: "SHA", MACLen: 20, PFS: true},
	{Suite: 0xe416, Name: "TLS_PSK_WITH_ESTREAM_SALSA20_SHA1", KeyExchange: "PSK", Auth: "PSK", Cipher: "ESTREAM_SALSA20", Mode: StreamMode, Hash: "SHA", MACLen: 20},
	{Suite: 0xe417, Name: "TLS_PSK_WITH_SALSA20_SHA1", KeyExchange: "PSK", Auth: "PSK", Cipher: "SALSA20", Mode: StreamMode, Hash: "SHA", MACLen: 20},
	{Suite: 0xe418, Name: "TLS_ECDHE_PSK_WITH_ESTREAM_SALSA20_SHA1", KeyExchange: "ECDHE_PSK", Auth: "PSK", Cipher: "ESTREAM_SALSA20", Mode: StreamMode, Hash: "SHA", MACLen: 20, PFS: true},
	{Suite: 0xe419, Name: "TLS_ECDHE_PSK_WITH_SALSA20_SHA1", KeyExchange: "ECDHE_PSK", Auth: "PSK", Cipher: "SALSA20", Mode: StreamMode, Hash: "SHA", MACLen: 20, PFS: true},
	{Suite: 0xe41a, Name: "TLS_RSA_PSK_WITH_ESTREAM_SALSA20_SHA1", KeyExchange: "RSA_PSK", Auth: "RSA", Cipher: "ESTREAM_SALSA20", Mode: StreamMode, Hash: "SHA", MACLen: 20},
	{Suite: 0xe41b, Name: "TLS_RSA_PSK_WITH_SALSA20_SHA1", KeyExchange: "RSA_PSK", Auth: "RSA", Cipher: "SALSA20", Mode: StreamMode, Hash: "SHA", MACLen: 20},
	{Suite: 0xe41c, Name: "TLS_DHE_PSK_WITH_ESTREAM_SALSA20_SHA1", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "ESTREAM_SALSA20", Mode: StreamMode, Hash: "SHA", MACLen: 20, PFS: true},
	{Suite: 0xe41d, Name: "TLS_DHE_PSK_WITH_SALSA20_SHA1", KeyExchange: "DHE_PSK", Auth: "PSK", Cipher: "SALSA20", Mode: StreamMode, Hash: "SHA", MACLen: 20, PFS: true},
	{Suite: 0xe41e, Name: "TLS_DHE_RSA_WITH_ESTREAM_SALSA20_SHA1", KeyExchange: "DHE", Auth: "RSA", Cipher: "ESTREAM_SALSA20", Mode: StreamMode, Hash: "SHA", MACLen: 20, PFS: true},
	{Suite: 0xe41f, Name: "TLS_DHE_RSA_WITH_SALSA20_SHA1", KeyExchange: "DHE", Auth: "RSA", Cipher: "SALSA20", Mode: StreamMode, Hash: "SHA", MACLen: 20, PFS: true},
	{Suite: 0xfefe, Name: "SSL_RSA_FIPS_WITH_DES_CBC_SHA", KeyExchange: "RSA", Auth: "RSA", Cipher: "DES", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, Weak: "DES"},
	{Suite: 0xfeff, Name: "SSL_RSA_FIPS_WITH_3DES_EDE_CBC_SHA", KeyExchange: "RSA", Auth: "RSA", Cipher: "3DES_EDE", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, Weak: "3DES"},
	{Suite: 0xff85, Name: "TLS_GOSTR341112_256_WITH_28147_CNT_IMIT", KeyExchange: "GOST", Auth: "GOST", Cipher: "28147", Mode: StreamMode, Hash: "GOSTR3411", MACLen: 4},
	{Suite: 0xff87, Name: "TLS_GOSTR341112_256_WITH_NULL_GOSTR3411", KeyExchange: "GOST", Auth: "GOST", Cipher: "NULL", Mode: NullMode, Hash: "GOSTR3411", MACLen: 32, Weak: "NULL"},
	{Suite: 0xffe0, Name: "SSL_RSA_FIPS_WITH_3DES_EDE_CBC_SHA", KeyExchange: "RSA", Auth: "RSA", Cipher: "3DES_EDE", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, Weak: "3DES"},
	{Suite: 0xffe1, Name: "SSL_RSA_FIPS_WITH_DES_CBC_SHA", KeyExchange: "RSA", Auth: "RSA", Cipher: "DES", Mode: CBC, Hash: "SHA", BlockLen: 8, MACLen: 20, Weak: "DES"},
}
