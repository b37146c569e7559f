package screen

import (
	"time"

	"edrtap/rules/record"
)

// load is what came toward one server lately.
type load struct {
	server  record.Endpoint
	mean    uint64        // events per second, estimated, over the last recent
	minute  record.Rate   // the busiest second of the last minute; zero where there was none
	hour    record.Rate   // the busiest second of all
	clients uint64        // most in one second of the last minute
	seconds []record.Rate // of the last minute, in order
}

const (
	recent     = 10 * time.Second
	lastMinute = time.Minute
)

// loads sums up rates, which are in order of server and second, as they are at
// a packet time. The mean is of whole seconds.
func loads(rates []record.Rate, at time.Time) []load {
	at = at.Truncate(time.Second)
	var list []load
	for i := range rates {
		r := &rates[i]
		if len(list) == 0 || list[len(list)-1].server != r.Server {
			list = append(list, load{server: r.Server})
		}
		l := &list[len(list)-1]
		if r.Events.Estimate >= l.hour.Events.Estimate {
			l.hour = *r
		}
		if age := at.Sub(r.Second); age <= lastMinute {
			if r.Events.Estimate >= l.minute.Events.Estimate {
				l.minute = *r
			}
			l.clients = max(l.clients, r.Clients)
			l.seconds = append(l.seconds, *r)
			if age > 0 && age <= recent {
				l.mean += r.Events.Estimate
			}
		}
	}
	for i := range list {
		list[i].mean /= uint64(recent / time.Second)
	}
	return list
}
