package exchange

import "bytes"

// maxDepth bounds how deep values may be nested, maxName how long a name is
// that is looked at.
const (
	maxDepth = 256
	maxName  = 256
)

// eventNames are the members of a JSON object whose arrays of objects are taken
// for events where nobody said where the events are.
var eventNames = [...]string{"events", "records", "items", "entries", "logs", "messages"}

// jsonCounter counts the events in JSON text (RFC 8259): the elements of an
// array, values one behind the other (JSON lines), the array in a member of an
// object, or what a Path leads to. It keeps no more than the open brackets and
// one name.
type jsonCounter struct {
	path    []step // nil where it has to find out
	stack   []level
	name    []byte
	lexeme  lexeme
	escape  bool // the next character of a string is escaped
	bad     bool
	events  uint64
	values  uint64 // at the top
	arrays  uint64 // of these
	members bool   // events were found in members
	single  bool   // the object at the top counts as one event so far
}

// level is one open array or object.
type level struct {
	array   bool
	counted bool // each element is an event; of a guessed member, each object
	guessed bool // counted, because of its name
	matched int8 // steps of the path that led here; -1 where they did not
	next    expected
}

type expected uint8

const (
	valueOrEnd expected = iota // behind [
	value                      // behind [ and a comma, or behind a colon
	nameOrEnd                  // behind {
	name                       // behind { and a comma
	colon
	commaOrEnd
)

type lexeme uint8

const (
	between lexeme = iota
	inString
	inName
	inWord // a number, true, false or null
)

func newJSON(path Path) *jsonCounter { return &jsonCounter{path: path.steps} }

func (j *jsonCounter) write(b []byte) {
	quote := -1 // a quotation mark in b, or its end, before which there is none from i on
	for i := 0; i < len(b) && !j.bad; i++ {
		ch := b[i]
		switch j.lexeme {
		case inString:
			// The text of strings is most of a body: look for what ends it alone.
			if !j.escape {
				if quote < i {
					quote = i + index(b[i:], '"')
				}
				i += index(b[i:quote], '\\')
				if i == len(b) {
					return
				}
				ch = b[i]
			}
			j.inString(ch)
		case inName:
			j.inName(ch)
		case inWord:
			if isWord(ch) {
				continue
			}
			j.lexeme = between
			j.valueEnded()
			// Between values, only a blank tells that a word is whole (RFC 7464
			// section 2.4).
			j.bad = len(j.stack) == 0 && !isBlank(ch)
			j.between(ch)
		default:
			j.between(ch)
		}
	}
}

// index is where ch stands in b; the length of b where it does not.
func index(b []byte, ch byte) int {
	if i := bytes.IndexByte(b, ch); i >= 0 {
		return i
	}
	return len(b)
}

func (j *jsonCounter) inString(ch byte) {
	switch {
	case j.escape:
		j.escape = false
	case ch == '\\':
		j.escape = true
	case ch == '"':
		j.lexeme = between
		j.valueEnded()
	}
}

// inName keeps a name as it is written: one with escapes fits no step.
func (j *jsonCounter) inName(ch byte) {
	if !j.escape && ch == '"' {
		j.lexeme = between
		return
	}
	j.escape = !j.escape && ch == '\\'
	if len(j.name) <= maxName {
		j.name = append(j.name, ch)
	}
}

func isWord(ch byte) bool {
	return ch >= '0' && ch <= '9' || ch >= 'a' && ch <= 'z' || ch >= 'A' && ch <= 'Z' || ch == '+' || ch == '-' || ch == '.'
}

// isBlank says whether ch may stand between values: white space (RFC 8259
// section 2), or the record separator before each (RFC 7464 section 2.1).
func isBlank(ch byte) bool { return ch == ' ' || ch == '\t' || ch == '\r' || ch == '\n' || ch == 0x1e }

func (j *jsonCounter) between(ch byte) {
	if isBlank(ch) {
		return
	}
	if len(j.stack) == 0 {
		j.valueBegins(ch)
		return
	}
	top := &j.stack[len(j.stack)-1]
	switch {
	case ch == ']' && top.array && (top.next == valueOrEnd || top.next == commaOrEnd),
		ch == '}' && !top.array && (top.next == nameOrEnd || top.next == commaOrEnd):
		j.stack = j.stack[:len(j.stack)-1]
		j.valueEnded()
	case ch == ',' && top.next == commaOrEnd:
		top.next = name
		if top.array {
			top.next = value
		}
	case ch == '"' && (top.next == name || top.next == nameOrEnd):
		j.lexeme, j.name, top.next = inName, j.name[:0], colon
	case ch == ':' && top.next == colon:
		top.next = value
	case top.next == value || top.next == valueOrEnd:
		j.valueBegins(ch)
	default:
		j.bad = true
	}
}

func (j *jsonCounter) valueBegins(ch byte) {
	next := level{array: ch == '[', matched: j.match(ch)}
	j.count(&next, ch)
	switch {
	case ch == '[' || ch == '{':
		if len(j.stack) == maxDepth {
			j.bad = true
			return
		}
		next.next = nameOrEnd
		if next.array {
			next.next = valueOrEnd
		}
		j.stack = append(j.stack, next)
	case ch == '"':
		j.lexeme = inString
	case isWord(ch):
		j.lexeme = inWord
	default:
		j.bad = true
	}
}

// match gives how many steps of the path lead to the value that begins.
func (j *jsonCounter) match(ch byte) int8 {
	if len(j.stack) == 0 {
		return 0
	}
	top := &j.stack[len(j.stack)-1]
	if top.matched < 0 || int(top.matched) >= len(j.path) {
		return -1
	}
	if s := &j.path[top.matched]; s.any && top.array || !s.any && !top.array && string(j.name) == s.name {
		return top.matched + 1
	}
	return -1
}

// count counts the value that begins, and says in its level whether what is in
// it counts.
func (j *jsonCounter) count(next *level, ch byte) {
	if len(j.stack) > 0 {
		top := &j.stack[len(j.stack)-1]
		if top.counted && (!top.guessed || ch == '{') {
			j.events++
			if top.guessed {
				j.members, j.single = true, false
			}
		}
	} else {
		j.values++
		if next.array {
			j.arrays++
		}
	}
	if j.path != nil {
		if int(next.matched) != len(j.path) {
			return
		}
		if next.array && !(len(j.path) > 0 && j.path[len(j.path)-1].any) {
			next.counted = true
		} else {
			j.events++
		}
		return
	}
	switch len(j.stack) {
	case 0:
		next.counted = next.array
		j.single = !next.array
	case 1:
		if top := &j.stack[0]; !top.array && next.array && isEventName(j.name) {
			next.counted, next.guessed = true, true
		}
	}
}

func isEventName(name []byte) bool {
	for _, known := range eventNames {
		if string(name) == known {
			return true
		}
	}
	return false
}

func (j *jsonCounter) valueEnded() {
	if n := len(j.stack); n > 0 {
		j.stack[n-1].next = commaOrEnd
		return
	}
	if j.path == nil && j.single {
		j.events++
		j.single = false
	}
}

func (j *jsonCounter) end() (uint64, Counts) {
	if j.lexeme == inWord {
		j.lexeme = between
		j.valueEnded()
	}
	switch {
	case j.bad || j.lexeme != between || len(j.stack) > 0:
		return 0, Opaque
	case j.values == 0:
		return 0, NoBody
	case j.path != nil:
		return j.events, AtPath
	case j.members:
		return j.events, Member
	case j.values > 1:
		return j.events, Lines
	case j.arrays > 0:
		return j.events, Array
	}
	return j.events, Object
}
