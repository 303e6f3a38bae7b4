#!/bin/sh
# SPDX-License-Identifier: MIT
# train.sh - makes en.model and en-fast.model again, byte for byte on the same machine
#
#   CATENA=build/catena CATENA_PLUGIN_PATH=$PWD/build/plugins/.libs \
#     sh plugins/tag_model/train.sh DATA OUT.model [--set OPTION=VALUE]...
#
# DATA has ner/ and clusters/, with the files named below; what they are, and
# under which licences, is in COPYING.data.  Takes about two minutes.  WHAT=full or fast
# in the environment: only that one; the fast one has its name from OUT.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 2 ] || {
	echo "usage: train.sh DATA OUT.model [--set OPTION=VALUE]..." >&2
	exit 2
}
data=$1
out=$2
shift 2
what=${WHAT:-both}
work=${WORK:-$(mktemp -d)}
[ -n "${WORK:-}" ] || trap 'rm -rf "$work"' EXIT

# Each set of files in the tokens of our own tokenizer.
cut() {
	name=$1
	shift
	[ -f "$work/$name" ] || python3 "$here/tools/retokenize.py" "$CATENA" "$work/$name" "$@"
}
cut ewt "$data/ner/ewt-train.iob2"
cut dev "$data/ner/ewt-dev.iob2"
cut redocred "$data/ner/redocred-dev.json"
cut crossner "$data"/ner/crossner/*-train.txt "$data"/ner/crossner/*-dev.txt
cut gum "$data/ner/gum-train.iob2"
cut wnut "$data/ner/wnut17-train.conll"
cut btc "$data/ner/btc-train.conll"

cut wikigold "$data/ner/wikigold.conll"
cut wnut-dev "$data/ner/wnut17-dev.conll"
cut btc-dev "$data/ner/btc-dev.conll"

# A third of the documents of EWT once more, in small letters.
[ -f "$work/ewt.small" ] || awk -F '\t' '/^-DOCSTART-/ { n++ }
	n % 3 == 0 { if (NF == 2 && $1 != "-DOCSTART-") print tolower($1) "\t" $2; else print }' \
	"$work/ewt" >"$work/ewt.small"

coarse=$data/clusters/glove100d-top150k-k256.tsv
fine=$data/clusters/glove100d-top150k-k1024.tsv
head -n 100000 "$coarse" >"$work/known"
[ -f "$work/phrases" ] || python3 "$here/tools/lexicon.py" "$data" "$work/known" \
	"$work/lexicon" "$work/phrases" "$work/ewt" "$work/redocred" "$work/crossner" "$work/gum"

# learn OUT [--set OPTION=VALUE]...
learn() {
	out=$1
	shift
	"$CATENA" train tag_model \
		--set "files=[ \"$work/ewt\", \"$work/redocred\", \"$work/crossner\", \"$work/gum\", \"$work/wnut\", \"$work/btc\", \"$work/ewt.small\" ]" \
		--set 'weights=[ "2", "1", "1", "0.3", "0.7", "0.5", "0.3" ]' \
		--set runs=5 --set caution=-0.7 \
		--set "dev=[ \"$work/dev\", \"$work/wikigold\", \"$work/wnut-dev\", \"$work/btc-dev\" ]" \
		--set "clusters=[ \"$coarse\", \"$fine\" ]" --set "lexicon=$work/lexicon" \
		--set "model=$out" "$@"
}
[ "$what" = fast ] || learn "$out" --set "phrases=$work/phrases" "$@"
[ "$what" = full ] || learn "${out%.model}-fast.model" --set row_bits=17 --set words=50000 --set caution=-0.45 \
	--set 'templates=[ "0-3", "6-7", "11-13", "15-17", "22-28", "29-37", "39-40", "43-45", "49-51", "56-60", "63" ]' "$@"
