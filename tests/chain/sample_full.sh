#!/bin/sh
# SPDX-License-Identifier: MIT
# sample_full.sh - the bundled sample through all taggers, finders of copies and stories:
# its stories are those of the key, to the document; a man whose name is spelt in many
# ways is one; and all of it is the same for any number of workers.
# needs: dedup_exact dedup_near
set -eu
sample=$abs_top_srcdir/tests/sample
plugins=$abs_top_srcdir/plugins
work=$PWD/sample_full.tmp
rm -rf "$work"
mkdir "$work"
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

die() {
	echo "$*"
	exit 1
}

# What is not installed is named by its path.
sed -e "s|plugin = \"tag_model\";|& model = \"$plugins/tag_model/en.model\";|" \
	-e "/lists = /s|\"\([a-z]*\)\"|\"$plugins/tag_gazetteer/lists/\1.tsv\"|g" \
	-e "s|\"wire/\"|\"$sample/wire/\"|" "$sample/full.conf" >"$work/full.conf"
files='full.jsonl names.tsv stories.tsv dropped.jsonl'
for j in 1 2 8; do
	OUT=$work/$j "$CATENA" run --quiet -j $j "$work/full.conf" || die "-j $j: exit status $?"
	[ ! -e "$work/$j/quarantine.jsonl" ] || die "$(cat "$work/$j/quarantine.jsonl")"
	for f in $files; do
		[ -s "$work/$j/$f" ] || die "no $f"
		cmp "$work/1/$f" "$work/$j/$f" || die "another $f with $j workers"
	done
done
documents=$(ls "$sample/wire" | wc -l)
[ $(($(wc -l <"$work/1/full.jsonl") + $(wc -l <"$work/1/dropped.jsonl"))) -eq "$documents" ] ||
	die "kept and dropped are not the $documents documents"

# Each document of a story is in one of stories.tsv, those of one story in one, and none of
# another in that; what was dropped is in none.
awk -F "\t" '
	FILENAME != key { gsub(/wire\/|\.txt/, ""); found[$2] = $1; n++; next }
	$1 != "story" || !($2 in found) { next }
	{ seen++ }
	$3 in ours && ours[$3] != found[$2] { print "story " $3 " is two: " $2; bad = 1 }
	found[$2] in theirs && theirs[found[$2]] != $3 { print $2 " is not of " theirs[found[$2]]; bad = 1 }
	{ ours[$3] = found[$2]; theirs[found[$2]] = $3 }
	END {
		for (s in ours) stories++
		print stories + 0 " stories of " n + 0 " documents"
		exit bad || seen != n || n != kept || stories < 10
	}' key="$sample/key.tsv" kept="$(wc -l <"$work/1/full.jsonl")" "$work/1/stories.tsv" \
	"$sample/key.tsv" || die "stories"

# One line for the man whom people.tsv knows by eight names.
line=$(grep '^Yusuf el-Karimi	PERSON' "$work/1/names.tsv") || die "no Yusuf el-Karimi in names.tsv"
for variant in 'Yousif Al Karimi' 'Yousef Al-Karimi' 'Yusuf al-Karimi' 'El-Karimi'; do
	case $line in
	*"$variant ("*) ;;
	*) die "$variant is another: $line" ;;
	esac
done
