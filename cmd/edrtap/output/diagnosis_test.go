package output

import (
	"testing"

	"edrtap/rules/record"
)

func TestDiagnosisHasTheBytesOfEncodingJSON(t *testing.T) {
	negative := filledDiagnosis()
	negative.Suppressed, negative.Causes[0].Cause, negative.Causes[1].Remedy = -1, -2, nil
	for name, d := range map[string]*record.Diagnosis{
		"every field":   filledDiagnosis(),
		"negative":      negative,
		"nothing":       {Type: "diagnosis"},
		"empty lists":   {Type: "diagnosis", Causes: []record.DiagnosedCause{}, RuledOut: []record.RuledOut{}, Wanted: []record.Wanted{}},
		"empty in them": {Type: "diagnosis", Causes: []record.DiagnosedCause{{Alike: []int{}, Remedy: &record.Remedy{}}}, RuledOut: []record.RuledOut{{}}, Wanted: []record.Wanted{{}}},
		"escapes":       {Type: "diagnosis", Host: "\x00\n\"\\<>&\u2028\xff\u00e9", Causes: []record.DiagnosedCause{{Because: "<\xff>"}}},
	} {
		want := reference(t, d)
		if got := string(appendDiagnosis(nil, d)); got != want {
			t.Errorf("%s: %s", name, firstDifference(got, want))
		}
	}
}

func BenchmarkDiagnosis(b *testing.B) {
	d := filledDiagnosis()
	var out []byte
	b.ReportAllocs()
	for b.Loop() {
		out = appendDiagnosis(out[:0], d)
	}
}
