// Package rules turns sessions, rates and the inventory into findings and
// diagnoses. It knows neither packets nor bytes, neither storage nor output
// formats: a rule is a function of session records, so a test states sessions
// and expects findings.
//
// The way of a session: judge gives it one Fault, the first in the order of
// causes that explains it, so that a broken TCP path is not also a TLS failure
// and a session is never counted by two rules that exclude each other. Each
// rule's Collector then observes it and keeps what it needs, grouped by
// subject. What a server accepts is learned along the way, and conclusions are
// drawn once, in Engine.Finish.
//
// To add a rule: one file here with its Rule value, one entry in Registry, one
// file in rules/text with its texts, one test.
package rules
