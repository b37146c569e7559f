package main

import (
	"iter"
	"net/netip"
	"os"
	"strings"

	"edrtap/cmd/edrtap/evidence"
	"edrtap/rules/record"
)

// located says where in the traffic a session lies.
func located(s *record.Session) evidence.Session {
	return evidence.Session{ID: s.ID, Client: addrPort(s.Client), Server: addrPort(s.Server), Start: s.Start, End: s.End}
}

func addrPort(e record.Endpoint) netip.AddrPort { return netip.AddrPortFrom(e.IP.Unmap(), e.Port) }

// failing gives the ids of sessions that findings name. Those of severity info
// are about what is as it should be, or about the capture.
func failing(findings []record.Finding) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range findings {
			if findings[i].Severity == record.Info {
				continue
			}
			for _, id := range findings[i].Sessions {
				if !yield(id) {
					return
				}
			}
		}
	}
}

// unfolded puts in the place of a folder with kept evidence the files there that
// may hold packets of the sessions; all of them where sessions is nil.
func unfolded(files []string, sessions []record.Session) ([]string, error) {
	var wanted []evidence.Session
	for i := range sessions {
		wanted = append(wanted, located(&sessions[i]))
	}
	var list []string
	for _, name := range files {
		if info, err := os.Stat(name); err != nil || !info.IsDir() {
			list = append(list, name)
			continue
		}
		found, err := evidence.Files(name, wanted)
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	if len(list) == 0 && len(files) > 0 {
		return nil, usageError("give other captures, or copies of files that were there", "no file of %s holds anything of it", strings.Join(files, ", "))
	}
	return list, nil
}
