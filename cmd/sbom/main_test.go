package main

import (
	"os"
	"slices"
	"testing"
)

func TestComponentsAreThoseOfTheBinary(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	d, err := describe("1.2.3", []string{self, self})
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, c := range d.Components {
		kinds = append(kinds, c.Type)
		if c.Name == "" || c.Ref == "" {
			t.Errorf("a component without a name: %+v", c)
		}
	}
	if n := len(slices.DeleteFunc(slices.Clone(kinds), func(k string) bool { return k != "file" })); n != 1 || len(kinds) < 2 {
		t.Errorf("components: %v; want the binary once, and what it was built from", kinds)
	}
	if _, err := describe("1.2.3", []string{"main.go"}); err == nil {
		t.Error("took a source file for a binary")
	}
}
