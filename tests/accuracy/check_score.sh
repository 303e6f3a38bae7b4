#!/bin/sh
# SPDX-License-Identifier: MIT
# check_score.sh - are the figures of make accuracy what the shared task defines?
#
#   make check-accuracy                  sample.conllu, of which the figures were counted
#                                        by hand, and what is in $CATENA_SHARED/data/tokens
#   make check-accuracy CONLLU="FILE..." TEXT_LANGUAGE=de, as for make accuracy
#
# Each file is scored twice, in two ways (check_score.py).
set -eu
command -v python3 >/dev/null || {
	echo "python3 is not installed"
	exit 77
}
here=${abs_top_srcdir:?}/tests/accuracy
score=${abs_top_builddir:?}/tests/accuracy/score
bad=0
if [ $# -eq 0 ]; then
	# Of 23 tokens three are missed: "Dr. No" is one there, and "can't" and "cannot" are
	# multi-word tokens, whose four words are right.  Two sentences are taken for one.
	"$score" --language en --errors 0 "$here/sample.conllu" >sample.score.$$
	for want in "tokens .*(20 correct, 23 gold, 26 ours)" \
		"words .*(24 correct, 25 gold, 26 ours)" \
		"sentences .*(2 correct, 4 gold, 3 ours)"; do
		grep -q "$want" sample.score.$$ || {
			echo "sample.conllu: not $want:"
			cat sample.score.$$
			bad=1
		}
	done
	rm -f sample.score.$$
	set -- "$here/sample.conllu"
	for f in "${CATENA_SHARED:-/nonexistent}"/data/tokens/*-dev.conllu; do
		[ ! -f "$f" ] || set -- "$@" "$f"
	done
fi
for f; do
	name=${f##*/}
	language=${TEXT_LANGUAGE:-${name%%[_.-]*}}
	case $language in
	en | de | fr | es) ;;
	sample) language=en ;;
	*) language=any ;;
	esac
	python3 "$here/check_score.py" "${CATENA:?}" "$score" "$language" "$f" || bad=1
done
exit $bad
