package main

import (
	"fmt"
	"io"

	"edrtap/rules/rate"
	"edrtap/rules/record"
)

// checkBy checks --by.
func (f *ratesFlags) checkBy() error {
	switch f.by {
	case "second", "client", "range":
	default:
		return usageError("use --by second, client or range", "unknown --by %q", f.by)
	}
	if f.by != "second" && f.query.format == "chart" {
		f.query.format = "table"
	}
	if f.query.since+f.query.until != "" && f.by != "second" {
		return usageError("leave it out", "--since and --until are for seconds")
	}
	return nil
}

// contributorRecord is what one client or range sent to a server, as JSON lines
// have it.
type contributorRecord struct {
	Type     string          `json:"type"` // "contributor"
	Server   record.Endpoint `json:"server"`
	Client   string          `json:"client,omitempty"` // of --by client
	Range    string          `json:"range,omitempty"`  // of --by range
	Clients  int             `json:"clients"`
	Requests uint64          `json:"requests"`
	Events   record.Events   `json:"events"`            // over the whole time
	Busiest  record.Events   `json:"busiest_second"`    // of its own
	Over     uint64          `json:"events_while_over"` // at least so many while the server's limit was exceeded
}

var (
	contributorColumns = []string{"SERVER", "CLIENT OR RANGE", "CLIENTS", "REQUESTS", "EVENTS LOW", "ESTIMATE", "HIGH", "BUSIEST SECOND", "WHILE OVER"}
	contributorFields  = []string{
		"server_ip", "server_port", "client_or_range", "clients", "requests", "events_low", "events_estimate", "events_high",
		"busiest_low", "busiest_estimate", "busiest_high", "events_while_over",
	}
)

func (r *contributorRecord) cells() []string {
	return []string{
		r.Server.String(), r.Client + r.Range, fmt.Sprint(r.Clients), fmt.Sprint(r.Requests),
		fmt.Sprint(r.Events.Low), fmt.Sprint(r.Events.Estimate), fmt.Sprint(r.Events.High), interval(r.Busiest), known(r.Over),
	}
}

func (r *contributorRecord) fields() []string {
	row := []string{r.Server.IP.String(), fmt.Sprint(r.Server.Port), r.Client + r.Range, fmt.Sprint(r.Clients)}
	for _, n := range []uint64{r.Requests, r.Events.Low, r.Events.Estimate, r.Events.High, r.Busiest.Low, r.Busiest.Estimate, r.Busiest.High, r.Over} {
		row = append(row, fmt.Sprint(n))
	}
	return row
}

// contributors lists who sent to each server.
func (f *ratesFlags) contributors(out io.Writer, reports []rate.Report) error {
	s, err := newSheet(out, f.query.format, contributorColumns, contributorFields)
	if err != nil {
		return err
	}
	for i := range reports {
		r := &reports[i]
		list := r.Clients
		if f.by == "range" {
			list = r.Ranges
		}
		for _, c := range list {
			line := &contributorRecord{
				Type: "contributor", Server: r.Server, Clients: c.Clients, Requests: c.Requests, Events: c.Events, Busiest: c.Busiest, Over: c.Over,
			}
			if f.by == "range" {
				line.Range = c.Prefix.String()
			} else {
				line.Client = c.Prefix.Addr().String()
			}
			s.add(line)
		}
	}
	return s.end()
}
