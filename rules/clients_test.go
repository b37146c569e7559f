package rules

import (
	"testing"

	"pgregory.net/rapid"

	"edrtap/rules/record"
	"edrtap/rules/text"
)

func TestSessionsOfEachClientAreThoseOfAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var p perClient
		want := make(map[uint32]int)
		for _, client := range rapid.SliceOfN(rapid.Uint32Range(0, 40), 0, 300).Draw(t, "clients") {
			p.add(client, int(client)+1)
			want[client] += int(client) + 1
		}
		if len(p.list()) != len(want) {
			t.Fatalf("%d clients, want %d", len(p.list()), len(want))
		}
		for client := range uint32(41) {
			if p.of(client) != want[client] || p.has(client) != (want[client] > 0) {
				t.Fatalf("%d has %d sessions, want %d", client, p.of(client), want[client])
			}
		}
	})
}

func TestClientsOfOneSubjectAreBounded(t *testing.T) {
	var p perClient
	for client := range uint32(maxClients + 10) {
		p.add(client, 1)
	}
	p.add(0, 1)
	p.add(noClient, 1)
	if len(p.list()) != maxClients || p.of(0) != 2 || p.has(maxClients) || p.has(noClient) {
		t.Errorf("%d clients, %d sessions of the first", len(p.list()), p.of(0))
	}
}

// TestAClientWithoutAPairIsNamed has a client come once no more pairs are told
// apart: what it meets is said of it all the same.
func TestAClientWithoutAPairIsNamed(t *testing.T) {
	e := New(nil, text.English)
	for n := range uint32(maxPairs) {
		e.context.pairs.known.Add(pair{noClient, n})
	}
	s := session(1, rejects(42, "bad_certificate"))
	e.Session(s)
	findings, diagnoses := e.Finish(record.Sensor{})
	if e.Limits()["rule_subjects"] == 0 {
		t.Error("that the pair was folded is not counted")
	}
	if len(findings) == 0 || len(diagnoses) == 0 {
		t.Fatalf("%d findings, %d diagnoses", len(findings), len(diagnoses))
	}
	for _, f := range findings {
		if f.ClientCount != 1 || len(f.Clients) != 1 || f.Clients[0] != s.Client.IP.String() {
			t.Errorf("%s: %d clients, %v", f.Rule, f.ClientCount, f.Clients)
		}
	}
	if diagnoses[0].Client != s.Client.IP.String() || len(diagnoses[0].Causes) == 0 {
		t.Errorf("the diagnosis is of %s, with %d causes", diagnoses[0].Client, len(diagnoses[0].Causes))
	}
}
