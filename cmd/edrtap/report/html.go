package report

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"io"

	"edrtap/cmd/edrtap/output"
	"edrtap/rules/text"
)

// NewWriter returns a writer that gathers records and, at Close, writes them
// as one HTML page to w.
func NewWriter(w io.Writer, options Options) output.Writer {
	return &writer{Collector: NewCollector(options), w: w}
}

type writer struct {
	*Collector
	w io.Writer
}

func (w *writer) Close() error { return WriteHTML(w.w, w.Document(), w.options.Lang) }

//go:embed page.html
var pageSource string

// page is the frame; everything in it but the script's data goes through the
// escaping of html/template.
var page = template.Must(template.New("page").Parse(pageSource))

// payload is what the script of the page reads.
type payload struct {
	Lang     text.Lang         `json:"lang"`
	Words    map[string]string `json:"words"`
	Document *Document         `json:"document"`
}

// WriteHTML writes a document as one self-contained page: style, script, words
// and data are in it, and its content security policy lets nothing else run or
// be fetched.
func WriteHTML(w io.Writer, d *Document, lang text.Lang) error {
	code := script()
	// encoding/json writes <, > and & as \u escapes: the data cannot end its element.
	data, err := json.Marshal(payload{Lang: lang, Words: text.PageWords(lang), Document: d})
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	sheet := style()
	return page.Execute(w, map[string]any{
		"Lang":     lang,
		"Title":    text.Page("title").In(lang),
		"NoScript": text.Page("noscript").In(lang),
		"Policy": "default-src 'none'; script-src " + source(code) + "; style-src " + source(sheet) +
			"; img-src data:; base-uri 'none'; form-action 'none'",
		"Style":    template.CSS(sheet),
		"Script":   template.JS(code),
		"Data":     template.JS(data),
		"Document": d,
	})
}

// source is a hash source of CSP (W3C CSP3 section 2.3.1) for an inline element.
func source(content string) string {
	sum := sha256.Sum256([]byte(content))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
