package inventory

import (
	"errors"
	"fmt"
	"net/netip"
	"path"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// file is the form of an inventory in YAML.
type file struct {
	Appliances   []fileAppliance   `yaml:"appliances,omitempty"`
	Managers     []fileHost        `yaml:"managers,omitempty"`
	Proxies      []fileProxy       `yaml:"proxies,omitempty"`
	Clients      []word            `yaml:"clients,omitempty,flow"`
	ClientsCSV   string            `yaml:"clients_csv,omitempty"`
	Heartbeat    uint64            `yaml:"heartbeat_seconds,omitempty"`
	Sensor       word              `yaml:"sensor,omitempty"`
	Suppressions []fileSuppression `yaml:"suppressions,omitempty"`
}

type fileHost struct {
	Name      string   `yaml:"name,omitempty"`
	Hosts     []word   `yaml:"hosts,omitempty,flow"`
	Addresses []word   `yaml:"addresses,omitempty,flow"`
	Ports     []uint16 `yaml:"ports,omitempty,flow"`
}

type fileAppliance struct {
	fileHost   `yaml:",inline"`
	Edition    word     `yaml:"edition,omitempty"`
	Version    string   `yaml:"version,omitempty"`
	Limit      uint64   `yaml:"limit,omitempty"`
	CertSHA256 []word   `yaml:"certificate_sha256,omitempty,flow"`
	CertFiles  []string `yaml:"certificate_files,omitempty,flow"`
	CAFiles    []string `yaml:"ca_files,omitempty,flow"`
	Suites     []word   `yaml:"accepted_suites,omitempty,flow"`

	Calibration *FileCalibration `yaml:"calibration,omitempty"`
}

type fileProxy struct {
	fileHost    `yaml:",inline"`
	Terminating *bool `yaml:"terminating,omitempty"`
	Designed    *bool `yaml:"designed,omitempty"`
}

type fileSuppression struct {
	Rule    word   `yaml:"rule,omitempty"`
	Clients []word `yaml:"clients,omitempty,flow"`
	Server  word   `yaml:"server,omitempty"`
	Issuer  string `yaml:"issuer,omitempty"`
	Until   word   `yaml:"until,omitempty"`
	Reason  string `yaml:"reason,omitempty"`
}

// word is a value that remembers where it stands, for errors about it.
type word struct {
	text   string
	line   int
	column int
}

// UnmarshalYAML takes the text of a scalar as it is written.
func (w *word) UnmarshalYAML(n *yaml.Node) error {
	w.line, w.column = n.Line, n.Column
	return n.Decode(&w.text)
}

// MarshalYAML gives the text.
func (w word) MarshalYAML() (any, error) { return w.text, nil }

// IsZero leaves an empty value out.
func (w word) IsZero() bool { return w.text == "" }

func (w *word) wrong(err error) error {
	return fmt.Errorf("line %d, column %d: %w", w.line, w.column, err)
}

// inventory checks a file's values and gives the inventory they make.
func (f *file) inventory() (*Inventory, error) {
	v := &Inventory{Heartbeat: f.Heartbeat, ClientsCSV: f.ClientsCSV, Sensor: Position(f.Sensor.text)}
	if !slices.Contains([]Position{"", ClientSide, ServerSide, BothSides}, v.Sensor) {
		return nil, f.Sensor.wrong(fmt.Errorf("sensor %q is none of client, server, both", f.Sensor.text))
	}
	for i := range f.Appliances {
		made, err := f.Appliances[i].appliance()
		if err != nil {
			return nil, fmt.Errorf("appliance %d: %w", i+1, err)
		}
		v.Appliances = append(v.Appliances, made)
	}
	for i := range f.Managers {
		made, err := f.Managers[i].host()
		if err != nil {
			return nil, fmt.Errorf("manager %d: %w", i+1, err)
		}
		v.Managers = append(v.Managers, made)
	}
	for i := range f.Proxies {
		made, err := f.Proxies[i].host()
		if err != nil {
			return nil, fmt.Errorf("proxy %d: %w", i+1, err)
		}
		v.Proxies = append(v.Proxies, ProxyHost{Host: made, Terminating: f.Proxies[i].Terminating, Designed: f.Proxies[i].Designed})
	}
	for i := range f.Suppressions {
		made, err := f.Suppressions[i].suppression()
		if err != nil {
			return nil, fmt.Errorf("suppression %d: %w", i+1, err)
		}
		v.Suppressions = append(v.Suppressions, made)
	}
	var err error
	v.Clients, err = prefixes(f.Clients)
	return v, err
}

func (a *fileAppliance) appliance() (ApplianceHost, error) {
	h, err := a.host()
	if err != nil {
		return ApplianceHost{}, err
	}
	switch a.Edition.text {
	case "", "virtual", "physical":
	default:
		return ApplianceHost{}, a.Edition.wrong(fmt.Errorf("edition %q is neither virtual nor physical", a.Edition.text))
	}
	made := ApplianceHost{
		Host: h, Edition: a.Edition.text, Version: a.Version, Limit: a.Limit, CertFiles: a.CertFiles, CAFiles: a.CAFiles,
	}
	for i := range a.CertSHA256 {
		sum, err := fingerprint(a.CertSHA256[i].text)
		if err != nil {
			return ApplianceHost{}, a.CertSHA256[i].wrong(err)
		}
		made.CertSHA256 = append(made.CertSHA256, sum)
	}
	for i := range a.Suites {
		suite := a.Suites[i].text
		if !strings.HasPrefix(suite, "TLS_") {
			return ApplianceHost{}, a.Suites[i].wrong(fmt.Errorf("%q is not the name of a cipher suite as IANA writes it, as TLS_AES_128_GCM_SHA256", suite))
		}
		made.Suites = append(made.Suites, suite)
	}
	if a.Calibration != nil {
		made.Calibration, err = a.Calibration.calibration()
	}
	return made, err
}

func (f *fileHost) host() (Host, error) {
	h := Host{Name: f.Name, Ports: f.Ports}
	for i := range f.Hosts {
		if err := checkName(f.Hosts[i].text); err != nil {
			return Host{}, f.Hosts[i].wrong(err)
		}
		h.Hosts = append(h.Hosts, Fold(f.Hosts[i].text))
	}
	var err error
	if h.Addresses, err = prefixes(f.Addresses); err != nil {
		return Host{}, err
	}
	if len(h.Hosts)+len(h.Addresses) == 0 {
		return Host{}, errors.New("neither hosts nor addresses")
	}
	if h.Name == "" && len(h.Hosts) > 0 {
		h.Name = h.Hosts[0]
	}
	if h.Name == "" {
		h.Name = f.Addresses[0].text
	}
	return h, nil
}

func (f *fileSuppression) suppression() (Suppression, error) {
	s := Suppression{Rule: f.Rule.text, Server: f.Server.text, Issuer: f.Issuer, Reason: f.Reason}
	if strings.TrimSpace(s.Reason) == "" {
		return s, errors.New("no reason: say why, as others will ask")
	}
	if s.Rule == "" && len(f.Clients) == 0 && s.Server == "" && s.Issuer == "" {
		return s, errors.New("it would suppress everything: give a rule, clients, a server or an issuer")
	}
	if _, err := path.Match(s.Server, ""); err != nil {
		return s, f.Server.wrong(fmt.Errorf("server %q is not a pattern", s.Server))
	}
	var err error
	if s.Clients, err = prefixes(f.Clients); err != nil {
		return s, err
	}
	if f.Until.text == "" {
		return s, nil
	}
	if s.Until, err = time.Parse(time.RFC3339, f.Until.text); err == nil {
		return s, nil
	}
	day, err := time.Parse(time.DateOnly, f.Until.text)
	if err != nil {
		return s, f.Until.wrong(fmt.Errorf("until %q is neither a day as 2026-12-31 nor a time as 2026-12-31T18:00:00Z", f.Until.text))
	}
	s.Until = day.Add(24*time.Hour - time.Nanosecond) // the whole day, in UTC
	return s, nil
}

func prefixes(list []word) ([]netip.Prefix, error) {
	var made []netip.Prefix
	for i := range list {
		p, err := ParsePrefix(list[i].text)
		if err != nil {
			return nil, list[i].wrong(err)
		}
		made = append(made, p)
	}
	return made, nil
}

// fingerprint accepts the ways in which tools write a SHA-256: with or
// without colons, in either case.
func fingerprint(s string) (string, error) {
	sum := strings.ToLower(strings.ReplaceAll(s, ":", ""))
	if len(sum) != 64 || strings.Trim(sum, "0123456789abcdef") != "" {
		return "", fmt.Errorf("%q is not a SHA-256 fingerprint in hex", s)
	}
	return sum, nil
}
