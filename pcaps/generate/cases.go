package main

import "slices"

// cases are all bundled captures.
func cases() []Case {
	return slices.Concat(
		fleetCases(), healthyCases(), nameCases(), certificateCases(), rejectionCases(),
		negotiationCases(), interceptionCases(), pathCases(), rateCases(), captureCases(), decryptedCases(),
		exhaustedCases(), trustCases(), proxyCases(), networkCases(), companyCases(), sensorCases(),
	)
}
