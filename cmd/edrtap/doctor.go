package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"edrtap/capture/live"
	"edrtap/rules/inventory"
)

// doctorFlags are the flags of doctor.
type doctorFlags struct {
	inventory  inventoryFlags
	interfaces []string
	seconds    int
	capture    string
	store      string
}

func newDoctor(u *ui) *cobra.Command {
	f := &doctorFlags{}
	cmd := &cobra.Command{
		Use:   "doctor [-i INTERFACE [--seconds N]] [flags]",
		Short: "say whether this machine, this interface and this mirror port are fit for the job",
		Long: `Looks at rights, clock, disk and interfaces; with -i it captures for some seconds
and says what the mirror port shows, and what to ask the network team for.
Exits with 1 where something makes the job impossible.`,
		Example: `  edrtap doctor
  edrtap doctor -i eth1 --seconds 30 --edr 10.9.9.9 --clients 10.1.0.0/16`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), u) },
	}
	flags := cmd.Flags()
	flags.StringArrayVarP(&f.interfaces, "interface", "i", nil, "look at this `INTERFACE`; repeatable")
	flags.IntVar(&f.seconds, "seconds", 10, "how long to capture on each `INTERFACE`, 0 to 3600")
	flags.StringVar(&f.capture, "capture", "", "how to capture, as for watch")
	flags.StringVar(&f.store, "store", ".", "the `DIR` whose disk is looked at")
	f.inventory.register(cmd)
	return cmd
}

// checkup prints what doctor finds: one line a check.
type checkup struct {
	w      io.Writer
	failed bool
	err    error
}

func (c *checkup) say(grade, format string, args ...any) {
	if _, err := fmt.Fprintf(c.w, "%-5s "+format+"\n", append([]any{grade}, args...)...); c.err == nil {
		c.err = err
	}
}

func (c *checkup) ok(format string, args ...any)   { c.say("ok", format, args...) }
func (c *checkup) note(format string, args ...any) { c.say("note", format, args...) }
func (c *checkup) warn(format string, args ...any) { c.say("warn", format, args...) }
func (c *checkup) fail(format string, args ...any) {
	c.failed = true
	c.say("FAIL", format, args...)
}

func (f *doctorFlags) run(ctx context.Context, u *ui) error {
	if f.seconds < 0 || f.seconds > 3600 {
		return usageError("", "--seconds: %d is not between 0 and 3600", f.seconds)
	}
	told, err := f.inventory.inventory()
	if err != nil {
		return err
	}
	c := &checkup{w: u.out}
	c.machine(f.store)
	if len(f.interfaces) == 0 {
		c.interfaces()
	}
	for _, name := range f.interfaces {
		if c.adapter(name) && f.seconds > 0 {
			f.survey(ctx, c, name, told)
		}
	}
	switch {
	case c.err != nil:
		return c.err
	case ctx.Err() != nil:
		return &exitError{code: exitInterrupted, message: "interrupted"}
	case c.failed:
		return &exitError{code: exitFailed}
	}
	return nil
}

// machine looks at what does not depend on an interface.
func (c *checkup) machine(dir string) {
	if err := live.MayCapture(); err != nil {
		c.fail("rights: %v; %s", err, hintOf(&live.OpenError{Interface: "eth1", Err: err}))
	} else {
		c.ok("rights: this process may capture")
	}
	switch set, known := clockIsSet(); {
	case !known:
		c.note("clock: whether something keeps it right is not known")
	case set:
		c.ok("clock: it is synchronised")
	default:
		c.warn("clock: nothing keeps it right, so that times in reports do not fit those of other logs; install chrony or systemd-timesyncd")
	}
	const little = 5 << 30 // bytes
	switch free, known := freeSpace(dir); {
	case !known:
		c.note("disk: the space left at %s is not known", dir)
	case free < little:
		c.warn("disk: %s left at %s", size(int64(free)), dir)
	default:
		c.ok("disk: %s left at %s", size(int64(free)), dir)
	}
}

// hintOf is what to do about an interface that cannot be opened.
func hintOf(err error) string {
	var e *exitError
	errors.As(openError(err), &e)
	return e.hint
}

// interfaces lists them.
func (c *checkup) interfaces() {
	all, err := net.Interfaces()
	if err != nil {
		c.fail("interfaces: %v", err)
		return
	}
	for _, at := range all {
		d := live.Inspect(at.Name)
		c.note("interface %s: %s", at.Name, strings.Join(describeAdapter(at.Flags&net.FlagUp != 0, &d), ", "))
	}
	c.note("'edrtap doctor -i INTERFACE' looks at one of them and what it shows")
}

func describeAdapter(up bool, d *live.Details) []string {
	state := "down"
	if up {
		state = "up"
	}
	words := []string{state}
	if up && !d.Cable {
		words = append(words, "no carrier")
	}
	if d.Speed > 0 {
		words = append(words, fmt.Sprintf("%d Mbit/s", d.Speed))
	}
	if d.Driver != "" {
		words = append(words, "driver "+d.Driver)
	}
	return append(words, fmt.Sprintf("MTU %d", d.MTU))
}

// adapter looks at one interface, and says whether it can be captured on.
func (c *checkup) adapter(name string) bool {
	at, err := net.InterfaceByName(name)
	if err != nil {
		c.fail("%s: no such interface; 'edrtap doctor' lists them", name)
		return false
	}
	up := at.Flags&net.FlagUp != 0
	d := live.Inspect(name)
	words := strings.Join(describeAdapter(up, &d), ", ")
	switch {
	case !up:
		c.fail("%s: %s; 'sudo ip link set %s up'", name, words, name)
		return false
	case !d.Cable:
		c.warn("%s: %s; nothing is plugged in, or the other end is off", name, words)
	default:
		c.ok("%s: %s", name, words)
	}
	if len(d.Offloads) > 0 {
		c.warn("%s: merges frames before they are captured (%s): %s", name, strings.Join(d.Offloads, ", "), offloadRemedy(name, d.Offloads))
	} else {
		c.ok("%s: frames are captured as they come (gro and lro are off)", name)
	}
	c.stamps(name, d.Stamps)
	if d.Ring > 0 && d.Ring < d.MostRing {
		c.note("%s: the card keeps %d of at most %d frames; 'sudo ethtool -G %s rx %d' makes it lose fewer in bursts", name, d.Ring, d.MostRing, name, d.MostRing)
	}
	if d.Lost > 0 {
		c.warn("%s: card or driver have given up %d frames since the interface exists", name, d.Lost)
	}
	return true
}

// stamps says whose clock frames are stamped by.
func (c *checkup) stamps(name string, by live.Stamps) {
	switch by {
	case live.Card:
		c.ok("%s: frames are stamped by the card; its clock must follow the machine's (phc2sys), or the kernel's stamps are used", name)
	case live.CardOff:
		c.note("%s: frames are stamped by the kernel; the card could stamp them: 'sudo hwstamp_ctl -i %s -r 1', with phc2sys to keep its clock right", name, name)
	case live.Kernel:
		c.note("%s: frames are stamped by the kernel, to the nanosecond; the card has no clock for them", name)
	}
}

// offloadRemedy is how to switch offloads off, and to see that it worked.
func offloadRemedy(name string, on []string) string {
	return fmt.Sprintf("'sudo ethtool -K %s %s off' stops that, 'ethtool -k %s' shows it", name, strings.Join(on, " off "), name)
}

// survey captures for a while and says what the mirror port shows.
func (f *doctorFlags) survey(ctx context.Context, c *checkup, name string, told *inventory.Inventory) {
	source, err := live.Open(f.capture, live.Config{Interface: name, Direct: true})
	if err != nil {
		c.fail("%v; %s", err, hintOf(err))
		return
	}
	seen := newSurvey(told)
	err = seen.run(ctx, source, time.Duration(f.seconds)*time.Second)
	statistics := source.Statistics()
	if closing := source.Close(); err == nil {
		err = closing
	}
	if err != nil {
		c.fail("%v", err)
		return
	}
	seen.report(c, name, statistics)
}
