#!/bin/sh
# SPDX-License-Identifier: MIT
# bench_index.sh - what it costs to remember documents from run to run: seconds
# of the stage with and without, bytes on disk a document and a word, time to
# open, memory.  One worker.  DOCUMENTS (50000): of the generated heap.
set -eu
work=$PWD/bench_index.tmp
rm -rf "$work"
mkdir -p "$work"
trap 'rm -rf "$work"' EXIT
data=${CATENA_SHARED:-$abs_top_srcdir/../shared}/data/bulk
n=${DOCUMENTS:-50000}
CATENA=${CATENA:-$abs_top_builddir/catena}
CATENA_PLUGIN_PATH=${CATENA_PLUGIN_PATH:-$abs_top_builddir/plugins/.libs}
export CATENA_PLUGIN_PATH
heap() {
	awk -v from="$1" -v to="$2" -f "${abs_top_srcdir:?}/tests/chain/index_heap.awk"
}
cd "$work"
cat >run.conf <<'END'
chain = (
  { plugin = "read_jsonl"; paths = [ "none.jsonl" ]; },
  { plugin = "tokenize"; },
  { plugin = "PLUGIN"; index = "${IX:-}"; },
  { plugin = "export_jsonl"; path = "out.jsonl"; }
);
END

# figures WHAT FILE...: one run; IX says whether there is an index.
figures() {
	what=$1
	shift
	"$CATENA" run -q -j1 --summary s.json $plugin.conf "$@"
	tr ',{' '\n\n' <s.json >s
	awk -F: -v what="$what" -v stage="$plugin" '
		$1 == "\"name\"" { at = index($2, stage) }
		$1 == "\"seconds\"" && at { own = $2; at = 0 }
		$1 == "\"seconds\"" && !all { all = $2 }
		$1 ~ /peak/ { peak = $2 }
		$1 == "\"read\"" { n = $2 }
		END { printf "  %-28s %9d documents, %.3f s in the stage, %.3f s in all, %.0f MB\n",
			what, n, own, all, peak / 1e6 }' s
}
size() {
	"$CATENA" index info ix | awk '$1 ~ /^(documents|bytes|bytes_per_document)$/ {
		printf "  %s %s", $1, $2 } END { print "" }'
}

heap 1 "$n" >day1.jsonl
heap $((n + 1)) $((n + n / 4)) >day2.jsonl
heap $((2 * n)) $((2 * n)) >one.jsonl
echo '{"id":"none"}' >none.jsonl
for plugin in dedup_exact dedup_near; do
	sed "s/PLUGIN/$plugin/" run.conf >$plugin.conf
	rm -rf ix
	echo "$plugin, documents of 55 words:"
	IX='' figures "without an index" day1.jsonl
	IX=ix
	export IX
	figures "into a new index" day1.jsonl
	size
	figures "the next day" day2.jsonl
	figures "one document more" one.jsonl
	size
	unset IX
done
if [ -f "$data/digitalgov.jsonl.xz" ]; then
	xz -dc "$data/digitalgov.jsonl.xz" >d.jsonl
	xz -dc "$data/18f.jsonl.xz" >f.jsonl
	plugin=dedup_near
	rm -rf ix
	echo "dedup_near, digitalgov and 18f (854 words each on average):"
	IX='' figures "without an index" d.jsonl f.jsonl
	IX=ix
	export IX
	figures "into a new index" d.jsonl f.jsonl
	size
fi
