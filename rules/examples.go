package rules

// Example names two bundled captures: one that makes a rule speak, and one that
// looks alike and must not.
type Example struct{ Speaks, Quiet string }

// examples has an entry for every rule.
var examples = map[string]Example{
	"cipher-exhausted":       {"cipher-exhausted", "cipher-lookalike"},
	"version-exhausted":      {"version-exhausted", "version-lookalike"},
	"group-exhausted":        {"group-exhausted", "tls13-hello-retry"},
	"signature-exhausted":    {"signature-exhausted", "group-exhausted"},
	"alpn-exhausted":         {"alpn-exhausted", "alpn-lookalike"},
	"server-name-refused":    {"server-name-refused", "name-mismatch-short"},
	"cipher-near-exhaustion": {"cipher-near-exhaustion", "fips-profile"},
	"fips-profile":           {"fips-profile", "cipher-near-exhaustion"},
	"weak-protocol":          {"version-lookalike", "healthy-tls12"},
	"handshake-failed":       {"handshake-failed", "lossy"},

	"client-rejects-certificate": {"client-rejects-unknown-ca", "silent-lookalike"},
	"silent-rejection":           {"silent-rejection", "silent-lookalike"},
	"client-certificate-refused": {"cipher-lookalike", "cipher-exhausted"},

	"name-mismatch":             {"name-mismatch-ip", "wildcard-ok"},
	"san-missing":               {"san-missing", "san-missing-lookalike"},
	"certificate-expired":       {"certificate-expired", "expired-lookalike"},
	"certificate-not-yet-valid": {"certificate-not-yet-valid", "intercepting-lookalike"},
	"certificate-self-signed":   {"certificate-self-signed", "client-rejects-unknown-ca"},
	"certificate-weak":          {"certificate-weak", "certificate-self-signed"},
	"chain-incomplete":          {"chain-incomplete", "chain-lookalike"},
	"certificate-changed":       {"certificate-changed", "multiple-certificates"},
	"manager-name-mismatch":     {"manager-name-mismatch", "manager-lookalike"},

	"interception":          {"interception-unlisted", "multiple-certificates"},
	"intercepting-issuer":   {"intercepting-issuer", "intercepting-lookalike"},
	"proxied-hello":         {"proxied-hello", "healthy-http-connect"},
	"multiple-certificates": {"multiple-certificates", "interception-unlisted"},

	"proxy-auth-required":   {"proxy-auth-required", "proxy-refused"},
	"proxy-refused":         {"proxy-refused", "healthy-http-connect"},
	"proxy-upstream-failed": {"proxy-upstream-failed", "proxy-auth-required"},
	"proxy-in-path":         {"healthy-http-connect", "intercepting-issuer"},

	"edr-unreachable":        {"edr-unreachable", "unreachable-lookalike"},
	"reset-injected":         {"reset-injected", "silent-lookalike"},
	"path-mtu-blackhole":     {"path-mtu-blackhole", "lossy"},
	"no-client-hello":        {"no-client-hello", "unreachable-lookalike"},
	"no-server-hello":        {"no-server-hello", "reset-injected"},
	"server-slow":            {"server-slow", "unreachable-lookalike"},
	"plaintext-on-tls-port":  {"plaintext-on-tls-port", "fleet-in-trouble"},
	"dns-failure":            {"dns-failure", "dns-lookalike"},
	"dns-wrong-address":      {"dns-wrong-address", "dns-lookalike"},
	"revocation-unreachable": {"revocation-unreachable", "revocation-lookalike"},

	"event-rate-exceeded":   {"event-rate-exceeded", "event-rate-lookalike"},
	"event-rate-near-limit": {"event-rate-near-limit", "event-rate-lookalike"},
	"edr-overloaded":        {"edr-overloaded", "unreachable-lookalike"},

	"silent-client":       {"silent-client", "fleet-in-trouble"},
	"multiple-edr":        {"multiple-edr", "multiple-managers"},
	"multiple-managers":   {"multiple-managers", "multiple-edr"},
	"enrollment-loop":     {"enrollment-loop", "silent-rejection"},
	"reconnect-storm":     {"reconnect-storm", "enrollment-loop"},
	"manager-unreachable": {"manager-unreachable", "edr-unreachable"},
	"clock-skew":          {"clock-skew", "sensor-clock"},

	"capture-one-way":    {"capture-one-way", "edr-unreachable"},
	"capture-loss":       {"capture-loss", "lossy"},
	"capture-duplicates": {"vlan-mirrored-twice", "unreachable-lookalike"},
	"capture-truncated":  {"capture-truncated", "healthy-tls12"},
	"capture-incomplete": {"cut-short", "silent-lookalike"},
	"sensor-clock":       {"sensor-clock", "clock-skew"},
}

// Example gives the bundled captures that show the rule.
func (r Rule) Example() Example { return examples[r.ID] }
