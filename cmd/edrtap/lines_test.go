package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"edrtap/rules/record"
)

// recorded is what an output in JSON lines says.
type recorded struct {
	sessions  []record.Session
	rates     []record.Rate
	findings  []record.Finding
	diagnoses []record.Diagnosis
	summary   record.Summary
}

// decodeLines reads JSON lines as strictly as can be: no field that the
// contract does not have, nothing behind the object, kinds in their order, one
// summary at the end.
func decodeLines(t *testing.T, output []byte) *recorded {
	t.Helper()
	r, order := &recorded{}, ""
	for n, line := range bytes.SplitAfter(output, []byte("\n")) {
		if len(line) == 0 && n > 0 {
			continue
		}
		kind, err := r.add(line)
		if err != nil {
			t.Fatalf("line %d: %v\n%s", n+1, err, line)
		}
		order += kind[:1]
		if kind == "summary" {
			order = order[:len(order)-1] + "."
		}
	}
	if !regexp.MustCompile(`^s*r*f*d*\.$`).MatchString(order) {
		t.Fatalf("kinds of lines in the order %q; want sessions, rates, findings, diagnoses and one summary", order)
	}
	return r
}

// add decodes one line.
func (r *recorded) add(line []byte) (kind string, err error) {
	if !bytes.HasSuffix(line, []byte("\n")) {
		return "", fmt.Errorf("the line has no end")
	}
	var head struct{ Type string }
	if err := json.Unmarshal(line, &head); err != nil {
		return "", err
	}
	kind = head.Type
	switch kind {
	case "session":
		err = add(line, &r.sessions)
	case "rate":
		err = add(line, &r.rates)
	case "finding":
		err = add(line, &r.findings)
	case "diagnosis":
		err = add(line, &r.diagnoses)
	case "summary":
		err = strictly(line, &r.summary)
	default:
		err = fmt.Errorf("a line of type %q", kind)
	}
	return kind, err
}

func add[T any](line []byte, list *[]T) error {
	var v T
	err := strictly(line, &v)
	*list = append(*list, v)
	return err
}

func strictly(line []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("something follows the object")
	}
	return nil
}

// mayBeEmpty are members that are there even with nothing in them: where the
// contract has them, and where "none at all" is what a detail says.
var mayBeEmpty = map[string]bool{
	".causes": true, ".remedy": true, ".findings": true, ".sensor.limits_hit": true, ".detail": true,
	".detail.offers[].common": true,
}

// emptyMembers lists members that say null, "" or nothing instead of being
// absent.
func emptyMembers(path string, v any) (list []string) {
	empty := false
	switch v := v.(type) {
	case nil:
		return []string{path}
	case string:
		empty = v == ""
	case []any:
		empty = len(v) == 0
		for _, e := range v {
			list = append(list, emptyMembers(path+"[]", e)...)
		}
	case map[string]any:
		empty = len(v) == 0
		for name, e := range v {
			list = append(list, emptyMembers(path+"."+name, e)...)
		}
	}
	if empty && !mayBeEmpty[path] {
		list = append(list, path)
	}
	return list
}

var elapsed = regexp.MustCompile(`"elapsed_s":[0-9.e+-]+`)

// comparableLines replaces what two runs over the same bytes may differ in: the
// time that they took, and the name of the file.
func comparableLines(output []byte, file string) string {
	s := elapsed.ReplaceAllString(string(output), `"elapsed_s":0`)
	return strings.ReplaceAll(s, `"file":`+quoted(file), `"file":"FILE"`)
}

func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}
