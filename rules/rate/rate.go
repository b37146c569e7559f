// Package rate is the meter: events per second toward each server.
//
// Events are inside TLS. Where a connection is decrypted, its uploads and the
// events in them are counted (Upload) and exact. Where it is not, requests are
// told apart by the direction and the size of application data records (Client
// and Server), and what comes out is an interval that holds the true count:
//
//   - low: requests that surely began in that second, for one request holds at
//     least one event. A request begins with client data after an answer of
//     the server. What is too short for a request or an answer (an HTTP/2
//     control frame, 100 Continue) is none, and an answer that the client did
//     not wait for ends no request.
//   - high: the plaintext that may belong to requests of that second, divided
//     by the smallest plausible event.
//
// An event belongs to the second in which its request began. Bytes that a
// client sends without an answer between may belong to a request that began
// with the first of them or with any later one, so they count for the high
// bound of every second between.
package rate

const (
	// MinRequest is the least plaintext of a request, bytes: shorter than any
	// HTTP/1.1 request with its Host field (RFC 9112 section 3.2).
	MinRequest = 27

	// DefaultSmallestEvent is the smallest plausible event in an upload, bytes.
	// It allows for compression, so that the high bound holds.
	DefaultSmallestEvent = 16

	// slots divide a second for the sliding second: 100 ms each.
	slots  = 10
	second = int64(1e9)
	slot   = second / slots
)

// floorDiv rounds down for times before the epoch too.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
