package record

import "time"

// Diagnosis is the answer for one client or one appliance.
type Diagnosis struct {
	Type               string           `json:"type"`    // "diagnosis"
	Subject            string           `json:"subject"` // "client" or "appliance"
	Client             string           `json:"client,omitempty"`
	Host               string           `json:"host,omitempty"`     // the client's, as the inventory of clients says, as what follows
	Group              string           `json:"group,omitempty"`    // in the manager
	Location           string           `json:"location,omitempty"` // in the manager
	Appliance          string           `json:"appliance,omitempty"`
	Inferred           bool             `json:"inferred,omitempty"` // that it is an appliance was not told, but concluded from the traffic
	State              string           `json:"state"`              // enrolled, communicating, failing, silent, unknown
	Causes             []DiagnosedCause `json:"causes,omitempty"`   // likeliest first
	RuledOut           []RuledOut       `json:"ruled_out,omitempty"`
	Wanted             []Wanted         `json:"wanted,omitempty"`
	Suppressed         int              `json:"suppressed,omitempty"` // findings about the subject that the operator suppressed
	LastContact        time.Time        `json:"last_contact,omitzero"`
	LastManagerContact time.Time        `json:"last_manager_contact,omitzero"`
}

// DiagnosedCause is one ranked cause in a diagnosis.
type DiagnosedCause struct {
	Cause    int      `json:"cause,omitempty"`   // number of the vendor's article; 0 where the wire does not tell which, or it has none
	Alike    []int    `json:"alike,omitempty"`   // numbers that look alike on the wire, likeliest first
	Rule     string   `json:"rule"`              // whose finding it is
	Evidence Evidence `json:"evidence"`          //
	Because  string   `json:"because,omitempty"` // in one clause, in the language of explanations
	Remedy   *Remedy  `json:"remedy,omitempty"`
	Follows  []string `json:"follows,omitempty"` // rules whose findings follow from this one
}

// Remedy is the exact change that removes a cause.
type Remedy struct {
	Kind   string   `json:"kind"`             // what is to be changed, never translated
	Values []string `json:"values,omitempty"` // the strings to enter, suites to enable, names to request
	Text   string   `json:"text"`             // as a sentence without its full stop, in the language of explanations
}

// RuledOut is a cause that the subject's traffic excludes.
type RuledOut struct {
	Cause int    `json:"cause,omitempty"` // number of the vendor's article, where it has one
	Rule  string `json:"rule"`            // that would have said so
	By    string `json:"by"`              // the fact that excludes it, never translated
	Text  string `json:"text"`
}

// Wanted is knowledge that would settle what is open.
type Wanted struct {
	What string `json:"what"` // never translated
	Text string `json:"text"`
}

// Suppressed is what one suppression of the inventory kept quiet.
type Suppressed struct {
	Reason   string `json:"reason"`
	Findings int    `json:"findings"` // whole ones, and those of which it took clients away
	Clients  int    `json:"clients"`
}
