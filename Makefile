# edrtap. `make demo` shows it, `make test` checks it.

GO       ?= go
PREFIX   ?= /usr/local
BIN      := bin/edrtap
VERSION  := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
SOURCES  := $(shell find cmd capture tlsparse rules storage -name '*.go' 2>/dev/null) go.mod go.sum
FUZZTIME ?= 30s
PACKAGES ?= ./...
TARGETS  ?= ^Fuzz
SEED     ?= 1
SUDO     := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: demo build test lint bench fuzz deb release install clean deps browser peers generate

demo: build ## build edrtap and let it explain a bundled capture of a small fleet in trouble
	$(BIN) analyze --edr edr.corp.example=10.9.9.9 --sepm 10.9.9.20 pcaps/fleet-in-trouble/capture.pcapng

build: deps $(BIN) ## build bin/edrtap

$(BIN): $(SOURCES)
	$(GO) build -trimpath -ldflags '-X main.version=$(VERSION)' -o $@ ./cmd/edrtap

# libpcap's header is what the build needs beside Go and a C compiler.
deps:
	@command -v $(GO) >/dev/null || { echo 'go was not found: install Go 1.26 or later and put it on PATH'; exit 1; }
	@if [ ! -e /usr/include/pcap/pcap.h ] || ! command -v gcc >/dev/null; then \
		echo 'installing libpcap-dev and gcc'; \
		$(SUDO) apt-get update -q && $(SUDO) apt-get install -y -q libpcap-dev gcc libc6-dev; \
	fi

# What the tests of pages need beside: a browser, and letters to draw.
browser:
	@if ! command -v chromium >/dev/null || ! fc-list :lang=ja | grep -q .; then \
		echo 'installing chromium and a Japanese font'; \
		$(SUDO) apt-get update -q && $(SUDO) apt-get install -y -q chromium fontconfig fonts-ipafont-gothic; \
	fi

# What the tests of decryption and of live capture talk to.
peers:
	@if ! command -v openssl >/dev/null || ! command -v gnutls-serv >/dev/null || ! command -v ip >/dev/null || ! command -v tcpreplay >/dev/null || ! command -v script >/dev/null; then \
		echo 'installing openssl, gnutls-bin, iproute2, tcpreplay and bsdutils'; \
		$(SUDO) apt-get update -q && $(SUDO) apt-get install -y -q openssl gnutls-bin iproute2 tcpreplay bsdutils; \
	fi
	@if ! command -v node >/dev/null || ! command -v javac >/dev/null; then \
		echo 'installing nodejs and default-jdk-headless'; \
		$(SUDO) apt-get update -q && $(SUDO) apt-get install -y -q nodejs default-jdk-headless; \
	fi

test: deps browser peers ## every test, with the race detector
	@[ "$$EDRTAP_TEST_NETWORK" = required ] || echo 'tests for which this machine lacks rights or programs are skipped: EDRTAP_TEST_NETWORK=required makes them fail'
	$(GO) test -race -timeout 15m ./...

lint: deps ## gofumpt, go vet (for Windows too), staticcheck, import rules
	@unformatted=$$($(GO) tool gofumpt -l cmd capture tlsparse rules storage pcaps); \
	if [ -n "$$unformatted" ]; then echo "not formatted; run '$(GO) tool gofumpt -w .':"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	CGO_ENABLED=0 GOOS=windows $(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) run ./cmd/importrules

bench: build ## speed beside libpcap and gopacket; ns and allocations of every stage
	$(GO) run ./cmd/bench -edrtap $(BIN)
	$(GO) run ./cmd/bench stages

.PHONY: live-bench
live-bench: build peers ## frames dropped at several rates, beside tcpdump and libpcap; needs root
	@command -v tcpdump >/dev/null || $(SUDO) apt-get install -y -q tcpdump
	$(GO) build -trimpath -o .cache/bench/bench ./cmd/bench
	$(SUDO) .cache/bench/bench live -edrtap $(BIN)

# Every fuzz target of PACKAGES whose name TARGETS fits, FUZZTIME each. A crash is kept below the
# package's testdata/fuzz and is a test from then on. Inputs that reach new code
# are shortened only a little: Go would spend the whole time on that. Go calls it
# a failure when the end of FUZZTIME finds a worker busy ("context deadline
# exceeded", golang.org/issue/75804, mended in Go 1.27); a failing input is
# always named.
fuzz: deps $(if $(filter ./...,$(PACKAGES)),mutate)
	@set -e; log=$$(mktemp); trap 'rm -f "$$log"' EXIT; \
	for package in $$($(GO) list $(PACKAGES)); do \
		targets=$$($(GO) test -list '^Fuzz' $$package | grep '^Fuzz' | grep -E '$(TARGETS)' || true); \
		for target in $$targets; do \
			echo "fuzz $$package $$target $(FUZZTIME)"; \
			if $(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 20x $$package >"$$log" 2>&1; then \
				tail -n 2 "$$log"; \
			elif grep -q '^    context deadline exceeded$$' "$$log" && ! grep -qE 'Failing input|panic|hung or terminated|--- FAIL: .*/' "$$log"; then \
				tail -n 6 "$$log"; echo "$$target: its time was over, and no input failed"; \
			else \
				cat "$$log"; exit 1; \
			fi; \
		done; \
	done

# Damaged captures: nothing may panic, hang or take more memory than it should.
# CORPUS adds the captures of a folder to the bundled ones.
.PHONY: mutate
mutate: deps ## analyse 10,000 damaged captures
	$(GO) run ./cmd/mutate --variants 10000 --seed $(SEED) --corpus "$(CORPUS)"

# CORPUS is a folder of public captures with what other analysers say of them,
# LAB one of captures whose truth is known; see docs/conformance.md.
.PHONY: conformance
conformance: build ## agreement with other analysers and with known truth, field by field
	$(GO) run ./cmd/conformance --edrtap $(BIN) --corpus "$(CORPUS)" --lab "$(LAB)"

generate: ## write registries and bundled captures anew
	$(GO) generate ./tlsparse/...
	$(GO) run ./pcaps/generate

deb: build ## dist/edrtap_VERSION_ARCHITECTURE.deb: binary, service, manual pages, completions
	cmd/edrtap/debian/build $(BIN) $(VERSION)

# Static binaries to be copied: they need no libpcap, and so know no -f.
RELEASES := linux-amd64 linux-arm64 windows-amd64 darwin-arm64

release: deps ## static binaries for RELEASES in dist, checksums and an SBOM
	rm -rf dist/release && mkdir -p dist/release
	@set -e; for target in $(RELEASES); do \
		name=dist/release/edrtap-$(VERSION)-$$target; \
		case $$target in windows-*) name=$$name.exe ;; esac; \
		echo "build $$name"; \
		CGO_ENABLED=0 GOOS=$${target%-*} GOARCH=$${target#*-} $(GO) build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o $$name ./cmd/edrtap; \
	done
	$(GO) run ./cmd/sbom $(VERSION) dist/release/edrtap-* > dist/release/sbom.cdx.json
	cd dist/release && sha256sum edrtap-* sbom.cdx.json > SHA256SUMS

install: build
	install -D -m 755 $(BIN) $(DESTDIR)$(PREFIX)/bin/edrtap

clean:
	rm -rf bin dist .cache
