package pipeline

import (
	"maps"

	"edrtap/capture/flow"
	"edrtap/capture/packet"
	"edrtap/capture/pcapfile"
	"edrtap/rules/record"
	"edrtap/tlsparse"
	"edrtap/tlsparse/exchange"
)

// result sums up what decoder, tables, parsers and sessions counted, while the
// workers rest. The meter is the result's, or a copy of it where it goes on.
func (r *run) result(goOn bool) *Result {
	result := &Result{
		Frames: r.frames, Bytes: r.bytes, First: r.first, Last: r.clock,
		Sessions: r.collector.sessions, Established: r.collector.established,
		Rates: r.collector.rates,
	}
	var tables flow.Counters
	var parsers tlsparse.Counters
	var http exchange.Counters
	var corrupt uint64
	var rates []taken
	for _, w := range r.workers {
		rates = w.takeRates(rates)
		parsers.Add(w.parser.Counters)
		http.Add(w.http.Counters)
		corrupt += w.corrupt
		for _, table := range w.tables {
			if table != nil {
				tables.Add(table.Counters())
			}
		}
	}
	r.collector.meter(rates)
	if goOn {
		result.Rates = result.Rates.Clone()
	}
	result.Sensor = r.sensor(r.decoded(), &tables, &parsers, result.Rates.Folded())
	result.Sensor.BadChecksums += corrupt
	maps.Copy(result.Sensor.LimitsHit, http.LimitsHit())
	return result
}

// decoded sums up what the decoders counted. Only the dispatcher's sees link
// types that are not known, tunnels and fragments.
func (r *run) decoded() packet.Counters {
	c := r.decoder.Counters()
	for _, w := range r.workers {
		of := w.decoder.Counters()
		c.Cut += of.Cut
		c.Undecoded += of.Undecoded
		c.BadIPChecksum += of.BadIPChecksum
	}
	return c
}

func (r *run) sensor(decoder packet.Counters, tables *flow.Counters, parsers *tlsparse.Counters, unmetered uint64) record.Sensor {
	sensor := record.Sensor{
		MissingBytes:    r.collector.missing,
		OneWayFlows:     r.collector.oneWay,
		DuplicateFrames: tables.Duplicates,
		TruncatedFrames: decoder.Cut,
		UndecodedFrames: decoder.Undecoded,
		BadChecksums:    decoder.BadIPChecksum,
		LimitsHit:       tables.LimitsHit(),
	}
	maps.Copy(sensor.LimitsHit, parsers.LimitsHit())
	for name, n := range map[string]uint64{
		"tunnel_depth": decoder.TunnelTooDeep,
		"fragments":    decoder.Defragmentation.Evicted,
		"rate_servers": unmetered,
	} {
		if n > 0 {
			sensor.LimitsHit[name] = n
		}
	}
	if r.dns != nil && r.dns.Dropped() > 0 {
		sensor.LimitsHit["dns_queries"] = r.dns.Dropped()
	}
	if r.config.Secrets != nil && r.config.Secrets.Dropped() > 0 {
		sensor.LimitsHit["secrets"] = r.config.Secrets.Dropped()
	}
	for _, link := range decoder.UnknownLinks {
		sensor.UnknownLinks = append(sensor.UnknownLinks, record.UnknownLink{Number: uint16(link.Link), Name: pcapfile.LinkTypeName(link.Link), Frames: link.Frames})
	}
	return sensor
}
