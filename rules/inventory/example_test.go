package inventory

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// commented matches a line of an example that takes away the hash before a key
// or an entry.
var commented = regexp.MustCompile(`(?m)^( *)# ( *(?:- )?[a-z0-9_]+:)`)

// TestExamplesNameEveryKey holds for the inventory that people are given to fill
// in, and for the one of the documentation: they can be read with all that is
// commented out, and hold every key that there is.
func TestExamplesNameEveryKey(t *testing.T) {
	for _, name := range []string{"../../cmd/edrtap/inventory.example.yaml", "../../docs/inventory.md"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		if _, block, fenced := strings.Cut(text, "```yaml\n"); fenced {
			text, _, _ = strings.Cut(block, "```")
		}
		text = strings.ReplaceAll(text, "0d2681e7...", strings.Repeat("0d2681e7", 8))
		whole := "\n" + commented.ReplaceAllString(text, "$1$2")
		if _, err := ParseYAML([]byte(whole)); err != nil {
			t.Errorf("%s: %v in\n%s", name, err, whole)
		}
		for _, key := range allKeys(reflect.TypeFor[file]()) {
			if !strings.Contains(whole, " "+key+":") && !strings.Contains(whole, "\n"+key+":") && key != "http2" { // has the keys of http1
				t.Errorf("%s: no %s", name, key)
			}
		}
	}
}

// allKeys gives the keys of a type and of all that it holds.
func allKeys(of reflect.Type) []string {
	for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
		of = of.Elem()
	}
	if of.Kind() != reflect.Struct || of == reflect.TypeFor[word]() {
		return nil
	}
	var list []string
	for i := range of.NumField() {
		if f := of.Field(i); !f.Anonymous {
			list = append(list, keyOf(f))
		}
		list = append(list, allKeys(of.Field(i).Type)...)
	}
	return list
}
