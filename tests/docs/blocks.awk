# SPDX-License-Identifier: MIT
# blocks.awk - takes out of a page the blocks of code that stand below a comment
#
#   <!-- file PATH -->       the block is that file
#   <!-- part PATH -->       the block is some lines of that file, one after another
#   <!-- prints COMMAND -->  the block is what the command prints
#
# Each becomes OUT/N.block, with the comment's words in OUT/N.what.
BEGIN { n = 0; inside = 0; what = "" }
inside && /^ *```/ { inside = 0; what = ""; close(block); next }
inside { if (what != "") print > block; next }
/^ *```/ {
	inside = 1
	if (what != "") {
		n++
		block = out "/" n ".block"
		printf "" > block
		print what > (out "/" n ".what")
		close(out "/" n ".what")
	}
	next
}
/^<!-- (file|part|prints) .* -->$/ {
	what = $0
	sub(/^<!-- /, "", what)
	sub(/ -->$/, "", what)
	next
}
/^$/ { next }
{ what = "" }
