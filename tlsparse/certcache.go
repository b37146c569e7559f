package tlsparse

import (
	"bytes"
	"hash/maphash"
)

// Default limits of a CertCache.
const (
	DefaultCachedCertificates = 4096
	DefaultCachedBytes        = 32 << 20
)

// CertCache keeps parsed certificates, so that one that many servers or
// connections send is parsed once and shared. It gives what ParseCertificate
// gives, whatever it holds. It is owned by one goroutine; the certificates may
// be shared further.
//
// There are two generations. A certificate that is used is in the young one;
// when that is full it becomes the old one, and what was in the old one is
// forgotten.
type CertCache struct {
	Hits, Misses uint64 // lookups that found the certificate, and that did not
	Forgotten    uint64 // certificates dropped because of a limit

	seed       maphash.Seed
	young, old map[uint64]*cached
	youngBytes int
	maxCount   int // of one generation
	maxBytes   int // likewise
}

type cached struct {
	certificate *Certificate
	size        int
	next        *cached // another certificate with the same hash
}

// NewCertCache returns a cache that holds at most count certificates in at
// most size bytes of memory, as far as that can be estimated. Zero stands for
// the default.
func NewCertCache(count, size int) *CertCache {
	if count <= 0 {
		count = DefaultCachedCertificates
	}
	if size <= 0 {
		size = DefaultCachedBytes
	}
	return &CertCache{
		seed:     maphash.MakeSeed(),
		young:    make(map[uint64]*cached),
		old:      make(map[uint64]*cached),
		maxCount: max(count/2, 1),
		maxBytes: size / 2,
	}
}

// Get returns the parsed certificate. It keeps no reference to der, and does
// not allocate when the certificate is known.
func (c *CertCache) Get(der []byte) *Certificate {
	// The seed is secret, so that nobody can send certificates that all have
	// one hash; the bytes are compared all the same.
	hash := maphash.Bytes(c.seed, der)
	if found := find(c.young[hash], der); found != nil {
		c.Hits++
		return found.certificate
	}
	if found := find(c.old[hash], der); found != nil {
		c.Hits++
		c.add(hash, found.certificate, found.size)
		return found.certificate
	}
	c.Misses++
	certificate := ParseCertificate(der)
	c.add(hash, certificate, certificate.footprint())
	return certificate
}

func find(chain *cached, der []byte) *cached {
	for ; chain != nil; chain = chain.next {
		if bytes.Equal(chain.certificate.Raw, der) {
			return chain
		}
	}
	return nil
}

func (c *CertCache) add(hash uint64, certificate *Certificate, size int) {
	if len(c.young) >= c.maxCount || c.youngBytes+size > c.maxBytes {
		c.turn()
	}
	if size > c.maxBytes {
		c.Forgotten++
		return
	}
	c.young[hash] = &cached{certificate, size, c.young[hash]}
	c.youngBytes += size
}

// turn makes the young generation the old one.
func (c *CertCache) turn() {
	for hash, chain := range c.old {
		for ; chain != nil; chain = chain.next {
			if find(c.young[hash], chain.certificate.Raw) == nil {
				c.Forgotten++
			}
		}
	}
	clear(c.old)
	c.old, c.young, c.youngBytes = c.young, c.old, 0
}

// footprint estimates the memory that the certificate takes, in bytes: the
// structure, the DER bytes and the text made of them.
func (c *Certificate) footprint() int {
	size := 1024 + len(c.Raw) + len(c.Subject) + len(c.Issuer) + len(c.CommonName) + len(c.Problem)
	for _, list := range [][]string{c.DNSNames, c.URIs, c.Emails, c.ExtKeyUsage, c.OCSP, c.IssuerURLs, c.CRL} {
		for _, s := range list {
			size += 16 + len(s)
		}
	}
	return size + 24*len(c.IPAddresses) + 64*len(c.Errors)
}
