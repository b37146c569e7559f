package dashboard

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// description is what openapi.json says, as far as it is tested.
type description struct {
	Paths      map[string]map[string]operation
	Components struct {
		Schemas    map[string]map[string]any
		Parameters map[string]parameter
	}
}

type operation struct {
	Security   *[]any
	Parameters []parameter
	Responses  map[string]struct {
		Content map[string]struct{ Schema map[string]any }
	}
}

type parameter struct {
	Ref  string `json:"$ref"`
	Name string
	In   string
}

func described(t *testing.T) description {
	t.Helper()
	data, err := assets.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var d description
	if err := json.Unmarshal(data, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestTheDescriptionHasEveryRoute, no other, and the same ones open without a
// token.
func TestTheDescriptionHasEveryRoute(t *testing.T) {
	d := described(t)
	s := New(Config{})
	for _, r := range s.routes() {
		o, there := d.Paths[r.path][strings.ToLower(r.method)]
		if !there {
			t.Errorf("%s %s is not described", r.method, r.path)
		}
		if open := o.Security != nil; open != r.open {
			t.Errorf("%s %s: open without a token is %v, described as %v", r.method, r.path, r.open, open)
		}
	}
	count := 0
	for _, operations := range d.Paths {
		count += len(operations)
	}
	if count != len(s.routes()) {
		t.Errorf("%d operations described, %d there", count, len(s.routes()))
	}
}

// TestAnswersAreAsDescribed asks every operation that reads, and some in a
// wrong way, and holds the answers against the description.
func TestAnswersAreAsDescribed(t *testing.T) {
	d := described(t)
	_, at := serve(t, 30, func(c *Config) { c.Token = "token" })
	for _, c := range []struct {
		method, path, query, body string
		want                      int
	}{
		{"GET", "/info", "", "", 200},
		{"GET", "/info", "lang=ja", "", 200},
		{"GET", "/words", "lang=ja", "", 200},
		{"GET", "/overview", "", "", 200},
		{"GET", "/overview", "client=10.1.0.1&since=2026-03-01", "", 200},
		{"GET", "/overview", "since=yesterday", "", 400},
		{"GET", "/sessions", "limit=3", "", 200},
		{"GET", "/sessions", "limit=0", "", 400},
		{"GET", "/sessions", "after=nonsense", "", 400},
		{"GET", "/sessions", "client=10.1", "", 400},
		{"GET", "/sessions", "outcome=bad", "", 400},
		{"GET", "/sessions", "rule=bad", "", 400},
		{"GET", "/sessions", "order=oldest&text=edr", "", 200},
		{"GET", "/sessions/{id}", "id=0000000000000001", "", 200},
		{"GET", "/sessions/{id}", "id=nothing", "", 404},
		{"GET", "/findings", "", "", 200},
		{"GET", "/findings", "rule=name-mismatch", "", 200},
		{"GET", "/captures", "", "", 200},
		{"POST", "/captures", "name=x.pcap", "content", 202},
		{"POST", "/captures", "", "content", 400},
		{"POST", "/login", "", `{"token":"token"}`, 204},
		{"POST", "/login", "", `{`, 400},
		{"GET", "/openapi.json", "", "", 200},
	} {
		path, query := c.path, c.query
		if id, found := strings.CutPrefix(query, "id="); found {
			path, query = strings.Replace(path, "{id}", id, 1), ""
		}
		status, body, _ := do(t, c.method, at+prefix+path+"?"+query, strings.NewReader(c.body), "Authorization: Bearer token")
		name := fmt.Sprintf("%s %s?%s", c.method, path, query)
		if status != c.want {
			t.Errorf("%s: %d %s, want %d", name, status, body, c.want)
		}
		response, there := d.Paths[c.path][strings.ToLower(c.method)].Responses[fmt.Sprint(status)]
		if !there {
			t.Errorf("%s: status %d is not described", name, status)
			continue
		}
		content, there := response.Content["application/json"]
		if !there {
			if len(body) > 0 {
				t.Errorf("%s: an answer that is not described: %s", name, body)
			}
			continue
		}
		var v any
		if err := json.Unmarshal(body, &v); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, wrong := range (validator{d}).check("", content.Schema, v) {
			t.Errorf("%s: %s", name, wrong)
		}
	}
}

// TestEveryParameterIsDescribed: those that parseQuery reads.
func TestEveryParameterIsDescribed(t *testing.T) {
	d := described(t)
	listed := func(path string) (names []string) {
		for _, p := range d.Paths[path]["get"].Parameters {
			names = append(names, d.Components.Parameters[strings.TrimPrefix(p.Ref, "#/components/parameters/")].Name)
		}
		return names
	}
	for _, name := range []string{"since", "until", "client", "server", "name", "text", "outcome", "rule", "finding", "order", "limit", "after"} {
		if !slices.Contains(listed("/sessions"), name) {
			t.Errorf("sessions: %s is not described", name)
		}
	}
	if status, _, _ := func() (int, []byte, http.Header) {
		_, at := serve(t, 3, nil)
		return do(t, "GET", at+prefix+"/sessions?client=10.1.0.1&client=10.1.0.2", nil)
	}(); status != http.StatusBadRequest {
		t.Errorf("a parameter given twice: %d", status)
	}
}

// validator checks values against the schemas of a description: the parts of
// JSON Schema that it uses.
type validator struct{ d description }

func (v validator) check(at string, schema map[string]any, value any) (wrong []string) {
	if ref, is := schema["$ref"].(string); is {
		name := strings.TrimPrefix(ref, "#/components/schemas/")
		if v.d.Components.Schemas[name] == nil {
			return []string{"there is no schema " + name}
		}
		return v.check(at, v.d.Components.Schemas[name], value)
	}
	if allowed, is := schema["enum"].([]any); is && !slices.Contains(allowed, value) {
		wrong = append(wrong, fmt.Sprintf("%s is %v, none of %v", at, value, allowed))
	}
	switch kind := schema["type"]; kind {
	case "object":
		return append(wrong, v.object(at, schema, value)...)
	case "array":
		list, is := value.([]any)
		if !is {
			return append(wrong, fmt.Sprintf("%s is %v, no list", at, value))
		}
		items, _ := schema["items"].(map[string]any)
		for i, item := range list {
			wrong = append(wrong, v.check(fmt.Sprintf("%s[%d]", at, i), items, item)...)
		}
	case "string":
		s, is := value.(string)
		if _, err := time.Parse(time.RFC3339Nano, s); !is || schema["format"] == "date-time" && err != nil {
			wrong = append(wrong, fmt.Sprintf("%s is %v, want %v", at, value, schema))
		}
	case "integer":
		if n, is := value.(float64); !is || n != float64(int64(n)) {
			wrong = append(wrong, fmt.Sprintf("%s is %v, no integer", at, value))
		}
	case "boolean":
		if _, is := value.(bool); !is {
			wrong = append(wrong, fmt.Sprintf("%s is %v, neither true nor false", at, value))
		}
	default:
		wrong = append(wrong, fmt.Sprintf("%s: the schema has type %v", at, kind))
	}
	return wrong
}

func (v validator) object(at string, schema map[string]any, value any) (wrong []string) {
	members, is := value.(map[string]any)
	if !is {
		return []string{fmt.Sprintf("%s is %v, no object", at, value)}
	}
	required, _ := schema["required"].([]any)
	for _, name := range required {
		if _, there := members[name.(string)]; !there {
			wrong = append(wrong, fmt.Sprintf("%s lacks %s", at, name))
		}
	}
	known, _ := schema["properties"].(map[string]any)
	for name, member := range members {
		if schema, there := known[name].(map[string]any); there {
			wrong = append(wrong, v.check(at+"."+name, schema, member)...)
			continue
		}
		switch more := schema["additionalProperties"].(type) {
		case bool:
			if !more {
				wrong = append(wrong, fmt.Sprintf("%s.%s is not described", at, name))
			}
		case map[string]any:
			wrong = append(wrong, v.check(at+"."+name, more, member)...)
		}
	}
	return wrong
}

// TestPagesUseTheDescribedAPIAlone looks into the modules for addresses.
func TestPagesUseTheDescribedAPIAlone(t *testing.T) {
	d := described(t)
	asked := regexp.MustCompile("(?:get|ask)\\([\"`](/[a-z]+)")
	entries, err := assets.ReadDir("assets")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, e := range entries {
		source, err := assets.ReadFile("assets/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		if calls := strings.Contains(string(source), "fetch(") || strings.Contains(string(source), "/api/v1"); calls && e.Name() != "api.js" {
			t.Errorf("%s goes round api.js", e.Name())
		}
		for _, match := range asked.FindAllStringSubmatch(string(source), -1) {
			if found++; d.Paths[match[1]] == nil && d.Paths[match[1]+"/{id}"] == nil {
				t.Errorf("%s asks %s, which is not described", e.Name(), match[1])
			}
		}
	}
	if found < 6 {
		t.Errorf("only %d requests found in the modules", found)
	}
}
