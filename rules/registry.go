package rules

// Registry gives every rule, in the order in which they are listed to people.
func Registry() []Rule {
	return []Rule{
		cipherExhausted(),
		versionExhausted(),
		groupExhausted(),
		signatureExhausted(),
		alpnExhausted(),
		serverNameRefused(),
		cipherNearExhaustion(),
		fipsProfile(),
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
		certificateChanged(),
		managerNameMismatch(),

		interception(),
		interceptingIssuer(),
		proxiedHello(),
		multipleCertificates(),

		proxyAuthRequired(),
		proxyRefused(),
		proxyUpstreamFailed(),
		proxyInPath(),

		edrUnreachable(),
		resetInjected(),
		pathMTUBlackhole(),
		noClientHello(),
		noServerHello(),
		serverSlow(),
		plaintextOnTLSPort(),
		dnsFailure(),
		dnsWrongAddress(),
		revocationUnreachable(),

		eventRateExceeded(),
		eventRateNearLimit(),
		edrOverloaded(),

		silentClient(),
		multipleEDR(),
		multipleManagers(),
		enrollmentLoop(),
		reconnectStorm(),
		managerUnreachable(),
		clockSkew(),

		captureOneWay(),
		captureLoss(),
		captureDuplicates(),
		captureTruncated(),
		captureIncomplete(),
		sensorClock(),
	}
}
