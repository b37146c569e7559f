// Package dns reads DNS messages (RFC 1035) and joins queries with their
// answers into lookups. It knows port 53 only: multicast DNS and LLMNR answer
// for neighbours and not for servers.
package dns
