package inventory

import (
	"bytes"
	"errors"
	"fmt"
	"net/netip"
	"slices"

	"go.yaml.in/yaml/v3"

	"edrtap/rules/rate"
	"edrtap/rules/record"
)

// FileCalibration is what was learned of the size of an appliance's events, in
// YAML. Requests, bytes and events are sums over the same traffic.
type FileCalibration struct {
	Events    uint64        `yaml:"events"`
	Bytes     uint64        `yaml:"bytes"`               // plaintext that clients sent
	Deviation float64       `yaml:"deviation,omitempty"` // standard deviation of an event's size, bytes
	HTTP1     *FileRequests `yaml:"http1,omitempty"`
	HTTP2     *FileRequests `yaml:"http2,omitempty"`
}

// FileRequests is what was learned of the requests of one version of HTTP.
type FileRequests struct {
	Requests uint64    `yaml:"requests"`
	Bytes    [2]uint64 `yaml:"request_bytes,flow"` // of each request, what is no event: least and most
}

func (f *FileRequests) requests() rate.Requests {
	if f == nil {
		return rate.Requests{}
	}
	return rate.Requests{Count: f.Requests, Low: f.Bytes[0], High: f.Bytes[1]}
}

func fileRequests(r rate.Requests) *FileRequests {
	if r.High == 0 {
		return nil
	}
	return &FileRequests{Requests: r.Count, Bytes: [2]uint64{r.Low, r.High}}
}

func fileCalibration(c *rate.Calibration) *FileCalibration {
	if c == nil {
		return nil
	}
	return &FileCalibration{
		Events: c.Events, Bytes: c.Bytes, Deviation: c.Deviation, HTTP1: fileRequests(c.HTTP1), HTTP2: fileRequests(c.HTTP2),
	}
}

func (f *FileCalibration) calibration() (*rate.Calibration, error) {
	c := rate.Calibration{
		Events: f.Events, Bytes: f.Bytes, Deviation: f.Deviation, HTTP1: f.HTTP1.requests(), HTTP2: f.HTTP2.requests(),
	}
	switch {
	case c.HTTP1.Low > c.HTTP1.High || c.HTTP2.Low > c.HTTP2.High || !(c.Deviation >= 0):
		return nil, errors.New("calibration: request_bytes are [least, most], and deviation is not negative")
	case !c.Valid():
		return nil, errors.New("calibration: it has http1 or http2, and bytes less request_bytes for each request leave something for each event")
	}
	return &c, nil
}

// CalibrationYAML writes what was learned of one appliance, in a form that
// ParseYAML reads.
func CalibrationYAML(server record.Endpoint, c rate.Calibration) ([]byte, error) {
	type appliance struct {
		Addresses   []string         `yaml:"addresses,flow"`
		Ports       []uint16         `yaml:"ports,flow"`
		Calibration *FileCalibration `yaml:"calibration"`
	}
	file := map[string][]appliance{"appliances": {{
		Addresses: []string{server.IP.WithZone("").String()}, Ports: []uint16{server.Port},
		Calibration: fileCalibration(&c),
	}}}
	var out bytes.Buffer
	e := yaml.NewEncoder(&out)
	e.SetIndent(2)
	if err := e.Encode(file); err != nil {
		return nil, fmt.Errorf("calibration: %w", err)
	}
	return out.Bytes(), nil
}

// Calibrate takes over the calibrations of another inventory. They go to the
// appliances here that stand at the same address; one that is not known here
// is added.
func (v *Inventory) Calibrate(from *Inventory) {
	for _, a := range from.Appliances {
		if a.Calibration == nil {
			continue
		}
		known := false
		for i := range v.Appliances {
			if v.Appliances[i].overlaps(&a.Host) {
				v.Appliances[i].Calibration, known = a.Calibration, true
			}
		}
		if !known {
			v.Appliances = append(v.Appliances, a)
		}
	}
}

// overlaps says whether two hosts have an address or a name in common.
func (h *Host) overlaps(other *Host) bool {
	return slices.ContainsFunc(h.Addresses, func(a netip.Prefix) bool { return slices.ContainsFunc(other.Addresses, a.Overlaps) }) ||
		slices.ContainsFunc(h.Hosts, func(name string) bool { return slices.Contains(other.Hosts, name) })
}
