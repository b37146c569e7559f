package live

import (
	"encoding/binary"
	"fmt"
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"edrtap/capture"
	"edrtap/capture/live/testnet"
)

// BenchmarkRings sends frames of many flows from two processors at once and
// reads them from one ring, or from two that the kernel deals flows out to
// (PACKET_FANOUT, by hash). It reports what reading costs, and the share lost.
// See docs/ARCHITECTURE.md for what was concluded.
func BenchmarkRings(b *testing.B) {
	for _, size := range []int{100, 1400} {
		for _, rings := range []int{1, 2} {
			b.Run(fmt.Sprintf("frames of %d bytes, %d rings", size, rings), func(b *testing.B) { benchmarkRings(b, size, rings) })
		}
	}
}

func benchmarkRings(b *testing.B, size, rings int) {
	n := testnet.Pair(b)
	var sources []*socket
	for range rings {
		source, err := Open("afpacket", Config{Interface: n.Tap, Direct: true})
		if err != nil {
			b.Fatal(err)
		}
		s := source.(*socket)
		if rings > 1 {
			if err := unix.SetsockoptInt(s.ring.fd, unix.SOL_PACKET, unix.PACKET_FANOUT, 1|unix.PACKET_FANOUT_HASH<<16); err != nil {
				b.Fatal(err)
			}
		}
		sources = append(sources, s)
	}
	var read, cost atomic.Int64
	var readers, senders sync.WaitGroup
	for _, s := range sources {
		readers.Go(func() { readAll(s, &read, &cost) })
	}
	b.ResetTimer()
	const cpus = 2
	for cpu := range cpus {
		senders.Go(func() { sendFlows(b, n.Wire, cpu, size, b.N/cpus) })
	}
	senders.Wait()
	time.Sleep(2 * retire)
	b.StopTimer()
	var sum Statistics
	for _, s := range sources {
		sum.Add(s.Statistics())
		_ = s.Close()
	}
	readers.Wait()
	b.ReportMetric(float64(cost.Load())/float64(max(read.Load(), 1)), "ns-of-reader/frame")
	b.ReportMetric(100*float64(sum.Dropped)/float64(max(sum.Received, 1)), "%lost")
}

// readAll reads a source to its end as the analysis does, up to the first look
// at each frame's addresses, and adds up frames and processor time.
func readAll(s *socket, read, cost *atomic.Int64) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var b capture.Batch
	var sum byte
	for s.ReadBatch(&b) == nil {
		for i := range b.Frames {
			sum += b.Frames[i].Data[30]
		}
		read.Add(int64(len(b.Frames)))
	}
	var usage unix.Rusage
	if unix.Getrusage(unix.RUSAGE_THREAD, &usage) == nil {
		cost.Add(usage.Utime.Nano() + usage.Stime.Nano())
	}
	runtime.KeepAlive(sum)
}

// sendFlows sends UDP over IPv4 from a thousand ports, on one processor.
func sendFlows(b *testing.B, name string, cpu, size, count int) {
	runtime.LockOSThread() // never unlocked: the thread goes, and with it where it may run
	var on unix.CPUSet
	on.Set(cpu)
	_ = unix.SchedSetaffinity(0, &on) // with one processor there is nothing to choose
	at, err := net.InterfaceByName(name)
	if err != nil {
		b.Error(err)
		return
	}
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW, 0)
	if err != nil {
		b.Error(err)
		return
	}
	defer unix.Close(fd)
	_ = unix.SetsockoptInt(fd, unix.SOL_PACKET, unix.PACKET_QDISC_BYPASS, 1)
	to := &unix.SockaddrLinklayer{Ifindex: at.Index}
	f := make([]byte, size)
	copy(f, []byte{12: 8, 14: 0x45, 22: 64, 23: unix.IPPROTO_UDP, 26: 10, 29: 1, 30: 10, 33: 2})
	binary.BigEndian.PutUint16(f[16:], uint16(size-14))
	binary.BigEndian.PutUint16(f[38:], uint16(size-34))
	for i := range count {
		binary.BigEndian.PutUint16(f[34:], uint16(1000*cpu+i%1000))
		for unix.Sendto(fd, f, 0, to) == unix.ENOBUFS {
		}
	}
}
