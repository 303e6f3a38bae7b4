#!/bin/sh
# SPDX-License-Identifier: MIT
# train.sh - makes en.model again, byte for byte on the same machine
#
#   CATENA=build/catena CATENA_PLUGIN_PATH=$PWD/build/plugins/.libs \
#     sh plugins/tag_model/train.sh DATA OUT.model [--set OPTION=VALUE]...
#
# DATA has ner/ and clusters/, with the files named below; what they are, and
# under which licences, is in COPYING.data.  Takes about half a minute.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 2 ] || {
	echo "usage: train.sh DATA OUT.model [--set OPTION=VALUE]..." >&2
	exit 2
}
data=$1
out=$2
shift 2
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

"$CATENA" train tag_model \
	--set "files=[ \"$work/ewt\", \"$work/redocred\", \"$work/crossner\", \"$work/gum\", \"$work/wnut\", \"$work/btc\" ]" \
	--set 'weights=[ "2", "1", "1", "0.3", "0.7", "0.5" ]' \
	--set rate=0.02 --set epochs=5 --set caution=-0.6 \
	--set "dev=$work/dev" \
	--set "clusters=[ \"$data/clusters/glove100d-top150k-k256.tsv\", \"$data/clusters/glove100d-top150k-k1024.tsv\" ]" \
	--set "model=$out" "$@"
