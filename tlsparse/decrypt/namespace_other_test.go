//go:build !linux

package decrypt

import "testing"

func insideNamespace(t *testing.T) bool {
	absent(t, "network namespaces are Linux's")
	return false
}
