package record

import "time"

// Change is a finding that came, changed or ended while a capture went on.
type Change struct {
	Type    string     `json:"type"` // "change"
	Change  ChangeKind `json:"change"`
	Time    time.Time  `json:"time"` // packet time at which it was noticed
	Finding Finding    `json:"finding"`
}

// ChangeKind is what became of a finding.
type ChangeKind string

// The kinds of changes.
const (
	New     ChangeKind = "new"
	Changed ChangeKind = "changed" // it concerns more clients, or is worse or surer than before, or less so
	Closed  ChangeKind = "closed"  // nothing that belongs to it was seen for a while
)
