#!/bin/sh
# SPDX-License-Identifier: MIT
# bench_tokenize.sh - tokenize beside what else cuts text, in one run
#
#   make bench-tokenize                  English of $CATENA_SHARED/data/bulk
#   make bench-tokenize TEXT=FILE        that
#
# ICU, ucto, spaCy and BlingFire take part where they are installed; the slow
# ones get the first megabytes only, which is said.
set -eu
work=bench_tokenize.$$
trap 'rm -rf "$work"' EXIT
mkdir "$work"
text=${1:-}
if [ -z "$text" ]; then
	bulk=$CATENA_SHARED/data/bulk/gutenberg100.tar.xz
	[ -f "$bulk" ] || {
		echo "no $bulk; name a text: make bench-tokenize TEXT=FILE" >&2
		exit 77
	}
	text=$work/text
	tar -xJf "$bulk" -O >"$text"
fi
head -c 20000000 "$text" | iconv -c -f UTF-8 -t UTF-8 >"$work/20"
head -c 500000 "$text" | iconv -c -f UTF-8 -t UTF-8 >"$work/small"

seconds() { # of user time that the command takes
	( time -p "$@" >/dev/null 2>&1 ) 2>&1 | sed -n 's/^user *//p'
}
rate() { # NAME BYTES COMMAND...
	name=$1
	bytes=$2
	shift 2
	s=$(seconds "$@")
	[ -z "$s" ] || echo "$name $bytes $s" |
		awk '{ printf "%-34s %8.2f MB/s  (%s bytes, with its start)\n", $1, $2 / ($3 + 1e-9) / 1e6, $2 }'
}

"$abs_top_builddir/tests/bench/bench_tokenize" --runs 7 "$text"
echo "20 MB of it, for ICU:"
if pkg-config --exists icu-uc 2>/dev/null; then
	# shellcheck disable=SC2046,SC2086 # lists of words
	${CC:-cc} -O2 -I"$abs_top_srcdir/plugins/tokenize" $(pkg-config --cflags icu-uc) \
		"$abs_top_srcdir/tests/bench/bench_icu.c" \
		"$abs_top_srcdir/plugins/tokenize/uax29_word.c" \
		"$abs_top_srcdir/plugins/tokenize/uax29_sentence.c" \
		"$abs_top_srcdir/plugins/tokenize/chars_table.c" \
		-o "$work/bench_icu" $(pkg-config --libs icu-uc)
	"$work/bench_icu" "$work/20"
else
	echo "ICU: not installed (libicu-dev)"
fi
rate wc-w "$(wc -c <"$text")" wc -w "$text"
if command -v ucto >/dev/null; then
	rate ucto "$(wc -c <"$work/small")" ucto -L eng "$work/small" "$work/ucto"
else
	echo "ucto: not installed"
fi
for module in spacy blingfire; do
	if python3 -c "import $module" 2>/dev/null; then
		python3 - "$module" "$work/small" <<'PY'
import sys, time
module, path = sys.argv[1:]
text = open(path, encoding="utf8").read()
if module == "spacy":
    import spacy
    cut = spacy.blank("en").make_doc
else:
    import blingfire
    cut = blingfire.text_to_words
parts = text.split("\n\n")
start = time.process_time()
for part in parts:
    cut(part)
took = time.process_time() - start
print("%-34s %8.2f MB/s" % (module, len(text.encode()) / took / 1e6))
PY
	else
		echo "$module: not installed"
	fi
done
