# Thin on purpose: each line is one command of cargo or of xtask (the tools of the house, in xtask/).
.DEFAULT_GOAL := help
.PHONY: help run cluster test bench e2e fmt

RUST_MISSING = { echo 'install first: Rust (https://rustup.rs)' >&2; exit 1; }

help: ## Shows this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Builds everything and starts the demo, signed in with demo / demo-demo
	@command -v cargo >/dev/null || $(RUST_MISSING)
	@cargo xtask run

cluster: ## Starts two throw-away nodes on PostgreSQL and Redis behind one address
	@command -v cargo >/dev/null || $(RUST_MISSING)
	@cargo xtask cluster

test: ## Proves everything: both databases, real clients, a real browser
	@command -v cargo >/dev/null || $(RUST_MISSING)
	@cargo xtask test

bench: ## Measures against peers and limits, one table an area
	@cargo build --release --locked --package footlights-server --package footlights-bench
	@cargo xtask services run -- cargo run --release --locked --package footlights-bench

e2e: ## Only the tests in a real browser (build first: make test does)
	@cd web && npm run e2e

fmt: ## Formats Rust and web
	@cargo fmt --all
	@cd web && npx biome check --write .
