// Code generated from registry/alert_levels.tsv; DO NOT EDIT.

package tlsparse

// AlertLevel is the severity of an alert (RFC 8446 section 6).
type AlertLevel uint8

// Values of AlertLevel.
const (
	LevelWarning AlertLevel = 0x01
	LevelFatal   AlertLevel = 0x02
)

// String is the registered name, or the value in hexadecimal. It does not
// allocate for a known value.
func (v AlertLevel) String() string {
	switch v {
	case 0x01:
		return "warning"
	case 0x02:
		return "fatal"
	}
	return hexadecimal(uint32(v), 2)
}
