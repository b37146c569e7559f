package main

import (
	"encoding/csv"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"edrtap/rules/inventory"
	"edrtap/tlsparse"
)

// readNamed reads the files that an inventory names, those of certificates and
// of authorities. Names are relative to the inventory's folder.
func readNamed(told *inventory.Inventory, folder string) error {
	from := func(name string) string {
		if filepath.IsAbs(name) {
			return name
		}
		return filepath.Join(folder, name)
	}
	if told.ClientsCSV != "" {
		told.ClientsCSV = from(told.ClientsCSV)
	}
	for i := range told.Appliances {
		a := &told.Appliances[i]
		for _, name := range a.CertFiles {
			sum, err := certificateOf(from(name))
			if err != nil {
				return usageError("", "inventory: certificate_files: %v", err)
			}
			a.CertSHA256 = append(a.CertSHA256, sum)
		}
		for j, name := range a.CAFiles {
			a.CAFiles[j] = from(name)
			authority, err := authorityOf(a.CAFiles[j])
			if err != nil {
				return usageError("", "inventory: ca_files: %v", err)
			}
			a.CAs = append(a.CAs, authority)
		}
	}
	return nil
}

// certificateOf gives the fingerprint of the certificate in a file.
func certificateOf(name string) (string, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	sum, err := inventory.CertificateSHA256(data)
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return sum, nil
}

// authorityOf gives the authority whose certificate is in a file.
func authorityOf(name string) (inventory.Authority, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return inventory.Authority{}, err
	}
	if _, err := inventory.CertificateSHA256(data); err != nil {
		return inventory.Authority{}, fmt.Errorf("%s: %w", name, err)
	}
	if block, _ := pem.Decode(data); block != nil {
		data = block.Bytes
	}
	certificate := tlsparse.ParseCertificate(data)
	if certificate.Subject == "" {
		return inventory.Authority{}, fmt.Errorf("%s: a certificate without a subject is no authority's", name)
	}
	return inventory.Authority{Subject: certificate.Subject, SHA256: certificate.SHA256}, nil
}

// maxListed is how many clients a list may have.
const maxListed = 1 << 20

// clientColumns are what the first line of a list of clients may name.
var clientColumns = []string{"host", "address", "os", "group", "location"}

// readClients reads a list of clients: CSV whose first line names the columns,
// in any order. Errors name line and column.
func readClients(name string) ([]inventory.ClientHost, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, usageError("", "clients: %v", err)
	}
	defer func() { _ = file.Close() }()
	list, err := parseClients(file)
	if err != nil {
		return nil, usageError("its first line names the columns: "+strings.Join(clientColumns, ","), "clients: %s: %v", name, err)
	}
	return list, nil
}

func parseClients(r io.Reader) ([]inventory.ClientHost, error) {
	c := csv.NewReader(r)
	c.TrimLeadingSpace, c.ReuseRecord = true, true
	first, err := c.Read()
	if err != nil {
		return nil, fmt.Errorf("no first line with columns: %w", err)
	}
	columns := slices.Clone(first)
	for i := range columns {
		columns[i] = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(columns[i], "\ufeff")))
		if !slices.Contains(clientColumns, columns[i]) || slices.Contains(columns[:i], columns[i]) {
			line, column := c.FieldPos(i)
			return nil, fmt.Errorf("line %d, column %d: unknown or repeated column %q", line, column, columns[i])
		}
	}
	if !slices.Contains(columns, "address") {
		return nil, errors.New("line 1: no column address")
	}
	var list []inventory.ClientHost
	for {
		row, err := c.Read()
		if err == io.EOF {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		if len(list) >= maxListed {
			return nil, fmt.Errorf("more than %d clients", maxListed)
		}
		one, at, err := clientRow(columns, row)
		if err != nil {
			line, column := c.FieldPos(at)
			return nil, fmt.Errorf("line %d, column %d: %w", line, column, err)
		}
		list = append(list, one)
	}
}

// clientRow gives the client of one line, or which field is wrong with it.
func clientRow(columns, row []string) (one inventory.ClientHost, at int, err error) {
	for i, value := range row {
		value = strings.TrimSpace(value)
		switch columns[i] {
		case "host":
			one.Host = value
		case "address":
			if one.Address, err = netip.ParseAddr(value); err != nil {
				return one, i, fmt.Errorf("%q is not an IP address", value)
			}
			one.Address = one.Address.Unmap()
		case "os":
			one.OS = value
		case "group":
			one.Group = value
		case "location":
			one.Location = value
		}
	}
	return one, 0, nil
}
