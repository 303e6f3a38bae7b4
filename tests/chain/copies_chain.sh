# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# copies_chain.sh - what the tests of find_copies in a chain have in common, to be read by
# them: a folder to work in, the chain, and how it is run.  name: whose test it is.
set -eu
work=$PWD/${name:?}.tmp
rm -rf "$work"
mkdir -p "$work"
trap 'rm -rf "$work"' EXIT
model=${abs_top_builddir:?}/tests/oracle/edit_model
cd "$work"

fail() {
	echo "$name.sh: $*"
	exit 1
}

"$model" -n 2 -t truth >/dev/null || {
	echo "no C.UTF-8 locale: skipped"
	exit 77
}
cat >conf <<'END'
checkpoint = "500 ms";
chain = (
  { plugin = "read_jsonl"; paths = [ "heap.jsonl" ]; },
  { plugin = "tokenize"; },
  { plugin = "find_copies"; matrix = "${OUT}.tsv"; plot = "${OUT}.svg"; },
  { plugin = "export_jsonl"; path = "${OUT}"; offsets = "bytes"; }
);
END
# run OUT ARGUMENT...: what it says is in log
run() {
	OUT=$1
	export OUT
	shift
	"$CATENA" run "$@" 2>log || { cat log; fail "run $OUT $*"; }
}
