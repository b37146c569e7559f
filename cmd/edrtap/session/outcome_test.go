package session

import (
	"testing"

	"edrtap/rules/record"
	"edrtap/tlsparse"
)

const second = int64(1e9)

func alertOf(from tlsparse.Dir, at int64, code tlsparse.AlertDescription) tlsparse.Alert {
	return tlsparse.Alert{From: from, Time: at, Level: tlsparse.LevelFatal, Code: code}
}

func encryptedAlert(from tlsparse.Dir, at int64) tlsparse.Alert {
	return tlsparse.Alert{From: from, Time: at, Encrypted: true}
}

func TestOutcome(t *testing.T) {
	const client, server = tlsparse.Client, tlsparse.Server
	tests := []struct {
		name string
		a    attempt
		want record.Outcome
	}{
		{
			"SYNs without an answer",
			attempt{firstSYN: second},
			record.NoTCP,
		},
		{
			"a SYN just before the capture ends says nothing",
			attempt{firstSYN: second, captureEnd: 2 * second},
			record.Truncated,
		},
		{
			"a SYN that is answered by RST is refused even at the end",
			attempt{firstSYN: second, rst: [2]int64{0, second + 1}, captureEnd: 2 * second},
			record.NoTCP,
		},
		{
			"a SYN that is answered by an ICMP error is refused even at the end",
			attempt{firstSYN: second, icmp: true, captureEnd: 2 * second},
			record.NoTCP,
		},
		{
			"a proxy's refusal comes before everything else",
			attempt{connected: true, refused: true, notTLS: true},
			record.ProxyRefused,
		},
		{
			"plain HTTP in answer to a ClientHello",
			attempt{connected: true, hello: true, notTLS: true},
			record.NotTLS,
		},
		{
			"an encrypted alert behind lost bytes may be a close_notify",
			attempt{connected: true, hello: true, progress: 3, lost: [2]bool{true, false}, alerts: []tlsparse.Alert{encryptedAlert(client, 5)}, fin: [2]int64{6, 0}},
			record.ClientClosed,
		},
		{
			"a server whose answers may have been lost did not refuse",
			attempt{connected: true, established: true, finished: 5, appRecords: [2]uint64{1, 0}, lost: [2]bool{false, true}, alerts: []tlsparse.Alert{encryptedAlert(server, 6)}, fin: [2]int64{9, 7}},
			record.Established,
		},
		{
			"a client whose requests may have been lost did not leave in silence",
			attempt{connected: true, established: true, finished: 5, lost: [2]bool{true, false}, fin: [2]int64{9, 10}},
			record.Established,
		},
		{
			"an alert in the clear stands whatever was lost",
			attempt{connected: true, hello: true, lost: [2]bool{true, true}, alerts: []tlsparse.Alert{alertOf(client, 3, tlsparse.AlertUnknownCA)}, fin: [2]int64{4, 5}},
			record.ClientAlert,
		},
		{
			"a capture that begins inside a session cannot judge its handshake",
			attempt{connected: true, midStream: true, fin: [2]int64{9, 0}},
			record.Truncated,
		},
		{
			"finished and used",
			attempt{connected: true, established: true, finished: 5, appRecords: [2]uint64{1, 1}, fin: [2]int64{9, 10}},
			record.Established,
		},
		{
			"finished and left by the client without a request",
			attempt{connected: true, established: true, finished: 5, fin: [2]int64{9, 10}},
			record.SilentRejection,
		},
		{
			"finished, then an encrypted alert of the client and nothing else",
			attempt{connected: true, established: true, finished: 5, alerts: []tlsparse.Alert{encryptedAlert(client, 8)}, fin: [2]int64{9, 10}},
			record.SilentRejection,
		},
		{
			"finished, then an encrypted alert of the client, which leaves the closing to the server and reads no more",
			attempt{connected: true, established: true, finished: 5, alerts: []tlsparse.Alert{encryptedAlert(client, 6), encryptedAlert(server, 7)}, fin: [2]int64{0, 8}, rst: [2]int64{9, 0}},
			record.ClientAlert,
		},
		{
			"finished, then an encrypted alert of the client, which waits for the server to close and closes too",
			attempt{connected: true, established: true, finished: 5, alerts: []tlsparse.Alert{encryptedAlert(client, 6), encryptedAlert(server, 7)}, fin: [2]int64{9, 8}},
			record.SilentRejection,
		},
		{
			"finished and closed by the server first",
			attempt{connected: true, established: true, finished: 5, fin: [2]int64{10, 9}},
			record.Established,
		},
		{
			"finished and still open when the capture ends",
			attempt{connected: true, established: true, finished: 5, captureEnd: 6},
			record.Established,
		},
		{
			"an encrypted alert of the server right behind the client's Finished refuses its certificate",
			attempt{connected: true, established: true, finished: 5, appRecords: [2]uint64{1, 0}, alerts: []tlsparse.Alert{encryptedAlert(server, 6)}, fin: [2]int64{9, 7}},
			record.ServerAlert,
		},
		{
			"an encrypted alert of the server after the client has left is its close_notify",
			attempt{connected: true, established: true, finished: 5, alerts: []tlsparse.Alert{encryptedAlert(client, 6), encryptedAlert(server, 7)}, fin: [2]int64{6, 7}},
			record.SilentRejection,
		},
		{
			"the server's alert decides",
			attempt{connected: true, hello: true, alerts: []tlsparse.Alert{alertOf(server, 3, tlsparse.AlertHandshakeFailure)}, fin: [2]int64{5, 4}},
			record.ServerAlert,
		},
		{
			"the client's alert decides",
			attempt{connected: true, hello: true, alerts: []tlsparse.Alert{alertOf(client, 3, tlsparse.AlertUnknownCA)}, fin: [2]int64{4, 5}},
			record.ClientAlert,
		},
		{
			"a client's alert after the server's FIN is only its complaint",
			attempt{connected: true, hello: true, alerts: []tlsparse.Alert{alertOf(client, 5, tlsparse.AlertDecodeError)}, fin: [2]int64{6, 4}},
			record.ServerClosed,
		},
		{
			"an encrypted alert behind application data is a close_notify, even where only the client is seen",
			attempt{connected: true, hello: true, progress: 3, appRecords: [2]uint64{2, 0}, alerts: []tlsparse.Alert{encryptedAlert(client, 5)}, fin: [2]int64{6, 0}},
			record.ClientClosed,
		},
		{
			"a warning decides nothing",
			attempt{connected: true, hello: true, alerts: []tlsparse.Alert{{From: server, Time: 3, Level: tlsparse.LevelWarning, Code: tlsparse.AlertUnrecognizedName}}, fin: [2]int64{4, 0}},
			record.ClientClosed,
		},
		{
			"FIN of the client before completion",
			attempt{connected: true, hello: true, progress: 3, fin: [2]int64{4, 5}},
			record.ClientClosed,
		},
		{
			"FIN of the client after seconds without an answer is giving up",
			attempt{connected: true, hello: true, progress: second, fin: [2]int64{4 * second, 0}},
			record.Timeout,
		},
		{
			"RST before completion",
			attempt{connected: true, hello: true, progress: 3, rst: [2]int64{0, 4}},
			record.Reset,
		},
		{
			"FIN before RST",
			attempt{connected: true, hello: true, progress: 3, fin: [2]int64{0, 4}, rst: [2]int64{5, 0}},
			record.ServerClosed,
		},
		{
			"no answer and no end",
			attempt{connected: true, hello: true, progress: 3},
			record.Timeout,
		},
		{
			"the capture ends right behind the ClientHello",
			attempt{connected: true, hello: true, progress: second, captureEnd: second + 1},
			record.Truncated,
		},
		{
			"the capture goes on long after an unanswered ClientHello",
			attempt{connected: true, hello: true, progress: second, captureEnd: 20 * second},
			record.Timeout,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.a.outcome(); got != test.want {
				t.Errorf("outcome %q, want %q", got, test.want)
			}
		})
	}
}
