package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"edrtap/rules/record"
)

// expected is what one analyser says of one connection.
type expected struct {
	Source, File, Peer   string
	ClientIP             string `json:"client_ip"`
	ClientPort           int    `json:"client_port"`
	ServerIP             string `json:"server_ip"`
	ServerPort           int    `json:"server_port"`
	Scope                string
	MinCount             int  `json:"min_count"`
	PresenceOnly         bool `json:"presence_only"`
	MidStream            bool
	CipherCode           string          `json:"cipher_code"`
	NotBefore            json.RawMessage `json:"server_cert_not_before"`
	NotAfter             json.RawMessage `json:"server_cert_not_after"`
	Contested            map[string]verdict
	values               map[string]any // by the corpus's names
	clientEnd, serverEnd end
}

// verdict settles where a project and tshark differ.
type verdict struct {
	Tshark any
	Right  string // "peer", "tshark" or "unclear"
}

// capture is one capture of the corpus, and what is said of it.
type capture struct {
	source, file string
	kind         string // of files.tsv
	expected     []*expected
}

// corpus compares with every capture of the folder.
func (c *comparison) corpus(folder string) error {
	captures, err := readCorpus(folder)
	if err != nil {
		return err
	}
	for _, capture := range captures {
		name := filepath.Join(folder, capture.source, filepath.FromSlash(capture.file))
		if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is listed in files.tsv and is not there", name)
		}
		got, err := c.read(name)
		if err != nil {
			return err
		}
		c.capture(capture, got)
	}
	return nil
}

// readCorpus reads files.tsv and every source's expectations.
func readCorpus(folder string) ([]*capture, error) {
	data, err := os.ReadFile(filepath.Join(folder, "files.tsv"))
	if err != nil {
		return nil, fmt.Errorf("this is no corpus: %w", err)
	}
	var list []*capture
	index := make(map[string]*capture)
	var sources []string
	for line := range strings.Lines(string(data)) {
		f := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if len(f) < 6 || f[0] == "source" {
			continue
		}
		one := &capture{source: f[0], file: f[1], kind: f[5]}
		list, index[f[0]+"/"+f[1]] = append(list, one), one
		if !slices.Contains(sources, f[0]) {
			sources = append(sources, f[0])
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s lists no capture", filepath.Join(folder, "files.tsv"))
	}
	for _, source := range sources {
		for _, file := range []string{"expected.jsonl", "tshark.jsonl"} {
			if err := readExpected(filepath.Join(folder, source, file), index); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

func readExpected(name string, index map[string]*capture) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		e := &expected{}
		if err := json.Unmarshal(lines.Bytes(), e); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := json.Unmarshal(lines.Bytes(), &e.values); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if one := index[e.Source+"/"+e.File]; one != nil {
			e.clientEnd, e.serverEnd = endOf(e.ClientIP, e.ClientPort), endOf(e.ServerIP, e.ServerPort)
			one.expected = append(one.expected, e)
		}
	}
	return lines.Err()
}

// capture compares one capture.
func (c *comparison) capture(one *capture, got *records) {
	sessions := slices.DeleteFunc(slices.Clone(got.sessions), func(s *record.Session) bool { return s.TLS == nil })
	switch one.kind {
	case "dtls", "quic", "dtls+quic", "none":
		at := &place{column: one.source, source: one.source, peer: "files.tsv", file: one.file}
		c.note(at, "no TLS", len(sessions) == 0, "no session of TLS over TCP", fmt.Sprint(len(sessions), " sessions"))
	}
	used := make(map[*record.Session]map[string]bool) // by peer
	said := make(map[*record.Session]map[string][]opinion)
	for _, e := range one.expected {
		if e.PresenceOnly || e.MidStream || e.Scope == "file" {
			continue // too little is said of a connection to compare it
		}
		s := e.best(sessions, used)
		at := e.place()
		c.note(at, "session", s != nil, "a session", nil)
		if s == nil {
			continue
		}
		if used[s] == nil {
			used[s] = make(map[string]bool)
			said[s] = make(map[string][]opinion)
		}
		used[s][e.Peer] = true
		c.connection(e, s, at, said[s])
	}
}

func (e *expected) place() *place {
	column := e.Source
	if e.Peer == "tshark" {
		column = "tshark, " + e.Source
	}
	return &place{
		column: column, source: e.Source, peer: e.Peer, file: e.File, port: e.ClientPort,
		ends: fmt.Sprintf("%s > %s", e.clientEnd, e.serverEnd),
	}
}

// best is the session between the same ends that agrees most, one that was not
// compared with the peer yet before others.
func (e *expected) best(sessions []*record.Session, used map[*record.Session]map[string]bool) *record.Session {
	var best *record.Session
	most := 0
	for _, s := range sessions {
		client, server := end{s.Client.IP.Unmap(), int(s.Client.Port)}, end{s.Server.IP.Unmap(), int(s.Server.Port)}
		if (client != e.clientEnd || server != e.serverEnd) && (client != e.serverEnd || server != e.clientEnd) {
			continue
		}
		score := 1
		if !used[s][e.Peer] {
			score += 1000
		}
		for i := range corpusFields {
			if want, ok := corpusFields[i].want(e); ok && corpusFields[i].agrees(e, want, corpusFields[i].got(s)) {
				score++
			}
		}
		if score > most {
			best, most = s, score
		}
	}
	return best
}

// bothAgree is the column of the values that two analysers agree on.
const bothAgree = "two peers"

// opinion is a peer's value of a field.
type opinion struct {
	of    *expected
	value any
}

// connection compares every field that the peer gives. Where a project and
// tshark differ, the corpus's verdict counts. said holds what other peers say
// of the session, by field.
func (c *comparison) connection(e *expected, s *record.Session, at *place, said map[string][]opinion) {
	for i := range corpusFields {
		f := &corpusFields[i]
		want, ok := f.want(e)
		if !ok {
			continue
		}
		got := f.got(s)
		agrees := f.agrees(e, want, got)
		if v, contested := e.Contested[f.key]; contested && !agrees && v.Right != "peer" {
			other := *e
			other.Peer = "tshark"
			agrees = absent(v.Tshark) && absent(got) || f.agrees(&other, v.Tshark, got)
			want = v.Tshark
		}
		c.note(at, f.name, agrees, want, got)
		if slices.ContainsFunc(said[f.name], func(o opinion) bool { return f.agrees(o.of, o.value, want) }) {
			both := *at
			both.column = bothAgree
			c.note(&both, f.name, agrees, want, got)
		}
		said[f.name] = append(said[f.name], opinion{e, want})
	}
}
