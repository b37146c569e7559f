package record

import (
	"net/netip"
	"time"
)

// History is what one capture taught that later ones can be compared with. It
// is kept by run, so that a capture is compared with those before it and never
// with itself.
type History struct {
	Servers []ServerHistory
	Clients []ClientHistory
}

// ServerHistory is what a capture taught about one server.
type ServerHistory struct {
	Server       Endpoint          `json:"server"`
	First        time.Time         `json:"first"` // of the sessions with it
	Last         time.Time         `json:"last"`
	Suites       []string          `json:"suites,omitempty"`   // negotiated
	Versions     []string          `json:"versions,omitempty"` // negotiated
	Groups       []string          `json:"groups,omitempty"`   // negotiated
	Certificates []SeenCertificate `json:"certificates,omitempty"`
}

// SeenCertificate is a certificate that a server showed under a name.
type SeenCertificate struct {
	Name      string    `json:"name,omitempty"` // that the clients meant; "" where they used the address
	SHA256    string    `json:"sha256"`
	Subject   string    `json:"subject"`
	Issuer    string    `json:"issuer"`
	Key       string    `json:"key,omitempty"`
	NotBefore time.Time `json:"not_before,omitzero"`
	NotAfter  time.Time `json:"not_after,omitzero"`
	First     time.Time `json:"first"`
	Last      time.Time `json:"last"`
	Accepted  int       `json:"accepted,omitempty"` // sessions whose client went on to send data
	Rejected  int       `json:"rejected,omitempty"` // sessions whose client refused it
}

// ClientHistory is what a capture taught about one client.
type ClientHistory struct {
	Client      netip.Addr  `json:"client"`
	First       time.Time   `json:"first"` // of its sessions
	Last        time.Time   `json:"last"`
	Appliance   string      `json:"appliance,omitempty"` // that it called at last
	Enrolled    bool        `json:"enrolled,omitempty"`
	LastContact time.Time   `json:"last_contact,omitzero"` // with an appliance, successful
	Hellos      []SeenHello `json:"hellos,omitempty"`      // in order of first sight
}

// SeenHello is a kind of ClientHello that a client sent.
type SeenHello struct {
	JA4   string    `json:"ja4"`
	First time.Time `json:"first"`
	Last  time.Time `json:"last"`
}
