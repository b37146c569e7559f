package main

import (
	"bufio"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"edrtap/cmd/edrtap/pipeline"
	"edrtap/cmd/edrtap/session"
	"edrtap/rules/record"
)

// httpFlags are the flags of http.
type httpFlags struct {
	reading readingFlags
	format  string
	json    bool
}

func newHTTP(u *ui) *cobra.Command {
	f := &httpFlags{}
	cmd := &cobra.Command{
		Use:   "http [flags] FILE...",
		Short: "list the HTTP requests of decrypted sessions",
		Long: `Decrypts sessions with --keylog or --server-key, or with secrets that a pcapng
file holds, and lists their requests: when, from whom, for what, the status and
the sizes of the answer, and how many events were uploaded. Contents, fields and
query strings are not shown.`,
		Example: `  edrtap http --keylog keys.log capture.pcapng
  edrtap http --keylog keys.log --event-path data.events --format csv capture.pcap`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			files := f.reading.captures(args)
			if len(files) == 0 {
				return usageError("edrtap http --keylog keys.log capture.pcap", "no capture file given")
			}
			out := bufio.NewWriterSize(u.out, 64<<10)
			if f.json {
				f.format = "jsonl"
			}
			list, err := newSheet(out, f.format, exchangeColumns, exchangeFields)
			if err != nil {
				return err
			}
			shown := 0
			_, err = f.reading.run(cmd.Context(), u, files, pipeline.Config{
				Workers:    1, // so that requests come in one order
				OnExchange: func(e *session.Exchange) { shown++; list.add(exchangeOf(e)) },
				OnSession:  func(*record.Session) error { return list.err },
			})
			err = errors.Join(err, list.end(), out.Flush())
			if err == nil && shown == 0 {
				u.note("no request was decrypted: 'edrtap analyze --keylog FILE --format jsonl' says of each session why")
			}
			return err
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.format, "format", "table", "table, jsonl or csv")
	flags.BoolVar(&f.json, "json", false, "the same as --format jsonl")
	f.reading.register(cmd)
	return cmd
}

// exchangeRecord is an exchange as JSON lines have it; absent means not known.
type exchangeRecord struct {
	Type     string          `json:"type"` // "exchange"
	Time     time.Time       `json:"time,omitzero"`
	Client   record.Endpoint `json:"client"`
	Server   record.Endpoint `json:"server"`
	Version  string          `json:"version,omitempty"`
	Method   string          `json:"method,omitempty"`
	Host     string          `json:"host,omitempty"`
	Path     string          `json:"path,omitempty"` // without the query
	Media    string          `json:"content_type,omitempty"`
	Encoding string          `json:"content_encoding,omitempty"`
	Status   int             `json:"status,omitempty"`
	Head     uint64          `json:"head_bytes"`        // plaintext of the request beside its body
	Body     uint64          `json:"body_bytes"`        // of the request, as it was sent
	Answer   uint64          `json:"answer_body_bytes"` // as it was sent
	Events   uint64          `json:"events"`
	Counted  string          `json:"counted"`             // none, array, lines, object, member, path, multipart; opaque: not known
	Took     *uint64         `json:"answer_us,omitempty"` // from the first byte of the request to that of the answer
}

func exchangeOf(e *session.Exchange) *exchangeRecord {
	r := &exchangeRecord{
		Type: "exchange", Client: e.Client, Server: e.Server, Version: e.Version, Method: e.Method, Host: e.Host, Path: e.Path,
		Media: e.ContentType, Encoding: e.Encoding, Status: e.Status, Head: e.Head, Body: e.Body, Answer: e.AnswerBody,
		Events: e.Events, Counted: e.Counts.String(),
	}
	if e.Began != 0 {
		r.Time = time.Unix(0, e.Began).UTC()
		if e.Answered >= e.Began {
			took := uint64(e.Answered-e.Began) / 1000
			r.Took = &took
		}
	}
	return r
}

var (
	exchangeColumns = []string{"TIME", "CLIENT", "SERVER", "METHOD", "HOST", "PATH", "STATUS", "SENT", "ANSWER", "EVENTS", "COUNTED", "TOOK"}
	exchangeFields  = []string{
		"time", "client_ip", "client_port", "server_ip", "server_port", "version", "method", "host", "path", "content_type",
		"content_encoding", "status", "head_bytes", "body_bytes", "answer_body_bytes", "events", "counted", "answer_us",
	}
)

func (r *exchangeRecord) cells() []string {
	took := ""
	if r.Took != nil {
		took = (time.Duration(*r.Took) * time.Microsecond).String()
	}
	return []string{
		shortTime(r.Time, time.UTC), r.Client.String(), r.Server.String(), r.Method, r.Host, r.Path, known(uint64(r.Status)),
		fmt.Sprint(r.Head + r.Body), fmt.Sprint(r.Answer), fmt.Sprint(r.Events), r.Counted, took,
	}
}

func (r *exchangeRecord) fields() []string {
	at, took := "", ""
	if !r.Time.IsZero() {
		at = r.Time.Format(time.RFC3339Nano)
	}
	if r.Took != nil {
		took = fmt.Sprint(*r.Took)
	}
	return []string{
		at, r.Client.IP.String(), fmt.Sprint(r.Client.Port), r.Server.IP.String(), fmt.Sprint(r.Server.Port),
		r.Version, r.Method, r.Host, r.Path, r.Media, r.Encoding, known(uint64(r.Status)),
		fmt.Sprint(r.Head), fmt.Sprint(r.Body), fmt.Sprint(r.Answer), fmt.Sprint(r.Events), r.Counted, took,
	}
}

// known is a figure, or nothing for 0.
func known(n uint64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatUint(n, 10)
}
