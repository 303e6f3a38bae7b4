#!/bin/sh
# SPDX-License-Identifier: MIT
# speakers.sh - the speakers of quotes that find_copies names, against a key of the
# usual patterns of news (speakers.txt); names are runs of capitalised words here, for
# no tagger is in the chain.  Every line is asked for, and that nobody is named wrongly.
# needs: read_jsonl
set -eu
work=$PWD/speakers.tmp
rm -rf "$work"
mkdir "$work"
trap 'rm -rf "$work"' EXIT
# A quote is twelve words that no other line has.
grep -v '^#' "${abs_top_srcdir:?}/tests/chain/speakers.txt" >"$work/key"
awk -F '\t' -v base="$work/a.jsonl" '
	{
		q = sprintf("we shall count %d ships again tomorrow number %d by the old bridge", NR, NR * 7)
		printf "{\"id\":\"o%d\",\"text\":\"%s\"}\n", NR, q >base
		text = $2
		gsub(/"/, "\\\"", text)
		sub(/Q/, q, text)
		printf "{\"id\":\"q%d\",\"text\":\"%s\"}\n", NR, text
	}' "$work/key" >"$work/b.jsonl"
cat >"$work/conf" <<'END'
chain = ( { plugin = "read_jsonl"; paths = [ "a.jsonl", "b.jsonl" ]; },
  { plugin = "tokenize"; }, { plugin = "find_copies"; sources = 1; },
  { plugin = "export_jsonl"; path = "out"; keys = [ "id", "copies" ]; } );
END
"$CATENA" run -q "$work/conf"
sed -n 's/^{"id":"q\([0-9]*\)"/\1 &/p' "$work/out" >"$work/quotes"
awk -F '\t' '
	NR == FNR {
		n = $0 + 0
		quote[n] = /"quote":(true|1)/
		speaker[n] = /"speaker":"/ ? $0 : ""
		sub(/.*"speaker":"/, "", speaker[n])
		sub(/".*/, "", speaker[n])
		next
	}
	{
		all++
		is = speaker[FNR]
		end = length(is) - length($1)
		ok = quote[FNR] && ($1 == "" ? is == "" : end >= 0 && substr(is, end + 1) == $1)
		right += ok
		wrong += !ok && is != ""
		named += $1 != ""
		found += ok && $1 != ""
		if (!ok)
			printf "%s: \"%s\" instead of \"%s\"\n", $2, is, $1
	}
	END {
		printf "%d quotes, %d right; of %d speakers %d found, %d names wrong\n", all, right, named, found, wrong
		exit right < all
	}' "$work/quotes" "$work/key"
