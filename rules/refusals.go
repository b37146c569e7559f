package rules

import (
	"slices"
	"strings"

	"edrtap/rules/record"
)

// refusals holds the sessions whose ClientHello a server refused with
// handshake_failure or insufficient_security. What the refusal means depends
// on what the server accepts from others, known only at the end, so the rules
// that share these sessions among them ask here.
type refusals struct {
	table[refusal]
	context *Context
}

// refusal is one ClientHello's offer that one server refused.
type refusal struct {
	suites     []string
	versions   []string
	groups     []string
	signatures []string
	codes      []string // of the alert, as text
	names      []string
}

// cause is why a server refused an offer.
type cause uint8

const (
	suitesEmpty     cause = iota // it accepts none of the offered suites, as far as learned
	suitesLikely                 // nothing is learned of the server: suites are the usual reason
	versionLow                   // it accepts none of the offered versions, as far as learned
	versionOrGroup               // it accepts none of the offered versions, and none of the offered groups, as far as learned
	groupsEmpty                  // an offered suite would do, and none of the offered groups, as far as learned
	signaturesEmpty              // no offered signature algorithm fits its certificates
	otherCause                   // it accepts an offered suite from others: the reason is another one
)

func newRefusals(c *Context) refusals {
	return refusals{table: newTable[refusal](c), context: c}
}

func (r *refusals) observe(a *Attempt) {
	if a.Fault != OfferRefused {
		return
	}
	key := strings.Join(a.TLS.OfferedVersions, ":") + "|" + strings.Join(a.TLS.OfferedCiphers, ":") + "|" +
		strings.Join(a.TLS.OfferedGroups, ":") + "|" + strings.Join(a.TLS.OfferedSignatures, ":")
	row := r.add(a, key)
	if row == nil {
		return
	}
	if row.Count == 1 {
		row.X = refusal{
			suites: slices.Clone(a.TLS.OfferedCiphers), versions: slices.Clone(a.TLS.OfferedVersions),
			groups: slices.Clone(a.TLS.OfferedGroups), signatures: slices.Clone(a.TLS.OfferedSignatures),
		}
		if a.TCP.Cut { // extensions may be cut off
			row.X.groups, row.X.signatures = nil, nil
			if versionOrder(bestVersion(row.X.versions)) >= versionOrder(tls12) {
				row.X.versions = nil // supported_versions may have offered more (RFC 8446 section 4.2.1)
			}
		}
	}
	if alert := fatal(a.Session, "server"); alert != nil {
		row.X.codes = addBounded(row.X.codes, alert.Description)
	}
	if a.Reference.name != "" {
		row.X.names = addBounded(row.X.names, a.Reference.name)
	}
}

// of gives the refusals of one cause, by server in order of address.
func (r *refusals) of(causes ...cause) []refused {
	var list []refused
	for _, row := range r.sorted() {
		why := r.why(row)
		if !slices.Contains(causes, why) {
			continue
		}
		if n := len(list); n > 0 && list[n-1].server == row.server && list[n-1].why == why {
			list[n-1].add(row)
			continue
		}
		next := refused{server: row.server, why: why}
		next.add(row)
		list = append(list, next)
	}
	return mergeServers(list)
}

// suites gives, for each server, the suites that it refused: it had to choose one
// of an offer that it takes any of (RFC 5246 section 7.4.1.3), and chose none. A
// refusal that has another reason says nothing of its suites.
func (r *refusals) suites() map[record.Endpoint][]string {
	never := make(map[record.Endpoint][]string)
	for _, row := range r.sorted() {
		if why := r.why(row); why != suitesEmpty && why != suitesLikely {
			continue
		}
		server := r.context.servers.known[row.server]
		for _, suite := range row.X.suites {
			if !strings.HasSuffix(suite, "_SCSV") && (len(row.X.versions) == 0 || usable(suite, row.X.versions)) && !server.chose(suite) {
				never[row.server] = addBounded(never[row.server], suite)
			}
		}
	}
	return never
}

// mergeServers brings the refusals of one server together where another cause
// lay between them.
func mergeServers(list []refused) []refused {
	var merged []refused
	for _, r := range list {
		i := slices.IndexFunc(merged, func(m refused) bool { return m.server == r.server && m.why == r.why })
		if i < 0 {
			merged = append(merged, r)
			continue
		}
		merged[i].tally.merge(&r.tally)
		merged[i].offers = append(merged[i].offers, r.offers...)
		for _, name := range r.names {
			merged[i].names = addBounded(merged[i].names, name)
		}
	}
	return merged
}

// refused is all refusals of one cause by one server.
type refused struct {
	server record.Endpoint
	why    cause
	tally  Tally
	offers []refusal
	names  []string
}

// maxOffers is how many different offers one finding shows.
const maxOffers = 16

func (r *refused) add(row *row[refusal]) {
	r.tally.merge(&row.Tally)
	if len(r.offers) < maxOffers {
		r.offers = append(r.offers, row.X)
	}
	for _, name := range row.X.names {
		r.names = addBounded(r.names, name)
	}
}

func (r *refusals) why(row *row[refusal]) cause {
	server := r.context.servers.known[row.server]
	best := bestVersion(row.X.versions)
	// OpenSSL answers a hello of SSL 3.0 with handshake_failure, not with
	// protocol_version; and SSL 3.0 must not be negotiated (RFC 7568 section 3).
	if best == ssl30 {
		return versionLow
	}
	if server == nil || len(server.accepts()) == 0 {
		return suitesLikely
	}
	if best != "" && !slices.ContainsFunc(server.versions, func(v string) bool { return offersVersion(row.X.versions, v) }) {
		// Nobody negotiated an offered version here. That decides it only where
		// the offer ends below all that the server negotiates.
		// A server that does not take the version should say protocol_version
		// (RFC 8446 section 4.2.1), so that groups that it never chose explain
		// handshake_failure at least as well.
		if olderThanAll(best, server.versions) {
			if noGroup(row.X.groups, server.groups, row.X.suites) {
				return versionOrGroup
			}
			return versionLow
		}
	}
	if len(row.X.suites) == 0 {
		return suitesLikely // the hello was cut
	}
	shared := common(row.X.suites, row.X.versions, server.accepts())
	switch {
	case len(shared) == 0:
		return suitesEmpty
	case noGroup(row.X.groups, server.groups, shared):
		return groupsEmpty
	case noSignature(row.X.signatures, server.keys, shared):
		return signaturesEmpty
	case !slices.ContainsFunc(shared, server.chose):
		return suitesLikely // told to be accepted, and never seen to be
	}
	return otherCause
}

// noGroup says whether every shared suite needs a group, and none of those
// offered is one that the server ever chose (RFC 8422 section 5.1, RFC 8446
// section 4.2.7).
func noGroup(offered, accepted, shared []string) bool {
	if len(offered) == 0 || len(accepted) == 0 {
		return false
	}
	for _, suite := range shared {
		if !isTLS13Suite(suite) && !strings.HasPrefix(suite, "TLS_ECDHE_") && !strings.HasSuffix(suite, "_SCSV") {
			return false
		}
	}
	return !slices.ContainsFunc(offered, func(g string) bool { return slices.Contains(accepted, g) })
}

// noSignature says whether every shared suite needs a signature of the server,
// and no offered algorithm fits a key that it ever showed (RFC 8446 section
// 4.2.3, RFC 5246 section 7.4.3).
func noSignature(offered, keys, shared []string) bool {
	if len(offered) == 0 || len(keys) == 0 {
		return false
	}
	for _, suite := range shared {
		if strings.HasPrefix(suite, "TLS_RSA_WITH_") {
			return false // signed by nothing but the certificate's issuer
		}
	}
	for _, algorithm := range offered {
		for _, key := range keys {
			if strings.HasPrefix(strings.ToLower(algorithm), strings.ToLower(key)+"_") || strings.EqualFold(algorithm, key) {
				return false
			}
		}
	}
	return true
}

// common gives the offered suites that the server is known to accept, and
// that the offered versions allow: the suites of TLS 1.3 are of no use below
// it, nor others in it (RFC 8446 appendix B.4).
func common(offered, versions, accepted []string) []string {
	list := []string{}
	for _, suite := range offered {
		if !slices.Contains(accepted, suite) {
			continue
		}
		if len(versions) == 0 || usable(suite, versions) {
			list = append(list, suite)
		}
	}
	return list
}

func usable(suite string, versions []string) bool {
	if isTLS13Suite(suite) {
		return slices.Contains(versions, tls13)
	}
	return slices.ContainsFunc(versions, func(v string) bool { return v != tls13 })
}

// isTLS13Suite says whether a suite is one of TLS 1.3. Their names have no
// key exchange, so nothing stands before a WITH.
func isTLS13Suite(suite string) bool {
	return strings.HasPrefix(suite, "TLS_") && !strings.Contains(suite, "_WITH_") && !strings.HasSuffix(suite, "_SCSV")
}

// versionOrder is the versions, oldest first.
func versionOrder(v string) int {
	return slices.Index([]string{"SSL 2.0", ssl30, tls10, tls11, tls12, tls13}, v)
}

// bestVersion gives the newest of the offered versions; "" where none is known.
func bestVersion(versions []string) string {
	best := ""
	for _, v := range versions {
		if versionOrder(v) > versionOrder(best) {
			best = v
		}
	}
	return best
}

// offersVersion says whether an offer includes a version. An offer without
// supported_versions names only its newest and includes the older ones
// (RFC 5246 section 7.4.1.2).
func offersVersion(versions []string, v string) bool {
	if len(versions) == 1 && versions[0] != tls13 {
		return versionOrder(v) <= versionOrder(versions[0])
	}
	return slices.Contains(versions, v)
}

func olderThanAll(v string, versions []string) bool {
	for _, have := range versions {
		if versionOrder(have) <= versionOrder(v) {
			return false
		}
	}
	return len(versions) > 0
}
