/* SPDX-License-Identifier: MIT */
/* match.c - finds names among the atoms of a document.
 *
 * Block by block, each in passes, so that the memory of each step is on its way
 * before it is needed: the filter of first atoms, that of pairs, the table (one
 * look-up a round, for all places that go on), the records. */
#include "first.h"
#include "../share/bits.h"
#include "../share/prefetch.h"
#include <catena/fold.h>
#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define BLOCK 2048u /* atoms; what is fetched ahead for them fits a cache */

#define RECORD_MOSTLY 48u /* bytes of a record, of most of them */

struct place {     /* where a name may begin */
	uint64_t hash; /* of the atoms [from, to] */
	uint32_t from, to;
	uint32_t best; /* the longest name so far: its record + 1 */
	uint32_t best_to;
};

struct pass {                            /* one worker's room for a block */
	uint32_t first[BLOCK + FIRST_SPARE]; /* atom << 2 | PLACE_... */
	struct place place[BLOCK];
	uint32_t alone[BLOCK];  /* places where a name of one atom may be; then those
	                         * where one was noted */
	uint32_t active[BLOCK]; /* places that go on */
	enum share_machine machine;
};

enum { /* what the filters left possible: a name of one atom, of several */
	PLACE_ALONE = FIRST_ALONE, /* 1: counted by its value */
	PLACE_MORE = FIRST_MORE
};

void tag_gazetteer_matcher_free(struct matcher *m)
{
	free(m->found);
	free(m->pass);
	memset(m, 0, sizeof *m);
}

/* Most records lie in two lines of the cache. */
static inline void fetch_record(const unsigned char *r)
{
	share_prefetch(r);
	share_prefetch(r + RECORD_MOSTLY - 1);
}

/* ---- Is it the name? ---- */

struct letters { /* of one word */
	uint32_t n, capitals;
	bool first; /* the first one is a capital */
};

/* Reads the word at *i of s (letters and digits up to what is neither in
 * ASCII); other characters are stepped over one at a time. */
static struct letters read_word(const char *s, size_t size, size_t *i)
{
	struct letters l = {0};
	bool begun = false;

	while (*i < size) {
		uint32_t c = (unsigned char)s[*i];
		size_t step = 1;
		if (c >= 0x80)
			c = catena_fold_decode((const unsigned char *)s + *i, size - *i, &step);
		else if (!((c | 0x20) - 'a' < 26 || c - '0' < 10 || c == '_'))
			break;
		*i += step;
		const bool capital = c != 0xFFFFFFFF && catena_fold_char(c) != c;
		l.capitals += capital;
		l.n += !(c < 0x80 && (c - '0' < 10 || c == '_'));
		l.first |= !begun && capital;
		begun = true;
	}
	if (!begun && *i < size)
		++*i;
	return l;
}

static bool smart_case(const char *name, size_t name_size, const char *text,
                       size_t text_size)
{
	size_t i = 0, k = 0;

	while (i < name_size && k < text_size) {
		const struct letters want = read_word(name, name_size, &i);
		const struct letters have = read_word(text, text_size, &k);
		if (want.n > 1 && want.capitals == want.n) {
			if (have.capitals != have.n)
				return false;
		} else if (want.first && !have.first)
			return false;
		else if (want.capitals && !have.capitals)
			return false;
	}
	return i == name_size && k == text_size;
}

static bool same_folded(const char *a, size_t a_size, const char *b, size_t b_size)
{
	char x[CATENA_FOLD_ROOM(NAME_FORM_MAX)], y[CATENA_FOLD_ROOM(NAME_FORM_MAX)];
	const size_t n = catena_fold(x, a, a_size);

	return catena_fold(y, b, b_size) == n && !memcmp(x, y, n);
}

bool tag_gazetteer_same(uint32_t how, const char *want, size_t want_size,
                        const char *form, size_t size)
{
	if (size == want_size && !memcmp(form, want, size))
		return true;
	if (how == CASE_EXACT || !same_folded(form, size, want, want_size))
		return false;
	return how == CASE_FOLD || smart_case(want, want_size, form, size);
}

/* ---- Where a name may begin ---- */

struct way {         /* what the table says of a beginning */
	uint32_t record; /* of the name that ends there, + 1; 0: none */
	uint32_t next;   /* names_next of the atoms that names go on with */
};

/* Where the table may know what is of one atom, of several. */
static inline const unsigned char *single_of(const struct names *n, uint64_t hash)
{
	return n->buckets + BUCKET_SIZE * (size_t)names_bucket(n->n_singles, hash);
}

static inline const unsigned char *bucket_of(const struct names *n, uint64_t hash)
{
	const uint32_t i = names_bucket(n->n_buckets - n->n_singles, hash);

	return n->buckets + BUCKET_SIZE * ((size_t)n->n_singles + i);
}

/* A bit for each slot of a bucket that has this tag. */
static inline uint32_t slots_with(const unsigned char *bucket, uint32_t tag)
{
#ifdef __SSE2__
	const __m128i tags = _mm_loadu_si128((const __m128i *)(const void *)bucket);
	const __m128i same = _mm_cmpeq_epi32(tags, _mm_set1_epi32((int)tag));

	return (uint32_t)_mm_movemask_ps(_mm_castsi128_ps(same)) |
	       (uint32_t)(get32(bucket + 16) == tag) << 4;
#else
	uint32_t bits = 0;

	for (unsigned i = 0; i < BUCKET_SLOTS; i++)
		bits |= (uint32_t)(get32(bucket + 4 * (size_t)i) == tag) << i;
	return bits;
#endif
}

static inline struct way look_up(const struct names *n, const unsigned char *bucket,
                                 uint64_t hash)
{
	for (uint32_t steps = n->probes; steps > 0; steps--) {
		const uint32_t slots = slots_with(bucket, (uint32_t)hash);
		if (slots) {
			const unsigned char *const at =
			    bucket + 4 * (size_t)share_lowest(slots);
			return (struct way){get32(at + BUCKET_RECORD), get32(at + BUCKET_NEXT)};
		}
		if (!get32(bucket + BUCKET_FULL))
			break;
		bucket += BUCKET_SIZE;
		if (bucket == n->buckets + BUCKET_SIZE * (size_t)n->n_buckets)
			bucket = n->buckets;
	}
	return (struct way){0, 0};
}

/* The record is on its way while longer names are looked for. */
static inline void note(const struct names *n, const struct atoms *a,
                        struct place *p, uint32_t to, uint32_t record)
{
	if (record && (a->flags[to] & ATOM_ENDS)) {
		p->best = record;
		p->best_to = to;
		fetch_record(n->records + 8 * (size_t)(record - 1));
	}
}

/* Places from `first`: their hashes, and the filter of pairs on its way.  The
 * number of those where a name of one atom may be.  Here and below lists are made
 * without branches, for they would be guessed wrong, and gone through afterwards.
 */
static uint32_t second_pass(const struct names *n, const struct atoms *a,
                            struct pass *p, uint32_t count)
{
	uint32_t alone = 0;

	for (uint32_t k = 0; k < count; k++) {
		const uint32_t i = p->first[k] >> 2, next = i + 1 < a->n ? i + 1 : i;
		const uint64_t h = names_step(names_begin(a->hash[i]), a->hash[next]);
		p->place[k] = (struct place){h, i, next, 0, i};
		share_prefetch(n->pairs + 8 * names_word(n->pairs_shift, h));
		p->alone[alone] = k;
		alone += p->first[k] & PLACE_ALONE;
	}
	for (uint32_t k = 0; k < alone; k++)
		share_prefetch(
		    single_of(n, names_begin(a->hash[p->place[p->alone[k]].from])));
	return alone;
}

/* Asks the filter of pairs, and the table for names of one atom.  The number of
 * places that go on. */
static uint32_t third_pass(const struct names *n, const struct atoms *a,
                           struct pass *p, uint32_t count, uint32_t alone)
{
	uint32_t active = 0;

	for (uint32_t k = 0; k < count; k++) {
		const struct place *const at = &p->place[k];
		const uint64_t want = names_pair(at->hash);
		const uint64_t have =
		    get64(n->pairs + 8 * names_word(n->pairs_shift, at->hash));
		p->active[active] = k;
		active += p->first[k] / PLACE_MORE & ((have & want) == want) &
		          (at->to != at->from) & 1u;
	}
	for (uint32_t k = 0; k < active; k++)
		share_prefetch(bucket_of(n, p->place[p->active[k]].hash));
	for (uint32_t k = 0; k < alone; k++) {
		struct place *const at = &p->place[p->alone[k]];
		const uint64_t hash = names_begin(a->hash[at->from]);
		note(n, a, at, at->from, look_up(n, single_of(n, hash), hash).record);
	}
	return active;
}

/* One atom further for each place that goes on. */
static uint32_t go_on(const struct names *n, const struct atoms *a, struct pass *p,
                      uint32_t active)
{
	uint32_t left = 0;

	for (uint32_t k = 0; k < active; k++) {
		struct place *const at = &p->place[p->active[k]];
		const struct way way = look_up(n, bucket_of(n, at->hash), at->hash);
		note(n, a, at, at->to, way.record);
		if (at->to + 1 >= a->n || at->to - at->from + 1 >= NAME_ATOMS_MAX ||
		    !(way.next & names_next(a->hash[at->to + 1])))
			continue;
		at->hash = names_step(at->hash, a->hash[++at->to]);
		share_prefetch(bucket_of(n, at->hash));
		p->active[left++] = p->active[k];
	}
	return left;
}

/* ---- The name at a place ---- */

/* Are n bytes the same?  a_left and b_left may be read. */
static inline bool same_bytes(const char *a, size_t a_left, const char *b,
                              size_t b_left, uint32_t n)
{
#ifdef __SSE2__
	if (n <= 16 && a_left >= 16 && b_left >= 16) {
		const __m128i x = _mm_loadu_si128((const __m128i *)(const void *)a);
		const __m128i y = _mm_loadu_si128((const __m128i *)(const void *)b);
		const uint32_t same = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(x, y));
		return !(~same & ((UINT32_C(1) << n) - 1));
	}
#else
	(void)a_left, (void)b_left;
#endif
	return !memcmp(a, b, n);
}

/* Does the text say byte for byte what the name's form is?  That is so mostly,
 * and needs no form of the text: its form would be the same. */
static inline bool is_form(const struct names *n, const struct name *r,
                           const char *s, uint32_t size, uint32_t left)
{
	return size == r->form_size &&
	       same_bytes(s, left, r->form,
	                  n->size - (size_t)((const unsigned char *)r->form - n->bytes),
	                  size);
}

static inline bool is_small(char c)
{
	return c >= 'a' && c <= 'z';
}

/* The first of the names with these atoms that the text is; false: none. */
static bool confirm(const struct names *n, const struct atoms *a, const char *text,
                    uint32_t from, uint32_t to, uint32_t record,
                    struct found *found)
{
	const char *const s = text + a->begin[from];
	const uint32_t length = a->end[to] - a->begin[from];
	const uint32_t left = a->size - a->begin[from];
	char form[NAME_FORM_MAX];
	size_t size = 0;
	struct name r;

	while (tag_gazetteer_name_at(n, record, &r)) {
		*found = (struct found){
		    from, to, record, (uint16_t)r.score, (uint8_t)r.type, (uint8_t)r.flags};
		if (is_form(n, &r, s, length, left))
			return true;
		if (!(r.flags & RECORD_CAPS) || length < 2 || !is_small(s[1])) {
			if (!size)
				size = tag_gazetteer_form(a, text, from, to, form, sizeof form);
			if (size == SIZE_MAX)
				return false;
			if (tag_gazetteer_same(n->how, r.form, r.form_size, form, size))
				return true;
		}
		if (r.flags & RECORD_LAST)
			return false;
		record = names_behind(record, &r);
	}
	return false;
}

/* The longest name was none, by case or by chance: look for shorter ones. */
static bool shorter(const struct names *n, const struct atoms *a, const char *text,
                    uint32_t from, uint32_t below, struct found *found)
{
	uint64_t hash = names_begin(a->hash[from]);
	struct found at_hand;
	bool any = false;

	for (uint32_t to = from; to < below; to++) {
		if (to > from)
			hash = names_step(hash, a->hash[to]);
		const struct way way =
		    look_up(n, to > from ? bucket_of(n, hash) : single_of(n, hash), hash);
		if (way.record && (a->flags[to] & ATOM_ENDS) &&
		    confirm(n, a, text, from, to, way.record - 1, &at_hand)) {
			*found = at_hand;
			any = true;
		}
		if (!(way.next & names_next(a->hash[to + 1])))
			break;
	}
	return any;
}

static bool at_place(const struct names *n, const struct atoms *a, const char *text,
                     const struct place *p, struct found *found)
{
	return confirm(n, a, text, p->from, p->best_to, p->best - 1, found) ||
	       shorter(n, a, text, p->from, p->best_to, found);
}

static bool make_room(struct matcher *m, uint32_t more)
{
	const uint64_t need = (uint64_t)m->n + more, room = need + need / 2 + 256;
	struct found *p;

	if (need <= m->room)
		return true;
	if (room > UINT32_MAX / sizeof *p)
		return false;
	p = realloc(m->found, (size_t)room * sizeof *p);
	if (!p)
		return false;
	m->found = p;
	m->room = (uint32_t)room;
	return true;
}

/* Which places of a block may have a name: their number, in p->alone. */
static uint32_t search(const struct names *n, const struct atoms *a, struct pass *p,
                       uint32_t from, uint32_t to)
{
	const uint32_t count = first_of(p->machine, n, a, from, to, p->first);
	const uint32_t alone = second_pass(n, a, p, count);
	uint32_t active = third_pass(n, a, p, count, alone), noted = 0;

	while (active)
		active = go_on(n, a, p, active);
	for (uint32_t k = 0; k < count; k++) {
		p->alone[noted] = k;
		noted += p->place[k].best != 0;
	}
	return noted;
}

bool tag_gazetteer_match(const struct names *n, const struct atoms *a,
                         const char *text, bool everywhere, struct matcher *m)
{
	uint32_t next = 0;

	m->n = 0;
	if (!n->n || !a->n)
		return true;
	if (!m->pass && !(m->pass = malloc(sizeof *m->pass)))
		return false;
	if (!m->machine)
		m->machine = share_machine();
	m->pass->machine = m->machine;
	if (a->n >= UINT32_MAX / 4)
		return false;
	for (uint32_t from = 0; from < a->n; from += BLOCK) {
		const uint32_t to = a->n - from < BLOCK ? a->n : from + BLOCK;
		const uint32_t count = search(n, a, m->pass, from, to);
		if (!make_room(m, count))
			return false;
		for (uint32_t k = 0; k < count; k++) {
			const struct place *const p = &m->pass->place[m->pass->alone[k]];
			if (p->from >= next && at_place(n, a, text, p, m->found + m->n))
				next = everywhere ? p->from + 1 : m->found[m->n].to + 1, m->n++;
		}
	}
	return true;
}
