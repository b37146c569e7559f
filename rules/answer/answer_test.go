package answer

import (
	"fmt"
	"strings"
	"testing"

	"edrtap/rules/record"
	"edrtap/rules/text"
)

func client(n int, state, appliance string, causes ...record.DiagnosedCause) record.Diagnosis {
	return record.Diagnosis{Subject: "client", Client: fmt.Sprintf("10.1.2.%d", n), State: state, Appliance: appliance, Causes: causes}
}

func cause(rule string, evidence record.Evidence, because, change string) record.DiagnosedCause {
	return record.DiagnosedCause{Rule: rule, Evidence: evidence, Because: because, Remedy: &record.Remedy{Text: change}}
}

// fleet is 40 clients: 37 fail in two ways, one is well, two never tried.
func fleet() []record.Diagnosis {
	var list []record.Diagnosis
	for n := range 31 {
		list = append(list, client(n, "failing", "edr.corp.example", cause("name-mismatch", record.Proof, "the policy names it by IP", "enter edr.corp.example")))
	}
	for n := range 6 {
		list = append(list, client(100+n, "failing", "edr.corp.example", cause("interception", record.Strong, "10.2.2.2 forges its certificate", "exempt it")))
	}
	list = append(list, client(200, "enrolled", "edr.corp.example"), client(201, "communicating", "edr.corp.example"), client(202, "unknown", "edr.corp.example"))
	for n := range 2 {
		list = append(list, client(210+n, "silent", "", cause("silent-client", record.Hint, "they were never told", "check the groups")))
	}
	return append(list, record.Diagnosis{Subject: "appliance", Appliance: "edr.corp.example", State: "communicating"})
}

func TestTheAnswerCountsReasonsAndSaysWhatToChange(t *testing.T) {
	want := `37 of 40 clients cannot enrol at edr.corp.example.
31 because the policy names it by IP: enter edr.corp.example.
6 very likely because 10.2.2.2 forges its certificate: exempt it.
2 more did not try, possibly because they were never told: check the groups.`
	if got := strings.Join(Lines(fleet(), text.English), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := Lines(fleet(), text.Japanese)[0]; got != "クライアント 40 台のうち 37 台が edr.corp.example に登録できていません。" {
		t.Errorf("%s", got)
	}
}

func TestTheAnswerWhereNobodyFails(t *testing.T) {
	edr := record.Diagnosis{Subject: "appliance", Appliance: "edr"}
	for want, list := range map[string][]record.Diagnosis{
		"No client of an EDR appliance was recognised.":                                                  nil,
		"No client was seen to fail: 1 of 2 clients communicate with edr.":                               {client(1, "enrolled", "edr"), client(2, "unknown", "edr"), edr},
		"No client was seen to fail, and none to succeed: the capture does not show how 1 client fared.": {client(2, "unknown", "edr"), edr},
		"None of 2 clients fails where it tries; 1 communicate.\n1 more did not try.":                    {client(1, "enrolled", "edr"), client(2, "silent", ""), edr},
	} {
		if got := strings.Join(Lines(list, text.English), "\n"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestTheAnswerStaysShort(t *testing.T) {
	var list []record.Diagnosis
	for n := range 400 {
		long := strings.Repeat("x", 2000) + fmt.Sprint(n)
		list = append(list, client(n, "failing", fmt.Sprintf("edr%d", n%20), cause("rule", record.Proof, long, long)))
	}
	lines := Lines(list, text.English)
	if len(lines) > maxAppliances*(maxReasons+2)+1 {
		t.Errorf("%d lines", len(lines))
	}
	for _, line := range lines {
		if len(line) > 3*maxClause {
			t.Errorf("a line of %d bytes", len(line))
		}
	}
}

func TestEveryWordIsInBothLanguages(t *testing.T) {
	all := []text.Text{cannot, cannotInferred, noneFail, nobody, well, wellSomewhere, undecided, moreReasons, moreAppliances}
	for _, words := range []map[record.Evidence]text.Text{because, silentBecause} {
		for _, e := range []record.Evidence{record.Proof, record.Strong, record.Hint, ""} {
			all = append(all, words[e])
		}
	}
	for _, w := range all {
		if w.EN == "" || w.JA == "" || strings.Count(w.EN, "{") != strings.Count(w.JA, "{") {
			t.Errorf("%q and %q", w.EN, w.JA)
		}
	}
}
