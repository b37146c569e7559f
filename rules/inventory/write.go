package inventory

import (
	"bytes"
	"fmt"
	"net/netip"
	"time"

	"go.yaml.in/yaml/v3"
)

// YAML writes the inventory in the form that ParseYAML reads. The list of
// clients is named, not written; of files of certificates, the fingerprints
// that were read from them are.
func (v *Inventory) YAML() ([]byte, error) {
	f := file{
		Clients: rangesAs(v.Clients), ClientsCSV: v.ClientsCSV, Heartbeat: v.Heartbeat, Sensor: word{text: string(v.Sensor)},
	}
	for i := range v.Appliances {
		f.Appliances = append(f.Appliances, v.Appliances[i].file())
	}
	for i := range v.Managers {
		f.Managers = append(f.Managers, v.Managers[i].file())
	}
	for i := range v.Proxies {
		p := &v.Proxies[i]
		f.Proxies = append(f.Proxies, fileProxy{fileHost: p.Host.file(), Terminating: p.Terminating, Designed: p.Designed})
	}
	for i := range v.Suppressions {
		f.Suppressions = append(f.Suppressions, v.Suppressions[i].file())
	}
	var out bytes.Buffer
	e := yaml.NewEncoder(&out)
	e.SetIndent(2)
	if err := e.Encode(&f); err != nil {
		return nil, fmt.Errorf("inventory: %w", err)
	}
	return out.Bytes(), nil
}

func (h *Host) file() fileHost {
	return fileHost{Name: h.Name, Hosts: words(h.Hosts), Addresses: rangesAs(h.Addresses), Ports: h.Ports}
}

func (a *ApplianceHost) file() fileAppliance {
	return fileAppliance{
		fileHost: a.Host.file(), Edition: word{text: a.Edition}, Version: a.Version, Limit: a.Limit,
		CertSHA256: words(a.CertSHA256), CAFiles: a.CAFiles, Suites: words(a.Suites), Calibration: fileCalibration(a.Calibration),
	}
}

func (s *Suppression) file() fileSuppression {
	f := fileSuppression{
		Rule: word{text: s.Rule}, Clients: rangesAs(s.Clients), Server: word{text: s.Server}, Issuer: s.Issuer, Reason: s.Reason,
	}
	if !s.Until.IsZero() {
		f.Until = word{text: s.Until.UTC().Format(time.RFC3339Nano)}
	}
	return f
}

func words(list []string) []word {
	made := make([]word, len(list))
	for i, s := range list {
		made[i].text = s
	}
	return made
}

// rangesAs writes a range of one address as that address.
func rangesAs(list []netip.Prefix) []word {
	made := make([]word, len(list))
	for i, p := range list {
		made[i].text = p.String()
		if p.IsSingleIP() {
			made[i].text = p.Addr().String()
		}
	}
	return made
}
