package main

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"edrtap/rules"
	"edrtap/rules/inventory"
)

// inventoryFlags are what an operator tells about the network on the command
// line; --config gives the same and more in a file.
type inventoryFlags struct {
	config   string
	sizes    string // the calibration file
	edr      []string
	edrCert  []string
	edrLimit uint64
	sepm     []string
	proxy    []string
	clients  []string
	list     string
}

func (f *inventoryFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.config, "config", "", "read the inventory from this YAML `FILE`")
	flags.StringVar(&f.sizes, "calibration", "", "what 'edrtap calibrate' learned of the size of events: `FILE`")
	flags.StringArrayVar(&f.edr, "edr", nil, "an EDR appliance: `NAME=ADDRESS`, ADDRESS or NAME, each with :PORT behind it if need be; repeatable")
	flags.StringArrayVar(&f.edrCert, "edr-cert", nil, "`FILE` with the appliance's true certificate, PEM or DER; repeatable")
	flags.Uint64Var(&f.edrLimit, "edr-limit", 0, "events per second that the appliance bears (a Virtual Edition: 400)")
	flags.StringArrayVar(&f.sepm, "sepm", nil, "a SEPM manager, as for --edr; repeatable")
	flags.StringArrayVar(&f.proxy, "proxy", nil, "an HTTP proxy, as for --edr; repeatable")
	flags.StringArrayVar(&f.clients, "clients", nil, "addresses of clients: `RANGE` in CIDR notation; repeatable")
	flags.StringVar(&f.list, "clients-csv", "", "list of clients: `FILE` with the columns host, address, os, group, location")
}

// inventory brings file and flags together; flags add to the file.
func (f *inventoryFlags) inventory() (*inventory.Inventory, error) {
	told := &inventory.Inventory{}
	if f.config != "" {
		data, err := os.ReadFile(f.config)
		if err != nil {
			return nil, usageError("", "inventory: %v", err)
		}
		if told, err = inventory.ParseYAML(data); err != nil {
			return nil, usageError("", "%s: %v", f.config, err)
		}
		for i, s := range told.Suppressions {
			if _, known := rules.Find(s.Rule); s.Rule != "" && !known {
				return nil, usageError("'edrtap rules' lists them", "%s: suppression %d: no rule %q", f.config, i+1, s.Rule)
			}
		}
		if err := readNamed(told, filepath.Dir(f.config)); err != nil {
			return nil, err
		}
	}
	if f.list != "" {
		told.ClientsCSV = f.list
	}
	if told.ClientsCSV != "" {
		list, err := readClients(told.ClientsCSV)
		if err != nil {
			return nil, err
		}
		told.SetClients(list)
	}
	if err := f.addHosts(told); err != nil {
		return nil, err
	}
	if err := f.addCertificates(told); err != nil {
		return nil, err
	}
	if err := f.addCalibration(told); err != nil {
		return nil, err
	}
	for _, value := range f.clients {
		prefix, err := inventory.ParsePrefix(value)
		if err != nil {
			return nil, usageError("write it as 10.1.0.0/16", "--clients: %v", err)
		}
		told.Clients = append(told.Clients, prefix)
	}
	return told, nil
}

func (f *inventoryFlags) addHosts(told *inventory.Inventory) error {
	const form = "write it as NAME=ADDRESS, ADDRESS or NAME, with :PORT behind it if need be"
	for _, value := range f.edr {
		host, err := inventory.ParseHost(value)
		if err != nil {
			return usageError(form, "--edr: %v", err)
		}
		told.Appliances = append(told.Appliances, inventory.ApplianceHost{Host: host})
	}
	for _, value := range f.sepm {
		host, err := inventory.ParseHost(value)
		if err != nil {
			return usageError(form, "--sepm: %v", err)
		}
		told.Managers = append(told.Managers, host)
	}
	for _, value := range f.proxy {
		host, err := inventory.ParseHost(value)
		if err != nil {
			return usageError(form, "--proxy: %v", err)
		}
		told.Proxies = append(told.Proxies, inventory.ProxyHost{Host: host})
	}
	if f.edrLimit == 0 {
		return nil
	}
	if len(told.Appliances) == 0 {
		return usageError("name it with --edr", "--edr-limit is for an appliance, and none is known")
	}
	for i := range told.Appliances {
		told.Appliances[i].Limit = f.edrLimit
	}
	return nil
}

func (f *inventoryFlags) addCalibration(told *inventory.Inventory) error {
	if f.sizes == "" {
		return nil
	}
	data, err := os.ReadFile(f.sizes)
	if err != nil {
		return usageError("", "calibration: %v", err)
	}
	learned, err := inventory.ParseYAML(data)
	if err != nil {
		return usageError("'edrtap calibrate' writes such a file", "%s: %v", f.sizes, err)
	}
	told.Calibrate(learned)
	return nil
}

func (f *inventoryFlags) addCertificates(told *inventory.Inventory) error {
	if len(f.edrCert) > 0 && len(told.Appliances) == 0 {
		return usageError("name it with --edr", "--edr-cert is for an appliance, and none is known")
	}
	for _, name := range f.edrCert {
		fingerprint, err := certificateOf(name)
		if err != nil {
			return usageError("", "--edr-cert: %v", err)
		}
		for i := range told.Appliances {
			told.Appliances[i].CertSHA256 = append(told.Appliances[i].CertSHA256, fingerprint)
		}
	}
	return nil
}
