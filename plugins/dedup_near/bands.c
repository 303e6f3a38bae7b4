/* SPDX-License-Identifier: MIT */
/* bands.c - entries in lines, and lists for the keys that are shared by many.
 *
 * A key's rows are in its home line and the three behind it, or, all of them, in
 * a list: when they are many, or when there is no room.  A table grows by a
 * third when it is full to 78 %; some six entries of a thousand are then
 * beyond the second line. */
#include "bands.h"
#ifdef __SSE2__
#include <emmintrin.h>
#endif
#include <stdlib.h>
#include <string.h>

#define FIRST_LINES 64u
#define MOVED_MOST 3u
#define LINES (MOVED_MOST + 1) /* that a key can be in */
#define TAIL MOVED_MOST        /* behind the last home */
#define LIST_FROM 16u          /* rows of a key that get it a list */
#define FIRST_ROWS 6u          /* that such a list has room for besides */
#define STAGGER 16u
#define AHEAD 128u /* rows of a list that are asked for at once */
#define FULL 39u   /* fiftieths of the entries: then it grows, */
#define GROW 40u   /* by this part of its lines, in hundred */

/* Flags of a line. */
#define FLAG_MOVED 3u  /* how far a key at home here was moved at most */
#define FLAG_LISTS 4u  /* a key at home here has a list */
#define COUNT_SHIFT 3u /* above: entries in the line */

/* ---- Entries ---- */

static uint32_t count_of(const struct band_line *l)
{
	return l->flags >> COUNT_SHIFT;
}

static uint32_t moved_of(const struct band_line *l, uint32_t i)
{
	return l->moved[i / 4] >> i % 4 * 2 & 3u;
}

/* Bits of a key's rest within `upper`. */
static uint32_t rest_mask(const struct band *t)
{
	return ~UINT32_C(0) << (t->row_bits - 8);
}

static uint32_t rest_of(const struct band *t, uint32_t key)
{
	return key << (t->row_bits - 8);
}

static uint32_t row_of(const struct band *t, const struct band_line *l, uint32_t i)
{
	return (l->upper[i] & ~rest_mask(t)) << 8 | l->lower[i];
}

static void entry_put(struct band_line *l, uint32_t i, uint32_t upper,
                      uint32_t lower, uint32_t moved)
{
	const unsigned shift = i % 4 * 2;

	l->upper[i] = upper;
	l->lower[i] = (uint8_t)lower;
	l->moved[i / 4] =
	    (uint8_t)((l->moved[i / 4] & ~(3u << shift)) | moved << shift);
}

/* The last one takes its place. */
static void entry_remove(struct band_line *l, uint32_t i)
{
	const uint32_t last = count_of(l) - 1;

	entry_put(l, i, l->upper[last], l->lower[last], moved_of(l, last));
	l->flags = (uint8_t)(l->flags - (1u << COUNT_SHIFT));
}

/* The least key at home in a line. */
static uint64_t least_of(const struct band *t, uint64_t home)
{
	return ((home << 32) + t->n_lines - 1) / t->n_lines;
}

/* The one key from `least` on, which is the home's, that has this rest. */
static uint32_t key_of(const struct band *t, uint64_t least, uint32_t upper)
{
	const uint64_t mask = (UINT64_C(1) << (40 - t->row_bits)) - 1;

	return (uint32_t)(least + (((upper >> (t->row_bits - 8)) - least) & mask));
}

/* Bits of the entries that have this rest. */
static uint32_t with_rest(const struct band *t, const struct band_line *l,
                          uint32_t rest)
{
	const uint32_t mask = rest_mask(t);
	uint32_t bits = 0;

#ifdef __SSE2__
	const __m128i wanted = _mm_set1_epi32((int)rest);
	const __m128i part = _mm_set1_epi32((int)mask);
	for (uint32_t i = 0; i < BAND_ENTRIES; i += 4) {
		const __m128i x = _mm_loadu_si128((const void *)(l->upper + i));
		const __m128i same = _mm_cmpeq_epi32(_mm_and_si128(x, part), wanted);
		bits |= (uint32_t)_mm_movemask_ps(_mm_castsi128_ps(same)) << i;
	}
#else
	for (uint32_t i = 0; i < BAND_ENTRIES; i++)
		bits |= (uint32_t)((l->upper[i] & mask) == rest) << i;
#endif
	return bits & ((UINT32_C(1) << count_of(l)) - 1);
}

/* ---- Room ---- */

/* Lines for so many homes, the new ones empty; those that are there stay. */
static bool more_lines(struct band *t, uint64_t n)
{
	const size_t old =
	    t->lines ? (size_t)(t->n_lines + TAIL) * sizeof *t->lines : 0;
	const size_t size = (size_t)(n + TAIL + 1) * sizeof *t->lines;
	const size_t was =
	    t->lines ? (size_t)((unsigned char *)t->lines - (unsigned char *)t->memory)
	             : 0;
	unsigned char *p, *lines;

	if (n > UINT32_MAX / sizeof *t->lines || !(p = realloc(t->memory, size)))
		return false;
	lines = p + (64 - (uintptr_t)p % 64) % 64;
	if (old && lines != p + was)
		memmove(lines, p + was, old);
	memset(lines + old, 0, (size_t)(n + TAIL) * sizeof *t->lines - old);
	t->memory = p;
	t->lines = (void *)lines;
	t->n_lines = n;
	return true;
}

static struct band_line *home_of(const struct band *t, uint32_t key)
{
	return t->lines + dedup_near_band_home(t, key);
}

static uint32_t count_bits(uint32_t bits)
{
	uint32_t n = 0;

	for (; bits; bits &= bits - 1)
		n++;
	return n;
}

/* Puts a row into the first line from its home on that has room; false if none
 * has, or if the key is to have a list. */
static bool place(struct band *t, struct band_line *home, uint32_t key,
                  uint32_t row)
{
	const uint32_t rest = rest_of(t, key);
	struct band_line *l = home;
	uint32_t n, moved = 0, same = 0;

	while ((n = count_of(l)) == BAND_ENTRIES) {
		same += count_bits(with_rest(t, l, rest)); /* or of another home: as well */
		if (moved == MOVED_MOST || same >= LIST_FROM)
			return false;
		l++;
		moved++;
	}
	entry_put(l, n, rest | row >> 8, row & 255, moved);
	l->flags = (uint8_t)(l->flags + (1u << COUNT_SHIFT));
	if (moved > (home->flags & FLAG_MOVED))
		home->flags = (uint8_t)((home->flags & ~FLAG_MOVED) | moved);
	t->used++;
	return true;
}

/* ---- Lists ---- */

static uint32_t list_place(const struct band *t, uint32_t key)
{
	uint32_t at = key & (t->room_lists - 1);

	while (t->lists[at].rows && t->lists[at].key != key)
		at = (at + 1) & (t->room_lists - 1);
	return at;
}

static bool more_lists(struct band *t)
{
	const uint32_t old_room = t->room_lists;
	struct band_list *const old = t->lists;
	struct band_list *const lists =
	    calloc(old_room ? old_room * 2 : 16, sizeof *lists);

	if (!lists)
		return false;
	t->lists = lists;
	t->room_lists = old_room ? old_room * 2 : 16;
	for (uint32_t i = 0; i < old_room; i++)
		if (old[i].rows)
			t->lists[list_place(t, old[i].key)] = old[i];
	free(old);
	return true;
}

/* In rising order, for as long as all are there. */
static bool list_add(struct band *t, struct band_list *l, uint32_t row)
{
	uint32_t k = l->n % BAND_ROWS;

	if (l->n == l->room && l->room < BAND_ROWS) {
		const uint32_t room = l->room * 2 < BAND_ROWS ? l->room * 2 : BAND_ROWS;
		uint32_t *const p = realloc(l->rows, room * sizeof *p);
		if (!p)
			return false;
		t->bytes_lists += (room - l->room) * sizeof *p;
		l->rows = p;
		l->room = room;
	}
	for (; l->n < BAND_ROWS && k && l->rows[k - 1] > row; k--)
		l->rows[k] = l->rows[k - 1];
	l->rows[k] = row;
	if (++l->n == 2 * BAND_ROWS)
		l->n = BAND_ROWS;
	return true;
}

/* The rows of a key move from the lines to a list, in rising order, so that it
 * is the same however they came to stand where they did. */
static struct band_list *make_list(struct band *t, uint32_t key)
{
	uint32_t rows[LINES * BAND_ENTRIES];
	struct band_line *const home = home_of(t, key);
	struct band_list list = {.key = key};
	struct band_list *at;

	if (t->n_lists >= t->room_lists / 4 * 3 && !more_lists(t))
		return NULL;
	for (uint32_t moved = 0; moved <= MOVED_MOST; moved++)
		for (uint32_t i = BAND_ENTRIES; i-- > 0;) {
			struct band_line *const l = home + moved;
			if (!(with_rest(t, l, rest_of(t, key)) >> i & 1) ||
			    moved_of(l, i) != moved)
				continue;
			const uint32_t row = row_of(t, l, i);
			uint32_t k = list.n++;
			for (; k && rows[k - 1] > row; k--)
				rows[k] = rows[k - 1];
			rows[k] = row;
			entry_remove(l, i);
			t->used--;
		}
	list.room = list.n + FIRST_ROWS;
	list.rows = malloc(list.room * sizeof *list.rows);
	if (!list.rows)
		return NULL;
	if (list.n)
		memcpy(list.rows, rows, list.n * sizeof *rows);
	at = t->lists + list_place(t, key);
	*at = list;
	t->n_lists++;
	t->bytes_lists += list.room * sizeof *list.rows;
	home->flags |= FLAG_LISTS;
	return at;
}

static struct band_list *list_of(const struct band *t, const struct band_line *home,
                                 uint32_t key)
{
	struct band_list *l;

	if (!(home->flags & FLAG_LISTS))
		return NULL;
	l = t->lists + list_place(t, key);
	return l->rows ? l : NULL;
}

/* ---- Putting, finding ---- */

static bool put(struct band *t, uint32_t key, uint32_t row)
{
	struct band_line *const home = home_of(t, key);
	struct band_list *list = list_of(t, home, key);

	if (!list && place(t, home, key, row))
		return true;
	if (!list)
		list = make_list(t, key);
	return list && list_add(t, list, row);
}

/* The rows of `key` in the line that is so far behind its home. */
static inline uint32_t rows_in(const struct band *t, const struct band_line *l,
                               uint32_t key, uint32_t moved, uint32_t *rows)
{
	uint32_t n = 0;

	for (uint32_t bits = with_rest(t, l, rest_of(t, key)), i = 0; bits;
	     bits >>= 1, i++)
		if (bits & 1 && moved_of(l, i) == moved)
			rows[n++] = row_of(t, l, i);
	return n;
}

uint32_t dedup_near_band_begin(struct band_search *s, uint32_t *rows, bool *more)
{
	const struct band *const t = s->table;
	const struct band_line *home;

	*more = false;
	if (!t->lines)
		return 0;
	home = home_of(t, s->key);
	if (home->flags & (FLAG_LISTS | FLAG_MOVED)) {
		*more = true;
		if (home->flags & FLAG_LISTS)
			share_prefetch(t->lists + (s->key & (t->room_lists - 1)));
		for (uint32_t i = home->flags & FLAG_MOVED; i > 0; i--)
			share_prefetch(home + i);
	}
	if (count_of(home) == BAND_ENTRIES)
		share_prefetch(home + 1); /* where one more would go */
	return rows_in(t, home, s->key, 0, rows);
}

uint32_t dedup_near_band_on(struct band_search *s, uint32_t *rows, bool *more)
{
	const struct band *const t = s->table;
	const struct band_line *const home = home_of(t, s->key);
	uint32_t n = 0;

	s->list = list_of(t, home, s->key);
	*more = s->list;
	if (s->list)
		for (uint32_t i = 0; i < s->list->n && i < AHEAD; i += 16)
			share_prefetch(s->list->rows + i);
	else
		for (uint32_t i = 1; i <= (home->flags & FLAG_MOVED); i++)
			n += rows_in(t, home + i, s->key, i, rows + n);
	return n;
}

uint32_t dedup_near_band_end(const struct band_search *s, uint32_t *rows)
{
	const uint32_t n = s->list->n < BAND_ROWS ? s->list->n : BAND_ROWS;

	memcpy(rows, s->list->rows, n * sizeof *rows);
	return n;
}

uint32_t dedup_near_band_find(const struct band *t, uint32_t key, uint32_t *rows)
{
	struct band_search s = {t, NULL, key};
	bool more;
	uint32_t n = dedup_near_band_begin(&s, rows, &more);

	if (more)
		n += dedup_near_band_on(&s, rows + n, &more);
	return more ? dedup_near_band_end(&s, rows) : n;
}

/* ---- Growth ---- */

/* What is in a line of t goes out, and comes in again where it belongs in t, as
 * `from` was it before it grew. */
struct moving {
	uint32_t key, row;
};

static uint32_t take_out(const struct band *t, const struct band *from, uint64_t at,
                         struct moving *out)
{
	struct band_line *const l = t->lines + at;
	const uint64_t least = least_of(from, at);
	const uint32_t n = count_of(l);

	for (uint32_t i = 0; i < n; i++) {
		const uint32_t moved = moved_of(l, i);
		const uint64_t first = moved ? least_of(from, at - moved) : least;
		out[i].key = key_of(from, first, l->upper[i]);
		out[i].row = row_of(from, l, i);
	}
	l->flags = 0;
	return n;
}

static bool put_in(struct band *t, const struct moving *in, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (!put(t, in[i].key, in[i].row))
			return false;
	return true;
}

/* From the last line to the first: as homes are in the order of the keys, none
 * moves to a line before its own, nor to one that was not emptied yet.  Only of
 * the first lines some do, so these are emptied together. */
#define TOGETHER 32u
static bool spread(struct band *t, const struct band *from)
{
	struct moving out[TOGETHER * BAND_ENTRIES];
	uint32_t n = 0;

	t->used = 0;
	for (uint64_t at = from->n_lines + TAIL; at-- > TOGETHER;) {
		const uint32_t in_line = take_out(t, from, at, out);
		if (!put_in(t, out, in_line))
			return false;
	}
	for (uint64_t at = 0; at < TOGETHER; at++)
		n += take_out(t, from, at, out + n);
	if (!put_in(t, out, n))
		return false;
	for (uint32_t i = 0; i < t->room_lists; i++)
		if (t->lists[i].rows)
			home_of(t, t->lists[i].key)->flags |= FLAG_LISTS;
	return true;
}

/* As many bits for the row as a key leaves free: those of a line differ in what
 * is left. */
static uint32_t row_bits_of(uint64_t n_lines)
{
	uint32_t bits = 8;

	while (bits < 32 && n_lines >> (bits - 7))
		bits++;
	return bits;
}

/* To so many lines, a quarter more at least.  False when out of memory: it is
 * empty then, or as it was. */
static bool rebuild(struct band *t, uint64_t n_lines)
{
	const struct band from = *t;

	if (!more_lines(t, n_lines))
		return false;
	t->row_bits = row_bits_of(n_lines);
	if (!from.lines || spread(t, &from))
		return true;
	dedup_near_band_free(t);
	return false;
}

bool dedup_near_band_add(struct band *t, uint32_t key, uint32_t row,
                         uint32_t stagger)
{
	if (!t->lines && !rebuild(t, FIRST_LINES + stagger % STAGGER))
		return false;
	if (t->used >= t->n_lines * BAND_ENTRIES / 50 * FULL &&
	    !rebuild(t, t->n_lines + t->n_lines * GROW / 100))
		return false;
	while ((uint64_t)row >> t->row_bits)
		if (!rebuild(t, t->n_lines * 2))
			return false;
	return put(t, key, row);
}

/* ---- The whole ---- */

void dedup_near_band_free(struct band *t)
{
	for (uint32_t i = 0; i < t->room_lists; i++)
		free(t->lists[i].rows);
	free(t->lists);
	free(t->memory);
	memset(t, 0, sizeof *t);
}

uint64_t dedup_near_band_bytes(const struct band *t)
{
	return (t->lines ? (t->n_lines + TAIL + 1) * sizeof *t->lines : 0) +
	       t->room_lists * sizeof *t->lists + t->bytes_lists;
}

static uint32_t list_size(const struct band_list *l)
{
	return !l->rows ? 0 : l->n < BAND_ROWS ? l->n : BAND_ROWS;
}

uint64_t dedup_near_band_count(const struct band *t)
{
	uint64_t n = t->used;

	for (uint32_t i = 0; i < t->room_lists; i++)
		n += list_size(t->lists + i);
	return n;
}

static bool next_entry(const struct band *t, struct band_place *p)
{
	const uint64_t end = t->lines ? (t->n_lines + TAIL) * BAND_ENTRIES : 0;

	while (p->at < end) {
		const uint64_t at = p->at / BAND_ENTRIES;
		const uint32_t i = (uint32_t)(p->at++ % BAND_ENTRIES);
		const struct band_line *const l = t->lines + at;
		if (i < count_of(l)) {
			p->key = key_of(t, least_of(t, at - moved_of(l, i)), l->upper[i]);
			p->row = row_of(t, l, i);
			return true;
		}
	}
	return false;
}

bool dedup_near_band_next(const struct band *t, struct band_place *p)
{
	if (next_entry(t, p))
		return true;
	for (; p->list < t->room_lists; p->list++, p->in = 0) {
		const struct band_list *const l = t->lists + p->list;
		if (p->in < list_size(l)) {
			const uint32_t oldest = l->n < BAND_ROWS ? 0 : l->n;
			p->key = l->key;
			p->row = l->rows[(oldest + p->in++) % BAND_ROWS];
			return true;
		}
	}
	return false;
}
