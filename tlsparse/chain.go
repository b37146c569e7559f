package tlsparse

import "bytes"

// ChainShape is what the names of a server's certificates say of the chain.
// Signatures are not checked.
type ChainShape struct {
	Path           []int  // indexes of the certificates from the leaf upwards, each issued by the next
	Ordered        bool   // the certificates were sent in that order and all belong to it (RFC 5246 section 7.4.2)
	Extra          int    // certificates sent that do not belong to the path
	SelfIssuedLeaf bool   // the leaf names itself as its issuer
	RootIncluded   bool   // the path ends with a self-issued certificate
	NextIssuer     string // issuer of the path's end, which a client must have itself; "" when RootIncluded
	// Complete: the path ends with a self-issued certificate, or with a CA
	// whose issuer may be the root that clients have.
	Complete bool
	// MissingIntermediate: the path is the leaf alone and another issued it, so
	// that a client without that issuer cannot go on. It may be a root, for
	// nothing here tells.
	MissingIntermediate bool
}

// VerifyChainShape follows the issuers from the first certificate upwards.
// Certificates out of order are found, as TLS 1.3 (RFC 8446 section 4.4.2) and
// most clients allow.
func VerifyChainShape(certificates []*Certificate) ChainShape {
	var shape ChainShape
	if len(certificates) == 0 {
		return shape
	}
	leaf := certificates[0]
	shape.SelfIssuedLeaf = leaf.SelfIssued
	shape.Path = pathFrom(certificates)
	end := certificates[shape.Path[len(shape.Path)-1]]
	shape.Extra = len(certificates) - len(shape.Path)
	shape.Ordered = shape.Extra == 0
	for i, index := range shape.Path {
		shape.Ordered = shape.Ordered && i == index
	}
	shape.RootIncluded = end.SelfIssued
	if !shape.RootIncluded {
		shape.NextIssuer = end.Issuer
	}
	shape.MissingIntermediate = len(shape.Path) == 1 && !shape.RootIncluded
	shape.Complete = !shape.MissingIntermediate
	return shape
}

// pathFrom is the longest walk from issuer to issuer that starts at the leaf
// and takes the first fitting certificate each time.
func pathFrom(certificates []*Certificate) []int {
	used := make([]bool, len(certificates))
	path := []int{0}
	used[0] = true
	for at := certificates[0]; !at.SelfIssued; {
		next := -1
		for i, candidate := range certificates {
			if !used[i] && Issued(candidate, at) {
				next = i
				break
			}
		}
		if next < 0 {
			break
		}
		used[next] = true
		path = append(path, next)
		at = certificates[next]
	}
	return path
}

// Issued tells whether parent can have issued child by its names: the child's
// issuer is the parent's subject, and the key identifiers agree where both are
// there (RFC 5280 sections 4.2.1.1 and 4.2.1.2).
func Issued(parent, child *Certificate) bool {
	if len(child.rawIssuer) == 0 || !bytes.Equal(child.rawIssuer, parent.rawSubject) {
		return false
	}
	return child.AuthorityKeyID == "" || parent.SubjectKeyID == "" || child.AuthorityKeyID == parent.SubjectKeyID
}
