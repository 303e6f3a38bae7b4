#!/bin/sh
# SPDX-License-Identifier: MIT
# sample.sh - the bundled sample through its chains: what is dropped is what the key
# says is a copy, of the document that the key says; the rest is written, cleaned, and
# its copies stand where the key has them in the bytes that were read; and all of it is
# the same for any number of workers.
# needs: dedup_exact
set -eu
sample=$abs_top_srcdir/tests/sample
work=sample.tmp
rm -rf $work
mkdir $work
trap 'rm -rf $work' EXIT
trap 'exit 1' HUP INT TERM
OUT=$PWD/$work
export OUT

die() {
	echo "$*"
	exit 1
}

# dropped FILE: "document reason original", by the names that the key uses.
dropped() {
	sed 's/^{"id":"\([^"]*\)".*"reason":"\([^"]*\)","detail":"of \([^":]*\)[":].*/\1 \2 \3/
		s/wire\///g; s/\.txt//g; s/ duplicate / /' "$1"
}

# expected PATTERN: the same from the key, for documents whose name matches.  An exact
# copy is found before a near one; of several originals the first is named.
expected() {
	awk -F "\t" -v pattern="^$1" '
	$1 == "story" && $2 ~ pattern { order[++n] = $2 }
	$1 != "exact" && $1 != "near" || $2 !~ pattern || $3 !~ pattern { next }
	!($2 in what) || ($1 == "exact" && what[$2] == "near") { what[$2] = $1; of[$2] = $3 }
	END { for (i = 1; i <= n; i++) if (order[i] in what) print order[i], what[order[i]], of[order[i]] }
	' "$sample/key.tsv"
}

# chain CONFIG OUTPUT PATTERN
chain() {
	documents=$(grep -cE "^story	$3" "$sample/key.tsv")
	"$CATENA" run --quiet "$sample/$1" || die "catena run $1: exit status $?"
	expected "$3" >$work/want
	dropped $work/dropped.jsonl >$work/got
	diff $work/want $work/got || die "$1: dropped (>) is not what the key says (<)"
	[ -s $work/want ] || die "the key names no copies"
	kept=$(wc -l <"$work/$2")
	[ "$((kept + $(wc -l <$work/got)))" = "$documents" ] ||
		die "$1: $kept lines, $(wc -l <$work/got) dropped, $documents documents"
	[ ! -e $work/quarantine.jsonl ] || die "$1: $(cat $work/quarantine.jsonl)"
	grep '"entities":\[{' "$work/$2" >/dev/null || die "$1: no names found"

	mkdir $work/first
	mv "$work/$2" $work/dropped.jsonl $work/first
	for j in 1 2 8; do
		"$CATENA" run --quiet -j $j "$sample/$1" || die "catena run -j $j $1: exit status $?"
		for f in "$2" dropped.jsonl; do
			cmp $work/first/$f $work/$f || die "$1: another $f with $j workers"
		done
	done
	rm -rf $work/first
}

# spans FILE: "document original begin end" of each copy.
spans() {
	awk '{
		match($0, /"id":"[^"]*"/)
		id = substr($0, RSTART + 6, RLENGTH - 7)
		while (match($0, /\{"begin":[0-9]+,"end":[0-9]+,"of":"[^"]*"/)) {
			split(substr($0, RSTART, RLENGTH), part, /[:,"]+/)
			print id, part[7], part[3], part[5]
			$0 = substr($0, RSTART + RLENGTH)
		}
	}' "$1" | sed 's/wire\///g; s/\.txt//g'
}

# The key counts bytes of the files.  The copies of a cleaned text must reach as far
# there; more, where they go on with words that differ.
in_original() {
	"$CATENA" run --quiet --set export_jsonl.offsets=bytes --set export_jsonl.offsets_in=original \
		"$sample/news.conf" || die "catena run news.conf: exit status $?"
	spans $work/news.jsonl >$work/spans
	sed 's/^{"id":"wire\/\([^"]*\)\.txt".*/\1/' $work/news.jsonl >$work/kept
	awk -F "[\t ]" -v kept=$work/kept -v spans=$work/spans '
	BEGIN {
		while ((getline line < kept) > 0) is_kept[line] = 1
		while ((getline line < spans) > 0) {
			split(line, s, " ")
			pair = s[1] " " s[2]
			begin[pair, ++n[pair]] = s[3]; end[pair, n[pair]] = s[4]
		}
	}
	$1 == "passage" && $2 in is_kept && $3 in is_kept {
		pair = $2 " " $3; all++; reaches = exact = 0
		for (i = 1; i <= n[pair]; i++) {
			if (begin[pair, i] + 0 == $4 + 0 && end[pair, i] + 0 == $5 + 0) exact = 1
			if (begin[pair, i] + 0 <= $4 + 0 && end[pair, i] + 0 >= $5 + 0) reaches = 1
		}
		same += exact
		if (!reaches) { print "not found: " $0; bad = 1 }
	}
	END {
		print all + 0 " passages, " same + 0 " as in the key, the rest longer"
		exit bad || all < 70 || same < all * 0.85
	}' "$sample/key.tsv" || die "copies in the bytes that were read"
}

chain news.conf news.jsonl '[0-9]'
chain chronicle.conf chronicle.jsonl '[a-z]'
in_original
