#!/bin/sh
# SPDX-License-Identifier: MIT
# gazetteer_lists.sh - the lists that are shipped load, find what they should in a
# few lines, and leave common words alone that are names of somewhere or somebody.
set -eu
: "${CATENA:?}" "${abs_top_srcdir:?}"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
cd "$dir"
bad=0
at=$abs_top_srcdir/plugins/tag_gazetteer/lists
cat >run.conf <<CONF
chain = ( { plugin = "read_text"; paths = [ "text.txt" ]; },
          { plugin = "tokenize"; },
          { plugin = "tag_gazetteer"; join = [ "PERSON" ];
            lists = [ "$at/countries.tsv", "$at/places.tsv", "$at/regions.tsv",
                      "$at/people.tsv", "$at/organisations.tsv",
                      "$at/agencies.tsv", "$at/bodies.tsv" ]; },
          { plugin = "export_jsonl"; path = "out.jsonl"; keys = [ "entities" ]; } );
CONF

# expect TEXT NAMES: what is found in TEXT, "TYPE name," each.
expect() {
	printf '%s\n' "$1" >text.txt
	"$CATENA" run --quiet run.conf || {
		echo "FAILED: run"
		exit 1
	}
	got=$(tr '{' '\n' <out.jsonl |
		sed -n 's/.*"type":"\([^"]*\)","text":"\([^"]*\)".*/\1 \2,/p' | tr -d '\n')
	[ "$got" = "$2" ] || {
		echo "FAILED: $1"
		echo "  found:    $got"
		echo "  expected: $2"
		bad=1
	}
}

expect 'The Norwegian government in Oslo wrote to the United Nations.' \
	'NORP Norwegian,GPE Oslo,ORG United Nations,'
expect 'Iraqis and an Iranian left Iraq for Berlin, São Paulo and Sao Paulo.' \
	'NORP Iraqis,NORP Iranian,GPE Iraq,GPE Berlin,GPE São Paulo,GPE Sao Paulo,'
expect 'In Texas, Barbara Jenkins and Maria-Luisa Garcia met Peter B. Johnson.' \
	'GPE Texas,PERSON Barbara Jenkins,PERSON Maria-Luisa Garcia,PERSON Peter B. Johnson,'
expect 'Volkswagen and NATO said so; the US did not, and us neither.' \
	'ORG Volkswagen,ORG NATO,GPE US,'
expect 'AFP and the Press Trust of India wrote of Hizbullah, al-Qaeda and Daesh.' \
	'ORG AFP,ORG Press Trust of India,ORG Hizbullah,ORG al-Qaeda,ORG Daesh,'
expect 'Everton and the Red Sox; he told CNN and Moody'"'"'s. The Supreme Court met.' \
	'ORG Everton,ORG Red Sox,ORG CNN,ORG Moody'"'"'s,ORG Supreme Court,'
# Reading, Nice, Mobile, Bath, Of, Split, Orange, Buffalo are cities; Will, May, Mark,
# Grace, Bill, King, Young, Long, Will are names; Target, Gap, Next, Shell are brands.
expect 'Reading was Nice. Mobile phones in the Bath. Of course. Split the Orange. Buffalo.' ''
expect 'May I? Will you Mark it? Grace, Bill, King. Young and Long. Will do.' ''
expect 'Target the Gap. Next, Shell an egg. Good Morning. Call Center. Back In Job.' ''

# The format of the lists, and that they say where they are from.
for f in "$at"/*.tsv; do
	head -1 "$f" | grep -q '^name	.*canonical.*	score=' || {
		echo "FAILED: $f has no header"
		bad=1
	}
	sed -n 2,3p "$f" | grep -q COPYING.data || {
		echo "FAILED: $f does not say where it is from"
		bad=1
	}
	grep -q "^lists/${f##*/}\$" "$abs_top_srcdir/plugins/tag_gazetteer/COPYING.data" || {
		echo "FAILED: COPYING.data does not name $f"
		bad=1
	}
done
exit $bad
