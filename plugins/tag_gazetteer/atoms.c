/* SPDX-License-Identifier: MIT */
/* atoms.c - cuts text into atoms and writes them in the form in which they are
 * compared. */
#include "atoms_parts.h"
#include <catena/fold.h>
#include <stdlib.h>
#include <string.h>
#ifdef CATENA_UTF8PROC
#include <utf8proc.h>
#endif

bool tag_gazetteer_can_fold_diacritics(void)
{
#ifdef CATENA_UTF8PROC
	return true;
#else
	return false;
#endif
}

void tag_gazetteer_atoms_free(struct atoms *a)
{
	free(a->hash);
	free(a->begin);
	free(a->end);
	free(a->flags);
	free(a->breaks);
	memset(a, 0, sizeof *a);
}

static bool grow(void *column, size_t size)
{
	void **const at = column;
	void *const p = realloc(*at, size);

	if (p)
		*at = p;
	return p != NULL;
}

bool tag_gazetteer_atoms_room(struct atoms *a, uint32_t more)
{
	size_t room = a->room ? a->room : 256;

	if (a->room - a->n >= more)
		return true;
	if (more > UINT32_MAX / 4 || a->n > UINT32_MAX / 4)
		return false;
	while (room - a->n < more)
		room *= 2;
	if (!grow(&a->hash, room * sizeof *a->hash) ||
	    !grow(&a->begin, room * sizeof *a->begin) ||
	    !grow(&a->end, room * sizeof *a->end) || !grow(&a->flags, room))
		return false;
	a->room = (uint32_t)room;
	return true;
}

/* ---- Classes of characters ---- */

struct range {
	uint32_t first, last;
	enum tag_gazetteer_sort sort;
};

/* What is not RUN beyond ASCII, by blocks of the Unicode standard. */
static const struct range ranges[] = {
    {0x80, 0x84, OTHER},          {0x85, 0x85, SPACE},
    {0x86, 0x9F, OTHER},          {0xA0, 0xA0, SPACE},
    {0xA1, 0xA9, OTHER},          {0xAB, 0xAC, OTHER},
    {0xAE, 0xB1, OTHER},          {0xB4, 0xB4, APOSTROPHE},
    {0xB6, 0xB8, OTHER},          {0xBB, 0xBB, OTHER},
    {0xBF, 0xBF, OTHER},          {0xD7, 0xD7, OTHER},
    {0xF7, 0xF7, OTHER},          {0x2BB, 0x2BD, APOSTROPHE},
    {0x37E, 0x37E, OTHER},        {0x387, 0x387, OTHER},
    {0x55A, 0x55A, APOSTROPHE},   {0x55B, 0x55F, OTHER},
    {0x589, 0x589, OTHER},        {0x58A, 0x58A, HYPHEN},
    {0x5BE, 0x5BE, HYPHEN},       {0x5F3, 0x5F4, OTHER},
    {0x60C, 0x60D, OTHER},        {0x61B, 0x61F, OTHER},
    {0x66A, 0x66D, OTHER},        {0x6D4, 0x6D4, OTHER},
    {0xE00, 0xEFF, SINGLE},       {0x1000, 0x109F, SINGLE},
    {0x1680, 0x1680, SPACE},      {0x1780, 0x17FF, SINGLE},
    {0x2000, 0x200A, SPACE},      {0x2010, 0x2015, HYPHEN},
    {0x2016, 0x2017, OTHER},      {0x2018, 0x2019, APOSTROPHE},
    {0x201A, 0x201A, OTHER},      {0x201B, 0x201B, APOSTROPHE},
    {0x201C, 0x2027, OTHER},      {0x2028, 0x2029, SPACE},
    {0x202F, 0x202F, SPACE},      {0x2030, 0x2031, OTHER},
    {0x2032, 0x2032, APOSTROPHE}, {0x2033, 0x205E, OTHER},
    {0x205F, 0x205F, SPACE},      {0x207A, 0x207E, OTHER},
    {0x208A, 0x208E, OTHER},      {0x20A0, 0x20CF, OTHER},
    {0x2100, 0x2101, OTHER},      {0x2103, 0x2106, OTHER},
    {0x2116, 0x2118, OTHER},      {0x2120, 0x2123, OTHER},
    {0x2190, 0x245F, OTHER},      {0x249C, 0x24B5, OTHER},
    {0x2500, 0x2BFF, OTHER},      {0x2E00, 0x2E7F, OTHER},
    {0x2E80, 0x2FFF, SINGLE},     {0x3000, 0x3000, SPACE},
    {0x3001, 0x3004, OTHER},      {0x3005, 0x3007, SINGLE},
    {0x3008, 0x3030, OTHER},      {0x3031, 0x3035, KATAKANA},
    {0x3036, 0x303F, OTHER},      {0x3040, 0x309F, SINGLE},
    {0x30A0, 0x30A0, OTHER},      {0x30A1, 0x30FA, KATAKANA},
    {0x30FB, 0x30FB, OTHER},      {0x30FC, 0x30FF, KATAKANA},
    {0x31F0, 0x31FF, KATAKANA},   {0x3200, 0x33FF, OTHER},
    {0x3400, 0x4DBF, SINGLE},     {0x4DC0, 0x4DFF, OTHER},
    {0x4E00, 0x9FFF, SINGLE},     {0xF900, 0xFAFF, SINGLE},
    {0xFE10, 0xFE19, OTHER},      {0xFE30, 0xFE6F, OTHER},
    {0xFF00, 0xFF06, OTHER},      {0xFF07, 0xFF07, APOSTROPHE},
    {0xFF08, 0xFF0C, OTHER},      {0xFF0D, 0xFF0D, HYPHEN},
    {0xFF0E, 0xFF0F, OTHER},      {0xFF1A, 0xFF20, OTHER},
    {0xFF3B, 0xFF40, OTHER},      {0xFF5B, 0xFF65, OTHER},
    {0xFF66, 0xFF9D, KATAKANA},   {0xFFE0, 0xFFFF, OTHER},
    {0x1F000, 0x1FAFF, OTHER},    {0x20000, 0x3FFFF, SINGLE},
};

static enum tag_gazetteer_sort search_sort(uint32_t c)
{
	size_t low = 0, high = sizeof ranges / sizeof ranges[0];

	while (low < high) {
		const size_t mid = (low + high) / 2;
		if (c > ranges[mid].last)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == sizeof ranges / sizeof ranges[0] || c < ranges[low].first)
		return RUN;
	return ranges[low].sort;
}

/* What is frequent is answered without a search. */
static inline enum tag_gazetteer_sort sort_of(uint32_t c)
{
	if (c < 0x80)
		return tag_gazetteer_ascii_sort(c);
	if (c - 0xC0 < 0x1FB)
		return c == 0xD7 || c == 0xF7 ? OTHER : RUN;
	if (c - 0x2018 < 2)
		return APOSTROPHE;
	if (c - 0x201C < 2)
		return OTHER;
	return search_sort(c);
}

/* The sort of the character at s and its size; broken bytes are OTHER. */
static inline enum tag_gazetteer_sort sort_at(const char *s, size_t n, size_t *size)
{
	const unsigned char *const p = (const unsigned char *)s;

	*size = 1;
	if (*p < 0x80)
		return sort_of(*p);
	const uint32_t c = catena_fold_decode(p, n, size);
	return c == 0xFFFFFFFF ? OTHER : sort_of(c);
}

/* ---- One atom, as it is compared ---- */

#ifdef CATENA_UTF8PROC
static size_t strip_marks(const char *s, size_t n, char *out, size_t room)
{
	int32_t points[256];
	const utf8proc_ssize_t count = utf8proc_decompose(
	    (const utf8proc_uint8_t *)s, (utf8proc_ssize_t)n, points, 256,
	    (utf8proc_option_t)(UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK |
	                        UTF8PROC_STABLE));
	size_t made = 0;

	if (count < 0 || count > 256 || (size_t)count * 4 > room)
		return SIZE_MAX;
	for (utf8proc_ssize_t i = 0; i < count; i++)
		made +=
		    catena_fold_encode((unsigned char *)out + made, (uint32_t)points[i]);
	return made;
}
#endif

static bool has_wide(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] >= 0x80)
			return true;
	return false;
}

/* s without its apostrophes; out may be s. */
static size_t drop_apostrophes(const char *s, size_t n, char *out)
{
	size_t made = 0;

	for (size_t i = 0, size; i < n; i += size) {
		if (sort_at(s + i, n - i, &size) == APOSTROPHE)
			continue;
		memmove(out + made, s + i, size);
		made += size;
	}
	return made;
}

static size_t copy_run(const char *s, size_t n, unsigned fold, char *out,
                       size_t room)
{
#ifdef CATENA_UTF8PROC
	if ((fold & FOLD_DIACRITICS) && has_wide(s, n)) {
		const size_t made = strip_marks(s, n, out, room);
		if (made != SIZE_MAX)
			return fold & FOLD_APOSTROPHES ? drop_apostrophes(out, made, out)
			                               : made;
	}
#endif
	if (n > room)
		return SIZE_MAX;
	if (fold & FOLD_APOSTROPHES)
		return drop_apostrophes(s, n, out);
	memcpy(out, s, n);
	return n;
}

/* SIZE_MAX: more than room. */
static size_t form_of_atom(const char *s, size_t n, unsigned fold, char *out,
                           size_t room)
{
	size_t size;
	const enum tag_gazetteer_sort sort = sort_at(s, n, &size);

	if (sort == HYPHEN || (sort == APOSTROPHE && size == n)) {
		if (!room)
			return SIZE_MAX;
		*out = sort == HYPHEN ? '-' : '\'';
		return 1;
	}
	return copy_run(s, n, fold, out, room);
}

static uint32_t hash_of_atom(const char *s, size_t n, enum tag_gazetteer_sort sort,
                             unsigned fold)
{
	char form[512];
	size_t size;

	if ((sort == RUN || sort == DIGITS) &&
	    !((fold & FOLD_APOSTROPHES) ||
	      ((fold & FOLD_DIACRITICS) && has_wide(s, n))))
		return catena_fold_hash(s, n);
	size = form_of_atom(s, n, fold, form, sizeof form);
	if (size == SIZE_MAX)
		return catena_fold_hash(s, n);
	return catena_fold_hash(form, size);
}

uint32_t tag_gazetteer_sign_hash(char sign)
{
	return hash_of_atom(&sign, 1, tag_gazetteer_ascii_sort((unsigned char)sign), 0);
}

/* ---- Cutting ---- */

bool tag_gazetteer_is_possessive(const char *text, uint32_t at, uint32_t end)
{
	size_t size;

	if (at == end || sort_at(text + at, end - at, &size) != APOSTROPHE)
		return false;
	at += (uint32_t)size;
	return at == end || (at + 1 == end && (text[at] | 0x20) == 's');
}

/* The end of the atom that begins at `at`. */
static uint32_t atom_end(const char *text, uint32_t at, uint32_t end,
                         enum tag_gazetteer_sort sort, unsigned fold)
{
	size_t size;

	sort_at(text + at, end - at, &size);
	at += (uint32_t)size;
	if (sort != RUN && sort != DIGITS && sort != KATAKANA)
		return at;
	while (at < end) {
		const enum tag_gazetteer_sort next = sort_at(text + at, end - at, &size);
		if (next == APOSTROPHE && sort == RUN && (fold & FOLD_APOSTROPHES) &&
		    at + size < end && !tag_gazetteer_is_possessive(text, at, end)) {
			size_t ignored;
			if (sort_at(text + at + size, end - at - size, &ignored) != RUN)
				break;
		} else if (next != sort)
			break;
		at += (uint32_t)size;
	}
	return at;
}

bool tag_gazetteer_is_run(const char *text, uint32_t begin, uint32_t end)
{
	size_t size;

	for (uint32_t at = begin; at < end; at += (uint32_t)size)
		if (sort_at(text + at, end - at, &size) != RUN)
			return false;
	return begin < end;
}

bool tag_gazetteer_atoms_cut(struct atoms *a, const char *text, uint32_t begin,
                             uint32_t end, bool *space)
{
	const uint32_t first = a->n;

	for (uint32_t at = begin; at < end;) {
		size_t size;
		const enum tag_gazetteer_sort sort = sort_at(text + at, end - at, &size);
		if (sort == SPACE || (sort == HYPHEN && (a->fold & FOLD_HYPHENS))) {
			*space = true;
			at += (uint32_t)size;
			continue;
		}
		const uint32_t to = atom_end(text, at, end, sort, a->fold);
		if (!tag_gazetteer_atoms_room(a, 1))
			return false;
		tag_gazetteer_put(
		    a, hash_of_atom(text + at, to - at, sort, a->fold), at, to,
		    (*space ? ATOM_SPACE : 0u) |
		        (tag_gazetteer_may_be_capital(text + at) ? ATOM_CAPITAL : 0u) |
		        (sort == RUN || sort == DIGITS ? ATOM_WORD : 0u) |
		        (tag_gazetteer_is_possessive(text, to, end) ? ATOM_ENDS : 0u));
		*space = false;
		at = to;
	}
	if (a->n > first) {
		a->flags[first] |= ATOM_BEGINS;
		a->flags[a->n - 1] |= ATOM_ENDS;
	}
	return true;
}

bool tag_gazetteer_atoms_of_name(struct atoms *a, const char *name, size_t size)
{
	bool space = false;

	a->n = 0;
	a->size = (uint32_t)size;
	return size < UINT32_MAX && tag_gazetteer_atoms_room(a, 1) &&
	       tag_gazetteer_atoms_cut(a, name, 0, (uint32_t)size, &space);
}

size_t tag_gazetteer_form(const struct atoms *a, const char *text, uint32_t from,
                          uint32_t to, char *out, size_t room)
{
	size_t made = 0;

	for (uint32_t i = from; i <= to; i++) {
		const bool near_word =
		    i > from && ((a->flags[i] & a->flags[i - 1]) & ATOM_WORD);
		if (i > from && (a->flags[i] & ATOM_SPACE) &&
		    (near_word || !(a->fold & FOLD_SPACES))) {
			if (made == room)
				return SIZE_MAX;
			out[made++] = ' ';
		}
		const size_t size =
		    form_of_atom(text + a->begin[i], a->end[i] - a->begin[i], a->fold,
		                 out + made, room - made);
		if (size == SIZE_MAX)
			return SIZE_MAX;
		made += size;
	}
	return made;
}
