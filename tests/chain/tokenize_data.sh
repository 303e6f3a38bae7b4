#!/bin/sh
# SPDX-License-Identifier: MIT
# tokenize_data.sh - a language of the user's own: words that are added take effect, and
# a file that is wrong is refused by its name and line, before anything is read
set -eu
work=$PWD/tokenize_data.tmp
rm -rf "$work"
mkdir "$work"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
printf 'Approx. half of the Brgdr. Otto units left. He would'"'"'nay say so.\n' >"$work/in.txt"

# run NAME LANGUAGE-LINE: the tokens, one a line
run() {
	cat >"$work/$1.conf" <<-END
	chain = ( { plugin = "read_text"; paths = [ "in.txt" ]; },
		{ plugin = "tokenize"; $2 },
		{ plugin = "export_jsonl"; path = "$1.jsonl"; offsets = "bytes";
		  keys = [ "tokens", "sentences" ]; } );
	END
	"$CATENA" run --quiet "$work/$1.conf"
}
fail() {
	echo "$*" >&2
	exit 1
}

run plain ""
cp "$abs_top_srcdir/plugins/tokenize/data/en.tok" "$work/my.tok"
printf "\n# ours\ntitle brgdr\nclitic 'nay\n" >>"$work/my.tok"
run ours 'data = "my.tok";'
# "Brgdr." is a token and no sentence ends there; "would" and "'nay" are two
grep -q '\[20,26,' "$work/ours.jsonl" || fail "the abbreviation that was added keeps no full stop"
grep -q '\[20,26,' "$work/plain.jsonl" && fail "the abbreviation is known without being added"
grep -q '\[47,52,"word"\],\[52,56,"word"\]' "$work/ours.jsonl" ||
	fail "the clitic that was added is not cut"
grep -q '\[47,56,"word"\]' "$work/plain.jsonl" || fail "the clitic is cut without being added"
grep -q '"sentences":\[\[0,43\],\[44,64\]\]' "$work/ours.jsonl" || {
	cat "$work/ours.jsonl" >&2
	fail "the sentences are others"
}

# refuse LINE MESSAGE: a wrong line is named
refuse() {
	printf '# mine\nabbr dr\n%s\n' "$1" >"$work/bad.tok"
	rm -f "$work/bad.jsonl"
	status=0
	run bad 'data = "bad.tok";' 2>"$work/err" || status=$?
	[ $status -eq 2 ] || { # another one: memory was lost, says a sanitizer
		cat "$work/err" >&2
		fail "status $status, not 2: $1"
	}
	grep -qF "bad.tok:3: $2" "$work/err" || {
		cat "$work/err" >&2
		fail "another message for: $1"
	}
	[ ! -e "$work/bad.jsonl" ] || fail "written all the same: $1"
}
refuse "abbrev mr" 'unknown key "abbrev"; did you mean "abbr"?'
refuse "abbr mr." 'a full stop at the end of "mr."; leave it out: it is understood'
refuse "keep yahoo!" 'a mark in "yahoo!"; no word holds one of'
refuse "compound st" 'too short a compound "st"; three bytes are the fewest'
refuse "split cannot" 'no place to cut in "cannot"; write one to three bars: can|not'
refuse "split can||not" 'no place to cut in "can||not"; write one to three bars: can|not'
refuse "decimal dot" 'unknown value "dot"; decimal takes "point" or "comma"'
rm -f "$work/none.tok"
run none 'data = "none.tok";' 2>"$work/err" && fail "a file that is not there is accepted"
grep -q "none.tok" "$work/err" || fail "the file that is not there is not named"
run wrong 'language = "xx";' 2>"$work/err" && fail "a language that is not there is accepted"
grep -q 'language "xx" is not known; there are' "$work/err" || fail "languages are not named"
