package answer

import (
	"fmt"
	"testing"

	"edrtap/rules/record"
)

func TestCompareTellsWhatBecameOfClients(t *testing.T) {
	const edr = "edr.corp.example"
	before := []record.Diagnosis{
		client(1, "failing", edr), client(2, "failing", edr), client(3, "failing", edr), client(4, "enrolled", edr),
		client(5, "silent", ""), client(6, "unknown", edr), client(7, "communicating", edr), client(9, "failing", edr),
		{Subject: "appliance", Appliance: edr, State: "failing"},
	}
	after := []record.Diagnosis{
		client(1, "enrolled", edr), client(2, "failing", edr), client(4, "failing", edr), client(5, "communicating", edr),
		client(6, "unknown", edr), client(7, "enrolled", edr), client(8, "silent", ""), client(9, "unknown", edr),
		{Subject: "appliance", Appliance: edr, State: "communicating"},
	}
	got := ""
	for _, d := range Compare(before, after) {
		got += fmt.Sprintf("%s %s\n", d.Client, d.Kind)
	}
	want := `10.1.2.1 cured
10.1.2.2 stayed
10.1.2.3 unseen
10.1.2.4 new
10.1.2.5 cured
10.1.2.7 well
10.1.2.8 new
10.1.2.9 unseen
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
