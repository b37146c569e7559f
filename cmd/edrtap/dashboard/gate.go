package dashboard

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// gate lets in who knows the token: scripts send it with every request, pages
// once, for a cookie. Without a token everybody comes in.
type gate struct {
	token  [sha256.Size]byte
	closed bool
	secure bool

	mu       sync.Mutex
	cookies  map[[sha256.Size]byte]time.Time // hash of a cookie to its end
	failures map[string][]time.Time          // of the last minute, by address; "" for all
}

// Guessing is slow: so many failures a minute are heard, from one address and
// from all together.
const (
	maxFailures    = 5
	maxAllFailures = 50
	maxAddresses   = 1000
	maxCookies     = 1000
	cookieLife     = 12 * time.Hour
)

func newGate(token string, secure bool) *gate {
	return &gate{
		token: sha256.Sum256([]byte(token)), closed: token != "", secure: secure,
		cookies: make(map[[sha256.Size]byte]time.Time), failures: make(map[string][]time.Time),
	}
}

// cookieName has the prefix that browsers give to this host alone over TLS.
func (g *gate) cookieName() string {
	if g.secure {
		return "__Host-edrtap"
	}
	return "edrtap"
}

// guard lets requests pass that bear the token or a cookie for it.
func (g *gate) guard(next http.Handler) http.Handler {
	if !g.closed {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if cookie, err := r.Cookie(g.cookieName()); err == nil && g.knows(cookie.Value) {
			next.ServeHTTP(w, r)
			return
		}
		bearer, given := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !given {
			w.Header().Set("WWW-Authenticate", "Bearer")
			fail(w, http.StatusUnauthorized, "a token is needed")
			return
		}
		if g.admit(w, r, bearer) {
			next.ServeHTTP(w, r)
		}
	})
}

// admit compares a token, in the same time whatever it is, and answers where
// it is wrong or too many were.
func (g *gate) admit(w http.ResponseWriter, r *http.Request, token string) bool {
	address, _, _ := net.SplitHostPort(r.RemoteAddr)
	if !g.mayTry(address, time.Now()) {
		w.Header().Set("Retry-After", "60")
		fail(w, http.StatusTooManyRequests, "too many wrong tokens; try again in a minute")
		return false
	}
	sum := sha256.Sum256([]byte(token))
	if subtle.ConstantTimeCompare(sum[:], g.token[:]) == 1 {
		return true
	}
	g.failed(address, time.Now())
	w.Header().Set("WWW-Authenticate", "Bearer")
	fail(w, http.StatusUnauthorized, "the token is wrong")
	return false
}

func (g *gate) mayTry(address string, now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.recent(address, now)) < maxFailures && len(g.recent("", now)) < maxAllFailures
}

// recent drops failures that are older than a minute.
func (g *gate) recent(address string, now time.Time) []time.Time {
	list := g.failures[address]
	for len(list) > 0 && now.Sub(list[0]) > time.Minute {
		list = list[1:]
	}
	if len(list) == 0 {
		delete(g.failures, address)
		return nil
	}
	g.failures[address] = list
	return list
}

func (g *gate) failed(address string, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.failures) >= maxAddresses {
		for other := range g.failures {
			g.recent(other, now)
		}
	}
	g.failures[""] = append(g.recent("", now), now)
	if len(g.failures) < maxAddresses {
		g.failures[address] = append(g.recent(address, now), now)
	}
}

// open gives a cookie to who knows the token.
func (g *gate) open(w http.ResponseWriter) {
	value := rand.Text()
	g.mu.Lock()
	now := time.Now()
	for hash, end := range g.cookies {
		if now.After(end) || len(g.cookies) >= maxCookies {
			delete(g.cookies, hash)
		}
	}
	g.cookies[sha256.Sum256([]byte(value))] = now.Add(cookieLife)
	g.mu.Unlock()
	http.SetCookie(w, &http.Cookie{
		Name: g.cookieName(), Value: value, Path: "/", MaxAge: int(cookieLife.Seconds()),
		HttpOnly: true, Secure: g.secure, SameSite: http.SameSiteStrictMode,
	})
}

func (g *gate) knows(cookie string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	end, known := g.cookies[sha256.Sum256([]byte(cookie))]
	return known && time.Now().Before(end)
}
