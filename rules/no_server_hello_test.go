package rules

import (
	"slices"
	"testing"

	"edrtap/rules/record"
)

// What the packets tell of the silence decides where to look: at the server, or
// on the way to it.
func TestWhereAClientHelloIsLost(t *testing.T) {
	resent := func(times uint64) change {
		return func(s *record.Session) {
			silence(s)
			atEnd(s)
			s.TCP.Unacked[0], s.TCP.Retransmitted[0] = 60, times
		}
	}
	for name, test := range map[string]struct {
		change change
		kind   any
		causes []int
		remedy string
	}{
		"acknowledged":         {silence, nil, []int{8}, "tls-service"},
		"sent again once":      {resent(1), nil, []int{8}, "tls-service"},
		"sent again in vain":   {resent(7), "lost", []int{4}, "hello-path"},
		"the rest never comes": {func(s *record.Session) { silence(s); s.TLS.HelloIncomplete = true }, "lost", []int{4}, "hello-path"},
		"answered when they have left": {func(s *record.Session) {
			unfinished(record.StageClientHello, record.Timeout)(s)
			s.TLS.Version, s.TLS.Records[1] = tls12, 4
		}, "late", []int{8}, "tls-service"},
	} {
		t.Run(name, func(t *testing.T) {
			found, diagnoses := finish(t, known(), nil, record.Sensor{}, session(1, test.change), session(2, test.change))
			f := only(t, found, "no-server-hello")
			if f.Detail["kind"] != test.kind || !slices.Equal(f.Causes, test.causes) {
				t.Errorf("kind %v, causes %v", f.Detail["kind"], f.Causes)
			}
			if slices.ContainsFunc(diagnoses[0].RuledOut, func(r record.RuledOut) bool { return r.Rule == "edr-unreachable" }) {
				t.Error("the way is ruled out, on which the ClientHello may be held back")
			}
			if r := diagnoses[0].Causes[0].Remedy; r == nil || r.Kind != test.remedy {
				t.Errorf("remedy %+v, want %s", r, test.remedy)
			}
		})
	}
}
