package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
)

// row is one line of a list.
type row struct {
	Value    uint64
	Name     string
	Constant string // Go identifier; "" when the value has none
}

// readRows reads a list: value, name and Go constant, separated by tabs. Lines
// that begin with # are comments. Values must rise.
func readRows(path string) ([]row, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var rows []row
	for i, line := range strings.Split(string(text), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		fields := strings.Split(line, "\t")
		if len(fields) != 3 {
			return nil, fmt.Errorf("%s line %d: %d fields, not 3", path, i+1, len(fields))
		}
		value, err := strconv.ParseUint(fields[0], 0, 32)
		if err != nil {
			return nil, fmt.Errorf("%s line %d: %w", path, i+1, err)
		}
		rows = append(rows, row{value, fields[1], fields[2]})
	}
	if !slices.IsSortedFunc(rows, func(a, b row) int { return int(a.Value) - int(b.Value) }) {
		return nil, fmt.Errorf("%s: values do not rise", path)
	}
	return rows, nil
}
