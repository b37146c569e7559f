package traffic

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"edrtap/pcaps/generate/dialogue"
	"edrtap/pcaps/generate/pki"
)

// talk is what two TLS stacks are to say to each other.
type talk struct {
	certificate tls.Certificate
	client      *tls.Config // without certificate and random source
	rounds      int         // requests, each with its answer
	request     int         // bytes
	answer      int         // bytes
	distrust    bool        // the client refuses the certificate, with an alert
	seed        string
}

// now is what both ends hold for the time.
var now = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// hold lets two stacks talk, and gives what they said.
func (t talk) hold() ([]dialogue.Step, error) {
	var failed [2]error
	steps := dialogue.Run(
		func(e *dialogue.End) { failed[0] = t.ask(e) },
		func(e *dialogue.End) { failed[1] = t.serve(e) },
	)
	if t.distrust { // then both fail, and that is what is wanted
		if failed[0] == nil {
			return nil, errors.New("the client trusts a certificate of an authority that it does not know")
		}
		return steps, nil
	}
	return steps, errors.Join(failed[0], failed[1])
}

func (t talk) ask(e *dialogue.End) error {
	config := t.client.Clone()
	config.Rand = dialogue.Seeded(0, t.seed+"/client")
	config.Time = func() time.Time { return now }
	config.InsecureSkipVerify = !t.distrust
	config.RootCAs = x509.NewCertPool() // knows nobody
	conn := tls.Client(e, config)
	defer func() { _ = e.Close() }()
	for range t.rounds {
		if _, err := conn.Write(make([]byte, t.request)); err != nil {
			return fmt.Errorf("request: %w", err)
		}
		if _, err := io.CopyN(io.Discard, conn, int64(t.answer)); err != nil {
			return fmt.Errorf("answer: %w", err)
		}
	}
	return conn.Close()
}

func (t talk) serve(e *dialogue.End) error {
	conn := tls.Server(e, &tls.Config{
		Certificates: []tls.Certificate{t.certificate}, NextProtos: []string{"http/1.1"},
		Rand: dialogue.Seeded(0, t.seed+"/server"), Time: func() time.Time { return now },
	})
	defer func() { _ = e.Close() }()
	request, answer := make([]byte, t.request), make([]byte, t.answer)
	for range t.rounds {
		if _, err := io.ReadFull(conn, request); err != nil {
			return fmt.Errorf("request: %w", err)
		}
		if _, err := conn.Write(answer); err != nil {
			return fmt.Errorf("answer: %w", err)
		}
	}
	if _, err := conn.Read(request[:1]); !errors.Is(err, io.EOF) {
		return fmt.Errorf("end of the client: %w", err)
	}
	return conn.Close()
}

// talks makes count different talks: each has a server name and a chain of two
// certificates of its own, and a ClientHello shaped by what the client offers.
// change gives each what the workload asks for.
func talks(count int, seed uint64, change func(i int, t *talk)) ([]*script, error) {
	random := rand.New(rand.NewPCG(seed, 1))
	scripts := make([]*script, count)
	for i := range scripts {
		t := talk{rounds: 1, request: 500, answer: 300, seed: fmt.Sprintf("%d/%d", seed, i)}
		name := fmt.Sprintf("edr%03d.corp.example", i)
		var err error
		if t.certificate, err = certificate(name, i); err != nil {
			return nil, err
		}
		t.client = offer(name, random)
		change(i, &t)
		steps, err := t.hold()
		if err != nil {
			return nil, fmt.Errorf("talk %d: %w", i, err)
		}
		scripts[i] = newScript(443, steps, 1460)
		scripts[i].markHello()
	}
	return scripts, nil
}

// offer is a client that takes a random part of the suites and groups there
// are. Four of ten stop at TLS 1.2; half of the rest offer a hybrid group,
// whose ClientHello fills two segments.
func offer(name string, random *rand.Rand) *tls.Config {
	config := &tls.Config{ServerName: name, MaxVersion: tls.VersionTLS13, CurvePreferences: []tls.CurveID{tls.X25519, tls.CurveP256}}
	switch n := random.IntN(10); {
	case n < 4:
		config.MaxVersion = tls.VersionTLS12
	case n < 7:
		config.CurvePreferences = append(config.CurvePreferences, tls.X25519MLKEM768)
	}
	config.CipherSuites = []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}
	for _, s := range tls.CipherSuites() {
		if random.IntN(2) == 0 {
			config.CipherSuites = append(config.CipherSuites, s.ID)
		}
	}
	if random.IntN(2) == 0 {
		config.NextProtos = []string{"h2", "http/1.1"}
	}
	return config
}

// certificate is the chain of server i: its own certificate, and that of an
// authority which it shares with a few others.
func certificate(name string, i int) (tls.Certificate, error) {
	authority, err := pki.NewAuthority("corp", pkix.Name{CommonName: fmt.Sprintf("Corp Issuing CA %d", i/8), Organization: []string{"Corp Example"}}, now.AddDate(-1, 0, 0))
	if err != nil {
		return tls.Certificate{}, err
	}
	return authority.Issue(pki.Leaf{
		Key: "edr", Name: pkix.Name{CommonName: name, Organization: []string{"Corp Example"}}, DNS: []string{name, "www." + name},
		NotBefore: now.AddDate(0, -6, 0), NotAfter: now.AddDate(1, 0, 0), Serial: int64(0x2A51 + i),
	}, true)
}
