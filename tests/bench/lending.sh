#!/bin/sh
# SPDX-License-Identifier: MIT
# lending.sh - which codes of civil procedure borrowed from which: the matrix of
# find_copies over 222 codes of American states of the 19th century, in order of
# their years, printed and drawn.
#
#   CATENA_SHARED=... lending.sh [FOLDER]      default: ./lending
#
# Leaves FOLDER/codes.tsv, codes.svg (by code) and states.tsv, states.svg (by state).
set -eu
archive=${CATENA_SHARED:-}/data/bulk/civil-procedure-codes.tar.xz
out=${1:-lending}
[ -f "$archive" ] || {
	echo "no $archive: skipped"
	exit 77
}
catena=${CATENA:-catena}
mkdir -p "$out/codes"
out=$(cd "$out" && pwd)
xz -dc "$archive" | (cd "$out/codes" && tar xf -)
# by year, then by name: XX1850.txt
paths=$(find "$out/codes" -name '[A-Z][A-Z][0-9][0-9][0-9][0-9]*.txt' |
	sed 's|.*/\([A-Z][A-Z]\)\([0-9]*\)\(.*\)|\2 \1\3 &|' | sort |
	sed 's|^[^ ]* [^ ]* \(.*\)|"\1",|')

# matrix NAME PATTERN
matrix() {
	cat >"$out/$1.conf" <<-EOF
		memory = "2 GiB";
		chain = (
		  { plugin = "read_text"; paths = [ ${paths%,} ]; },
		  { plugin = "tokenize"; },
		  { plugin = "find_copies"; matrix = "$out/$1.tsv"; plot = "$out/$1.svg";
		    matrix_by = "source"; matrix_pattern = "$2"; }
		);
	EOF
	echo "-- $1: seconds, peak memory"
	"$catena" run "$out/$1.conf" >"$out/$1.log" 2>&1 || {
		cat "$out/$1.log"
		exit 1
	}
	grep -e ' lent ' -e 'peak memory' -e '^find_copies' -e 'seconds' "$out/$1.log" || :
	echo "-- $1: lenders, words lent to others, borrowers"
	awk -F'\t' 'NR > 1 && $1 != $2 { words[$2] += $3; n[$2]++ }
		END { for (k in words) print words[k] "\t" n[k] "\t" k }' "$out/$1.tsv" |
		sort -rn | head -15 | awk -F'\t' '{ printf "%-12s %10d %4d\n", $3, $1, $2 }'
	echo "-- $1: largest loans: borrower, lender, words, share of the borrower's words"
	awk -F'\t' 'NR > 1 && $1 != $2 { printf "%-12s %-12s %8d %6.1f %%\n", $1, $2, $3, $4 * 100 }' \
		"$out/$1.tsv" | head -15
}
matrix codes '([A-Z][A-Z][0-9]{4}[a-z]*)[.]txt'
matrix states '([A-Z][A-Z])[0-9]{4}[a-z]*[.]txt'
