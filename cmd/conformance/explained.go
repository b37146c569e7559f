package main

import (
	"fmt"
	"os"
	"strings"
)

// explanation says of some disagreements who is right, and why. Nothing of it
// changes a value: it is only printed beside the disagreement.
type explanation struct {
	source, peer, file, port, field string // "*" stands for any
	right, why                      string // "edrtap", "peer" or "nobody can tell"
}

// readExplained reads the list: tab-separated, one disagreement a line; lines
// that begin with # are comments.
func readExplained(name string) ([]explanation, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var list []explanation
	for number, line := range strings.Split(string(data), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 7 || f[6] == "" {
			return nil, fmt.Errorf("%s:%d: %d columns, want source, peer, file, port, field, right, why", name, number+1, len(f))
		}
		switch f[5] {
		case "edrtap", "peer", "nobody can tell":
		default:
			return nil, fmt.Errorf("%s:%d: %q is none of edrtap, peer, nobody can tell", name, number+1, f[5])
		}
		list = append(list, explanation{f[0], f[1], f[2], f[3], f[4], f[5], f[6]})
	}
	return list, nil
}

// explanation gives what the list says of a disagreement; "" for nothing.
func (c *comparison) explanation(at *place, field string) string {
	fits := func(pattern, value string) bool { return pattern == "*" || pattern == value }
	for i := range c.explained {
		e := &c.explained[i]
		if fits(e.source, at.source) && fits(e.peer, at.peer) && fits(e.file, at.file) && fits(e.port, fmt.Sprint(at.port)) && fits(e.field, field) {
			return fmt.Sprintf("right: %s; %s", e.right, e.why)
		}
	}
	return ""
}
