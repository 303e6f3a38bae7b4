/* SPDX-License-Identifier: MIT */
/* news_marks.h - of 64 bytes, where all but the letters of news_window.h are, and
 * the ends of lines; with the instructions of who includes it, who has defined
 * before: TARGET, INLINE  for its functions MARKS_BYTES     the type of 64 bytes
 *   bytes_at        the 64 bytes at a place
 *   same, alike and range, which give a bit for each of them */

TARGET INLINE void marks(MARKS_BYTES v, struct news_window *w)
{
	const uint64_t wide = same(v, 0xE2);

	w->digit = range(v, '0', 10);
	w->white = same(v, ' ') | range(v, '\t', 5);
	w->dot = same(v, '.');
	w->colon = alike(v, 1, ';');
	w->comma = same(v, ',');
	w->term = w->dot | same(v, '!') | same(v, '?');
	w->late = w->comma | w->term | same(v, ')') | same(v, ']');
	w->mark = w->colon | w->late | same(v, '(') | same(v, '[') | same(v, '"');
	w->hyphen = same(v, '-');
	w->tick = same(v, '\'');
	w->sign = w->curly = 0;
	if (wide) {
		const uint64_t first = wide & same(v, 0x80) >> 1;
		w->curly = first & alike(v, 1, 0x99) >> 2;
		w->sign =
		    first & (range(v, 0x93, 2) | range(v, 0x9C, 2) | same(v, 0xA6)) >> 2;
	}
}

TARGET static uint64_t line_bytes(const unsigned char *p, unsigned n,
                                  struct line_bytes *to)
{
	uint64_t any = 0;

	for (unsigned i = 0; i < n; i++, p += 64) {
		MARKS_BYTES v = bytes_at(p);
		const uint64_t wide = alike(v, 0x20, 0xE2); /* and C2 */
		/* C2 85, and E2 80 with A8 or A9; next to none are */
		const uint64_t last = same(v, 0x85) >> 1 | alike(v, 1, 0xA9) >> 2;
		to->ends[i] = same(v, '\n') | alike(v, 1, '\r'); /* and form feed */
		to->wide[i] = wide & (last | UINT64_C(3) << 62);
		to->inner[i] = range(v, 0x80, 0x40);
		any |= wide | to->inner[i];
	}
	return any;
}
