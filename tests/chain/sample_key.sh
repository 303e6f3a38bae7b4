#!/bin/sh
# SPDX-License-Identifier: MIT
# sample_key.sh - the key of the bundled sample says the truth about its texts, and
# the check would notice if it did not.
set -eu
command -v python3 >/dev/null || {
	echo "python3 is not installed"
	exit 77
}
work=sample_key.tmp
rm -rf $work
mkdir $work
trap 'chmod -R u+w $work; rm -rf $work' EXIT
trap 'exit 1' HUP INT TERM

PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
python3 "$abs_top_srcdir/tests/sample/check_key.py"

# A word changed inside a quote: the passage is no longer where the key says.
cp -R "$abs_top_srcdir/tests/sample" $work/sample
chmod -R u+w $work/sample
f=$work/sample/wire/0412-2310-dc.txt
sed 's/nineteen shots and they had two/nineteen shots and they had three/' "$f" >$work/new
mv $work/new "$f"
if python3 $work/sample/check_key.py >$work/log 2>&1; then
	echo "check_key.py did not notice a changed quote"
	exit 1
fi
grep 'only in the key: passage 0412-2310-dc 0412-2204-np' $work/log >/dev/null || {
	cat $work/log
	exit 1
}
