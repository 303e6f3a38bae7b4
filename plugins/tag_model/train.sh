#!/bin/sh
# SPDX-License-Identifier: MIT
# train.sh - makes en.model and en-fast.model again, byte for byte on the same machine
#
#   CATENA=build/catena CATENA_PLUGIN_PATH=$PWD/build/plugins/.libs \
#     sh plugins/tag_model/train.sh DATA SILVER OUT.model [--set OPTION=VALUE]...
#
# DATA has ner/, clusters/, names/, bulk/ and copies/, with the files that are named here and in
# tools/; SILVER is what tools/silver.sh makes.  What they are, and under which licences, is
# in COPYING.data.  WORK in the environment: a folder for files in our tokens, which stays.
# Takes about five minutes.  WHAT=full or fast in the environment: only that one; the fast
# one has its name from OUT.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 3 ] || {
	echo "usage: train.sh DATA SILVER OUT.model [--set OPTION=VALUE]..." >&2
	exit 2
}
data=$1
silver=$2
out=$3
shift 3
what=${WHAT:-both}
work=${WORK:-$(mktemp -d)}
[ -n "${WORK:-}" ] || trap 'rm -rf "$work"' EXIT

sh "$here/tools/tokens.sh" "$data" "$work"

# A third of the documents of EWT once more, in small letters.
[ -f "$work/ewt.small" ] || awk -F '\t' '/^-DOCSTART-/ { n++ }
	n % 3 == 0 { if (NF == 2 && $1 != "-DOCSTART-") print tolower($1) "\t" $2; else print }' \
	"$work/ewt" >"$work/ewt.small"

[ -f "$work/known" ] || head -n 100000 "$data/clusters/glove100d-top150k-k256.tsv" >"$work/known"
[ -f "$work/phrases" ] || python3 "$here/tools/lexicon.py" "$data" "$work/known" \
	"$work/lexicon" "$work/phrases" "$work/ewt" "$work/redocred" "$work/crossner" "$work/gum"

files="\"$work/ewt\", \"$work/redocred\", \"$work/crossner\", \"$work/gum\", \"$work/wnut\", \"$work/btc\", \"$work/ewt.small\""
weights='"2", "1", "1", "0.3", "0.7", "0.5", "0.3"'
for f in wikipedia wordnet sotu digitalgov 18f factbook novels redocred crossner gum; do
	files="$files, \"$silver/$f\""
	weights="$weights, \"0.6\""
done

# learn OUT [--set OPTION=VALUE]...
learn() {
	out=$1
	shift
	"$CATENA" train tag_model --set "files=[ $files ]" --set "weights=[ $weights ]" \
		--set "dev=[ \"$work/dev\", \"$work/wnut-dev\", \"$work/btc-dev\" ]" --set "test=$work/wikigold" \
		--set "clusters=[ \"$silver/both256\", \"$silver/both1024\" ]" --set "lexicon=$work/lexicon" \
		--set "model=$out" "$@"
}
case $what in
full | both)
	learn "$out" --set "phrases=$work/phrases" --set "vectors=$silver/vectors48" --set vector_words=84000 \
		--set row_bits=17 --set epochs=7 --set dropout=0.4 --set net_dropout=0.6 --set caution=-0.7 "$@"
	;;
esac
case $what in
fast | both)
	learn "${out%.model}-fast.model" --set row_bits=18 --set epochs=4 --set caution=-0.6 \
		--set 'templates=[ "0-3", "6-7", "11-13", "15-17", "22-28", "29-37", "39-40", "43-45", "49-51", "56-60", "63" ]' "$@"
	;;
esac
