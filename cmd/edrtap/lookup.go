package main

import (
	"time"

	"edrtap/capture/dns"
	"edrtap/rules"
	"edrtap/rules/record"
)

// lookup puts a DNS lookup in the form that the rules know.
func lookup(l *dns.Lookup) *rules.Lookup {
	return &rules.Lookup{
		Time: time.Unix(0, l.Time).UTC(), Client: l.Client,
		Resolver: record.Endpoint{IP: l.Resolver.Addr(), Port: l.Resolver.Port()},
		Name:     l.Name, Type: l.Type, Outcome: rules.LookupOutcome(l.Outcome),
		Addresses: l.Addresses, Canonical: l.Canonical,
	}
}
