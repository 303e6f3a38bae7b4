#!/bin/sh
# SPDX-License-Identifier: MIT
# train.sh - makes the models en.model and en-fast.model anew; from the same files on the same
# kind of machine the same, byte for byte
#
#   CATENA=build/catena CATENA_PLUGIN_PATH=$PWD/build/plugins/.libs \
#     sh plugins/tag_model/train.sh DATA SILVER OUT.model [OPTION...]
#
# DATA has ner/, clusters/, names/, bulk/ and copies/, with the files that are named here and in
# tools/; SILVER is what tools/silver.sh makes.  What they are, and under which licences, is
# in COPYING.data.  WORK in the environment: a folder for files in our tokens, which stays.
# Takes about ten minutes.  WHAT=full or fast in the environment: only that one; the fast
# one has its name from OUT.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 3 ] || {
	echo "usage: train.sh DATA SILVER OUT.model [OPTION...]" >&2
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

# Are these the files that the models were made from whose figures are in tag_model.md?
while read -r sum name; do
	case $name in
	silver/*) file=$silver/${name#*/} ;;
	*) file=$work/${name#*/} ;;
	esac
	[ "$(sha256sum <"$file" | cut -d' ' -f1)" = "$sum" ] ||
		echo "train.sh: $name is not what it was, so the models will be others" >&2
done <"$here/tools/inputs.sha256"

# learn OUT LABELS [OPTION...]: how much each file counts stands before it.  LABELS: files of
# silver labels; those in sure/ have no odds, and no sentence of which the teacher was not sure.
learn() {
	out=$1
	labels=$2
	shift 2
	set -- "$@" --weights 2 "$work/ewt" --weights 1 "$work/redocred" --weights 1 "$work/crossner" \
		--weights 0.3 "$work/gum" --weights 0.7 "$work/wnut" --weights 0.5 "$work/btc" \
		--weights 0.3 "$work/ewt.small"
	for f in $labels; do
		set -- "$@" --weights 0.6 "$silver/$f"
	done
	"$CATENA" train tag_model -o "$out" --dev "$work/dev" --dev "$work/wnut-dev" \
		--dev "$work/btc-dev" --test "$work/wikigold" --clusters "$silver/both256" \
		--clusters "$silver/both1024" --lexicon "$work/lexicon" "$@"
}
case $what in
full | both)
	learn "$out" "wikipedia wordnet sotu digitalgov 18f factbook novels redocred crossner
		gum wnut btc" --phrases "$work/phrases" --vectors "$silver/vectors48" \
		--vector-words 84000 --row-bits 17 --epochs 4 --runs 3 --seed 2 --dropout 0.4 \
		--net-dropout 0.6 --caution -0.7 --quick "$@"
	;;
esac
case $what in
fast | both)
	[ -f "$work/vectors16" ] || cut -d' ' -f1-16 "$silver/vectors32" >"$work/vectors16"
	set -- --row-bits 17 --epochs 4 --seed 2 --caution -0.6 --quick \
		--vectors "$work/vectors16" --vector-words 84000 --units 32 "$@"
	for t in 0-3 6-7 13 15-17 22-37 39-40 43-44 49-51 56 59-60 63; do
		set -- "$@" --templates "$t"
	done
	learn "${out%.model}-fast.model" "sure/wikipedia sure/wordnet sure/sotu sure/digitalgov
		sure/18f sure/factbook sure/novels sure/redocred sure/crossner sure/gum wnut btc" "$@"
	;;
esac
