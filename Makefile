# An index. What a target does is in scripts/.

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' Makefile | expand -t 20

demo: ## build the library and run the main job, under Wine too where it is installed
	@scripts/demo.sh

test: ## build everything and run every test, natively and under Wine
	@scripts/test.sh

prove: ## the long proofs, about half an hour; the summary goes to target/prove.md
	@scripts/prove.sh

build: ## the libraries for this machine, in target/release
	@scripts/build.sh

windows: ## the DLLs and import libraries, in target/windows
	@scripts/windows.sh

header: ## include/webservices_async.h, anew from the Rust types
	WSASYNC_UPDATE_HEADER=1 cargo build --locked

conformance: ## LIBRARY=path: how that WsAsyncExecute behaves, clause by clause
	@scripts/conformance.sh $(LIBRARY)

abi: build windows ## abi/, anew from the built libraries
	@scripts/abi.sh update

wrong: ## put the harness on trial: wrong implementations that it must refuse
	@scripts/wrong.sh long

cost: build ## count instructions, beside a naive C driver
	@scripts/cost.sh

sanitize: build ## the long runs under sanitizers and valgrind
	@scripts/sanitize.sh long

soak: build ## ten million series of random shape
	@scripts/soak.sh

bench: build ## instructions, time and memory beside everything one would pick instead
	@scripts/bench.sh

SECONDS = 60
fuzz: ## fuzz the library for a minute; SECONDS=900 for longer
	@scripts/fuzz.sh $(SECONDS)

planted: ## plant faults in the Rust core, each of which cargo test must catch
	@scripts/planted.sh long

mutants: ## mutate the Rust core with cargo-mutants: cargo test must notice each
	@scripts/mutants.sh

coverage: ## lines, regions and branches of src/ that the tests reach
	@scripts/coverage.sh

clean: ## remove everything that was built
	rm -rf target

.PHONY: help demo test prove build windows header conformance wrong sanitize soak fuzz planted mutants coverage abi bench cost clean
