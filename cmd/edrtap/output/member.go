package output

import (
	"strconv"

	"edrtap/rules/record"
)

// The functions here append one member of an object each. The name comes with
// its comma, quotes and colon.

func appendMember(b []byte, name, value string) []byte {
	return appendQuoted(append(b, name...), value)
}

// appendOptional leaves out an empty value.
func appendOptional(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	return appendMember(b, name, value)
}

func appendUint(b []byte, name string, value uint64) []byte {
	return strconv.AppendUint(append(b, name...), value, 10)
}

func appendBool(b []byte, name string, value bool) []byte {
	return strconv.AppendBool(append(b, name...), value)
}

func appendBoolPointer(b []byte, name string, value *bool) []byte {
	if value == nil {
		return b
	}
	return appendBool(b, name, *value)
}

// appendTrue appends the whole member where it is true.
func appendTrue(b []byte, member string, value bool) []byte {
	if !value {
		return b
	}
	return append(b, member...)
}

func appendPair(b []byte, name string, p record.Pair) []byte {
	b = append(b, name...)
	if p == (record.Pair{}) { // most are
		return append(b, "[0,0]"...)
	}
	b = appendUint(b, "[", p[0])
	return append(appendUint(b, ",", p[1]), ']')
}

func appendStrings(b []byte, list []string) []byte {
	b = append(b, '[')
	for i, s := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendQuoted(b, s)
	}
	return append(b, ']')
}

// appendList leaves out an empty list.
func appendList(b []byte, name string, list []string) []byte {
	if len(list) == 0 {
		return b
	}
	return appendStrings(append(b, name...), list)
}

func (e *sessionEncoder) appendCertificates(b []byte, list []record.Certificate) []byte {
	if len(list) == 0 {
		return b
	}
	b = append(b, `,"certificates":`...)
	json, slot := e.certificates.get(list)
	if json != nil {
		return append(b, json...)
	}
	start := len(b)
	for i := range list {
		b = append(b, ',')
		b = appendCertificate(b, &list[i])
	}
	b[start] = '['
	b = append(b, ']')
	slot.put(list, b[start:])
	return b
}

func appendCertificate(b []byte, c *record.Certificate) []byte {
	b = appendMember(b, `{"subject":`, c.Subject)
	b = appendMember(b, `,"issuer":`, c.Issuer)
	b = appendMember(b, `,"serial":`, c.Serial)
	b = appendMember(b, `,"sha256":`, c.SHA256)
	b = appendOptional(b, `,"sha1":`, c.SHA1)
	b = appendList(b, `,"dns_names":`, c.DNSNames)
	b = appendList(b, `,"ip_addresses":`, c.IPAddresses)
	b = appendList(b, `,"uris":`, c.URIs)
	b = appendList(b, `,"emails":`, c.Emails)
	b = appendOptional(b, `,"common_name":`, c.CommonName)
	b = appendBool(b, `,"has_san":`, c.HasSAN)
	if !c.NotBefore.IsZero() {
		b = appendTime(append(b, `,"not_before":`...), c.NotBefore)
	}
	if !c.NotAfter.IsZero() {
		b = appendTime(append(b, `,"not_after":`...), c.NotAfter)
	}
	b = appendOptional(b, `,"key":`, c.Key)
	b = appendOptional(b, `,"signature":`, c.Signature)
	b = appendList(b, `,"crl":`, c.CRL)
	b = appendList(b, `,"ocsp":`, c.OCSP)
	b = appendTrue(b, `,"ca":true`, c.CA)
	b = appendTrue(b, `,"self_signed":true`, c.SelfSigned)
	b = appendTrue(b, `,"remembered":true`, c.Remembered)
	b = appendOptional(b, `,"problem":`, c.Problem)
	return append(b, '}')
}

func appendStack(b []byte, s *record.Stack) []byte {
	if s == nil {
		return b
	}
	b = appendMember(b, `,"client_stack":{"name":`, s.Name)
	b = appendOptional(b, `,"detail":`, s.Detail)
	return append(appendStrings(append(b, `,"features":`...), s.Features), '}')
}

func appendAlerts(b []byte, list []record.Alert) []byte {
	if len(list) == 0 {
		return b
	}
	b = append(b, `,"alerts":`...)
	start := len(b)
	for i := range list {
		a := &list[i]
		b = appendMember(append(b, ','), `{"from":`, a.From)
		b = appendOptional(b, `,"level":`, a.Level)
		if a.Code != nil {
			b = appendUint(b, `,"code":`, uint64(*a.Code))
		}
		b = appendOptional(b, `,"description":`, a.Description)
		b = appendBool(b, `,"encrypted":`, a.Encrypted)
		b = append(appendTrue(b, `,"inferred":true`, a.Inferred), '}')
	}
	b[start] = '['
	return append(b, ']')
}

func appendEndpoint(b []byte, e record.Endpoint) []byte {
	b = appendAddress(append(b, `{"ip":`...), e.IP)
	return append(appendUint(b, `,"port":`, uint64(e.Port)), '}')
}

func appendProxy(b []byte, p *record.Proxy) []byte {
	at := len(b)
	b = appendOptional(b, `,"protocol":`, p.Protocol)
	b = appendMember(b, `,"host":`, p.Host)
	b = appendUint(b, `,"port":`, uint64(p.Port))
	if p.Status != 0 {
		b = strconv.AppendInt(append(b, `,"status":`...), int64(p.Status), 10)
	}
	b = appendOptional(b, `,"reason":`, p.Reason)
	b = appendList(b, `,"authenticate":`, p.Authenticate)
	b = appendOptional(b, `,"via":`, p.Via)
	b = appendOptional(b, `,"software":`, p.Software)
	b = appendOptional(b, `,"source":`, p.Source)
	return closeObject(b, at)
}

func appendTCP(b []byte, t *record.TCP) []byte {
	b = appendBool(b, `{"established":`, t.Established)
	b = appendPair(b, `,"packets":`, t.Packets)
	b = appendPair(b, `,"bytes":`, t.Bytes)
	b = appendPair(b, `,"retransmitted":`, t.Retransmitted)
	b = appendPair(b, `,"out_of_order":`, t.OutOfOrder)
	b = appendPair(b, `,"missing_bytes":`, t.MissingBytes)
	if t.Duplicates != 0 {
		b = appendUint(b, `,"duplicate_frames":`, t.Duplicates)
	}
	if t.RTT != 0 {
		b = appendUint(b, `,"rtt_us":`, t.RTT)
	}
	b = appendMember(b, `,"ended_by":`, string(t.EndedBy))
	if t.SYNs != 0 {
		b = strconv.AppendInt(append(b, `,"syns":`...), int64(t.SYNs), 10)
	}
	b = appendTrue(b, `,"refused":true`, t.Refused)
	if t.ICMPErrors != 0 {
		b = appendUint(b, `,"icmp_errors":`, t.ICMPErrors)
	}
	b = appendTrue(b, `,"one_way":true`, t.OneWay)
	b = appendTrue(b, `,"mid_stream":true`, t.MidStream)
	b = appendTrue(b, `,"cut":true`, t.Cut)
	b = appendTrue(b, `,"at_capture_end":true`, t.AtEnd)
	b = appendTrue(b, `,"mixed":true`, t.Mixed)
	b = appendTrue(b, `,"unseen_end":true`, t.UnseenEnd)
	b = appendPairIfAny(b, `,"mss":`, t.MSS)
	b = appendPairIfAny(b, `,"unacked_bytes":`, t.Unacked)
	b = appendPairIfAny(b, `,"stuck_bytes":`, t.Stuck)
	b = appendPairIfAny(b, `,"zero_windows":`, t.ZeroWindows)
	b = appendReset(b, `,"client_reset":`, t.ClientReset)
	b = appendReset(b, `,"server_reset":`, t.ServerReset)
	b = appendICMP(b, t.ICMP)
	b = appendLatency(b, &t.Latency)
	return append(b, '}')
}

// appendPairIfAny leaves out a pair of zeros.
func appendPairIfAny(b []byte, name string, p record.Pair) []byte {
	if p == (record.Pair{}) {
		return b
	}
	return appendPair(b, name, p)
}

// appendUintIfAny leaves out a zero.
func appendUintIfAny(b []byte, name string, value uint64) []byte {
	if value == 0 {
		return b
	}
	return appendUint(b, name, value)
}

func appendReset(b []byte, name string, r *record.Resets) []byte {
	if r == nil {
		return b
	}
	b = appendUint(append(b, name...), `{"count":`, r.Count)
	b = appendUintIfAny(b, `,"implausible":`, r.Implausible)
	b = appendTrue(b, `,"survived":true`, r.Survived)
	b = appendTime(append(b, `,"time":`...), r.Time)
	b = appendHeaders(append(b, ','), r.TTL, r.IPID, r.Window)
	if h := r.Before; h != nil {
		b = appendHeaders(append(b, `,"before":{`...), h.TTL, h.IPID, h.Window)
		b = append(b, '}')
	}
	return append(b, '}')
}

func appendHeaders(b []byte, ttl uint8, ipid, window uint16) []byte {
	b = appendUint(b, `"ttl":`, uint64(ttl))
	b = appendUint(b, `,"ip_id":`, uint64(ipid))
	return appendUint(b, `,"window":`, uint64(window))
}

func appendICMP(b []byte, e *record.ICMP) []byte {
	if e == nil {
		return b
	}
	b = appendMember(b, `,"icmp":{"about":`, e.About)
	b = appendTrue(b, `,"v6":true`, e.V6)
	b = appendUint(b, `,"type":`, uint64(e.Type))
	b = appendUint(b, `,"code":`, uint64(e.Code))
	return append(appendUintIfAny(b, `,"mtu":`, e.MTU), '}')
}

func appendLatency(b []byte, l *record.Latency) []byte {
	if *l == (record.Latency{}) {
		return b
	}
	b = append(b, `,"latency":`...)
	at := len(b)
	b = appendUintIfAny(b, `,"tcp_us":`, l.TCP)
	b = appendUintIfAny(b, `,"client_hello_to_server_hello_us":`, l.ServerHello)
	b = appendUintIfAny(b, `,"certificate_us":`, l.Certificate)
	b = appendUintIfAny(b, `,"server_flight_us":`, l.Flight)
	b = appendUintIfAny(b, `,"finished_us":`, l.Finished)
	b = appendUintIfAny(b, `,"first_request_to_answer_us":`, l.Answer)
	return closeObject(b, at)
}
