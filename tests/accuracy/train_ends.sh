#!/bin/sh
# SPDX-License-Identifier: MIT
# train_ends.sh - the model of sentence ends from annotated texts
#
#   train_ends.sh tokenize-model [FILE...]   writes ends_table.c
#   train_ends.sh tokenize-folds [FILE...]   only reports: five-fold cross-validation
#
# FILE is CoNLL-U (*.conllu) or has a sentence a line.  Without any: the training parts of
# EWT and GUM; of GUM the lines "# text" are taken.
set -eu
what=$1
shift
train=$abs_top_builddir/tests/accuracy/train_ends
table=$abs_top_srcdir/plugins/tokenize/ends_table.c
work=train_ends.$$
trap 'rm -rf "$work"' EXIT
mkdir "$work"
if [ $# -eq 0 ]; then
	ewt=$CATENA_SHARED/data/tokens/en_ewt-train.conllu
	gum=$CATENA_SHARED/data/ner/gum-train.iob2
	[ -f "$ewt" ] && [ -f "$gum" ] || {
		echo "no $ewt or $gum; name texts: CONLLU=\"FILE...\"" >&2
		exit 77
	}
	awk '/^# newdoc/ { if (n++) print "" }
	     sub(/^# text = /, "")' "$gum" >"$work/gum-train.txt"
	set -- "$ewt" "$work/gum-train.txt"
fi
if [ "$what" = tokenize-folds ]; then
	"$train" --folds "$@"
else
	"$train" "$@" >"$work/table"
	mv "$work/table" "$table"
	echo "$table: written"
fi
