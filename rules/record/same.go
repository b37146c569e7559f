package record

import (
	"bytes"
	"slices"
	"unsafe"
)

// Offer is what a session's record has of its ClientHello alone. It is the same
// in all sessions of a client, but for the name that is asked for.
type Offer struct {
	words    [5]string
	lists    [6][]string
	hasStack bool
}

// OfferOf gives the offer of t, whose lists it shares.
func OfferOf(t *TLS) Offer {
	o := Offer{
		words: [5]string{t.SNI, t.JA3, t.JA4},
		lists: [6][]string{t.OfferedCiphers, t.OfferedVersions, t.OfferedGroups, t.OfferedSignatures, t.OfferedALPN},
	}
	if s := t.ClientStack; s != nil {
		o.words[3], o.words[4], o.lists[5], o.hasStack = s.Name, s.Detail, s.Features, true
	}
	return o
}

// Same tells whether two offers hold the very same strings: the bytes of lists
// are not looked at. What merely says the same is not found to be.
func (o *Offer) Same(other *Offer) bool {
	for i := range o.lists {
		if !bytes.Equal(headers(o.lists[i]), headers(other.lists[i])) {
			return false
		}
	}
	return o.words == other.words && o.hasStack == other.hasStack
}

// headers gives the addresses and lengths of strings.
func headers(list []string) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(list))), len(list)*int(unsafe.Sizeof("")))
}

// CopyFrom takes over another offer. Strings are shared, as they cannot change;
// lists are copied.
func (o *Offer) CopyFrom(other *Offer) {
	lists := o.lists
	*o = *other
	for i, list := range other.lists {
		o.lists[i] = append(lists[i][:0], list...)
	}
}

// SameChain tells whether two lists of certificates say the same. As strings
// compare by their addresses first, that takes a fraction of reading them.
func SameChain(a, b []Certificate) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !sameCertificate(&a[i], &b[i]) {
			return false
		}
	}
	return true
}

func sameCertificate(a, b *Certificate) bool {
	return a.SHA256 == b.SHA256 && a.SHA1 == b.SHA1 && a.Subject == b.Subject && a.Issuer == b.Issuer && a.Serial == b.Serial &&
		slices.Equal(a.DNSNames, b.DNSNames) && slices.Equal(a.IPAddresses, b.IPAddresses) &&
		slices.Equal(a.URIs, b.URIs) && slices.Equal(a.Emails, b.Emails) && slices.Equal(a.CRL, b.CRL) && slices.Equal(a.OCSP, b.OCSP) &&
		a.CommonName == b.CommonName && a.HasSAN == b.HasSAN &&
		a.NotBefore.Equal(b.NotBefore) && a.NotAfter.Equal(b.NotAfter) &&
		a.Key == b.Key && a.Signature == b.Signature && a.CA == b.CA && a.SelfSigned == b.SelfSigned &&
		a.Remembered == b.Remembered && a.Problem == b.Problem
}

// CopyChain copies a list of certificates into the memory of another. Strings
// are shared, as they cannot change; lists are copied.
func CopyChain(into, chain []Certificate) []Certificate {
	into = append(into[:0], chain...)
	for i := range into {
		c := &into[i]
		c.DNSNames, c.IPAddresses = slices.Clone(c.DNSNames), slices.Clone(c.IPAddresses)
		c.URIs, c.Emails = slices.Clone(c.URIs), slices.Clone(c.Emails)
		c.CRL, c.OCSP = slices.Clone(c.CRL), slices.Clone(c.OCSP)
	}
	return into
}
