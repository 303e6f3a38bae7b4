/* SPDX-License-Identifier: MIT */
/* lang_parse.c - reads a .tok file, and says what is wrong with it */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <catena/fold.h>
#include <catena/utf8.h>

#include "ends.h"
#include "lang_table.h"
#include "../share/likeness.h"

enum {
	WORDS_MAX = 20000,
	TEXT_MAX = 1 << 20
};

static const struct {
	const char *name;
	unsigned role;
} roles[] = {
    {"title", LANG_TITLE},       {"abbr", LANG_ABBR},
    {"number", LANG_NUMBER},     {"clitic", LANG_CLITIC},
    {"elision", LANG_ELISION},   {"hyphen-clitic", LANG_HYPHEN},
    {"split", LANG_SPLIT},       {"keep", LANG_KEEP},
    {"prefix", LANG_PREFIX},     {"suffix", LANG_SUFFIX},
    {"unit", LANG_UNIT},         {"domain", LANG_DOMAIN},
    {"starter", LANG_STARTER},   {"compound", LANG_COMPOUND},
    {"calendar", LANG_CALENDAR},
};

/* A setting takes one of two words. */
static const struct {
	const char *name, *off, *on;
	size_t at;
} settings[] = {
    {"hyphens", "keep", "split", offsetof(struct lang, hyphens_split)},
    {"runs", "join", "split", offsetof(struct lang, runs_split)},
    {"groups", "none", "space", offsetof(struct lang, groups_space)},
    {"ordinals", "no", "yes", offsetof(struct lang, ordinals)},
    {"decimal", "point", "comma", offsetof(struct lang, comma)},
    {"ends", "shapes", "english", offsetof(struct lang, model)},
};

#define COUNT(a) (sizeof(a) / sizeof *(a))

struct reading {
	struct lang *lang;
	const char *file;
	unsigned line;
	char *error;
	size_t room;
	unsigned settings; /* bits of those that were set */
};

struct piece { /* of a line; no NUL at its end */
	const char *s;
	size_t n;
};

static int fails(struct reading *r, const char *what, struct piece word,
                 const char *way_out)
{
	snprintf(r->error, r->room, "%s:%u: %s \"%.*s\"; %s", r->file, r->line, what,
	         (int)(word.n > 40 ? 40 : word.n), word.s, way_out);
	return 0;
}

static int is(struct piece p, const char *name)
{
	return strlen(name) == p.n && !memcmp(p.s, name, p.n);
}

static int unknown(struct reading *r, struct piece p)
{
	const char *best = NULL;
	char way_out[240];
	size_t most = 1;

	for (size_t i = 0; i < COUNT(roles) + COUNT(settings); i++) {
		const char *const name =
		    i < COUNT(roles) ? roles[i].name : settings[i - COUNT(roles)].name;
		const size_t like = share_likeness(p.s, p.n, name);
		if (like > most) {
			most = like;
			best = name;
		}
	}
	if (best)
		snprintf(way_out, sizeof way_out, "did you mean \"%s\"?", best);
	else
		snprintf(way_out, sizeof way_out,
		         "a line begins with hyphens, runs, groups, ordinals, decimal, "
		         "ends, title, abbr, "
		         "number, clitic, elision, hyphen-clitic, split, keep, prefix, "
		         "suffix, unit, domain, starter, compound or calendar");
	return fails(r, "unknown key", p, way_out);
}

/* Room for one more word and its text. */
static int reserve(struct reading *r, size_t size)
{
	struct lang *const lang = r->lang;

	if (2 * (lang->count + 1) > lang->slots) {
		struct lang bigger = *lang;
		bigger.slots = lang->slots * 2;
		bigger.words = calloc(bigger.slots, sizeof *bigger.words);
		if (!bigger.words)
			return 0;
		for (uint32_t i = 0; i < lang->slots; i++) {
			const struct lang_word *const w = lang->words + i;
			if (w->text)
				*tokenize_lang_slot(&bigger,
				                    (const unsigned char *)lang->text + w->text,
				                    w->size) = *w;
		}
		free(lang->words);
		*lang = bigger;
	}
	if (lang->text_size + size > lang->text_room) {
		char *const text = realloc(lang->text, 2 * lang->text_room + size);
		if (!text)
			return 0;
		lang->text = text;
		lang->text_room = 2 * lang->text_room + size;
	}
	return 1;
}

/* Takes the bars out of "can|not"; cut: where they were. */
static int unbar(struct piece p, unsigned char *plain, uint8_t *cut, size_t *size)
{
	unsigned cuts = 0;

	*size = 0;
	for (size_t i = 0; i < p.n; i++) {
		if (p.s[i] != '|')
			plain[(*size)++] = (unsigned char)p.s[i];
		else if (cuts == 3 || *size == 0 || i + 1 == p.n || p.s[i + 1] == '|')
			return 0;
		else
			cut[cuts++] = (uint8_t)*size;
	}
	return cuts > 0;
}

static void sieve_set(struct lang_sieve *sieve, const unsigned char *key, size_t n,
                      size_t size)
{
	const uint32_t at = lang_sieve_at(key[0], key[n > 1], key[n - 1], size);

	sieve->bits[at >> 5] |= UINT32_C(1) << (at & 31);
}

/* A word, with each of its apostrophes of one, two or three bytes, or a grave. */
static void sieve_add(struct lang_sieve *sieve, const unsigned char *key, size_t n)
{
	unsigned char grave[CATENA_FOLD_ROOM(2 * LANG_WORD_MAX)];
	size_t more = 0;

	for (size_t i = 0; i < n; i++) {
		more += key[i] == '\'' ? 2 : 0;
		grave[i] = key[i] == '\'' ? '`' : key[i];
	}
	for (size_t size = n; size <= n + more; size++) {
		sieve_set(sieve, key, n, size);
		sieve_set(sieve, grave, n, size);
	}
}

static int letter(unsigned c)
{
	return (c | 0x20) - 'a' < 26u;
}

/* A LANG_SPLIT word; those with an apostrophe are told by it. */
static void add_tail(struct lang_tails *tails, const unsigned char *key, size_t n)
{
	const unsigned number =
	    n < 4 ? 4 + (unsigned)n : (key[n - 1] * 7u + key[n - 2]) % 6;

	for (size_t i = 0; i < n; i++)
		if (key[i] >= 0x80 || key[i] == '\'')
			return;
	for (size_t i = 0; i < 4; i++) {
		for (unsigned c = 0; c < 128; c++) {
			const int has = i < n ? c == key[n - 1 - i] ||
			                            (letter(c) && (c | 0x20) == key[n - 1 - i])
			                      : i > n || !letter(c);
			tails->sets[i][c] |= (uint8_t)((unsigned)has << number);
			tails->low[i][c & 31] |= (uint8_t)((unsigned)has << number);
		}
	}
}

/* What bitmaps must know of a word to leave it to lex.c. */
static void add_joints(struct lang *lang, unsigned role, const unsigned char *key,
                       size_t n)
{
	struct lang_joints *const j = &lang->joints;
	unsigned char joined[LANG_WORD_MAX + 1];
	size_t sign = 0;

	if (role & (LANG_KEEP | LANG_SPLIT | LANG_CLITIC))
		sieve_set(&j->whole, key, n, n);
	if (role == LANG_PREFIX) {
		memcpy(joined, key, n);
		joined[n] = '-';
		sieve_set(&j->joint, joined, n + 1, n + 1);
	} else if (role == LANG_SUFFIX) {
		joined[0] = '-';
		memcpy(joined + 1, key, n);
		sieve_set(&j->joint, joined, n + 1, n + 1);
	} else if (role == LANG_KEEP) {
		while (sign < n && !strchr("-.'/&+#", key[sign]))
			sign++;
		if (sign == n || key[sign] == '.')
			sieve_set(&lang->dot, key, sign ? sign : 1, sign ? sign : 1);
		else
			sieve_set(&j->joint, key, sign + 1, sign + 1);
	} else if (role == LANG_CLITIC && n <= 4) {
		uint32_t packed = 0;
		for (size_t i = n; i-- > 0;)
			packed = packed << 8 | key[i];
		uint32_t *const slot = j->clitics + lang_clitic_slot(packed);
		j->ticks &= *slot == 0 || *slot == packed;
		*slot = packed;
	} else if (role & (LANG_CLITIC | LANG_ELISION)) {
		j->ticks = 0;
	} else if (role == LANG_HYPHEN) {
		j->hyphens = 0;
	}
}

/* Of an abbreviation with a hyphen behind a full stop (c.-à-d): what stands before
 * the full stop, so that bitmaps leave it to lex.c. */
static void add_hyphened(struct lang *lang, const unsigned char *key, size_t n)
{
	for (size_t i = 1; i + 1 < n; i++) {
		size_t from = i;
		while (from && letter(key[from - 1]))
			from--;
		if (key[i] == '.' && key[i + 1] == '-' && from < i)
			sieve_set(&lang->dot, key + from, i - from, i - from);
	}
}

/* All that lang_is_roman may find. */
static void add_romans(struct lang *lang)
{
	static const unsigned char signs[] = {'i', 'v', 'x'};
	unsigned char key[LANG_ROMAN_MAX];

	for (size_t n = 2; n <= LANG_ROMAN_MAX; n++)
		for (unsigned k = 0; k < 27; k++) {
			key[0] = signs[k % 3];
			key[1] = signs[k / 3 % 3];
			key[n - 1] = signs[k / 9];
			sieve_set(&lang->dot, key, n, n);
		}
}

static int add(struct reading *r, unsigned role, struct piece p)
{
	unsigned char plain[LANG_WORD_MAX + 4];
	unsigned char key[CATENA_FOLD_ROOM(2 * LANG_WORD_MAX)];
	uint8_t cut[3] = {0, 0, 0};
	size_t size = p.n;

	if (p.n > LANG_WORD_MAX)
		return fails(r, "too long a word", p, "32 bytes are the most");
	if (role == LANG_SPLIT) {
		if (!unbar(p, plain, cut, &size))
			return fails(r, "no place to cut in", p,
			             "write one to three bars: can|not");
	} else {
		if (memchr(p.s, '|', p.n))
			return fails(r, "a bar in", p, "bars are for split");
		memcpy(plain, p.s, p.n);
	}
	plain[size] = '\0';
	if (role & (LANG_TITLE | LANG_ABBR | LANG_NUMBER) && plain[size - 1] == '.')
		return fails(r, "a full stop at the end of", p,
		             "leave it out: it is understood");
	if (role == LANG_KEEP && plain[strcspn((const char *)plain, "!?,;:\"()")])
		return fails(r, "a mark in", p, "no word holds one of ! ? , ; : \" ( )");
	if (role == LANG_COMPOUND && size < LANG_COMPOUND_MIN)
		return fails(r, "too short a compound", p, "three bytes are the fewest");
	const size_t n = tokenize_lang_key(plain, size, key);
	if (!n || r->lang->count >= WORDS_MAX)
		return fails(r, "no room for", p, "20000 words are the most");
	if (!reserve(r, n)) {
		snprintf(r->error, r->room, "out of memory");
		return 0;
	}
	struct lang_word *const w = tokenize_lang_slot(r->lang, key, n);
	if (!w->text) {
		w->hash = catena_hash((const char *)key, n);
		w->text = (uint32_t)r->lang->text_size;
		w->size = (uint8_t)n;
		memcpy(r->lang->text + w->text, key, n);
		r->lang->text_size += n;
		r->lang->count++;
	}
	w->roles = (uint16_t)(w->roles | role);
	/* "Co" keeps its full stop, "co" its hyphen */
	if (memcmp(key, plain, 1) == 0 || plain[0] >= 0x80)
		w->plain = (uint16_t)(w->plain | role);
	w->capital = w->plain == 0;
	r->lang->all_roles |= role;
	sieve_add(&r->lang->known, key, n);
	add_joints(r->lang, role, key, n);
	if (role & (LANG_TITLE | LANG_ABBR | LANG_NUMBER)) {
		sieve_add(&r->lang->dot, key, n);
		add_hyphened(r->lang, key, n);
	}
	if (role == LANG_COMPOUND)
		sieve_set(&r->lang->compound, key + n - LANG_COMPOUND_MIN,
		          LANG_COMPOUND_MIN, LANG_COMPOUND_MIN);
	if (role == LANG_SPLIT) {
		memcpy(w->cut, cut, sizeof cut);
		sieve_add(&r->lang->split, key, n);
		add_tail(&r->lang->tails, key, n);
	}
	return 1;
}

static struct piece next_piece(const char **at, const char *end)
{
	struct piece p;

	while (*at < end && (**at == ' ' || **at == '\t' || **at == '\r'))
		++*at;
	p.s = *at;
	while (*at < end && **at != ' ' && **at != '\t' && **at != '\r')
		++*at;
	p.n = (size_t)(*at - p.s);
	return p;
}

static int set(struct reading *r, size_t i, struct piece value, struct piece more)
{
	char way_out[80];
	int *const flag = (int *)(void *)((char *)r->lang + settings[i].at);
	const struct piece name = {settings[i].name, strlen(settings[i].name)};

	if (more.n)
		return fails(r, "one word too many,", more, "a setting takes one");
	if (r->settings >> i & 1)
		return fails(r, "a second value of", name, "leave one of the lines");
	r->settings |= 1u << i;
	*flag = is(value, settings[i].on);
	if (*flag || is(value, settings[i].off))
		return 1;
	snprintf(way_out, sizeof way_out, "%s takes \"%s\" or \"%s\"", settings[i].name,
	         settings[i].off, settings[i].on);
	return fails(r, "unknown value", value, way_out);
}

static int line_of(struct reading *r, const char *at, const char *end)
{
	const char *const hash = memchr(at, '#', (size_t)(end - at));
	struct piece word;

	/* c# is a word, not a remark */
	if (hash && (hash == at || hash[-1] == ' ' || hash[-1] == '\t'))
		end = hash;
	const struct piece key = next_piece(&at, end);
	if (!key.n)
		return 1;
	const size_t all = (size_t)(end - key.s), valid = utf8_valid_prefix(key.s, all);
	if (valid != all)
		return fails(r, "not UTF-8 behind", (struct piece){key.s, valid},
		             "save the file as UTF-8");
	for (size_t i = 0; i < COUNT(settings); i++) {
		if (is(key, settings[i].name)) {
			const struct piece value = next_piece(&at, end);
			return set(r, i, value, next_piece(&at, end));
		}
	}
	for (size_t i = 0; i < COUNT(roles); i++) {
		if (!is(key, roles[i].name))
			continue;
		word = next_piece(&at, end);
		if (!word.n)
			return fails(r, "no word behind", key,
			             "write one, or take the line out");
		for (; word.n; word = next_piece(&at, end))
			if (!add(r, roles[i].role, word))
				return 0;
		return 1;
	}
	return unknown(r, key);
}

struct lang *tokenize_lang_parse(const char *file, const char *text, size_t n,
                                 char *error, size_t room)
{
	struct lang *const lang = calloc(1, sizeof *lang);
	struct reading r = {lang, file, 0, error, room, 0};
	const char *const end = text + n;

	snprintf(error, room, "out of memory");
	if (!lang)
		return NULL;
	lang->joints.ticks = lang->joints.hyphens = 1;
	lang->slots = 256;
	lang->text_size = 1; /* 0 says: no word */
	lang->text_room = 4096;
	lang->words = calloc(lang->slots, sizeof *lang->words);
	lang->text = malloc(lang->text_room);
	if (!lang->words || !lang->text)
		goto fail;
	if (n > TEXT_MAX || memchr(text, 0, n)) {
		snprintf(error, room, "%s: not a .tok file: %s", file,
		         n > TEXT_MAX ? "larger than 1 MiB" : "it holds a NUL byte");
		goto fail;
	}
	if (n >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3))
		text += 3; /* what some editors put in front */
	while (text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		if (!stop)
			stop = end;
		r.line++;
		if (!line_of(&r, text, stop))
			goto fail;
		text = stop + (stop < end);
	}
	lang->joints.hyphens &= lang->hyphens_split;
	if (lang->ordinals)
		add_romans(lang);
	if (!tokenize_ends_prepare(lang)) {
		snprintf(error, room, "out of memory");
		goto fail;
	}
	return lang;
fail:
	tokenize_lang_free(lang);
	return NULL;
}
