package text

import "maps"

// entries is the catalogue: one entry for each rule.
var entries = map[string]Entry{
	"cipher-exhausted":           cipherExhausted,
	"version-exhausted":          versionExhausted,
	"alpn-exhausted":             alpnExhausted,
	"server-name-refused":        serverNameRefused,
	"weak-protocol":              weakProtocol,
	"handshake-failed":           handshakeFailed,
	"client-rejects-certificate": clientRejectsCertificate,
	"silent-rejection":           silentRejection,
	"client-certificate-refused": clientCertificateRefused,
	"name-mismatch":              nameMismatch,
	"san-missing":                sanMissing,
	"certificate-expired":        certificateExpired,
	"certificate-not-yet-valid":  certificateNotYetValid,
	"certificate-self-signed":    certificateSelfSigned,
	"certificate-weak":           certificateWeak,
	"chain-incomplete":           chainIncomplete,
	"intercepting-issuer":        interceptingIssuer,
	"proxy-auth-required":        proxyAuthRequired,
	"proxy-refused":              proxyRefused,
	"proxy-upstream-failed":      proxyUpstreamFailed,
	"proxy-in-path":              proxyInPath,
	"edr-unreachable":            edrUnreachable,
	"no-client-hello":            noClientHello,
	"no-server-hello":            noServerHello,
	"plaintext-on-tls-port":      plaintextOnTLSPort,
	"group-exhausted":            groupExhausted,
	"signature-exhausted":        signatureExhausted,
	"cipher-near-exhaustion":     cipherNearExhaustion,
	"fips-profile":               fipsProfile,
	"proxied-hello":              proxiedHello,
	"event-rate-near-limit":      eventRateNearLimit,
	"edr-overloaded":             edrOverloaded,
	"server-slow":                serverSlow,
	"multiple-edr":               multipleEDR,
	"multiple-managers":          multipleManagers,
	"enrollment-loop":            enrollmentLoop,
	"reconnect-storm":            reconnectStorm,
	"clock-skew":                 clockSkew,
	"sensor-clock":               sensorClock,
	"manager-name-mismatch":      managerNameMismatch,
	"manager-unreachable":        managerUnreachable,
	"interception":               interception,
	"multiple-certificates":      multipleCertificates,
	"certificate-changed":        certificateChanged,
	"dns-failure":                dnsFailure,
	"dns-wrong-address":          dnsWrongAddress,
	"reset-injected":             resetInjected,
	"path-mtu-blackhole":         pathMTUBlackhole,
	"event-rate-exceeded":        eventRateExceeded,
	"silent-client":              silentClient,
	"revocation-unreachable":     revocationUnreachable,
	"capture-one-way":            captureOneWay,
	"capture-loss":               captureLoss,
	"capture-duplicates":         captureDuplicates,
	"capture-truncated":          captureTruncated,
	"capture-incomplete":         captureIncomplete,
}

// For gives the words of a rule; an empty entry where there is no such rule.
func For(rule string) Entry { return entries[rule] }

// Rules gives the ids that the catalogue has words for, in no order.
func Rules() []string {
	ids := make([]string, 0, len(entries))
	for id := range entries {
		ids = append(ids, id)
	}
	return ids
}

// with adds sentences that several rules share.
func with(own map[string]Text, shared ...map[string]Text) map[string]Text {
	all := maps.Clone(own)
	for _, more := range shared {
		maps.Copy(all, more)
	}
	return all
}

// reactions say what clients did with a certificate.
var reactions = map[string]Text{
	"reaction.rejected": {
		"{rejected:session was|sessions were} ended by the client over the certificate; none went on to send data.",
		"{rejected} 件のセッションで、クライアントが証明書を理由に接続を終了しました。データ送信まで進んだセッションはありません。",
	},
	"reaction.mixed": {
		"In {rejected:session|sessions} the client ended the connection over the certificate, in {content} it went on to send data.",
		"{rejected} 件のセッションではクライアントが証明書を理由に接続を終了し、{content} 件ではデータ送信まで進みました。",
	},
	"reaction.accepted": {
		"The clients seen so far took the certificate and sent data in {content:session|sessions}.",
		"これまでに観測されたクライアントは証明書を受け入れ、{content} 件のセッションでデータを送信しました。",
	},
	"reaction.left": {
		"One client left in silence after it, which may or may not be over the certificate.",
		"1 台のクライアントが受信後に無言で切断しましたが、証明書が理由かどうかは分かりません。",
	},
	"reaction.unseen": {
		"What the clients made of it was not seen.",
		"クライアントがどう反応したかは観測されていません。",
	},
}

// trusting are the changes by which clients come to trust a certificate.
var trusting = map[string]Text{
	"install": {
		"Install the appliance's certificate, or that of the CA that issued it, in the Trusted Root store of the computer account on the clients. Check its SHA-256 fingerprint on the appliance first.",
		"アプライアンスの証明書、またはそれを発行した CA の証明書を、クライアントのコンピューターアカウントの「信頼されたルート証明機関」に登録してください。登録前に SHA-256 フィンガープリントをアプライアンス側で照合してください。",
	},
	"policy": {
		"In SEPM, check that the group's External Communications > Private Cloud policy carries the appliance's current certificate, and that the clients have received the current policy.",
		"SEPM で、グループの「外部通信」>「プライベートクラウド」ポリシーにアプライアンスの現在の証明書が含まれ、クライアントが最新のポリシーを受信していることを確認してください。",
	},
	"intercepted": {
		"Compare the certificate on the wire with the one on the appliance: if they differ, a device between them intercepts TLS and must exempt the appliance.",
		"通信上の証明書とアプライアンスの証明書を比較してください。異なる場合は途中の機器が TLS を傍受しているため、アプライアンスを検査対象から除外する必要があります。",
	},
	"name": {
		"Check that the server URL in External Communications > Private Cloud uses a name that is in the certificate.",
		"「外部通信」>「プライベートクラウド」のサーバー URL が、証明書に含まれる名前を使っていることを確認してください。",
	},
	"renew": {
		"Issue a new certificate for the server and install it there; then have SEPM deliver it to the clients.",
		"サーバーの証明書を新しく発行して適用し、SEPM からクライアントへ配布してください。",
	},
	"clock": {
		"Check the clocks: of the server, of the clients, and of the capturing machine.",
		"サーバー、クライアント、キャプチャ機器の時刻を確認してください。",
	},
	"reissue": {
		"Issue a new certificate whose subjectAltName holds every name and address by which clients call the server.",
		"クライアントが使用するすべての名前とアドレスを subjectAltName に含む証明書を新しく発行してください。",
	},
}

// pick takes some of the shared sentences.
func pick(from map[string]Text, keys ...string) map[string]Text {
	some := make(map[string]Text, len(keys))
	for _, key := range keys {
		some[key] = from[key]
	}
	return some
}
