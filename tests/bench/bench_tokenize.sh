#!/bin/sh
# SPDX-License-Identifier: MIT
# bench_tokenize.sh - tokenize beside what else cuts text, in one run, on one core
#
#   make bench-tokenize                  English of $CATENA_SHARED/data/bulk
#   make bench-tokenize TEXT=FILE        that
#   make bench-tokenize PEERS=FOLDER     spaCy and BlingFire from there (peers.sh)
#
# First the whole plugin in the program: a stage of a chain whose documents come
# from memory, with every column but the hashes wanted by a later stage; the
# host's checks of the rows are in the time.  Medians of RUNS (5).  Then the
# plugin's functions by themselves.  Then ICU, wc, ucto, spaCy and BlingFire,
# where they are installed (tests/bench/peers.sh gets the last two); the slow
# ones get the first megabytes only, which is said.
set -eu
: "${CATENA:?}" "${CC:?}" "${abs_top_srcdir:?}" "${abs_top_builddir:?}"
here=$abs_top_srcdir/tests/bench
work=$PWD/bench_tokenize.$$.tmp
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$work"
runs=${RUNS:-5}
calm= # a stage's time is that of the clock: others must not disturb it
if chrt -f 10 true 2>/dev/null; then
	calm='chrt -f 10'
fi
text=${1:-}
if [ -z "$text" ]; then
	bulk=${CATENA_SHARED:?}/data/bulk/gutenberg100.tar.xz
	[ -f "$bulk" ] || {
		echo "no $bulk; name a text: make bench-tokenize TEXT=FILE" >&2
		exit 77
	}
	text=$work/text
	tar -xJf "$bulk" -O >"$text"
fi
python=python3
peers=${PEERS:-$abs_top_builddir/peers}/venv/bin/python
if [ -x "$peers" ]; then
	python=$peers
elif [ -n "${PEERS:-}" ] && [ "$PEERS" != peers ]; then # make's own default may be missing
	echo "PEERS=$PEERS: no venv/bin/python there (sh tests/bench/peers.sh $PEERS)" >&2
	exit 2
fi
head -c 20000000 "$text" | iconv -c -f UTF-8 -t UTF-8 >"$work/20"
head -c 500000 "$text" | iconv -c -f UTF-8 -t UTF-8 >"$work/small"

median() {
	sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

# ---- The functions, and the measure of the machine ----
"$abs_top_builddir/tests/bench/bench_tokenize" --runs "$runs" "$text" >"$work/functions"
memchr=$(sed -n '1s/.*memchr \([0-9]*\) MB.*/\1/p' "$work/functions")
bytes=$(wc -c <"$text")
count() { # the tokens of those rules
	sed -n "s/^$1.*(\([0-9]*\) tokens.*/\1/p" "$work/functions" | head -n 1
}

# row NAME MB/S TOKENS BYTES PEAK REMARK: TOKENS of BYTES, PEAK in bytes; 0: unknown
row() {
	echo "$2 $1" >>"$work/table"
	awk -v name="$1" -v speed="$2" -v tokens="$3" -v bytes="$4" -v peak="$5" \
		-v remark="$6" -v memchr="$memchr" 'BEGIN {
		printf "%-30s %9.2f MB/s", name, speed
		if (tokens) printf " %8.2f Mtok/s", speed * tokens / bytes
		else printf " %15s", ""
		printf "  1/%-7.0f of memchr", memchr / speed
		if (peak) printf " %6.0f MB peak", peak / 1e6
		print "  " remark }'
}

# ---- The whole plugin ----
echo "$bytes bytes; memchr $memchr MB/s; medians of $runs runs, one core"
stage() { # NAME RULES SIMD SIZE
	: >"$work/speeds"
	for _ in $(seq "$runs"); do
		# shellcheck disable=SC2086 # nothing, or a command with its arguments
		CATENA_BENCH_TEXT=$text CATENA_BENCH_RULES=$2 CATENA_BENCH_SIZE=$4 \
			CATENA_PLUGIN_PATH=$work:${CATENA_PLUGIN_PATH-} $calm "$CATENA" run -q \
			--set "tokenize.simd=$3" --summary "$work/summary" \
			"$here/tokenize.conf" 2>"$work/log" || return 0
		sed 's/.*"name":"tokenize",[^}]*"bytes":\([0-9]*\),"seconds":\([0-9.e+-]*\).*/\1 \2/' \
			"$work/summary" | awk '{ print $1 / 1e6 / $2 }' >>"$work/speeds"
	done
	peak=$(sed 's/.*"peak_memory":\([0-9]*\).*/\1/' "$work/summary")
	row "$1" "$(median <"$work/speeds")" "$(count "$2")" "$bytes" "$peak" "documents of $4 bytes"
}
if [ "$CATENA_LINKAGE" = shared ]; then
	for p in bench_read bench_sink; do
		# shellcheck disable=SC2086 # CC may carry options
		$CC -std=c17 -O2 -shared -fPIC -I"$abs_top_srcdir/sdk" "$here/$p.c" -o "$work/$p.so"
	done
	chmod go-w "$work" "$work"/*.so
	for simd in auto avx512 avx2 sse2 none; do
		stage "tokenize uax29, simd $simd" uax29 "$simd" 65536
	done
	stage "tokenize uax29" uax29 auto 4096
	stage "tokenize news" news auto 65536
	for simd in avx2 sse2; do
		stage "tokenize news, simd $simd" news "$simd" 65536
	done
else
	echo "the whole plugin: needs plugins as files"
fi
echo "The functions by themselves, best of $runs:"
cat "$work/functions"

# ---- Peers ----
echo "Peers:"
if pkg-config --exists icu-uc 2>/dev/null; then
	# shellcheck disable=SC2046,SC2086 # lists of words
	${CC:-cc} -O2 $(pkg-config --cflags icu-uc) "$here/bench_icu.c" \
		-o "$work/bench_icu" $(pkg-config --libs icu-uc)
	"$work/bench_icu" "$runs" "$work/20" >"$work/icu"
	while read -r name speed tokens peak; do
		row "ICU $name" "$speed" "$tokens" "$(wc -c <"$work/20")" "$peak" "first 20 MB"
	done <"$work/icu"
else
	echo "ICU: not installed (libicu-dev)"
fi

# peer NAME FILE TOKENS COMMAND...: user seconds and peak of the command.
peer() {
	name=$1 file=$2 tokens=$3
	shift 3
	: >"$work/speeds"
	for _ in 1 2 3; do
		"$python" - "$@" >>"$work/speeds" 2>/dev/null <<'END' || { echo "$name: failed"; return 0; }
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
u = resource.getrusage(resource.RUSAGE_CHILDREN)
print(u.ru_utime + u.ru_stime, u.ru_maxrss * 1024)
END
	done
	size=$(wc -c <"$file")
	row "$name" "$(awk -v n="$size" '{ print n / 1e6 / ($1 + 1e-9) }' "$work/speeds" | median)" \
		"$tokens" "$size" "$(awk 'END { print $2 }' "$work/speeds")" \
		"$size bytes, with its start"
}
if command -v "$python" >/dev/null; then
	peer "wc -w" "$text" "$(wc -w <"$text")" wc -w "$text"
	if command -v ucto >/dev/null; then
		ucto -n -L eng "$work/small" "$work/ucto" 2>/dev/null || :
		peer ucto "$work/small" "$(wc -w <"$work/ucto")" ucto -L eng "$work/small" "$work/ucto"
	else
		echo "ucto: not installed"
	fi
	for module in spacy blingfire; do
		if ! "$python" -c "import $module" 2>/dev/null; then
			echo "$module: not installed (tests/bench/peers.sh)"
			continue
		fi
		"$python" - "$module" "$work/small" >"$work/peer" <<'END'
import resource, statistics, sys, time
module, path = sys.argv[1:]
text = open(path, encoding="utf8").read()
if module == "spacy":
    import spacy
    cut = spacy.blank("en").make_doc
    size = len
else:
    import blingfire
    cut = blingfire.text_to_words
    size = lambda words: words.count(" ") + 1
parts = text.split("\n\n")
took = []
for _ in range(5):
    start = time.process_time()
    tokens = sum(size(cut(part)) for part in parts)
    took.append(time.process_time() - start)
print(len(text.encode()) / statistics.median(took) / 1e6, tokens,
      resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
END
		read -r speed tokens peak <"$work/peer"
		row "$module" "$speed" "$tokens" "$(wc -c <"$work/small")" "$peak" "first 0.5 MB, without its start"
	done
else
	echo "no python3: wc, ucto, spaCy and BlingFire left out"
fi

# ---- How many times as fast, in this run ----
awk '
	function times(us, of, asked) {
		if (!(of in speed) || !(us in speed)) return
		printf "%s is %.1f times %s%s\n", us, speed[us] / speed[of], of, asked
	}
	{ v = $1; $1 = ""; sub(/^ /, ""); speed[$0] = v }
	END {
		times("tokenize uax29, simd auto", "ICU words,UTF-8", " (asked: 12)")
		times("tokenize uax29, simd avx2", "ICU words,UTF-8", "")
		times("tokenize uax29, simd auto", "ucto", " (asked: 300)")
		times("tokenize news", "ICU words,UTF-8", " (asked: 4)")
		times("tokenize news, simd avx2", "ICU words,UTF-8", "")
		times("tokenize news", "wc -w", "")
		times("tokenize news", "ucto", "")
		times("tokenize news", "spacy", "")
		times("tokenize news", "blingfire", "")
	}' "$work/table"
