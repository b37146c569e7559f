package screen

import (
	"fmt"
	"slices"
	"strings"

	"edrtap/cmd/edrtap/output"
	"edrtap/rules/record"
)

var findingColumns = []column{
	{name: colSeverity}, {name: colFirst}, {name: colLast, least: 100}, {name: colClients, right: true}, {name: colRule}, {name: colServer, least: 100}, {name: colTitle},
}

func (m *model) findingTable() table {
	t := table{columns: findingColumns}
	for i := range m.state.Findings {
		t.rows = append(t.rows, findingRow(&m.state.Findings[i]))
	}
	return t
}

func findingRow(f *record.Finding) row {
	server := ""
	if f.Server != nil {
		server = f.Server.String()
	}
	var ids map[string]bool // made when somebody asks
	about := func(s *record.Session) bool {
		if ids == nil {
			ids = make(map[string]bool, len(f.Sessions))
			for _, id := range f.Sessions {
				ids[id] = true
			}
		}
		return ids[s.ID]
	}
	return row{
		key: f.ID, about: about, style: output.SeverityStyle(f.Severity),
		cells: []cell{
			{text: string(f.Severity), rank: float64(slices.Index(record.Severities(), f.Severity))},
			moment(f.First), moment(f.Last), figure(uint64(f.ClientCount)), words(f.Rule), words(server), words(f.Title),
		},
		details: func(d *details) {
			d.say(output.SeverityStyle(f.Severity), strings.ToUpper(string(f.Severity))+" "+f.Title)
			d.field(colRule, f.Rule)
			d.field(saysEvidence, string(f.Evidence))
			d.field(saysCauses, strings.Trim(fmt.Sprint(f.Causes), "[]"))
			d.field(colServer, server)
			d.list(saysNames, f.Names[:min(len(f.Names), shownNames)])
			d.field(colFirst, full(f.First))
			d.field(colLast, full(f.Last))
			d.field(colClients, counted(f.ClientCount, output.FoldAddresses(f.Clients)))
			d.field(colSessions, counted(f.SessionCount, f.Sessions))
			d.blank()
			for paragraph := range strings.SplitSeq(f.Explanation, "\n") {
				d.say("", paragraph)
			}
			if len(f.Remedy) > 0 {
				d.head(saysRemedy)
			}
			for i, step := range f.Remedy {
				d.say("", fmt.Sprintf("%d. %s", i+1, step))
			}
		},
	}
}

const shownNames = 20 // of a list

// counted is a count and the beginning of what was counted.
func counted(n int, list []string) string {
	if n == 0 {
		return ""
	}
	s := fmt.Sprintf("%d: %s", n, strings.Join(list[:min(len(list), shownNames)], ", "))
	if len(list) > shownNames {
		s += ", ..."
	}
	return s
}
