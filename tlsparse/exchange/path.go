package exchange

import (
	"fmt"
	"strings"
)

// Path says where in a JSON body the events are. The zero Path says nothing.
type Path struct{ steps []step }

// step is one step down: to the members of a name, or to every element.
type step struct {
	name string
	any  bool
}

const maxSteps = 32

// ParsePath reads a path: names with dots between, [*] for every element of
// an array, an optional $ in front, ['a.b'] for a name with dots (RFC 9535, of
// which this is a small part). An array at its end stands for its elements.
func ParsePath(s string) (Path, error) {
	rest := strings.TrimPrefix(s, "$")
	p := Path{steps: []step{}}
	for first := rest == s; rest != ""; first = false {
		var next step
		var ok bool
		switch {
		case strings.HasPrefix(rest, "[*]"):
			next, rest, ok = step{any: true}, rest[3:], true
		case strings.HasPrefix(rest, "['"):
			next.name, rest, ok = strings.Cut(rest[2:], "']")
		case strings.HasPrefix(rest, ".") || first:
			rest = strings.TrimPrefix(rest, ".")
			end := strings.IndexAny(rest, ".[")
			if end < 0 {
				end = len(rest)
			}
			next.name, rest = rest[:end], rest[end:]
			ok = next.name != ""
		}
		if !ok || len(next.name) > maxName || len(p.steps) == maxSteps {
			return Path{}, fmt.Errorf("%q is not a path such as events, $.data.events or $[*].events", s)
		}
		p.steps = append(p.steps, next)
	}
	return p, nil
}
