package inventory

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxFile is the longest inventory that is read, in bytes.
const maxFile = 16 << 20

// ParseYAML reads an inventory. Unknown and repeated keys are errors; errors
// name line and column.
func ParseYAML(data []byte) (*Inventory, error) {
	if len(data) > maxFile {
		return nil, fmt.Errorf("inventory: longer than %d bytes", maxFile)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		return nil, fmt.Errorf("inventory: %s", oneLine(err))
	}
	f := file{}
	if len(document.Content) > 0 {
		if err := checkForm(document.Content[0], reflect.TypeOf(f)); err != nil {
			return nil, fmt.Errorf("inventory: %w", err)
		}
		if err := document.Decode(&f); err != nil {
			return nil, fmt.Errorf("inventory: %s", oneLine(err))
		}
	}
	v, err := f.inventory()
	if err != nil {
		return nil, fmt.Errorf("inventory: %w", err)
	}
	return v, nil
}

// checkForm compares a node with the type that it is to fill: the YAML package
// tells lines at best, and people look for columns. An empty value is the zero
// value of any type.
func checkForm(n *yaml.Node, t reflect.Type) error {
	at := func(n *yaml.Node, format string, a ...any) error {
		return fmt.Errorf("line %d, column %d: %s", n.Line, n.Column, fmt.Sprintf(format, a...))
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return at(n, "anchors and aliases are not supported")
	case n.Tag == "!!null":
		return nil
	case t == reflect.TypeFor[word](), !composed(t):
		if n.Kind != yaml.ScalarNode {
			return at(n, "a single value is expected here")
		}
		if err := n.Decode(reflect.New(t).Interface()); err != nil {
			return at(n, "%q is not %s", n.Value, kindName(t))
		}
		return nil
	case t.Kind() == reflect.Slice, t.Kind() == reflect.Array:
		if n.Kind != yaml.SequenceNode {
			return at(n, "a list is expected here, as [a, b] or with a dash before each entry")
		}
		for _, entry := range n.Content {
			if err := checkForm(entry, t.Elem()); err != nil {
				return err
			}
		}
		return nil
	}
	if n.Kind != yaml.MappingNode {
		return at(n, "keys with values are expected here: %s", strings.Join(keys(t), ", "))
	}
	seen := []string{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		field, known := fieldOf(t, key.Value)
		switch {
		case !known:
			return at(key, "unknown key %q; known here: %s", key.Value, strings.Join(keys(t), ", "))
		case slices.Contains(seen, key.Value):
			return at(key, "%q stands twice", key.Value)
		}
		seen = append(seen, key.Value)
		if err := checkForm(n.Content[i+1], field); err != nil {
			return err
		}
	}
	return nil
}

func composed(t reflect.Type) bool {
	return t.Kind() == reflect.Struct || t.Kind() == reflect.Slice || t.Kind() == reflect.Array
}

func kindName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Uint16:
		return "a number from 0 to 65535"
	case reflect.Uint64:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	}
	return "a text"
}

// keys gives the names of a struct's fields in YAML.
func keys(t reflect.Type) []string {
	var names []string
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			names = append(names, keys(f.Type)...)
			continue
		}
		names = append(names, keyOf(f))
	}
	return names
}

// keyOf is a field's name in YAML, without options.
func keyOf(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	return name
}

func fieldOf(t reflect.Type, key string) (reflect.Type, bool) {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			if inner, known := fieldOf(f.Type, key); known {
				return inner, true
			}
		} else if keyOf(f) == key {
			return f.Type, true
		}
	}
	return nil, false
}

// oneLine folds the YAML package's several lines of errors into one.
func oneLine(err error) string {
	var several *yaml.TypeError
	if errors.As(err, &several) {
		return strings.Join(several.Errors, "; ")
	}
	fields := strings.FieldsFunc(err.Error(), func(r rune) bool { return r == '\n' })
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	return strings.TrimPrefix(strings.Join(fields, "; "), "yaml: ")
}
