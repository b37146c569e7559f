package output

import (
	"bytes"
	"slices"
	"unsafe"

	"edrtap/rules/record"
)

// fragments remembers how a list was encoded. Sessions share the backing
// arrays of what they offer and of their certificates, so that a list is found
// by where it lies in memory. The memory may have been used again for another
// list: each list is compared with a copy before its fragment is taken, so a
// caller owes no promise and merely wins time where lists are shared. As
// strings compare by their pointers first, that costs a fraction of the
// encoding.
//
// The table is of fixed size: a list that falls on another's slot takes it
// over, with its memory. A list is encoded into a slot only when it comes a
// second time, so that lists that are never seen again cost next to nothing.
type fragments[T any] struct {
	slots []fragment[T]
	shift int // of the hash: what is left of it tells the slot
	size  int // larger fragments are not remembered, in bytes
	same  func(a, b []T) bool
}

// newFragments makes a table of 2^bits slots.
func newFragments[T any](bits, size int, same func(a, b []T) bool) fragments[T] {
	return fragments[T]{slots: make([]fragment[T], 1<<bits), shift: 64 - bits, size: size, same: same}
}

type fragment[T any] struct {
	first *T // where the list lies
	list  []T
	json  []byte // valid iff list is not empty
}

// get returns the fragment of the list, or the slot to put it into, or neither
// where the list came for the first time. The list is not empty.
func (f *fragments[T]) get(list []T) (json []byte, slot *fragment[T]) {
	first := unsafe.SliceData(list)
	// Fibonacci hashing of the address; the lowest bits are alike.
	hash := uint64(uintptr(unsafe.Pointer(first))>>4) * 0x9e3779b97f4a7c15
	slot = &f.slots[hash>>f.shift]
	if slot.first != first {
		slot.first, slot.list = first, slot.list[:0]
		return nil, nil
	}
	if f.same(slot.list, list) {
		return slot.json, nil
	}
	return nil, slot
}

// put remembers the fragment of a list. Strings are shared, as they cannot
// change; lists are copied by clone.
func (f *fragments[T]) put(slot *fragment[T], list []T, json []byte, clone func(*T)) {
	if slot == nil || len(json) > f.size {
		return
	}
	slot.list = append(slot.list[:0], list...)
	for i := range slot.list {
		clone(&slot.list[i])
	}
	slot.json = append(slot.json[:0], json...)
}

// sameStrings tells whether two lists hold the very same strings: their bytes
// are not looked at, which costs a fraction of the encoding. Strings that merely
// say the same are encoded anew.
func sameStrings(a, b []string) bool { return bytes.Equal(headers(a), headers(b)) }

// headers gives the addresses and lengths of strings.
func headers(list []string) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(list))), len(list)*int(unsafe.Sizeof("")))
}

func keepString(*string) {}

func sameCertificates(a, b []record.Certificate) bool {
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

func sameCertificate(a, b *record.Certificate) bool {
	return a.SHA256 == b.SHA256 && a.SHA1 == b.SHA1 && a.Subject == b.Subject && a.Issuer == b.Issuer && a.Serial == b.Serial &&
		slices.Equal(a.DNSNames, b.DNSNames) && slices.Equal(a.IPAddresses, b.IPAddresses) &&
		slices.Equal(a.URIs, b.URIs) && slices.Equal(a.Emails, b.Emails) && slices.Equal(a.CRL, b.CRL) && slices.Equal(a.OCSP, b.OCSP) &&
		a.CommonName == b.CommonName && a.HasSAN == b.HasSAN &&
		a.NotBefore.Equal(b.NotBefore) && a.NotAfter.Equal(b.NotAfter) &&
		a.Key == b.Key && a.Signature == b.Signature && a.CA == b.CA && a.SelfSigned == b.SelfSigned &&
		a.Remembered == b.Remembered && a.Problem == b.Problem
}

func cloneCertificate(c *record.Certificate) {
	c.DNSNames, c.IPAddresses = slices.Clone(c.DNSNames), slices.Clone(c.IPAddresses)
	c.URIs, c.Emails = slices.Clone(c.URIs), slices.Clone(c.Emails)
	c.CRL, c.OCSP = slices.Clone(c.CRL), slices.Clone(c.OCSP)
}
