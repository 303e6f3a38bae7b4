/* SPDX-License-Identifier: MIT */
/* glued.c - parts words that have grown together: "attackthat", "saidFriday"
 *
 * Certain is: the second half is one of a few frequent words, or a day or month
 * with its capital; the first is a frequent word in small letters; there is one
 * such way only; and no list has the whole as a word, a name or an abbreviation
 * (words_table.c has those that would be parted).  What each second half asks of
 * the first is what kept false alarms away on texts without glued words. */
#include "letters.h"
#include "wire.h"
#include "words.h"

enum {
	LONGEST = 40, /* bytes of a word that is looked at */
	SHORTEST = 5
};

struct second {
	const char *word;
	uint8_t size, least; /* bytes; of the first half */
	uint8_t flags;       /* WORD_TAKES_..: first halves that are not certain */
	bool function;       /* a first half may be a function word, as in "of the" */
};

static const struct second seconds[] = {
    {"the", 3, 4, 0, true},
    {"that", 4, 4, 0, true},
    {"this", 4, 4, 0, true},
    {"these", 5, 4, 0, true},
    {"those", 5, 4, 0, true},
    {"which", 5, 4, 0, true},
    {"with", 4, 4, 0, false},
    {"from", 4, 4, 0, false},
    {"when", 4, 4, 0, false},
    {"where", 5, 4, 0, false},
    {"while", 5, 4, 0, false},
    {"whose", 5, 4, 0, false},
    {"would", 5, 4, 0, false},
    {"could", 5, 4, 0, false},
    {"should", 6, 4, 0, false},
    {"been", 4, 4, 0, false},
    {"into", 4, 4, 0, false},
    {"than", 4, 4, 0, false},
    {"there", 5, 4, 0, false},
    {"because", 7, 4, 0, false},
    {"before", 6, 4, 0, false},
    {"between", 7, 4, 0, false},
    {"during", 6, 4, 0, false},
    {"against", 7, 4, 0, false},
    {"after", 5, 4, 0, false},
    {"their", 5, 4, 0, false},
    {"they", 4, 4, 0, false},
    {"and", 3, 4, 0, false},
    {"for", 3, 4, 0, false},
    {"was", 3, 5, 0, false},
    {"were", 4, 4, 0, false},
    {"had", 3, 5, 0, false},
    {"his", 3, 5, 0, false},
    {"of", 2, 4, 0, false},
    {"in", 2, 5, WORD_TAKES_ING, false},
    {"or", 2, 5, WORD_TAKES_ER, false},
    {"to", 2, 5, 0, false},
};

static const char *const functions[] = {"of",  "to",  "in",   "on",   "at",   "by",
                                        "for", "and", "with", "from", "that", "as",
                                        "is",  "if",  "all",  "or",   "was"};

/* Pieces of longer words, as scanned books have them: "neverthe- less". */
static const char *const pieces[] = {"neverthe", "nonethe"};

static bool is_one_of(const char *const *list, size_t n, const char *s,
                      uint32_t size)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(list[i]) == size && !memcmp(list[i], s, size))
			return true;
	return false;
}

/* The last two letters of those: few words end so. */
static bool may_end(const char *s, uint32_t size)
{
	switch (s[size - 1]) {
	case 'e':
		return strchr("hsrl", s[size - 2]) != NULL;
	case 'd':
		return strchr("lna", s[size - 2]) != NULL;
	case 'n':
		return strchr("eai", s[size - 2]) != NULL;
	case 'r':
		return strchr("eio", s[size - 2]) != NULL;
	case 's':
		return strchr("ia", s[size - 2]) != NULL;
	case 'h':
		return strchr("ct", s[size - 2]) != NULL;
	case 't':
		return strchr("as", s[size - 2]) != NULL;
	case 'g':
	case 'y':
	case 'm':
	case 'f':
	case 'o':
		return true;
	default:
		return false;
	}
}

/* ---- Where a word is parted: bytes of its first half; 0: nowhere ---- */

static bool may_be_first(const struct set *words, const struct second *second,
                         const char *s, uint32_t size)
{
	uint8_t flags = 0;

	if (size < second->least)
		return second->function &&
		       is_one_of(functions, sizeof functions / sizeof *functions, s, size);
	return clean_wire_set_has(words, s, size, &flags) &&
	       !(flags & (second->flags | WORD_WHOLE));
}

static uint32_t part_small(const struct set *words, const char *s, uint32_t size)
{
	uint32_t at = 0;

	if (!may_end(s, size))
		return 0;
	for (size_t i = 0; i < sizeof seconds / sizeof *seconds; i++) {
		const struct second *const second = seconds + i;
		if (second->word[second->size - 1] != s[size - 1] ||
		    size < second->size + 2u)
			continue;
		const uint32_t first = size - second->size;
		if (memcmp(s + first, second->word, second->size) != 0 ||
		    !may_be_first(words, second, s, first))
			continue;
		if (at)
			return 0; /* two ways */
		at = first;
	}
	if (!at || clean_wire_set_has(words, s, size, NULL) ||
	    is_one_of(pieces, sizeof pieces / sizeof *pieces, s, size))
		return 0;
	return at;
}

static uint32_t part_capital(const struct set *words, const char *s, uint32_t size,
                             uint32_t capital)
{
	static const char *const days[] = {
	    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",   "Saturday",
	    "Sunday", "January", "February",  "March",    "April",    "June",
	    "July",   "August",  "September", "October",  "November", "December"};
	uint8_t flags = 0;

	return capital >= 2 &&
	               is_one_of(days, sizeof days / sizeof *days, s + capital,
	                         size - capital) &&
	               clean_wire_set_has(words, s, capital, &flags) &&
	               !(flags & WORD_WHOLE)
	           ? capital
	           : 0;
}

/* ---- Slips of the pen ---- */

static bool is_frequent(const struct set *words, const char *s, uint32_t size)
{
	uint8_t flags = 0;

	return clean_wire_set_has(words, s, size, &flags) && !(flags & WORD_WHOLE);
}

/* Is it a frequent word with its letter i left out, changed or swapped with the
 * next, or with one too few before it? */
static bool is_slip_at(const struct set *words, const char *s, uint32_t size,
                       uint32_t i)
{
	char more[LONGEST + 1], other[LONGEST + 1];

	memcpy(other, s, size);
	memcpy(more, s, i);
	memcpy(more + i + 1, s + i, size - i);
	for (char c = 'a'; c <= 'z'; c++) {
		more[i] = c;
		if (is_frequent(words, more, size + 1))
			return true;
		if (i == size)
			continue;
		other[i] = c;
		if (is_frequent(words, other, size))
			return true;
	}
	if (i + 1 >= size)
		return false;
	other[i] = s[i + 1];
	other[i + 1] = s[i];
	memmove(more + i, s + i + 1, size - i - 1);
	return is_frequent(words, other, size) || is_frequent(words, more, size - 1);
}

/* "thereor": one slip away from a frequent word. */
static bool is_slip(const struct set *words, const char *s, uint32_t size)
{
	for (uint32_t i = 0; i <= size; i++)
		if (is_slip_at(words, s, size, i))
			return true;
	return false;
}

/* ---- Is it English? ---- */

/* In English every sixth word or so is one of these, in its neighbours' texts one
 * in fifty at most (Dutch "of", Polish "to"). */
static bool is_english_word(const char *s, uint32_t size)
{
	static const char *const words[] = {"the",  "of",   "and", "to",
	                                    "that", "with", "from"};

	return is_one_of(words, sizeof words / sizeof *words, s, size);
}

/* Of a few words nothing can be told: they pass. */
static bool looks_english(const char *s, uint32_t n)
{
	enum {
		LOOK = 65536, /* bytes */
		FEW = 20
	};
	uint32_t words = 0, english = 0;

	n = n < LOOK ? n : LOOK;
	for (uint32_t at = 0, begin; at < n; at++) {
		for (begin = at; at < n && is_letter_ascii(s[at]); at++)
			;
		words += at > begin;
		english += at > begin && is_english_word(s + begin, at - begin);
	}
	return words < FEW || english * 20 >= words;
}

/* ---- Which words are looked at ---- */

static bool opens_word(uint32_t cp)
{
	return cp == 0 || (cp < 0x80 && is_space((char)cp)) || cp == '(' || cp == '[' ||
	       cp == '"' || cp == '\'' || (cp >= 0x2012 && cp <= 0x201D);
}

/* Behind a word stand signs and then white space: else it may be part of an
 * address, a file name, a piece of a program. */
static bool ends_word(const char *s, uint32_t at, uint32_t end)
{
	/* at the end of a line it may be half a word; before an apostrophe a spoken
	 * one, "ketchin'" */
	if (at + 1 < end && s[at] == '\n')
		return false;
	if (at < end && (s[at] == '\'' || char_at(s, at, end) == 0x2019))
		return false;
	for (unsigned signs = 0; at < end && signs < 6; signs++) {
		const uint32_t cp = char_at(s, at, end);
		if (cp < 0x80 && is_space((char)cp))
			return true;
		if (cp >= 0x2012 && cp <= 0x2026)
			at += 3;
		else if (cp < 0x80 && cp && strchr(".,;:!?)]\"'", (int)cp))
			at++;
		else
			return false;
	}
	return at >= end;
}

/* The pass, with the last verdicts on small words: what is costly is done once
 * for a word that comes again. */
struct pass {
	struct wire *w;
	struct {
		uint32_t at; /* where it was seen */
		uint8_t size, first;
	} seen[256]; /* size 0: nothing */
	int64_t language;
};

/* What the document says decides; else its first words do. */
static bool is_english(struct pass *p)
{
	const struct draft *const d = &p->w->draft;

	if (p->language == LANGUAGE_AUTO)
		p->language = looks_english(d->text, d->n) ? LANGUAGE_EN : LANGUAGE_OTHER;
	return p->language == LANGUAGE_EN;
}

static uint32_t judge(struct pass *p, uint32_t at, uint32_t size)
{
	const struct set *const words = &p->w->rules->words;
	const char *const s = p->w->draft.text;
	uint32_t first = part_small(words, s + at, size);

	if (!first)
		return 0;
	const uint32_t slot = catena_hash(s + at, size) % 256;
	if (p->seen[slot].size == size && !memcmp(s + at, s + p->seen[slot].at, size))
		return p->seen[slot].first;
	/* two function words look like slips of rare ones */
	if (first > 3 && is_slip(words, s + at, size))
		first = 0;
	p->seen[slot].at = at;
	p->seen[slot].size = (uint8_t)size;
	p->seen[slot].first = (uint8_t)first;
	return first;
}

static void word(struct pass *p, uint32_t at, uint32_t end, uint32_t capital)
{
	struct wire *const w = p->w;
	const char *const s = w->draft.text;
	const uint32_t size = end - at;
	uint32_t first;

	if (size < SHORTEST || size > LONGEST)
		return;
	first = capital ? part_capital(&w->rules->words, s + at, size, capital - at)
	                : judge(p, at, size);
	if (at >= 2 && s[at - 2] == '-' && is_space(s[at - 1]))
		return; /* the other half of a word: "so- licitor" */
	if (!first || !opens_word(char_before(s, at)) ||
	    !ends_word(s, end, w->draft.n) || !is_english(p))
		return;
	clean_wire_draft_change(&w->draft, at + first, at + first, " ", 1);
	if (w->found.glued.n)
		json_char(&w->found.glued, ',');
	json_string(&w->found.glued, s + at, size);
}

void clean_wire_glued(struct wire *w)
{
	const char *const s = w->draft.text;
	const uint32_t n = w->draft.n;
	struct pass p = {.w = w, .language = w->language};

	for (uint32_t at = 0; at < n;) {
		uint32_t capital = 0, capitals = 0;
		const uint32_t begin = at;
		while (at < n && is_letter_ascii(s[at])) {
			if (is_upper_ascii(s[at])) {
				capital = at;
				capitals++;
			}
			at++;
		}
		if (at - begin >= SHORTEST && is_lower_ascii(s[begin]) && capitals < 2)
			word(&p, begin, at, capital);
		at += at == begin;
	}
}
