package output

import (
	"cmp"
	"strconv"

	"edrtap/rules/record"
)

// appendDiagnosis appends a diagnosis as the struct tags of record.Diagnosis say:
// there is one for each client, and nothing else to do while they are written.
func appendDiagnosis(b []byte, d *record.Diagnosis) []byte {
	b = appendMember(b, `{"type":`, cmp.Or(d.Type, "diagnosis"))
	b = appendMember(b, `,"subject":`, d.Subject)
	b = appendOptional(b, `,"client":`, d.Client)
	b = appendOptional(b, `,"host":`, d.Host)
	b = appendOptional(b, `,"group":`, d.Group)
	b = appendOptional(b, `,"location":`, d.Location)
	b = appendOptional(b, `,"appliance":`, d.Appliance)
	b = appendTrue(b, `,"inferred":true`, d.Inferred)
	b = appendMember(b, `,"state":`, d.State)
	b = appendObjects(b, `,"causes":`, d.Causes, appendCause)
	b = appendObjects(b, `,"ruled_out":`, d.RuledOut, appendRuledOut)
	b = appendObjects(b, `,"wanted":`, d.Wanted, appendWanted)
	b = appendIntIfAny(b, `,"suppressed":`, d.Suppressed)
	if !d.LastContact.IsZero() {
		b = appendTime(append(b, `,"last_contact":`...), d.LastContact)
	}
	if !d.LastManagerContact.IsZero() {
		b = appendTime(append(b, `,"last_manager_contact":`...), d.LastManagerContact)
	}
	return append(b, '}')
}

// appendObjects appends a list of objects, each of whose first members comes with
// a comma; it leaves out an empty one.
func appendObjects[T any](b []byte, name string, list []T, appendMembers func([]byte, *T) []byte) []byte {
	if len(list) == 0 {
		return b
	}
	b = append(append(b, name...), '[')
	for i := range list {
		if i > 0 {
			b = append(b, ',')
		}
		at := len(b)
		b = closeObject(appendMembers(b, &list[i]), at)
	}
	return append(b, ']')
}

func appendCause(b []byte, c *record.DiagnosedCause) []byte {
	b = appendIntIfAny(b, `,"cause":`, c.Cause)
	if len(c.Alike) > 0 {
		b = append(b, `,"alike":`...)
		at := len(b)
		for _, cause := range c.Alike {
			b = strconv.AppendInt(append(b, ','), int64(cause), 10)
		}
		b[at] = '['
		b = append(b, ']')
	}
	b = appendMember(b, `,"rule":`, c.Rule)
	b = appendMember(b, `,"evidence":`, string(c.Evidence))
	b = appendOptional(b, `,"because":`, c.Because)
	if r := c.Remedy; r != nil {
		b = appendMember(b, `,"remedy":{"kind":`, r.Kind)
		b = appendList(b, `,"values":`, r.Values)
		b = append(appendMember(b, `,"text":`, r.Text), '}')
	}
	return appendList(b, `,"follows":`, c.Follows)
}

func appendRuledOut(b []byte, r *record.RuledOut) []byte {
	b = appendIntIfAny(b, `,"cause":`, r.Cause)
	b = appendMember(b, `,"rule":`, r.Rule)
	b = appendMember(b, `,"by":`, r.By)
	return appendMember(b, `,"text":`, r.Text)
}

func appendWanted(b []byte, w *record.Wanted) []byte {
	b = appendMember(b, `,"what":`, w.What)
	return appendMember(b, `,"text":`, w.Text)
}

// appendIntIfAny leaves out a zero.
func appendIntIfAny(b []byte, name string, value int) []byte {
	if value == 0 {
		return b
	}
	return strconv.AppendInt(append(b, name...), int64(value), 10)
}
