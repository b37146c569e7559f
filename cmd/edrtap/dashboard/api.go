package dashboard

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"iter"
	"net/http"
	"time"

	"edrtap/cmd/edrtap/output"
	"edrtap/cmd/edrtap/report"
	"edrtap/rules"
	"edrtap/rules/record"
	"edrtap/rules/text"
	"edrtap/storage"
)

// prefix is where the API is; openapi.json describes what is below it.
const prefix = "/api/v1"

// route is one operation of the API.
type route struct {
	method string
	path   string
	handle http.HandlerFunc
	open   bool // without the token too
}

func (s *Server) routes() []route {
	return []route{
		{http.MethodGet, "/info", s.getInfo, false},
		{http.MethodGet, "/words", s.getWords, true},
		{http.MethodGet, "/overview", s.getOverview, false},
		{http.MethodGet, "/sessions", s.getSessions, false},
		{http.MethodGet, "/sessions/{id}", s.getSession, false},
		{http.MethodGet, "/sessions/{id}/packets", s.getPackets, false},
		{http.MethodGet, "/findings", s.getFindings, false},
		{http.MethodGet, "/captures", s.getCaptures, false},
		{http.MethodPost, "/captures", s.uploads(s.postCapture), false},
		{http.MethodGet, "/events", s.getEvents, false},
		{http.MethodPost, "/login", s.postLogin, true},
		{http.MethodGet, "/openapi.json", s.getOpenAPI, true},
	}
}

// answer writes a value as JSON.
func answer(w http.ResponseWriter, status int, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		status, data = http.StatusInternalServerError, []byte(`{"error":"the answer cannot be encoded"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(data, '\n')) // whoever is gone needs no answer
}

// failure is the answer to what cannot be done.
type failure struct {
	Error string `json:"error"`
}

func fail(w http.ResponseWriter, status int, message string) {
	answer(w, status, failure{text.Clean(message)})
}

// failed answers an error of the source.
func failed(w http.ResponseWriter, err error) {
	switch {
	case errors.Is(err, storage.ErrNotFound):
		fail(w, http.StatusNotFound, err.Error())
	case errors.Is(err, storage.ErrCursor):
		fail(w, http.StatusBadRequest, "after: "+err.Error())
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		w.Header().Set("Retry-After", "10")
		fail(w, http.StatusServiceUnavailable, "that takes too long; ask for less time or fewer clients")
	default:
		fail(w, http.StatusInternalServerError, err.Error())
	}
}

// info is what a page has to know of the server.
type info struct {
	Version   string           `json:"version"`
	Lang      text.Lang        `json:"lang"`
	Uploads   bool             `json:"uploads"`    // captures can be uploaded
	MaxUpload int64            `json:"max_upload"` // bytes; 0 where they cannot
	Packets   bool             `json:"packets"`    // of sessions can be had
	Outcomes  []record.Outcome `json:"outcomes"`
	States    []string         `json:"states"`
	Rules     []rule           `json:"rules"`
	Age       int              `json:"age"` // of the results, as events tell it
}

type rule struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Group string `json:"group"`
}

func (s *Server) getInfo(w http.ResponseWriter, r *http.Request) {
	i := info{
		Version: s.config.Version, Lang: s.config.Lang, Uploads: s.config.Analyze != nil, Packets: s.config.Packets != nil,
		Outcomes: record.Outcomes(), States: output.States(), Rules: []rule{},
	}
	_, i.Age = s.overviews.lookUp("")
	if i.Uploads {
		i.MaxUpload = s.config.MaxUpload
	}
	for _, known := range rules.Registry() {
		i.Rules = append(i.Rules, rule{known.ID, known.Title(s.lang(r)), known.Group})
	}
	answer(w, http.StatusOK, i)
}

// lang is the language that a request asks for, or else the server's.
func (s *Server) lang(r *http.Request) text.Lang {
	if lang, known := text.ParseLang(r.URL.Query().Get("lang")); known {
		return lang
	}
	return s.config.Lang
}

func (s *Server) getWords(w http.ResponseWriter, r *http.Request) {
	answer(w, http.StatusOK, map[string]any{"lang": s.lang(r), "words": text.PageWords(s.lang(r))})
}

func (s *Server) getOverview(w http.ResponseWriter, r *http.Request) {
	q, err := parseQuery(r.URL.Query())
	if err != nil {
		fail(w, http.StatusBadRequest, err.Error())
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), requestTimeout-time.Second)
	defer cancel()
	q.Limit, q.After = 0, ""
	d, err := s.overviews.get(ctx, r.URL.Query().Encode(), q, s.lang(r))
	if err != nil {
		failed(w, err)
		return
	}
	answer(w, http.StatusOK, d)
}

// sessionRow is a session in a list.
type sessionRow struct {
	ID      string         `json:"id"`
	Start   time.Time      `json:"start"`
	End     time.Time      `json:"end"`
	Client  string         `json:"client"` // address and port
	Server  string         `json:"server"`
	Name    string         `json:"name,omitempty"` // by which the client called the server
	Version string         `json:"version,omitempty"`
	Stage   record.Stage   `json:"stage"`
	Outcome record.Outcome `json:"outcome"`
}

func row(s *record.Session) sessionRow {
	r := sessionRow{
		ID: s.ID, Start: s.Start, End: s.End, Client: s.Client.String(), Server: s.Server.String(), Stage: s.Stage, Outcome: s.Outcome,
	}
	if s.Proxy != nil {
		r.Name = s.Proxy.Host
	}
	if s.TLS != nil {
		r.Version = s.TLS.Version
		if s.TLS.SNI != "" {
			r.Name = s.TLS.SNI
		}
	}
	return r
}

func (s *Server) getSessions(w http.ResponseWriter, r *http.Request) {
	list(w, r, "sessions", s.config.Source.Sessions, row, storage.Cursor)
}

func (s *Server) getFindings(w http.ResponseWriter, r *http.Request) {
	show := func(f *storage.Finding) record.Finding { return f.Finding }
	list(w, r, "findings", s.config.Source.Findings, show, (*storage.Finding).Cursor)
}

// list answers one page of records, and where the next one begins.
func list[T, Shown any](w http.ResponseWriter, r *http.Request, name string,
	ask func(context.Context, storage.Query) iter.Seq2[T, error], show func(*T) Shown, cursor func(*T) string,
) {
	q, err := parseQuery(r.URL.Query())
	if err != nil {
		fail(w, http.StatusBadRequest, err.Error())
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), listTimeout)
	defer cancel()
	page := map[string]any{}
	rows := []Shown{}
	limit := q.Limit
	q.Limit++ // one more tells that there is a next page
	last := ""
	for one, err := range ask(ctx, q) {
		if err != nil {
			failed(w, err)
			return
		}
		if len(rows) == limit {
			page["next"] = last
			break
		}
		rows = append(rows, show(&one))
		last = cursor(&one)
	}
	page[name] = rows
	answer(w, http.StatusOK, page)
}

const listTimeout = 10 * time.Second

func (s *Server) getSession(w http.ResponseWriter, r *http.Request) {
	session, err := s.config.Source.Session(r.PathValue("id"))
	if err != nil {
		failed(w, err)
		return
	}
	answer(w, http.StatusOK, report.Example{Session: session, Ladder: report.Ladder(&session, s.lang(r))})
}

// uploads refuses where nothing can be uploaded.
func (s *Server) uploads(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if s.config.Analyze == nil {
			fail(w, http.StatusForbidden, "captures cannot be uploaded here: the store is open for reading only")
			return
		}
		next(w, r)
	}
}

func (s *Server) postLogin(w http.ResponseWriter, r *http.Request) {
	var login struct {
		Token string `json:"token"`
	}
	body := http.MaxBytesReader(w, r.Body, maxHeader)
	if err := json.NewDecoder(body).Decode(&login); err != nil {
		fail(w, http.StatusBadRequest, "a JSON object with the token is needed")
		return
	}
	if s.gate.closed && !s.gate.admit(w, r, login.Token) {
		return
	}
	s.gate.open(w)
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) getOpenAPI(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	file, err := fs.ReadFile(assets, "openapi.json")
	if err != nil {
		failed(w, err)
		return
	}
	_, _ = w.Write(file)
}
