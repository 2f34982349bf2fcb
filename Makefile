# What one does with a checkout. `make` alone lists it.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help stack demo test bench fuzz need-cargo

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

stack: ## Bring pinned Postgres, nats-server and htmx into .stack/ (needs Python 3 and pip)
	@services/all-in-one/stack/setup.sh

demo: need-cargo stack ## Play a whole orange season, then leave the portal open (ARGS=… are passed on)
	cargo build --release --locked -p chophien
	target/release/chophien demo $(ARGS)

test: need-cargo ## Check everything: format, lints, every test
	@services/all-in-one/stack/setup.sh tests
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo test --workspace --locked
	python3 tests/accounting.py --self-test

fuzz: need-cargo ## Throw a minute of hostile bytes at each thing that reads what strangers send (needs a C++ compiler)
	@tests/fuzz/run.sh

bench: need-cargo stack ## Measure: the webhook door, starting, weight at rest, sign-in, an import, what shops are told
	cargo bench --locked -p intake --bench door
	cargo bench --locked -p chophien --bench house
	cargo bench --locked -p accounts --bench sign_in
	cargo bench --locked -p sheets --bench ten_thousand_rows
	cargo bench --locked -p onboarding --bench import
	cargo bench --locked -p syndication --bench telling

need-cargo:
	@command -v cargo >/dev/null || { echo 'Rust is missing: install version 1.94 or newer with rustup or your package manager, then run this again.' >&2; exit 1; }
