#!/bin/sh
# SPDX-License-Identifier: MIT
# tokens.sh - the annotated files in the tokens of our own tokenizer
#
#   CATENA=build/catena CATENA_PLUGIN_PATH=$PWD/build/plugins/.libs \
#     sh plugins/tag_model/tools/tokens.sh DATA WORK
#
# DATA/ner has the files named below.  What is in WORK already stays.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -eq 2 ] || {
	echo "usage: tokens.sh DATA WORK" >&2
	exit 2
}
ner=$1/ner
work=$2
mkdir -p "$work"

# cut NAME FILE...
cut() {
	name=$1
	shift
	[ -f "$work/$name" ] && return
	python3 "$here/retokenize.py" "$CATENA" "$work/$name.new" "$@"
	mv "$work/$name.new" "$work/$name"
}
cut ewt "$ner/ewt-train.iob2"
cut dev "$ner/ewt-dev.iob2"
cut redocred "$ner/redocred-dev.json"
cut crossner "$ner"/crossner/*-train.txt "$ner"/crossner/*-dev.txt
cut gum "$ner/gum-train.iob2"
cut wnut "$ner/wnut17-train.conll"
cut btc "$ner/btc-train.conll"

cut wikigold "$ner/wikigold.conll"
cut wnut-dev "$ner/wnut17-dev.conll"
cut btc-dev "$ner/btc-dev.conll"
