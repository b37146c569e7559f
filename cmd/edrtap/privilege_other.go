//go:build !linux

package main

func dropTo(string) error {
	return usageError("leave it out", "--user is for Linux")
}
