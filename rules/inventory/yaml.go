package inventory

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"strings"

	"go.yaml.in/yaml/v3"
)

// File is the form of an inventory in YAML.
type File struct {
	Appliances []FileAppliance `yaml:"appliances"`
	Managers   []FileHost      `yaml:"managers"`
	Proxies    []FileHost      `yaml:"proxies"`
	Clients    []string        `yaml:"clients"`
	Heartbeat  uint64          `yaml:"heartbeat_seconds"`
}

// FileHost is one server in YAML.
type FileHost struct {
	Name      string   `yaml:"name"`
	Hosts     []string `yaml:"hosts"`
	Addresses []string `yaml:"addresses"`
	Ports     []uint16 `yaml:"ports"`
}

// FileAppliance is one appliance in YAML.
type FileAppliance struct {
	FileHost    `yaml:",inline"`
	Edition     string           `yaml:"edition"`
	Version     string           `yaml:"version"`
	Limit       uint64           `yaml:"limit"`
	CertSHA256  []string         `yaml:"certificate_sha256"`
	Calibration *FileCalibration `yaml:"calibration"`
}

// maxFile is the longest inventory that is read, in bytes.
const maxFile = 16 << 20

// ParseYAML reads an inventory. Unknown keys are errors; errors name the line.
func ParseYAML(data []byte) (*Inventory, error) {
	if len(data) > maxFile {
		return nil, fmt.Errorf("inventory: longer than %d bytes", maxFile)
	}
	var f File
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(&f); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("inventory: %s", oneLine(err))
	}
	return f.Inventory()
}

// Inventory checks a file's values and gives the inventory they make.
func (f *File) Inventory() (*Inventory, error) {
	v := &Inventory{Heartbeat: f.Heartbeat}
	for i, a := range f.Appliances {
		made, err := a.appliance()
		if err != nil {
			return nil, fmt.Errorf("inventory: appliance %d: %w", i+1, err)
		}
		v.Appliances = append(v.Appliances, made)
	}
	var err error
	if v.Managers, err = hosts("manager", f.Managers); err != nil {
		return nil, err
	}
	if v.Proxies, err = hosts("proxy", f.Proxies); err != nil {
		return nil, err
	}
	if v.Clients, err = prefixes(f.Clients); err != nil {
		return nil, fmt.Errorf("inventory: clients: %w", err)
	}
	return v, nil
}

func (a *FileAppliance) appliance() (ApplianceHost, error) {
	h, err := a.host()
	if err != nil {
		return ApplianceHost{}, err
	}
	switch a.Edition {
	case "", "virtual", "physical":
	default:
		return ApplianceHost{}, fmt.Errorf("edition %q is neither virtual nor physical", a.Edition)
	}
	made := ApplianceHost{Host: h, Edition: a.Edition, Version: a.Version, Limit: a.Limit}
	for _, s := range a.CertSHA256 {
		sum, err := fingerprint(s)
		if err != nil {
			return ApplianceHost{}, err
		}
		made.CertSHA256 = append(made.CertSHA256, sum)
	}
	if a.Calibration != nil {
		if made.Calibration, err = a.Calibration.calibration(); err != nil {
			return ApplianceHost{}, err
		}
	}
	return made, nil
}

func hosts(kind string, list []FileHost) ([]Host, error) {
	var made []Host
	for i, f := range list {
		h, err := f.host()
		if err != nil {
			return nil, fmt.Errorf("inventory: %s %d: %w", kind, i+1, err)
		}
		made = append(made, h)
	}
	return made, nil
}

func (f *FileHost) host() (Host, error) {
	h := Host{Name: f.Name, Ports: f.Ports}
	for _, name := range f.Hosts {
		if err := checkName(name); err != nil {
			return Host{}, err
		}
		h.Hosts = append(h.Hosts, Fold(name))
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
		h.Name = f.Addresses[0]
	}
	return h, nil
}

func prefixes(list []string) ([]netip.Prefix, error) {
	var made []netip.Prefix
	for _, s := range list {
		p, err := ParsePrefix(s)
		if err != nil {
			return nil, err
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

// oneLine folds the YAML package's several lines of errors into one.
func oneLine(err error) string {
	fields := strings.FieldsFunc(err.Error(), func(r rune) bool { return r == '\n' })
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	return strings.TrimPrefix(strings.Join(fields, "; "), "yaml: ")
}
