package rules

// Registry gives every rule, in the order in which they are listed to people.
func Registry() []Rule {
	return []Rule{
		cipherExhausted(),
		versionExhausted(),
		alpnExhausted(),
		serverNameRefused(),
		weakProtocol(),
		handshakeFailed(),

		clientRejectsCertificate(),
		silentRejection(),
		clientCertificateRefused(),

		nameMismatch(),
		sanMissing(),
		certificateExpired(),
		certificateNotYetValid(),
		certificateSelfSigned(),
		certificateWeak(),
		chainIncomplete(),

		interceptingIssuer(),

		proxyAuthRequired(),
		proxyRefused(),
		proxyUpstreamFailed(),
		proxyInPath(),

		edrUnreachable(),
		resetInjected(),
		pathMTUBlackhole(),
		noClientHello(),
		noServerHello(),
		plaintextOnTLSPort(),
		dnsFailure(),
		dnsWrongAddress(),

		eventRateExceeded(),

		silentClient(),

		captureOneWay(),
		captureLoss(),
		captureDuplicates(),
		captureTruncated(),
		captureIncomplete(),
	}
}
