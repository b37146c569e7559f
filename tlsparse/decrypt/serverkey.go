package decrypt

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
)

// AddServerKey adds the RSA private keys of a PEM file (PKCS #1 or PKCS #8).
// With a server's key those sessions can be opened whose premaster secret the
// client encrypted for it (RFC 5246 section 7.4.7.1).
func (s *Secrets) AddServerKey(text []byte) error {
	var keys []*rsa.PrivateKey
	for {
		var block *pem.Block
		if block, text = pem.Decode(text); block == nil {
			break
		}
		key, err := parseKey(block)
		if err != nil {
			return err
		}
		if key != nil {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		return errors.New("no RSA private key in PEM")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.servers = append(s.servers, keys...)
	s.generation.Add(1)
	return nil
}

// parseKey reads one block; nil where it holds something else than a key.
// What is wrong is said without the words of the parser, which may tell of
// the key.
func parseKey(block *pem.Block) (*rsa.PrivateKey, error) {
	switch block.Type {
	case "RSA PRIVATE KEY":
		if block.Headers["DEK-Info"] != "" {
			return nil, errors.New("the private key is encrypted: decrypt it with openssl rsa first")
		}
		key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
		if err != nil {
			return nil, errors.New("damaged RSA private key")
		}
		return key, nil
	case "ENCRYPTED PRIVATE KEY":
		return nil, errors.New("the private key is encrypted: decrypt it with openssl pkey first")
	case "PRIVATE KEY":
		parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		if err != nil {
			return nil, errors.New("damaged private key")
		}
		key, ok := parsed.(*rsa.PrivateKey)
		if !ok {
			return nil, errors.New("the private key is no RSA key: only RSA key exchange can be opened with a server's key")
		}
		return key, nil
	}
	return nil, nil
}

// openPremaster decrypts a premaster secret with one of the keys.
func (s *Secrets) openPremaster(encrypted []byte) (secret, bool) {
	for _, key := range s.serverKeys() {
		if key.Size() != len(encrypted) {
			continue
		}
		plain, err := key.Decrypt(nil, encrypted, nil) // PKCS #1 v1.5
		if err == nil && len(plain) == len(secret{}.value) {
			premaster := secret{length: uint8(len(plain))}
			copy(premaster.value[:], plain)
			return premaster, true
		}
	}
	return secret{}, false
}
