package dashboard

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

// pages serves the page and its files, from memory: nothing on disk has a
// name here.
type pages struct {
	files map[string]page // by path
}

type page struct {
	content []byte
	kind    string // Content-Type
	tag     string // ETag
}

// kinds are the Content-Types of the files, not left to the machine's tables.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	"": "text/plain; charset=utf-8",
}

// newPages takes the dashboard's own files and those that it shares with the
// report. Every view is the same page, which looks at its address.
func newPages(own, shared fs.FS) *pages {
	p := &pages{files: make(map[string]page)}
	sub, err := fs.Sub(own, "assets")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	for _, files := range []fs.FS{shared, sub} {
		if err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			content, err := fs.ReadFile(files, name)
			sum := sha256.Sum256(content)
			p.files["/assets/"+name] = page{content, kinds[path.Ext(name)], `"` + hex.EncodeToString(sum[:8]) + `"`}
			return err
		}); err != nil {
			panic(err) // the files are compiled in
		}
	}
	for _, view := range []string{"/", "/sessions", "/session", "/captures"} {
		p.files[view] = p.files["/assets/index.html"]
	}
	return p
}

func (p *pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(w, "pages are only read", http.StatusMethodNotAllowed)
		return
	}
	name := r.URL.Path
	if strings.HasPrefix(name, "/sessions/") {
		name = "/session"
	}
	file, known := p.files[name]
	if !known {
		http.Error(w, "there is no such page", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", file.kind)
	w.Header().Set("ETag", file.tag)
	w.Header().Set("Cache-Control", "no-cache") // asks again, by its tag
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(file.content))
}
