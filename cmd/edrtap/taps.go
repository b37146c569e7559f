package main

import (
	"errors"
	"io"
	"os"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/net/bpf"

	"edrtap/capture"
	"edrtap/capture/filter"
	"edrtap/capture/live"
	"edrtap/cmd/edrtap/evidence"
	"edrtap/cmd/edrtap/monitor"
	"edrtap/rules/inventory"
)

// taps are the interfaces that are captured on.
type taps struct {
	names   []string
	sources []live.Source
	source  *pulse // all of them together

	mutex  sync.Mutex // guards states
	states []live.State
}

// openTaps opens every interface, or none.
func (f *watchFlags) openTaps(u *ui, told *inventory.Inventory) (*taps, error) {
	expression := f.filter
	if expression == "" && !f.noAutoFilter {
		if expression = autoFilter(told); expression != "" {
			if _, err := filter.Compile(expression, 1); err != nil {
				u.note("everything is captured: %v", err)
				expression = ""
			}
		}
	}
	t := &taps{names: f.interfaces}
	inKernel, inProcess, err := filters(expression)
	if err != nil {
		return nil, err
	}
	var all []capture.Source
	for i, name := range f.interfaces {
		t.states = append(t.states, live.Up)
		source, err := live.Open(f.capture, live.Config{
			Interface: name, File: uint16(i), Filter: inKernel, Ring: f.ring << 20, Direct: len(f.interfaces) == 1,
			Notify: func(e live.Event) { t.turn(u, i, e) },
		})
		if err != nil {
			t.close()
			return nil, openError(err)
		}
		t.sources = append(t.sources, source)
		all = append(all, source)
		f.introduce(u, name, expression)
	}
	source := live.Merge(all...)
	if inProcess != nil {
		source = filter.Source(source, inProcess)
	}
	t.source = &pulse{Source: source}
	t.source.beat.Store(time.Now().UnixNano())
	return t, nil
}

// aboutVLAN finds expressions that ask for VLAN tags. The kernel takes the tag
// off before its filter runs, so that frames are filtered once it is put back.
var aboutVLAN = regexp.MustCompile(`\bvlan\b`)

// filters says where an expression is to be run: in the kernel, or here.
func filters(expression string) (inKernel func(capture.LinkType) ([]bpf.RawInstruction, error), inProcess *filter.Filter, err error) {
	if expression == "" {
		return nil, nil, nil
	}
	inProcess, err = filter.New(expression)
	if err != nil {
		return nil, nil, usageError("see pcap-filter(7) for what can be written", "%v", err)
	}
	if aboutVLAN.MatchString(expression) && !strings.Contains(expression, beside) {
		return nil, inProcess, nil
	}
	return func(link capture.LinkType) ([]bpf.RawInstruction, error) { return filter.Compile(expression, link) }, nil, nil
}

// introduce says what is captured.
func (f *watchFlags) introduce(u *ui, name, expression string) {
	what := "every frame"
	switch {
	case expression != "" && expression == f.filter:
		what = "frames that pass '" + expression + "'"
	case expression != "":
		what = "frames that the inventory makes matter (--no-auto-filter captures all)"
	}
	u.note("%s: capturing %s, ring of %d MiB", name, what, f.ring)
	if on := live.Inspect(name).Offloads; len(on) > 0 {
		u.note("%s: merges frames before they are captured (%s), so that counts of packets are too low; %s", name, strings.Join(on, ", "), offloadRemedy(name, on))
	}
}

// openError says what to do about an interface that cannot be opened.
func openError(err error) error {
	e := &exitError{code: exitFailed, message: err.Error()}
	switch {
	case errors.Is(err, live.ErrPermission):
		program, exeErr := os.Executable()
		if exeErr != nil {
			program = "edrtap"
		}
		e.hint = "run 'sudo setcap cap_net_raw=ep " + program + "', or start the service: 'sudo systemctl start edrtap@INTERFACE'"
		var at *live.OpenError
		if errors.As(err, &at) {
			e.hint = strings.ReplaceAll(e.hint, "INTERFACE", at.Interface)
		}
	case errors.Is(err, live.ErrNoInterface):
		e.code, e.hint = exitUsage, "'edrtap doctor' lists the interfaces"
	case errors.Is(err, live.ErrNoNpcap):
		e.hint = "install it from https://npcap.com; capture files are analysed without it"
	case errors.Is(err, live.ErrUnsupported):
		e.hint = "capture with 'tcpdump -w FILE' and analyse the file, or build edrtap with cgo and libpcap"
	case errors.Is(err, live.ErrLinkType):
		e.hint = "try --capture pcap"
	}
	return e
}

// turn notes that an interface has gone or come back.
func (t *taps) turn(u *ui, i int, e live.Event) {
	t.mutex.Lock()
	t.states[i] = e.State
	t.mutex.Unlock()
	switch e.State {
	case live.Up:
		u.note("%s: is up; capturing again", e.Interface)
	case live.Down:
		u.note("%s: is down; capturing goes on when it is up ('sudo ip link set %s up')", e.Interface, e.Interface)
	case live.Gone:
		u.note("%s: is gone; capturing goes on when it is back", e.Interface)
	}
}

// status says how the interfaces are.
func (t *taps) status() []monitor.Interface {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	list := make([]monitor.Interface, len(t.sources))
	for i, source := range t.sources {
		list[i] = monitor.Interface{Name: t.names[i], State: t.states[i], Statistics: source.Statistics()}
	}
	return list
}

func (t *taps) close() {
	for _, source := range t.sources {
		_ = source.Close()
	}
}

// pulse is what stands between the interfaces and the analysis. It notes when
// frames were last asked for, which is when the analysis goes
// on, and ends the capture in good order: with what came before that moment.
type pulse struct {
	capture.Source
	evidence *evidence.Ring // keeps the frames; nil where they are not kept

	beat atomic.Int64 // ns since the Unix epoch
	stop atomic.Int64 // 0, or when the capture was to end
}

// drain is how long a capture that is to end is read on, at most.
const drain = 2 * time.Second

// ReadBatch implements capture.Source.
func (p *pulse) ReadBatch(b *capture.Batch) error {
	p.beat.Store(time.Now().UnixNano())
	stop := p.stop.Load()
	if stop > 0 && time.Since(time.Unix(0, stop)) > drain {
		b.Frames = b.Frames[:0]
		return io.EOF
	}
	err := p.Source.ReadBatch(b)
	if err == nil && stop > 0 && (len(b.Frames) == 0 && b.Until > 0 || len(b.Frames) > 0 && b.Frames[0].Time > stop) {
		b.Frames = b.Frames[:0]
		return io.EOF
	}
	if p.evidence != nil {
		p.evidence.Keep(b)
	}
	return err
}

// end lets the capture end with what has come up to now.
func (p *pulse) end() { p.stop.CompareAndSwap(0, time.Now().UnixNano()) }

// alive says whether the analysis goes on.
func (p *pulse) alive() bool {
	const dead = 15 * time.Second
	return time.Since(time.Unix(0, p.beat.Load())) < dead
}
