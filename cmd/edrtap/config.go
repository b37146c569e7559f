package main

import (
	_ "embed"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// exampleInventory is what config print shows without an inventory to show.
//
//go:embed inventory.example.yaml
var exampleInventory string

func newConfig(u *ui) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "check and print the inventory",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newConfigCheck(u), newConfigPrint(u))
	return cmd
}

func newConfigCheck(u *ui) *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE",
		Short: "say whether an inventory can be read, and what is wrong with it where",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			f := inventoryFlags{config: args[0]}
			told, err := f.inventory()
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(u.out, "%s: %d appliances, %d managers, %d proxies, %d ranges of clients, %d clients listed, %d suppressions\n", args[0],
				len(told.Appliances), len(told.Managers), len(told.Proxies), len(told.Clients), len(told.Listed()), len(told.Suppressions))
			return err
		},
	}
}

func newConfigPrint(u *ui) *cobra.Command {
	f := inventoryFlags{}
	cmd := &cobra.Command{
		Use:   "print",
		Short: "print an inventory to fill in, or the one that file and flags make",
		Long: `Without an inventory, prints one with every key explained, to be filled in.
With --config or other flags, prints the inventory that they make together.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().NFlag() == 0 {
				_, err := io.WriteString(u.out, exampleInventory)
				return err
			}
			told, err := f.inventory()
			if err != nil {
				return err
			}
			page, err := told.YAML()
			if err != nil {
				return err
			}
			_, err = u.out.Write(page)
			return err
		},
	}
	f.register(cmd)
	return cmd
}
