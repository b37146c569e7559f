package screen

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"edrtap/cmd/edrtap/output"
	"edrtap/rules/record"
)

// clock is how times of day are shown, in UTC.
const clock = "15:04:05"

// moment is when something was last seen.
func moment(t time.Time) cell {
	if t.IsZero() {
		return cell{text: "-"}
	}
	return cell{text: t.UTC().Format(clock), rank: float64(t.UnixNano())}
}

// address is an address that sorts by its bytes.
func address(s string) cell {
	c := words(s)
	if ip, err := netip.ParseAddr(s); err == nil {
		bytes := ip.As16()
		c.order = string(bytes[:])
	}
	return c
}

var clientColumns = []column{
	{name: colState}, {name: colClient}, {name: colHost, least: 100}, {name: colAppliance}, {name: colContact}, {name: colCause},
}

func (m *model) clientTable() table {
	t := table{columns: clientColumns}
	for i := range m.state.Diagnoses {
		if d := &m.state.Diagnoses[i]; d.Subject == "client" {
			t.rows = append(t.rows, clientRow(d))
		}
	}
	return t
}

func clientRow(d *record.Diagnosis) row {
	cause := ""
	if len(d.Causes) > 0 {
		c := &d.Causes[0]
		cause = fmt.Sprintf("%s (%s)", c.Rule, c.Evidence)
		if c.Because != "" {
			cause += ": " + c.Because
		}
	}
	return row{
		key: d.Client, about: func(s *record.Session) bool { return s.Client.IP.String() == d.Client }, style: output.StateStyle(d.State),
		cells: []cell{
			{text: d.State, rank: float64(slices.Index(output.States(), d.State))},
			address(d.Client), words(d.Host), words(d.Appliance), moment(d.LastContact), words(cause),
		},
		details: func(to *details) {
			to.say(output.Bold, cmp.Or(d.Host, d.Client))
			to.field(colClient, d.Client)
			to.field(colState, d.State)
			to.field(colAppliance, d.Appliance)
			to.field(colGroup, d.Group)
			to.field(colLocation, d.Location)
			to.field(colContact, full(d.LastContact))
			to.field(saysManager, full(d.LastManagerContact))
			to.causes(d)
		},
	}
}

// full is a time with its date; nothing where it is not known.
func full(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// causes are why a subject is in its state, and what to do.
func (d *details) causes(of *record.Diagnosis) {
	for i := range of.Causes {
		c := &of.Causes[i]
		d.blank()
		d.say(output.Bold, fmt.Sprintf("%s (%s)", c.Rule, c.Evidence))
		d.say("", c.Because)
		if c.Remedy != nil {
			d.field(saysRemedy, c.Remedy.Text)
		}
		d.list(saysFollows, c.Follows)
	}
	var out, wanted []string
	for _, x := range of.RuledOut {
		out = append(out, x.Text)
	}
	for _, x := range of.Wanted {
		wanted = append(wanted, x.Text)
	}
	if len(out)+len(wanted) > 0 {
		d.blank()
	}
	d.field(saysRuledOut, strings.Join(out, "; "))
	d.field(saysWanted, strings.Join(wanted, "; "))
}
