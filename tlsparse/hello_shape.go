package tlsparse

// HelloShape is what the fingerprints of a ClientHello are made of: values as
// sent, in the order sent, GREASE included. The fingerprint functions keep no
// reference to it.
type HelloShape struct {
	Version           uint16 // legacy_version
	Suites            []uint16
	Extensions        []uint16 // types
	Groups            []uint16 // supported_groups
	PointFormats      []uint8  // ec_point_formats
	Signatures        []uint16 // signature_algorithms
	SupportedVersions []uint16 // supported_versions; empty when absent
	ALPN              []string
	HasSNI            bool // extension server_name present
}
