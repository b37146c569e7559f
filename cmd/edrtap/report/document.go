// Package report turns what was found into one document that a page shows:
// verdict, causes, timeline, rates, clients, certificates, suites, quality of
// the capture. The document is bounded whatever the size of the input; what it
// leaves out it counts. Written as one self-contained HTML file it needs
// neither network nor server; the dashboard shows the same document.
package report

import (
	"time"

	"edrtap/cmd/edrtap/output"
	"edrtap/rules/record"
)

// Document is everything that a page shows. It is plain data.
type Document struct {
	Verdict      []string              `json:"verdict"` // how many clients fail; then why, and what to change
	States       []StateCount          `json:"states"`  // of clients, what needs care first
	Runs         []Run                 `json:"runs"`    // the analyses it is made of
	Sessions     uint64                `json:"sessions"`
	Established  uint64                `json:"established"`    // whose handshake both ends finished
	First        time.Time             `json:"first,omitzero"` // of the sessions
	Last         time.Time             `json:"last,omitzero"`
	Findings     []Finding             `json:"findings"`      // worst first, at most maxFindings
	FindingCount int                   `json:"finding_count"` // of all
	Timeline     Timeline              `json:"timeline"`
	Rates        []Series              `json:"rates"`        // at most maxSeries servers
	RateServers  int                   `json:"rate_servers"` // of all
	Clients      []Client              `json:"clients"`      // at most maxClients, what needs care first
	ClientCount  int                   `json:"client_count"` // of all
	Servers      []Server              `json:"servers"`      // at most maxServers, those that findings name first
	ServerCount  int                   `json:"server_count"` // of all that were told apart
	Rules        map[string]RuleWords  `json:"rules"`        // of every rule that the document names
	Limits       []output.Figure       `json:"limits"`       // what was left out for want of room
	Outcomes     []OutcomeCount        `json:"outcomes"`
	Problems     []record.InputProblem `json:"problems"` // inputs that could not be read to their end
}

// StateCount is how many clients are in a state.
type StateCount struct {
	State   string `json:"state"`
	Clients int    `json:"clients"`
}

// OutcomeCount is how many sessions ended in one way.
type OutcomeCount struct {
	Outcome  record.Outcome `json:"outcome"`
	Sessions uint64         `json:"sessions"`
}

// Run is one analysis and the quality of what it saw.
type Run struct {
	ID          string          `json:"id,omitempty"`
	Files       []string        `json:"files"`
	First       time.Time       `json:"first,omitzero"`
	Last        time.Time       `json:"last,omitzero"`
	Frames      uint64          `json:"frames"`
	Bytes       uint64          `json:"bytes"`
	Sessions    uint64          `json:"sessions"`
	Established uint64          `json:"established"`
	Sensor      []output.Figure `json:"sensor"` // what was missed; empty where nothing was
	Note        string          `json:"note,omitempty"`
}

// RuleWords say what a rule is.
type RuleWords struct {
	Title string `json:"title"`
	Group string `json:"group"`
}

// Finding is a record.Finding made ready to be shown: clients folded into
// ranges, a few session ids, one session as an example.
type Finding struct {
	Rule         string          `json:"rule"`
	Severity     record.Severity `json:"severity"`
	Evidence     record.Evidence `json:"evidence"`
	EvidenceSays string          `json:"evidence_says,omitempty"` // when the rule's evidence is that strong
	Causes       []int           `json:"causes"`
	Server       string          `json:"server,omitempty"` // address and port
	Names        []string        `json:"names,omitempty"`
	Clients      []string        `json:"clients"` // addresses and ranges, at most maxRanges
	Unlisted     int             `json:"clients_unlisted,omitempty"`
	ClientCount  int             `json:"client_count"`
	Sessions     []string        `json:"sessions"` // the first ids, at most maxIDs
	SessionCount int             `json:"session_count"`
	First        time.Time       `json:"first,omitzero"`
	Last         time.Time       `json:"last,omitzero"`
	Title        string          `json:"title"`
	Explanation  string          `json:"explanation"`
	Remedy       []string        `json:"remedy"`
	Detail       map[string]any  `json:"detail,omitempty"`
	Example      *Example        `json:"example,omitempty"`
}

// Example is one session, message by message.
type Example struct {
	Session record.Session `json:"session"`
	Ladder  []Step         `json:"ladder"`
}

// Client is one client's diagnosis.
type Client struct {
	Client      string                  `json:"client"`
	Appliance   string                  `json:"appliance,omitempty"`
	State       string                  `json:"state"`
	Causes      []record.DiagnosedCause `json:"causes,omitempty"`
	LastContact time.Time               `json:"last_contact,omitzero"`
	LastManager time.Time               `json:"last_manager_contact,omitzero"`
}

// The limits of a document. A page of 2,000 rows is still quick to draw, and
// all of them together stay below five megabytes.
const (
	maxFindings = 300
	maxExamples = 60 // findings with a session as an example
	maxRanges   = 200
	maxIDs      = 10
	maxClients  = 2000
	maxServers  = 60
	maxSeries   = 12
)
