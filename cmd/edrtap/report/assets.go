package report

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

//go:embed assets
var assets embed.FS

// Assets are the files of the page: modules, style sheets, uPlot.
func Assets() fs.FS {
	sub, err := fs.Sub(assets, "assets")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return sub
}

// modules are those of the report, each behind the ones that it imports.
var modules = []string{
	"dom.js", "words.js", "panel.js", "verdict.js", "ladder.js", "certificates.js", "suites.js", "findings.js",
	"timeline.js", "rates.js", "clients.js", "servers.js", "sensor.js", "view.js", "report.js",
}

// How the modules of this folder import and export; they use no other form.
var (
	imports = regexp.MustCompile(`(?m)^import (\{[^}]*\}) from "\./([a-z]+\.js)";$`)
	exports = regexp.MustCompile(`(?m)^export ((?:function|const|let|class) (\w+))`)
)

// script puts uPlot and the modules into one script that needs no other file:
// each module becomes a function that returns what it exports.
func script() string {
	var b strings.Builder
	b.WriteString(mustRead("uplot/uPlot.iife.min.js"))
	b.WriteString("\n\"use strict\";\nconst modules = {};\n")
	for _, name := range modules {
		source := mustRead(name)
		var exported []string
		for _, match := range exports.FindAllStringSubmatch(source, -1) {
			exported = append(exported, match[2])
		}
		source = imports.ReplaceAllString(source, `const $1 = modules["$2"];`)
		source = exports.ReplaceAllString(source, "$1")
		fmt.Fprintf(&b, "modules[%q] = (() => {\n%sreturn { %s };\n})();\n", name, source, strings.Join(exported, ", "))
	}
	return b.String()
}

func style() string { return mustRead("uplot/uPlot.min.css") + mustRead("page.css") }

// mustRead reads a file that is compiled in.
func mustRead(name string) string {
	data, err := assets.ReadFile("assets/" + name)
	if err != nil {
		panic(err)
	}
	return string(data)
}
