/* SPDX-License-Identifier: MIT */
/* fold.c - names to plain words. */
#include "fold.h"
#include "lists.h"

#include <catena/fold.h>
#include <catena/utf8.h>
#include <string.h>

enum family link_names_family(const char *type)
{
	static const struct {
		const char *type;
		enum family family;
	} types[] = {{"PERSON", FAMILY_PERSON}, {"PER", FAMILY_PERSON},
	             {"ORG", FAMILY_ORG},       {"GPE", FAMILY_PLACE},
	             {"LOC", FAMILY_PLACE},     {"FAC", FAMILY_PLACE},
	             {"LOCATION", FAMILY_PLACE}};
	for (size_t i = 0; type && i < sizeof types / sizeof *types; i++) {
		if (!strcmp(types[i].type, type))
			return types[i].family;
	}
	return FAMILY_NONE;
}

/* ---- Letters ---- */

/* The plain letters of U+00E0 to U+00FF and U+0100 to U+017F, folded; '-': none.
 * What needs two letters is handled apart. */
static const char latin1[] = "aaaaaaaceeeeiiiidnooooo-ouuuuyty";
static const char latin_a[] =
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllll"
    "nnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/* Up to two letters for a folded code point; 0: it does not count. */
static size_t plain_letters(uint32_t c, char out[4])
{
	static const struct {
		uint32_t c;
		char s[3];
	} pairs[] = {{0xE6, "ae"},  {0xDF, "ss"},  {0xFE, "th"},  {0x153, "oe"},
	             {0x133, "ij"}, {0x1E25, "h"}, {0x1E0D, "d"}, {0x1E63, "s"},
	             {0x1E6D, "t"}, {0x1E93, "z"}, {0x1B0, "u"},  {0x1A1, "o"},
	             {0x103, "a"},  {0x219, "s"},  {0x21B, "t"}};
	if (c >= 0x300 && c < 0x370)
		return 0;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		if (pairs[i].c == c) {
			memcpy(out, pairs[i].s, 3);
			return strlen(pairs[i].s);
		}
	}
	if (c >= 0xE0 && c < 0x100)
		out[0] = latin1[c - 0xE0];
	else if (c >= 0x100 && c < 0x100 + sizeof latin_a - 1)
		out[0] = latin_a[c - 0x100];
	else
		return utf8_encode(c, out);
	return out[0] != '-';
}

static bool is_apostrophe(uint32_t c)
{
	return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x02BC || c == 0x02BF ||
	       c == 0x02BE || c == 0x60 || c == 0xB4;
}

static bool is_gap(uint32_t c)
{
	return c <= ' ' || c == '-' || c == 0xA0 || (c >= 0x2010 && c <= 0x2015) ||
	       c == ',' || c == '"' || c == '(' || c == ')' || c == '/' || c == '_' ||
	       c == 0x3000 || (c >= 0x2000 && c <= 0x200A) || c == '!';
}

/* ---- Words ---- */

struct building {
	struct plain_name *name;
	struct plain_word word;
	unsigned letters, capitals;
};

static void end_word(struct building *b)
{
	struct plain_word *const w = &b->word;
	w->s[w->size] = '\0';
	w->upper = b->letters > 1 && b->capitals == b->letters;
	w->initial = b->letters == 1;
	if (w->size && b->name->n < WORDS_MAX)
		b->name->words[b->name->n++] = *w;
	b->word = (struct plain_word){.size = 0};
	b->letters = b->capitals = 0;
}

static void add_letter(struct building *b, uint32_t c)
{
	char s[4];
	const uint32_t folded = catena_fold_char(c);
	const size_t n = plain_letters(folded, s);
	if (!n || b->word.size + n >= WORD_ROOM)
		return;
	memcpy(b->word.s + b->word.size, s, n);
	b->word.size += (uint8_t)n;
	b->letters++;
	b->capitals += folded != c;
}

/* 's at the end of a word, or 's and ' alone. */
static bool at_possessive(const char *s, size_t n)
{
	return n >= 1 && (s[0] == 's' || s[0] == 'S') &&
	       (n == 1 || is_gap((unsigned char)s[1]));
}

/* "Lions' Den": the apostrophe behind an s, and the word's end behind that. */
static bool ends_plural(const struct plain_word *w, const char *s, size_t n)
{
	return w->size && w->s[w->size - 1] == 's' &&
	       (!n || is_gap((unsigned char)s[0]));
}

static void cut(const char *s, size_t n, struct plain_name *name)
{
	struct building b = {.name = name};
	for (size_t i = 0; i < n;) {
		uint32_t c = 0;
		const unsigned size = utf8_decode(s + i, n - i, &c);
		i += size ? size : 1;
		if (!size || is_gap(c)) {
			end_word(&b);
		} else if (c == '&') {
			end_word(&b);
			b.word = (struct plain_word){.s = "and", .size = 3};
			end_word(&b);
		} else if (is_apostrophe(c)) {
			const bool possessive = at_possessive(s + i, n - i);
			b.word.owner = possessive || ends_plural(&b.word, s + i, n - i);
			i += possessive;
		} else if (c != '.') {
			add_letter(&b, c);
		} else if (b.word.size > 2) { /* "U.S." is one word, "Gen.Smith" two */
			end_word(&b);
		}
	}
	end_word(&b);
}

static void drop_first(struct plain_name *name, uint32_t n)
{
	memmove(name->words, name->words + n, (name->n - n) * sizeof *name->words);
	name->n -= n;
}

/* The words from the first title to the last, but for "mr" and the like where
 * there are others. */
static void keep_title(struct plain_name *name, uint32_t titles)
{
	size_t at = 0;
	bool begun = false;
	for (uint32_t i = 0; i < titles; i++) {
		const struct plain_word *const w = name->words + i;
		begun = begun || link_names_in(link_names_titles, w->s);
		const bool plain = titles > 1 && link_names_in(link_names_address, w->s);
		if (!begun || plain || at + w->size + 2 > sizeof name->title)
			continue;
		if (at)
			name->title[at++] = ' ';
		memcpy(name->title + at, w->s, w->size);
		at += w->size;
	}
	name->title[at] = '\0';
}

/* The Arabic article is written in two ways: "el-Osk", "al-Osk". */
static void same_article(struct plain_name *name)
{
	for (uint32_t i = 0; i + 1 < name->n; i++)
		if (!strcmp(name->words[i].s, "el"))
			name->words[i].s[0] = 'a';
}

/* "Abdul Rahman al-Osk", "Abdel-Rahman": the first two words are one name. */
static void join_servant(struct plain_name *name)
{
	static const char *const heads[] = {"abdul", "abdel", "abdal", "abdol",
	                                    "abdur", "abd",   NULL};
	struct plain_word *const first = name->words, *const next = name->words + 1;
	const char *const *h = heads;
	if (name->n < 3)
		return;
	while (*h && strcmp(*h, first->s) != 0)
		h++;
	if (!*h || next->size < 4 || first->size + next->size >= WORD_ROOM)
		return;
	memmove(next->s + first->size, next->s, next->size + 1u);
	memcpy(next->s, first->s, first->size);
	next->size = (uint8_t)(next->size + first->size);
	drop_first(name, 1);
}

/* "Bo Lee Jr., PhD"; a "Jr." alone is no name ("Junior" may be). */
static void strip_behind(struct plain_name *name)
{
	while (name->n > 0) {
		const char *const word = name->words[name->n - 1].s;
		const uint8_t generation = link_names_generation(word);
		if (name->n == 1 &&
		    (!generation || strcmp(word, link_names_generation_word(generation))))
			break;
		if (generation)
			name->generation = generation;
		else if (!link_names_in(link_names_suffixes, word))
			break;
		name->n--;
	}
}

/* Is the title the family name of "Bo King", "Mr. King", "Bo King Jr."? */
static bool is_family_name(const struct plain_name *name, uint32_t i)
{
	static const char *const address[] = {"doctor", "dr",  "miss",     "mr", "mrs",
	                                      "ms",     "rev", "reverend", NULL};
	uint32_t end = i + 1;
	while (end < name->n &&
	       (link_names_generation(name->words[end].s) ||
	        link_names_in(link_names_suffixes, name->words[end].s)))
		end++;
	if (!link_names_in(link_names_family_titles, name->words[i].s) ||
	    (end < name->n && strcmp(name->words[end].s, "and") != 0))
		return false;
	if (!i)
		return end > 1;
	const char *const before = name->words[i - 1].s;
	return link_names_in(address, before) ||
	       (!link_names_in(link_names_titles, before) &&
	        !link_names_in(link_names_before_titles, before));
}

static void strip_person(struct plain_name *name)
{
	/* "US President Barack Obama": what stands before the last title goes, too. */
	uint32_t titles = 0;
	for (uint32_t i = 0; i < name->n && i < 6; i++) {
		if (link_names_in(link_names_titles, name->words[i].s) &&
		    !is_family_name(name, i))
			titles = i + 1;
	}
	/* "Duke of Osk": the title is the name. */
	if (titles && titles < name->n && !strcmp(name->words[titles].s, "of"))
		return;
	keep_title(name, titles);
	drop_first(name, titles);
	for (uint32_t i = 1; i < name->n; i++) {
		if (!strcmp(name->words[i].s, "of")) /* "Elizabeth Quat of DAB" */
			name->n = i;
		else if (!strcmp(name->words[i].s, "and"))
			name->several = true;
	}
	strip_behind(name);
	same_article(name);
	join_servant(name);
	if (name->n > 1)
		name->words[0].nick = link_names_nickname(name->words[0].s, NULL);
}

void link_names_fold(const char *s, size_t n, enum family family,
                     struct plain_name *name)
{
	name->n = 0;
	name->title[0] = '\0';
	name->several = false;
	name->generation = 0;
	cut(s, n, name);
	if (name->n > 1 && !strcmp(name->words[0].s, "the"))
		drop_first(name, 1);
	if (family == FAMILY_PERSON)
		strip_person(name);
}

/* The bytes of a possessive at the end of s[0, n). */
static size_t possessive(const char *s, size_t n)
{
	const bool s_last = n > 2 && (s[n - 1] == 's' || s[n - 1] == 'S');
	const size_t m = s_last ? n - 1 : n;
	size_t k = 0;
	if (m > 1 && s[m - 1] == '\'')
		k = 1;
	else if (m > 3 && !memcmp(s + m - 3, "\xE2\x80\x99", 3))
		k = 3;
	return k ? n - m + k : 0;
}

static bool is_title(const char *s, size_t n)
{
	struct plain_name word = {.n = 0};
	cut(s, n, &word);
	return word.n == 1 && link_names_in(link_names_titles, word.words[0].s);
}

/* A title, with a full stop only where it is a short form. */
static bool is_title_before(const char *s, size_t n)
{
	struct plain_name word = {.n = 0};
	cut(s, n, &word);
	if (word.n != 1 || !link_names_in(link_names_titles, word.words[0].s))
		return false;
	const char *const w = word.words[0].s;
	return s[n - 1] != '.' || link_names_title_word(w) != w ||
	       link_names_in(link_names_address, w);
}

size_t link_names_titles_before(const char *s, size_t at)
{
	size_t begin = at;
	for (int k = 0; k < 4; k++) {
		size_t end = begin;
		while (end > 0 && begin - end < 3 && s[end - 1] == ' ')
			end--;
		size_t word = end;
		while (word > 0 && end - word < WORD_ROOM && s[word - 1] != ' ' &&
		       s[word - 1] != '\n')
			word--;
		if (end == begin || word == end || !is_title_before(s + word, end - word))
			break;
		begin = word;
	}
	return at - begin;
}

/* Is the word one that can be told from a name that follows: "Jr.", "sr", "III"? */
static bool is_suffix_behind(const char *s, size_t n, bool comma)
{
	struct plain_name word = {.n = 0};
	cut(s, n, &word);
	if (word.n != 1)
		return false;
	const char *const w = word.words[0].s;
	const uint8_t generation = link_names_generation(w);
	return generation && !strcmp(w, link_names_generation_word(generation)) &&
	       (w[0] != 'i' || (word.words[0].upper && !comma));
}

/* "Jr.", "III and Bo Lee": what stands before is no title. */
static bool is_behind_family_name(const char *s, size_t n)
{
	struct plain_name rest = {.n = 0};
	cut(s, n, &rest);
	return rest.n && (link_names_generation(rest.words[0].s) ||
	                  !strcmp(rest.words[0].s, "and"));
}

size_t link_names_suffix_behind(const char *s, size_t n, size_t at)
{
	size_t begin = at, end;
	const bool comma = begin < n && s[begin] == ',';
	begin += comma;
	while (begin < n && begin - at < 3 && s[begin] == ' ')
		begin++;
	for (end = begin;
	     end < n && end - begin < 4 &&
	     ((s[end] >= 'A' && s[end] <= 'Z') || (s[end] >= 'a' && s[end] <= 'z'));)
		end++;
	if (begin == at + comma ||
	    (end < n && !is_gap((unsigned char)s[end]) && !strchr(".;:?'", s[end])))
		return 0;
	if (!is_suffix_behind(s + begin, end - begin, comma))
		return 0;
	return end - at + (end < n && s[end] == '.' && s[begin] != 'I');
}

void link_names_shown(const char *s, size_t n, enum family family, size_t *begin,
                      size_t *end)
{
	size_t at = 0;
	*begin = 0;
	*end = n - possessive(s, n);
	while (*end > 0 && s[*end - 1] == ' ')
		--*end;
	for (int k = 0; family == FAMILY_PERSON && k < 6 && at < *end; k++) {
		size_t word = at;
		while (word < *end && s[word] != ' ')
			word++;
		const bool title = is_title(s + at, word - at);
		at = word;
		while (at < *end && s[at] == ' ')
			at++;
		if (title && at < *end &&
		    (*end - at < 3 || memcmp(s + at, "of ", 3) != 0) &&
		    !is_behind_family_name(s + at, *end - at))
			*begin = at;
	}
	if (n > 4 && *begin == 0 && (s[0] == 't' || s[0] == 'T') &&
	    !memcmp(s + 1, "he ", 3))
		*begin = 4;
}

/* ---- Spellings ---- */

static bool is_vowel(char c)
{
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

/* One sound, one letter. */
static char sound(const char *s, char last)
{
	switch (*s) {
	case 'q':
	case 'c':
	case 'x':
		return *s == 'c' && s[1] == 'h' ? 'c' : 'k';
	case 'y':
	case 'e':
	case 'i':
		return 'i';
	case 'o':
	case 'u':
	case 'w':
		return 'u';
	case 'p':
		return s[1] == 'h' ? 'f' : 'p';
	case 'v':
		return 'f';
	case 'z':
		return 's';
	case 'h': /* "kh", "gh", "dh", and at the end, are written or not */
		return !s[1] || (last && !is_vowel(last)) ? 0 : 'h';
	default:
		return *s;
	}
}

static size_t sounds(const char *s, bool vowels, char out[WORD_ROOM])
{
	size_t n = 0;
	char last = 0;
	for (; *s && n < WORD_ROOM; s++) {
		const char c = sound(s, last);
		last = *s;
		const bool vowel = c == 'a' || c == 'i' || c == 'u';
		if (!c || (vowel && !vowels && n) || (n && out[n - 1] == c))
			continue;
		/* "ei", "ai", "ay", "ou": two letters of one sound */
		if (vowel && n &&
		    (out[n - 1] == 'i' || out[n - 1] == 'u' || out[n - 1] == 'a') &&
		    vowels) {
			out[n - 1] = c == 'a' ? out[n - 1] : c;
			continue;
		}
		out[n++] = c;
		if (*s == 'x' && n < WORD_ROOM) /* "Alexander", "Aleksandr" */
			out[n++] = 's';
	}
	return n;
}

static bool same_sounds(const struct plain_word *a, const struct plain_word *b,
                        bool vowels, size_t least)
{
	char x[WORD_ROOM], y[WORD_ROOM];
	const size_t n = sounds(a->s, vowels, x), m = sounds(b->s, vowels, y);
	return n == m && n >= least && !memcmp(x, y, n);
}

/* Of two hashes, where both are known. */
static bool differ(uint32_t a, uint32_t b)
{
	return a && b && a != b;
}

bool link_names_alike(const struct plain_word *a, const struct plain_word *b)
{
	if (differ(a->sounds, b->sounds))
		return false;
	if (!strcmp(a->s, b->s))
		return true;
	return a->size >= 5 && b->size >= 5 && sound(a->s, 0) == sound(b->s, 0) &&
	       same_sounds(a, b, true, 4);
}

bool link_names_same_bones(const struct plain_word *a, const struct plain_word *b)
{
	if (differ(a->bones, b->bones))
		return false;
	if (link_names_alike(a, b))
		return true;
	return a->size >= 4 && b->size >= 4 && a->s[0] == b->s[0] &&
	       same_sounds(a, b, false, 3);
}

size_t link_names_bones(const struct plain_word *w, char out[WORD_ROOM])
{
	return sounds(w->s, false, out);
}

void link_names_listen(struct plain_name *name)
{
	char s[WORD_ROOM];
	for (uint32_t i = 0; i < name->n; i++) {
		struct plain_word *const w = name->words + i;
		w->sounds = catena_hash(s, sounds(w->s, true, s)) | 1;
		w->bones = catena_hash(s, sounds(w->s, false, s)) | 1;
	}
}
