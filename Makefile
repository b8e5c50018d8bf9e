# Harrier: build, run, test, measure. `make help` lists the targets.

SWIFT ?= swift
PREFIX ?= /usr/local
JOBS ?= 4
SECONDS ?= 60
FLAGS = --explicit-target-dependency-import-check error
RELEASE = -c release --static-swift-stdlib $(FLAGS)
BINARY = .build/release/harrier
BENCH =
HEADERS = /usr/include/openssl/ssl.h /usr/include/pcre2.h

.PHONY: help build debug run test unit-test reg-test check-configs bench bench-instructions soak fuzz install clean libraries test-tools

help:
	@echo 'make build               $(BINARY)'
	@echo 'make run                 builds, then serves configs/quickstart.cfg in the foreground'
	@echo 'make test                unit tests, reg-tests, and a check of every file in configs/'
	@echo 'make bench               against the installed haproxy and nginx; BENCH="--scenario keep-alive" narrows it'
	@echo 'make bench-instructions  user instructions for one request (needs valgrind)'
	@echo 'make soak                one million mixed requests while origins come and go'
	@echo 'make fuzz                each fuzz target for SECONDS=60 seconds'
	@echo 'make install             the program under PREFIX=/usr/local'
	@echo 'make clean               removes everything that was built'

# The headers of OpenSSL and PCRE2, from the distribution.
libraries:
	@for header in $(HEADERS); do [ -e $$header ] || missing=yes; done; \
	if [ -n "$$missing" ]; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq libssl-dev libpcre2-dev; \
		else \
			echo 'Please install the development files of OpenSSL and PCRE2 (Debian: libssl-dev libpcre2-dev).' >&2; exit 1; \
		fi; \
	fi

# What the reg-tests run on.
test-tools:
	@if [ ! -x /usr/bin/python3 ] && ! command -v python3 >/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3; \
		else \
			echo 'Please install python3.' >&2; exit 1; \
		fi; \
	fi

build: libraries
	$(SWIFT) build $(RELEASE) --product harrier

debug: libraries
	$(SWIFT) build $(FLAGS)

run: build
	@sed -n '/^# Try/,/^$$/{s/^# \{0,1\}//p}' configs/quickstart.cfg
	@exec $(BINARY) -db -f configs/quickstart.cfg

test: unit-test reg-test check-configs

unit-test: libraries
	# Why two runs: the vocabulary of rules is the process's, and some suites install one of their own.
	$(SWIFT) test $(FLAGS) --skip HarrierTests
	$(SWIFT) test $(FLAGS) --skip-build --filter HarrierTests

reg-test: build test-tools
	reg-tests/run -j $(JOBS)

check-configs: build
	@failed=0; for file in configs/*.cfg; do \
		if $(BINARY) -c -f $$file; then echo "ok       $$file"; else echo "FAILED   $$file"; failed=1; fi; \
	done; exit $$failed

bench: build
	Tests/Bench/bench $(BENCH)

bench-instructions: build
	Tests/Bench/instructions

soak: build
	Tests/Bench/soak

fuzz: libraries
	Tests/Fuzz/run $(SECONDS)

install: build
	install -D -m 755 $(BINARY) $(DESTDIR)$(PREFIX)/sbin/harrier

clean:
	rm -rf .build
