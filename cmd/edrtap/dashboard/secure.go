package dashboard

import (
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// policy lets a page use what its own server gives and nothing else: no inline
// script or style, no frames, no other origin.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// secure refuses callers that come by a name that is not the server's (a page
// whose name was bound anew to this address, DNS rebinding) or from a page of
// somebody else, and puts the headers on every answer.
func (s *Server) secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-store")
		if s.config.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		switch {
		case !s.called(r.Host):
			fail(w, http.StatusMisdirectedRequest, "this server is not called "+r.Host+"; it is one of "+strings.Join(s.config.Hosts, ", "))
		case !s.sameOrigin(r):
			fail(w, http.StatusForbidden, "requests from pages of other origins are refused")
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// called says whether a Host header names this server.
func (s *Server) called(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.ToLower(strings.Trim(name, "[]"))
	return slices.Contains(s.config.Hosts, strings.TrimSuffix(name, "."))
}

// sameOrigin says whether a request comes from a page of this server, or from
// no page at all. Browsers set both headers, and no page can forge them.
func (s *Server) sameOrigin(r *http.Request) bool {
	switch site := r.Header.Get("Sec-Fetch-Site"); {
	case site == "" || site == "same-origin" || site == "none":
	case r.Method == http.MethodGet && r.Header.Get("Sec-Fetch-Mode") == "navigate" && !strings.HasPrefix(r.URL.Path, prefix):
		return true // a link that leads here
	default:
		return false
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	scheme := "http"
	if s.config.Secure {
		scheme = "https"
	}
	u, err := url.Parse(origin)
	return err == nil && u.Scheme == scheme && u.Host == r.Host
}
