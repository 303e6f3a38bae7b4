#!/bin/sh
# SPDX-License-Identifier: MIT
# isolate.sh - a plugin in a process of its own may crash, leave or hang: that
# document is quarantined with the reason, the others come through, and what a
# stage writes is the same with and without isolation.
set -eu
: "${CATENA:?}" "${CC:?}" "${abs_top_srcdir:?}"
if [ "$CATENA_LINKAGE" = static ]; then
	echo "skipped: needs plugins of its own"
	exit 77
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
mkdir "$dir/plugins"
for p in bench/bench_read chain/plugins/mortal; do
	# shellcheck disable=SC2086 # CC may carry options
	$CC -std=c17 -shared -fPIC -I"$abs_top_srcdir/sdk" \
		"$abs_top_srcdir/tests/$p.c" -o "$dir/plugins/${p##*/}.so"
done
chmod go-w "$dir/plugins" "$dir"/plugins/*
CATENA_PLUGIN_PATH=$dir/plugins:${CATENA_PLUGIN_PATH:-}
export CATENA_PLUGIN_PATH

fail() {
	echo "FAILED: $*"
	exit 1
}

# ---- Six documents, four of them deadly ----
printf '%s\n' 'a fine one' 'please crash' 'another' 'please hang' 'please leave' \
	'please fail' 'please drop' 'the last' >"$dir/text"
cat >"$dir/mortal.conf" <<CONF
isolate_timeout = 1;
quarantine = "quarantine.jsonl";
chain = ( { plugin = "bench_read"; path = "text"; size = 1; total = 90; },
          { plugin = "mortal"; isolate = true; } );
CONF
for j in 1 3; do
	status=0
	"$CATENA" run -j "$j" "$dir/mortal.conf" >"$dir/out" 2>&1 || status=$?
	cat "$dir/out"
	[ "$status" = 1 ] || fail "exit status $status with $j workers"
	grep -q '^ *8  documents read' "$dir/out" || fail "not all were read"
	grep -q '^ *3  kept' "$dir/out" || fail "not all good ones came through"
	grep -q '1  mortal: asked to' "$dir/out" || fail "the drop was lost"
	cat "$dir/quarantine.jsonl"
	grep -q '"id":"2".*signal 6' "$dir/quarantine.jsonl" || fail "the crash is not told"
	grep -q '"id":"4".*more than 1 s' "$dir/quarantine.jsonl" || fail "the hang is not told"
	grep -q '"id":"5".*status 7' "$dir/quarantine.jsonl" || fail "the leaving is not told"
	grep -q '"id":"6".*it said so' "$dir/quarantine.jsonl" || fail "the failure is not told"
	grep -q '"raw":"please crash\\n"' "$dir/quarantine.jsonl" || fail "the bytes are lost"
done

# ---- The same rows from inside and from outside ----
cat "$abs_top_srcdir"/tests/sample/wire/*.txt >"$dir/text"
for isolate in false true; do
	cat >"$dir/same.conf" <<CONF
chain = ( { plugin = "bench_read"; path = "text"; size = 700; total = 100000; },
          { plugin = "tokenize"; isolate = $isolate; },
          { plugin = "mortal"; isolate = $isolate; },
          { plugin = "export_jsonl"; path = "$isolate.jsonl"; } );
CONF
	"$CATENA" run -q -j 2 "$dir/same.conf" || fail "the run with isolate = $isolate"
done
[ -s "$dir/true.jsonl" ] || fail "nothing was written"
cmp "$dir/true.jsonl" "$dir/false.jsonl" || fail "isolation changes the output"

# ---- What cannot be isolated is said ----
cat >"$dir/reader.conf" <<'CONF'
chain = ( { plugin = "bench_read"; path = "text"; isolate = true; },
          { plugin = "mortal"; } );
CONF
status=0
"$CATENA" run "$dir/reader.conf" >"$dir/out" 2>&1 || status=$?
[ "$status" = 2 ] || fail "an isolated reader: exit status $status"
grep -q 'reader.conf:1: .*remove isolate' "$dir/out" || fail "an isolated reader is not refused"
echo "all well"
