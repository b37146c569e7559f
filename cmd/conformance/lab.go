package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"edrtap/rules/record"
)

// labTruth is what is known of one capture.
type labTruth struct {
	Name        string
	File        string
	KeyLog      string
	Flags       []string
	Connections []labConnection
	Rules       *struct {
		Must []json.RawMessage // a rule, or a list of which one will do
		May  []string
	}
}

// labConnection is what the ends of one connection knew.
type labConnection struct {
	Client             string
	ClientPort         int `json:"client_port"`
	Server             string
	Port               int
	SNI                string
	Version            string `json:"tls_version"`
	Cipher, Group      string
	ALPN               string
	HelloRetry         bool `json:"hrr"`
	Resumed            *bool
	Complete           bool `json:"handshake_complete"`
	Outcome            string
	PacketsAlone       string `json:"outcome_packets_alone"` // what the packets alone show
	Alerts             []struct{ By, Name string }
	Certificate        struct{ SHA256 string }
	AppRecords         struct{ Client int } `json:"app_data_records"`
	VisibleWithoutKeys struct {
		Certificate bool
		Alerts      []string
	} `json:"visible_without_keys"`
}

// lab compares with every truth of the folder, without keys and with them.
func (c *comparison) lab(folder string) error {
	files, err := filepath.Glob(filepath.Join(folder, "*.truth.json"))
	if err == nil && len(files) == 0 {
		files, err = filepath.Glob(filepath.Join(folder, "captures", "*.truth.json"))
	}
	if err != nil || len(files) == 0 {
		return errors.Join(fmt.Errorf("this is no lab: there is no *.truth.json in %s", folder), err)
	}
	for _, keys := range []bool{false, true} {
		for _, file := range files {
			if err := c.labCapture(file, keys); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *comparison) labCapture(file string, keys bool) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	truth := labTruth{}
	if err := json.Unmarshal(data, &truth); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	args := slices.Clone(truth.Flags)
	at := place{column: "lab", source: "lab", peer: "truth", file: truth.Name}
	if keys {
		at.column = "lab, decrypted"
		log := filepath.Join(filepath.Dir(file), truth.KeyLog)
		if truth.KeyLog == "" {
			return nil
		}
		args = append(args, "--keylog", log)
	}
	got, err := c.read(append(args, filepath.Join(filepath.Dir(file), truth.File))...)
	if err != nil {
		return err
	}
	used := make(map[*record.Session]bool)
	for i := range truth.Connections {
		c.labConnection(at, &truth.Connections[i], got.sessions, used, keys)
	}
	c.labRules(at, &truth, got.findings)
	return nil
}

func (c *comparison) labConnection(at place, t *labConnection, sessions []*record.Session, used map[*record.Session]bool, keys bool) {
	client, server := endOf(t.Client, t.ClientPort), endOf(t.Server, t.Port)
	at.port, at.ends = t.ClientPort, fmt.Sprintf("%s > %s", client, server)
	index := slices.IndexFunc(sessions, func(s *record.Session) bool {
		return !used[s] && client == end{s.Client.IP.Unmap(), int(s.Client.Port)} && server == end{s.Server.IP.Unmap(), int(s.Server.Port)}
	})
	c.note(&at, "session", index >= 0, t.Outcome, nil)
	if index < 0 {
		return
	}
	s := sessions[index]
	used[s] = true
	c.note(&at, "outcome", slices.Contains(t.outcomes(), string(s.Outcome)), t.outcomes(), s.Outcome)
	tls := s.TLS
	if tls == nil {
		tls = &record.TLS{}
	}
	text := func(field, want, got string, plain func(string) string) {
		c.note(&at, field, plain(want) == plain(got), want, got)
	}
	same := func(s string) string { return s }
	text("sni", t.SNI, tls.SNI, func(s string) string { return strings.ToLower(strings.TrimSuffix(s, ".")) })
	text("version", t.Version, tls.Version, plainVersion)
	text("cipher", t.Cipher, tls.Cipher, same)
	if t.Group != "" {
		text("group", t.Group, tls.Group, plainGroup)
	}
	if keys || plainVersion(t.Version) != "tls1.3" {
		text("alpn", t.ALPN, tls.ALPN, same)
	}
	c.note(&at, "hello_retry", t.HelloRetry == tls.HelloRetry, t.HelloRetry, tls.HelloRetry)
	if t.Resumed != nil {
		resumed := tls.Resumed != nil && *tls.Resumed
		c.note(&at, "resumed", *t.Resumed == resumed, *t.Resumed, resumed)
	}
	c.note(&at, "established", t.Complete == tls.Established, t.Complete, tls.Established)
	wanted, found := t.alerts(keys), readableAlerts(tls)
	c.note(&at, "alerts", slices.Equal(wanted, found), wanted, found)
	if t.Certificate.SHA256 != "" && (keys || t.VisibleWithoutKeys.Certificate) {
		sum := ""
		if leaf := sent(s); leaf != nil {
			sum = leaf.SHA256
		}
		text("sha256", t.Certificate.SHA256, sum, same)
	}
}

// outcomes are those that agree with the truth: what was made to happen, or
// what packets alone show of it.
func (t *labConnection) outcomes() []string {
	var list []string
	for _, o := range []string{t.Outcome, t.PacketsAlone} {
		if o == "" {
			continue
		}
		list = append(list, o)
		if (o == "client_closed" || o == "established") && t.AppRecords.Client == 0 {
			list = append(list, string(record.SilentRejection))
		}
		if o == "not_tls" {
			list = append(list, string(record.ProxyRefused))
		}
	}
	return list
}

// alerts are those that can be seen, close_notify aside, sorted.
func (t *labConnection) alerts(keys bool) []string {
	var list []string
	for _, a := range t.Alerts {
		if a.Name != "close_notify" && (keys || slices.Contains(t.VisibleWithoutKeys.Alerts, a.Name)) {
			list = append(list, a.By+" "+a.Name)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func readableAlerts(t *record.TLS) []string {
	var list []string
	for i := range t.Alerts {
		if a := &t.Alerts[i]; a.Code != nil && a.Description != "close_notify" {
			list = append(list, a.From+" "+a.Description)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// labRules compares findings: each that must be there, and none above info that
// may not.
func (c *comparison) labRules(at place, t *labTruth, findings []*record.Finding) {
	if t.Rules == nil {
		return
	}
	allowed := slices.Clone(t.Rules.May)
	found := func(rule string) bool {
		return slices.ContainsFunc(findings, func(f *record.Finding) bool { return f.Rule == rule })
	}
	for _, raw := range t.Rules.Must {
		var any []string
		if json.Unmarshal(raw, &any) != nil {
			any = make([]string, 1)
			_ = json.Unmarshal(raw, &any[0]) // a string, then
		}
		allowed = append(allowed, any...)
		c.note(&at, "findings that must be", slices.ContainsFunc(any, found), any, nil)
	}
	var untrue []string
	for _, f := range findings {
		if f.Severity != record.Info && !slices.Contains(allowed, f.Rule) {
			untrue = append(untrue, f.Rule)
		}
	}
	c.note(&at, "no false finding", len(untrue) == 0, "none", untrue)
}
