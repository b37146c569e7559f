package screen

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"edrtap/cmd/edrtap/output"
	"edrtap/rules/record"
	"edrtap/rules/text"
)

// appliance is a server that events go to, or that a diagnosis is about.
type appliance struct {
	name      string // "" where it is not known, as role
	role      string
	load      *load // nil where nothing was metered
	diagnosis *record.Diagnosis
}

// appliances puts together what rates and diagnoses say: those with the most
// events first.
func (m *model) appliances() []appliance {
	about := make(map[string]*record.Diagnosis)
	for i := range m.state.Diagnoses {
		if d := &m.state.Diagnoses[i]; d.Subject == "appliance" {
			about[d.Appliance] = d
		}
	}
	called := m.names()
	var list []appliance
	for i := range m.loads {
		l := &m.loads[i]
		name, role := m.config.Name(l.server)
		a := appliance{load: l, name: cmp.Or(name, called[l.server]), role: role}
		if a.diagnosis = about[a.name]; a.diagnosis != nil {
			delete(about, a.name)
		}
		list = append(list, a)
	}
	for name, d := range about {
		list = append(list, appliance{name: name, diagnosis: d})
	}
	slices.SortStableFunc(list, func(a, b appliance) int {
		return cmp.Or(cmp.Compare(b.busy(), a.busy()), cmp.Compare(a.name, b.name))
	})
	return list
}

// names are what clients call servers that the operator did not name.
func (m *model) names() map[record.Endpoint]string {
	called := make(map[record.Endpoint]string)
	for _, s := range m.state.Sessions {
		if s.TLS != nil && s.TLS.SNI != "" {
			called[s.Server] = s.TLS.SNI
		}
	}
	return called
}

// busy orders appliances; those that are diagnosed as such come first.
func (a *appliance) busy() float64 {
	n := 0.0
	if a.load != nil {
		n = float64(a.load.minute.Events.Estimate)
	}
	if a.diagnosis != nil {
		n += 1 << 40
	}
	return n
}

var applianceColumns = []column{
	{name: colAppliance},
	{name: colServer, least: 100},
	{name: colState},
	{name: colMean, right: true},
	{name: colMinute, right: true},
	{name: colHour, right: true, least: 130},
	{name: colLimit, right: true},
	{name: colClients, right: true, least: 100},
	{name: colShare},
}

func (m *model) applianceTable() table {
	t := table{columns: applianceColumns}
	for _, a := range m.appliances() {
		t.rows = append(t.rows, a.row(&m.painter))
	}
	return t
}

func (a *appliance) row(p *painter) row {
	l := cmp.Or(a.load, &load{})
	r := row{key: a.name, details: a.details}
	server, state := "", a.role
	if a.load != nil {
		server = l.server.String()
		r.key = server
		r.about = func(s *record.Session) bool { return s.Server == l.server }
	}
	if a.diagnosis != nil {
		state = a.diagnosis.State
		r.style = output.StateStyle(state)
	}
	limit := cmp.Or(l.minute.Limit, l.hour.Limit)
	share := ""
	if limit > 0 {
		share = fmt.Sprintf("%3d%% ", 100*l.minute.Events.Estimate/limit) + bar(l.minute.Events.Estimate, limit, 6)
		if l.minute.Events.Estimate > limit {
			r.style = output.SeverityStyle(record.Critical)
		}
	}
	r.cells = []cell{
		words(cmp.Or(a.name, server)), words(server), words(state), figure(l.mean),
		interval(&l.minute), interval(&l.hour), figure(limit), figure(l.clients),
		{text: share, rank: float64(l.minute.Events.Estimate)},
	}
	return r
}

// figure is a count; nothing where it is 0.
func figure(n uint64) cell {
	if n == 0 {
		return cell{text: "-"}
	}
	return cell{text: strconv.FormatUint(n, 10), rank: float64(n)}
}

// interval is a second's events with its bounds.
func interval(r *record.Rate) cell {
	e := r.Events
	switch {
	case r.Second.IsZero():
		return cell{text: "-"}
	case e.Low == e.High:
		return figure(e.Estimate)
	}
	return cell{text: fmt.Sprintf("%d (%d-%d)", e.Estimate, e.Low, e.High), rank: float64(e.Estimate)}
}

func (a *appliance) details(d *details) {
	d.say(output.Bold, a.name)
	if a.diagnosis != nil {
		d.field(colState, a.diagnosis.State)
		d.causes(a.diagnosis)
	}
	if a.load == nil {
		return
	}
	d.field(colServer, a.load.server.String())
	d.field(saysBasis, a.load.hour.Method)
	d.head(saysSeconds)
	var most uint64 = 1
	for i := range a.load.seconds {
		most = max(most, a.load.seconds[i].Events.Estimate, a.load.seconds[i].Limit)
	}
	for i := len(a.load.seconds) - 1; i >= 0; i-- {
		r := &a.load.seconds[i]
		d.lines = append(d.lines, fit(fmt.Sprintf("  %s %s %s %s", r.Second.UTC().Format(clock),
			bar(r.Events.Estimate, most, 20), interval(r).text, text.Fill(saysFrom.In(d.p.lang), text.Params{"clients": r.Clients})), d.p.width))
	}
}
