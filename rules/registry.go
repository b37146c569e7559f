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
		noClientHello(),
		noServerHello(),
		plaintextOnTLSPort(),

		eventRateExceeded(),

		silentClient(),

		captureOneWay(),
		captureLoss(),
		captureDuplicates(),
		captureTruncated(),
		captureIncomplete(),
	}
}
