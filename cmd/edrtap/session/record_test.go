package session

import (
	"reflect"
	"testing"
)

// TestAFlowRecordIsSmallAndHasNoPointer holds what a million open connections
// cost: four cache lines each, which the garbage collector does not look at.
func TestAFlowRecordIsSmallAndHasNoPointer(t *testing.T) {
	record := reflect.TypeFor[Flow]()
	if n := record.Size(); n > 256 {
		t.Errorf("%d bytes", n)
	}
	if path := pointerIn(record); path != "" {
		t.Errorf("%s is a pointer", path)
	}
}

// pointerIn gives the path to the first field that holds a pointer.
func pointerIn(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if path := pointerIn(f.Type); path != "" {
				return f.Name + "." + path
			}
		}
		return ""
	case reflect.Array:
		return pointerIn(t.Elem())
	case reflect.Pointer, reflect.Slice, reflect.String, reflect.Map, reflect.Interface, reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return t.String()
	}
	return ""
}
