package main

import (
	"crypto/tls"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
)

// listenFlags say where a dashboard listens, and who may call.
type listenFlags struct {
	address   string
	tlsCert   string
	tlsKey    string
	tokenFile string
}

// register makes the flags; an empty address by default stands for no dashboard.
func (f *listenFlags) register(flags *pflag.FlagSet, address string) {
	flags.StringVar(&f.address, "listen", address, "serve the dashboard on `ADDRESS:PORT`, such as 127.0.0.1:9440")
	flags.StringVar(&f.tlsCert, "tls-cert", "", "certificate chain of the dashboard, PEM `FILE`")
	flags.StringVar(&f.tlsKey, "tls-key", "", "its private key, PEM `FILE`")
	flags.StringVar(&f.tokenFile, "token-file", "", "`FILE` with the token that callers have to know")
}

// door is what stands between the network and a dashboard.
type door struct {
	tls   *tls.Config // nil: plain HTTP
	token string      // "" for none
	hosts []string    // by which the dashboard may be called
}

// check refuses to be reached from other machines without TLS and a token.
func (f *listenFlags) check() (*door, error) {
	host, port, err := net.SplitHostPort(f.address)
	if err != nil {
		return nil, usageError("write it as 127.0.0.1:9440", "--listen: %v", err)
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || port != strconv.FormatUint(n, 10) {
		return nil, usageError("write it as 127.0.0.1:9440", "--listen: %q is not a port", port)
	}
	addr, parseErr := netip.ParseAddr(host)
	loopback := host == "localhost" || parseErr == nil && addr.IsLoopback()
	if !loopback && (f.tlsCert == "" || f.tlsKey == "" || f.tokenFile == "") {
		return nil, usageError("give --tls-cert, --tls-key and --token-file, or listen on 127.0.0.1",
			"--listen: %s can be reached from other machines, which needs TLS and a token", f.address)
	}
	d := &door{}
	if loopback {
		d.hosts = []string{"localhost", "127.0.0.1", "::1"}
	}
	if host != "" && !slices.Contains(d.hosts, host) && (parseErr != nil || !addr.IsUnspecified()) {
		d.hosts = append(d.hosts, strings.ToLower(host))
	}
	if f.tokenFile != "" {
		if d.token, err = readToken(f.tokenFile); err != nil {
			return nil, err
		}
	}
	if f.tlsCert == "" && f.tlsKey == "" {
		return d, nil
	}
	certificate, err := tls.LoadX509KeyPair(f.tlsCert, f.tlsKey)
	if err != nil {
		return nil, usageError("give both --tls-cert and --tls-key", "certificate of the dashboard: %v", err)
	}
	d.tls = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}
	for _, name := range certificate.Leaf.DNSNames {
		d.hosts = append(d.hosts, strings.ToLower(name))
	}
	for _, ip := range certificate.Leaf.IPAddresses {
		d.hosts = append(d.hosts, ip.String())
	}
	return d, nil
}

// url is where a browser finds the dashboard: by a name that it may be called.
func (d *door) url(at net.Addr) string {
	host, port, err := net.SplitHostPort(at.String())
	if err != nil {
		return at.String()
	}
	if addr, err := netip.ParseAddr(host); err == nil && addr.IsUnspecified() && len(d.hosts) > 0 {
		host = d.hosts[0]
	}
	return net.JoinHostPort(host, port)
}
