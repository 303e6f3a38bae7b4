/* SPDX-License-Identifier: MIT */
/* credit.c - credits and captions of pictures */
#include "credit.h"
#include "letters.h"

enum {
	CREDIT_LONGEST = 80,   /* bytes of a credit */
	CAPTION_LONGEST = 400, /* bytes of a caption: a longer line is no caption */
	BRACKET_LONGEST = 120, /* bytes between brackets */
	LABEL_FARTHEST = 110 /* bytes before the end at which "Image Credit:" begins */
};

/* ---- Names of photographers and houses ---- */

/* One word on: where it ends. */
static uint32_t word_end(const char *s, uint32_t at, uint32_t end)
{
	while (at < end && !is_space(s[at]))
		at++;
	return at;
}

static bool closes_house(const char *s, uint32_t at, uint32_t end)
{
	static const char *const words[] = {"images", "pictures",    "photos", "photo",
	                                    "press",  "photography", "agency", "wire"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (match_word(s, at, end, words[i]) == end - at)
			return true;
	return false;
}

/* The house that begins at `at`: a known one, the longest; else up to a word such
 * as "Pictures".  Where it ends, 0: it is not clear. */
static uint32_t house_end(const struct rules *r, const char *s, uint32_t at,
                          uint32_t end)
{
	uint32_t to = at, best = 0;

	for (unsigned words = 0; words < 4 && to < end; words++) {
		const uint32_t from = words ? skip_blanks(s, to, end) : at;
		to = word_end(s, from, end);
		if (clean_wire_known_agency(r, s, at, to))
			best = to;
		if (words && !best && closes_house(s, from, to) &&
		    clean_wire_names(s, at, from - 1, 3))
			best = to;
	}
	return best;
}

/* "Lena Dragomir/Bay Pictures": where it ends, 0: none stands here, or it is not
 * clear where it ends. */
static uint32_t person_and_house(const struct rules *r, const char *s, uint32_t at,
                                 uint32_t end)
{
	uint32_t slash = at;

	while (slash < end && s[slash] != '/' && slash - at <= 50)
		slash++;
	if (slash >= end || s[slash] != '/' || !clean_wire_names(s, at, slash, 5))
		return 0;
	return house_end(r, s, slash + 1, end);
}

/* ---- "Image Credit:" ---- */

static uint32_t skip_label(const char *s, uint32_t at, uint32_t end)
{
	static const char *const kinds[] = {"image",      "photo",      "picture",
	                                    "photograph", "file photo", "video"};
	static const char *const words[] = {
	    " credit: ", " credits: ", " courtesy: ", " courtesy of "};

	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		const uint32_t n = match_word(s, at, end, kinds[k]);
		for (size_t i = 0; n && i < sizeof words / sizeof *words; i++) {
			const uint32_t m = match_word(s, at + n, end, words[i]);
			if (m)
				return at + n + m;
		}
	}
	return 0;
}

/* What stands behind a label must be names, not a sentence. */
static bool is_credit(const struct rules *r, const char *s, uint32_t at,
                      uint32_t end)
{
	return at < end && end - at <= CREDIT_LONGEST &&
	       (clean_wire_known_agency(r, s, at, end) ||
	        clean_wire_names(s, at, end, 8) > 0);
}

static bool labelled(const struct rules *r, const char *s, uint32_t at,
                     uint32_t end, struct credit *c)
{
	uint32_t i = end - at > LABEL_FARTHEST ? end - LABEL_FARTHEST : at;

	if (!memchr(s + i, ':', end - i))
		return false;
	for (; i < end; i++) {
		if (s[i] != 'I' && s[i] != 'P' && s[i] != 'F' && s[i] != 'V')
			continue;
		if (i > at && !is_blank(s[i - 1]) && s[i - 1] != '|')
			continue;
		const uint32_t from = skip_label(s, i, end);
		if (!from || !is_credit(r, s, from, end))
			continue;
		const uint32_t caption = trim_end(s, at, i);
		c->credit = (struct span){from, end};
		c->cut = (struct span){caption, end};
		if (caption - at <= CAPTION_LONGEST) {
			c->caption = (struct span){at, caption};
			c->cut.from = at;
		}
		return true;
	}
	return false;
}

/* ---- "Photo by ..." and "Lena Dragomir/Bay Pictures ..." ---- */

static uint32_t skip_photo(const char *s, uint32_t at, uint32_t end)
{
	static const char *const words[] = {"photo by ",      "photos by ",
	                                    "photograph by ", "picture by ",
	                                    "image by ",      "photo: ",
	                                    "image: ",        "picture: ",
	                                    "file photo: ",   "photo courtesy of ",
	                                    "photograph: ",   "photographs: "};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		const uint32_t n = match_word(s, at, end, words[i]);
		if (n && is_upper_ascii(s[at]))
			return at + n;
	}
	return 0;
}

static bool leading(const struct rules *r, const char *s, uint32_t at, uint32_t end,
                    bool top, struct credit *c)
{
	const uint32_t from = skip_photo(s, at, end), name = from ? from : at;
	uint32_t to;

	c->cut = (struct span){at, end};
	if (from && is_credit(r, s, from, end)) {
		c->credit = (struct span){from, end};
		return true;
	}
	if (match_word(s, at, end, "file photo") == end - at) {
		c->credit = c->cut;
		return true;
	}
	if (!top || end - at > CAPTION_LONGEST)
		return false;
	to = person_and_house(r, s, name, end);
	if (to) {
		c->credit = (struct span){name, to};
		c->caption = (struct span){skip_blanks(s, to, end), end};
		return true;
	}
	/* "FILE PHOTO: the mole of Port Elune" */
	if (match_word(s, at, end, "file photo: ") && s[at + 1] == 'I') {
		c->caption = (struct span){from, end};
		return true;
	}
	return false;
}

/* ---- Brackets ---- */

static bool is_bracketed_credit(const struct rules *r, const char *s, uint32_t at,
                                uint32_t end)
{
	static const char *const starts[] = {"photo by ",
	                                     "photos by ",
	                                     "photo: ",
	                                     "photo courtesy of ",
	                                     "photo credit: ",
	                                     "image credit: ",
	                                     "image: ",
	                                     "picture: ",
	                                     "ap photo/",
	                                     "afp photo/",
	                                     "photo courtesy of ",
	                                     "file photo: ",
	                                     "photograph by ",
	                                     "photograph: "};
	uint32_t slash = end;

	if (at == end)
		return false;
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		const uint32_t n = match_word(s, at, end, starts[i]);
		if (n && at + n < end && is_upper(char_at(s, at + n, end)))
			return true;
	}
	if (match_word(s, at, end, "file photo") == end - at ||
	    match_word(s, at, end, "ap photo") == end - at)
		return true;
	while (slash > at && s[slash - 1] != '/')
		slash--;
	if (slash == at)
		return false;
	return clean_wire_known_agency(r, s, slash, end) &&
	       clean_wire_names(s, at, slash - 1, 5) >= 2 &&
	       !clean_wire_known_agency(r, s, at, slash - 1);
}

bool clean_wire_bracket(const struct rules *r, const char *s, uint32_t at,
                        uint32_t end, struct credit *c)
{
	for (; at < end; at++) {
		if (s[at] != '(' && s[at] != '[')
			continue;
		const char close = s[at] == '(' ? ')' : ']';
		uint32_t to = at + 1;
		while (to < end && to - at <= BRACKET_LONGEST && s[to] != close &&
		       s[to] != s[at] && s[to] != '\n')
			to++;
		if (to == end || s[to] != close || !is_bracketed_credit(r, s, at + 1, to))
			continue;
		*c = (struct credit){.credit = {at + 1, to}, .cut = {at, to + 1}};
		return true;
	}
	return false;
}

/* A line that ends in a credit in brackets is a caption. */
static bool trailing(const struct rules *r, const char *s, uint32_t at,
                     uint32_t end, struct credit *c)
{
	uint32_t open = end, last = end;

	if (end - at > CAPTION_LONGEST || end - at < 3)
		return false;
	last -= s[last - 1] == '.';
	if (s[last - 1] != ')' && s[last - 1] != ']')
		return false;
	while (open > at && s[open - 1] != '(' && s[open - 1] != '[')
		open--;
	if (open == at || !clean_wire_bracket(r, s, open - 1, last, c))
		return false;
	c->caption = (struct span){at, trim_end(s, at, open - 1)};
	c->cut = (struct span){at, end};
	return true;
}

/* ---- "REUTERS/Lena Dragomir" ---- */

/* Names with slashes between, a house that is known among them. */
static bool is_slashed(const struct rules *r, const char *s, uint32_t at,
                       uint32_t end)
{
	uint32_t part = at, parts = 0, houses = 0;

	if (end - at > CREDIT_LONGEST || !memchr(s + at, '/', end - at))
		return false;
	for (uint32_t i = at; i <= end; i++) {
		if (i < end && s[i] != '/')
			continue;
		const bool house = clean_wire_known_agency(r, s, part, i);
		if (!house && (part == i || !clean_wire_names(s, part, i, 4)))
			return false;
		houses += house;
		parts++;
		part = i + 1;
	}
	return parts > 1 && houses > 0;
}

/* Such a credit as a line of its own, or behind the caption's last sentence. */
static bool slashed(const struct rules *r, const char *s, uint32_t at, uint32_t end,
                    struct credit *c)
{
	const uint32_t stop = end - (s[end - 1] == '.');
	uint32_t from = end - at > CREDIT_LONGEST ? end - CREDIT_LONGEST : at;

	if (end - at > CAPTION_LONGEST || !memchr(s + from, '/', end - from))
		return false;
	for (; from < stop; from++) {
		if (!is_upper_ascii(s[from]) || (from > at && !is_blank(s[from - 1])))
			continue;
		const uint32_t caption = trim_end(s, at, from);
		const uint32_t last = char_before(s, caption);
		if (caption > at && last != '.' && last != '"' && last != ')' &&
		    last != 0x201D)
			continue;
		if (!is_slashed(r, s, from, stop))
			continue;
		c->credit = (struct span){from, stop};
		c->caption = (struct span){at, caption};
		c->cut = (struct span){at, end};
		return true;
	}
	return false;
}

bool clean_wire_credit(const struct rules *r, const char *s, uint32_t at,
                       uint32_t end, bool top, struct credit *c)
{
	*c = (struct credit){0};
	return labelled(r, s, at, end, c) || leading(r, s, at, end, top, c) ||
	       trailing(r, s, at, end, c) || slashed(r, s, at, end, c);
}
