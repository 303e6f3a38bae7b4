# SPDX-License-Identifier: MIT
# index_heap.awk - documents from..to of a heap as JSON lines: of invented words,
# some the same as an earlier one, some nearly, each with a date.  What is given
# for a number never changes, so two parts are a heap.
#   awk -v from=1 -v to=3000 -f index_heap.awk
function draw(n) {
	x = (x * 16807) % 2147483647
	return x % n
}
function words(seed, n, edits, i, s, w) {
	x = seed * 7919 + 1
	for (i = 0; i < n; i++) {
		w = draw(40) * draw(40) * draw(3)
		s = s (i ? " " : "") substr("bcdfglmnprstvz", 1 + w % 14, 1) \
			substr("aeiou", 1 + int(w / 14) % 5, 1) \
			substr("lnrst", 1 + int(w / 70) % 5, 1) int(w / 350) "x" draw(90)
	}
	while (edits-- > 0)
		s = s " edit" edits
	return s
}
BEGIN {
	for (k = from; k <= to; k++) {
		of = k
		edits = 0
		if (k % 11 == 0) of = k - 7 * (k % 13)
		if (k % 17 == 0) { of = k - 5 * (k % 29); edits = 1 + k % 4 }
		if (of < 1) of = k
		printf "{\"id\":\"doc-%d\",\"date\":\"2021-%02d-%02dT%02d:00:00Z\",\"text\":\"%s\"}\n", \
			k, 1 + int(k / 1000) % 12, 1 + int(k / 36) % 28, k % 24, \
			words(of, 30 + of % 50, edits)
	}
}
