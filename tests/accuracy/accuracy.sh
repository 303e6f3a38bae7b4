#!/bin/sh
# SPDX-License-Identifier: MIT
# accuracy.sh - token, word and sentence F1 of tokenize on CoNLL-U files
#
#   make accuracy                        what is in $CATENA_SHARED/data/tokens
#   make accuracy CONLLU="FILE..."       these; the language is the first two
#                                        letters of the file's name, or
#                                        TEXT_LANGUAGE=en, de, fr, es, any
#   make accuracy ERRORS=8               up to so many examples of each class
set -eu
score=$abs_top_builddir/tests/accuracy/score
if [ $# -eq 0 ]; then
	for f in "$CATENA_SHARED"/data/tokens/*-dev.conllu; do
		[ -f "$f" ] || {
			echo "no CoNLL-U in $CATENA_SHARED/data/tokens; name some: CONLLU=..." >&2
			exit 77
		}
		set -- "$@" "$f"
	done
fi
for f; do
	name=${f##*/}
	language=${TEXT_LANGUAGE:-${name%%[_.-]*}}
	case $language in
	en | de | fr | es | any) ;;
	*)
		echo "$name: \"$language\" is no language of tokenize, so \"any\";" \
			"TEXT_LANGUAGE=en says what it is in" >&2
		language=any
		;;
	esac
	"$score" --language "$language" --errors "${ERRORS:-3}" "$f"
done
