#!/bin/sh
# Runs every fuzz target for a minute (or FUZZ_SECONDS) in 512 MiB. Needs a C++ compiler, for the engine.
set -eu

command -v c++ >/dev/null || { echo 'A C++ compiler is missing: install g++ or clang, then run this again.' >&2; exit 1; }
host=$(rustc -vV | sed -n 's/^host: //p')
here=target/fuzz
cargo build --locked -p fuzz --bin seeds
target/debug/seeds "$here/corpus"
targets=${FUZZ_TARGETS:-$(target/debug/seeds --targets)}

# What cargo-fuzz passes, without the sanitizers, which the stable toolchain does not have.
RUSTFLAGS='-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters'
RUSTFLAGS="$RUSTFLAGS -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares"
export RUSTFLAGS
# shellcheck disable=SC2046 # one argument for each word
cargo build --profile fuzz --locked --target "$host" --target-dir "$here" -p fuzz --features engine \
	$(for target in $targets; do echo --bin "$target"; done)

for target in $targets; do
	mkdir -p "$here/corpus/$target" "$here/found/$target"
	set -- "$here/corpus/$target"
	if [ -d "tests/fuzz/seeds/$target" ]; then set -- "$@" "tests/fuzz/seeds/$target"; fi
	echo "fuzzing $target" >&2
	"$here/$host/fuzz/$target" -max_total_time="${FUZZ_SECONDS:-60}" -rss_limit_mb=512 -timeout=20 -verbosity=0 \
		-print_final_stats=1 -artifact_prefix="$here/found/$target/" "$@" || {
		echo "$target broke on what lies in $here/found/$target: mend it, and move that file to tests/fuzz/seeds/$target/" >&2
		exit 1
	}
done
