# SPDX-License-Identifier: MIT
# spread.awk - one document of a JSONL file for the eye: a line a key, and a line
# each for the members of lists of objects.
#
#   awk -v id=ID -f spread.awk FILE
#
# In JSON, ," and {" cannot stand inside a string: its quotes are escaped.
index($0, "{\"id\":\"" id "\"") == 1 {
	n = split("source fields text tokens sentences entities duplicate copies story", keys, " ")
	for (i = 1; i <= n; i++)
		sub(",\"" keys[i] "\":", "\n&") # the first: that of the document
	gsub(/\n,/, ",\n ")
	gsub(/\{"begin":/, "\n  &")
	print
}
