/* SPDX-License-Identifier: MIT */
/* words.c - what is known of one token, and what is kept of words read before. */
#include "words.h"
#include "decode.h"
#include "inputs.h"
#include "marks.h"
#include <catena/fold.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define ONES UINT64_C(0x0101010101010101)
#define HIGH UINT64_C(0x8080808080808080)

/* ---- Words ---- */

/* Case and kind of a code point: 'X', 'x', 'd', or itself. */
static uint32_t class_of(uint32_t c)
{
	if (c - 'a' < 26u)
		return 'x';
	if (c - 'A' < 26u)
		return 'X';
	if (c - '0' < 10u)
		return 'd';
	if (c < 0x80)
		return c;
	return catena_fold_char(c) != c ? 'X' : c < 0x2000 || c > 0x2E7F ? 'x' : c;
}

#define PACK UINT32_C(257)

/* Beyond ASCII bytes are taken as they are. */
static inline uint32_t fold_byte(uint32_t b)
{
	return b | (uint32_t)(b - 'A' < 26u) << 5;
}

/* Folded bytes packed. */
static uint32_t pack(const unsigned char *s, size_t n)
{
	uint32_t v = (uint32_t)n;

	for (size_t i = 0; i < n; i++)
		v = v * PACK + fold_byte(s[i]);
	return v;
}

/* The same of the last four bytes, of three and two of them. */
static void pack_tails(struct word *w, const unsigned char *s)
{
	const uint32_t two = fold_byte(s[2]) * PACK + fold_byte(s[3]);
	const uint32_t three = fold_byte(s[1]) * (PACK * PACK) + two;
	const uint32_t four = fold_byte(s[0]) * (PACK * PACK * PACK) + three;

	w->tail2 = 2 * (PACK * PACK) + two;
	w->tail3 = 3 * (PACK * PACK * PACK) + three;
	w->tail4 = 4 * (PACK * PACK * PACK * PACK) + four;
}

/* Letters only, the first perhaps a capital, the others small?  Most are so. */
static bool read_plain_shape(struct word *w, const unsigned char *s, size_t n)
{
	const bool capital = (uint32_t)(s[0] - 'A') < 26u;
	uint32_t shape = model_mix(0, capital ? 'X' : 'x');

	if (n < 2)
		return false;
	for (size_t i = capital; i < n; i += 8) {
		const size_t some = n - i < 8 ? n - i : 8;
		const uint64_t word = catena_hash_load(s + i, some);
		const uint64_t from_a = word + ONES * (0x80 - 'a');
		const uint64_t after_z = word + ONES * (0x80 - 'z' - 1);
		if (((from_a & ~after_z & ~word) | UINT64_MAX << (8 * some - 1) << 1 |
		     ~HIGH) != UINT64_MAX)
			return false;
	}
	w->shape = capital ? model_mix(shape, 'x') : shape;
	w->letters = 1;
	return true;
}

static void read_shape(struct word *w, const unsigned char *s, size_t n)
{
	uint32_t last = 0, shape = 0, upper = 0, lower = 0;

	for (size_t i = 0, size; i < n; i += size) {
		size = 1;
		const uint32_t c =
		    s[i] < 0x80 ? s[i] : catena_fold_decode(s + i, n - i, &size);
		const uint32_t class = class_of(c);
		upper += class == 'X';
		lower += class == 'x';
		if (class != last)
			shape = model_mix(shape, class);
		last = class;
	}
	w->shape = shape + (upper == 1 && upper + lower == 1);
	w->letters = upper + lower > 0;
}

/* From the bytes alone. */
static void read_bytes(struct word *w, const unsigned char *s, size_t n)
{
	if (!n || !read_plain_shape(w, s, n > 64 ? 64 : n))
		read_shape(w, s, n > 64 ? 64 : n);
	w->head = pack(s, n < 3 ? n : 3);
	if (n > 4) {
		pack_tails(w, s + n - 4);
		return;
	}
	w->tail2 = n > 2 ? pack(s + n - 2, 2) : 0;
	w->tail3 = n > 3 ? pack(s + n - 3, 3) : 0;
	w->tail4 = 0;
}

/* From the lexicon; gives the number of its own vector. */
static uint32_t look_up(const struct model *m, struct word *w)
{
	uint32_t own = UINT32_MAX;

	w->slot = w->hash ? tag_model_find(m, w->hash) : UINT32_MAX;
	const uint32_t known = tag_model_known(m, w->slot);
	w->fine = (uint16_t)WORD_FINE(known);
	w->coarse = (uint16_t)WORD_COARSE(known);
	w->lists = (uint8_t)WORD_LISTS(known);
	w->capitals = (uint8_t)WORD_CAPITALS(known);
	if (m->network.units)
		own = tag_model_vector(m, w->slot);
	w->owns = own < m->network.words;
	w->content &= w->owns;
	return own;
}

static void read_word(struct sheet *s, uint32_t i, struct word *w)
{
	const struct tokens *const t = s->tokens;

	w->hash = t->hash[i];
	w->caps = s->marks[i] & MARK_CASE;
	w->phrase = 0;
	w->content =
	    s->marks[i] & MARK_LETTER && t->end[i] - t->begin[i] >= NETWORK_LONG;
	read_bytes(w, (const unsigned char *)t->text + t->begin[i],
	           t->end[i] - t->begin[i]);
}

/* ---- Reach ---- */

/* Templates that look two tokens away. */
#define FAR_TEMPLATES \
	(UINT64_C(1) << 4 | UINT64_C(1) << 5 | UINT64_C(3) << 20 | UINT64_C(15) << 52)

static uint32_t least_of(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

void tag_model_reach(const struct sheet *s, uint32_t k, uint32_t *first,
                     uint32_t *end)
{
	const struct region *const r = &s->regions[k];
	const uint32_t reach = s->far ? 2 : 1;

	*first = r->begin - least_of(reach, r->begin - r->sentence_begin);
	*end = r->end + least_of(reach, r->sentence_end - r->end);
}

/* ---- Words that were read before ---- */

#define KEPT 32768u           /* words, at most; a power of two */
#define KEPT_SUMS (4u << 20)  /* bytes of their sums: more do not stay near */
#define KEPT_BYTES SHEET_WIDE /* of a word, at most */
#define RECALLED 4096u        /* hashes with their vectors; a power of two */
#define AHEAD 3u              /* regions */
#define AT_ONCE 32u           /* new words whose data is sent for together */

/* Its sums are in its place of sheet.sums.  What a document uses stays until its
 * end: words that would need its place find theirs in sheet.more.  All that is read
 * of a word that is kept are this line of the processor's cache and one or two of
 * its sums: waiting for them is most of what it takes. */
struct kept {
	uint64_t bytes[KEPT_BYTES / 8];
	unsigned char word[WORD_KEPT];
	uint32_t stamp; /* of the last document that it was used in */
	uint8_t size;   /* 0: none is kept here */
	bool coming;    /* is among the new ones that are not yet read */
};

#define LINE 64u /* bytes that are read at once; a kept one has no more */

/* A new word on its way. */
struct fresh {
	uint32_t token, place, n_rows, n_inputs;
	uint32_t rows[WORD_ROWS_MAX], inputs[NETWORK_INPUTS];
	bool again; /* the same as one before it */
};

struct memo {
	union {
		struct kept kept;
		unsigned char line[LINE];
	} kept[KEPT];
	const struct model *model;
	uint32_t mask; /* of places */
	struct {
		uint32_t hash, vector;
	} recalled[RECALLED];
	struct fresh fresh[AT_ONCE];
	uint32_t n_fresh;
};

/* Numbers of a word: its vectors, the sums of its rows. */
static uint32_t stride_of(const struct model *m)
{
	return MODEL_LANES + m->network.width * (m->quick ? 2 : 1);
}

/* The same in whole lines. */
static uint32_t place_of_kept(const struct model *m, uint32_t place)
{
	const uint32_t line = LINE / sizeof(int16_t);

	return place * ((stride_of(m) + line - 1) / line * line);
}

#define HUGE_PAGE ((size_t)2 << 20)

/* Whole lines; where the system can, in pages so large that looking them up takes
 * no time beside reading what is in them: words are all over. */
static void *new_lines(size_t n)
{
#ifdef MADV_HUGEPAGE
	const size_t size = (n + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
	void *const p = aligned_alloc(HUGE_PAGE, size);

	if (p)
		(void)madvise(p, n / HUGE_PAGE * HUGE_PAGE,
		              MADV_HUGEPAGE); /* if not, it is as good */
	return p;
#else
	return aligned_alloc(LINE, (n + LINE - 1) / LINE * LINE);
#endif
}

/* Of this model; what was kept of another is forgotten. */
static bool make_memo(struct sheet *s)
{
	if (s->memo && s->memo->model == s->model)
		return true;
	uint32_t places = KEPT;
	while (place_of_kept(s->model, places) * sizeof *s->sums > KEPT_SUMS)
		places /= 2;
	free(s->sums);
	s->sums = new_lines(place_of_kept(s->model, places) * sizeof *s->sums);
	if (!s->memo)
		s->memo = new_lines(sizeof *s->memo);
	if (!s->memo)
		return false;
	memset(s->memo, 0, sizeof *s->memo);
	for (uint32_t i = 0; i < RECALLED; i++)
		s->memo->recalled[i].vector = UINT32_MAX;
	s->memo->mask = places - 1;
	s->memo->model = s->sums ? s->model : NULL;
	return s->sums != NULL;
}

void tag_model_fetch_vector(const struct sheet *s, uint32_t hash)
{
	if (s->memo->recalled[hash % RECALLED].hash != hash)
		share_prefetch(s->model->slots +
		               (size_t)(hash & s->model->slot_mask) * MODEL_SLOT);
}

uint32_t tag_model_recall_vector(struct sheet *s, uint32_t hash)
{
	const uint32_t at = hash % RECALLED;

	if (s->memo->recalled[at].hash != hash) {
		s->memo->recalled[at].hash = hash;
		s->memo->recalled[at].vector =
		    tag_model_vector(s->model, tag_model_find(s->model, hash));
	}
	return s->memo->recalled[at].vector;
}

/* Room for one more that is not kept. */
static bool reserve_more(struct sheet *s, uint32_t stride)
{
	const size_t need = (size_t)s->n_more + stride;
	int16_t *grown;

	if (need <= s->cap_more)
		return true;
	if (need > WORD_MORE / 4)
		return false;
	grown = realloc(s->more, (need + need / 2) * sizeof *grown);
	if (!grown)
		return false;
	s->more = grown;
	s->cap_more = need + need / 2;
	return true;
}

/* The bytes of token i, KEPT_BYTES at most, and zeros. */
static inline void read_key(const struct sheet *s, uint32_t i, uint64_t *key)
{
	const struct tokens *const t = s->tokens;
	const unsigned char *const at = sheet_bytes(s, t->begin[i]);
	const uint32_t n = t->end[i] - t->begin[i];

	key[0] = model_u64(at) & (n < 8 ? UINT64_MAX >> (64 - 8 * n) : UINT64_MAX);
	key[1] = model_u64(at + 8) & (n > 8 ? UINT64_MAX >> (128 - 8 * n) : 0);
}

/* Looks a new word up: its rows and vectors are sent for. */
static void prepare_fresh(struct sheet *s, struct fresh *f)
{
	const struct model *const m = s->model;
	struct word *const w = &s->words[f->token];
	uint32_t own;

	if (f->again)
		return;
	own = look_up(m, w);
	f->n_rows = tag_model_word_rows(m, w, f->rows);
	f->n_inputs = 0;
	if (!m->network.units)
		return;
	f->n_inputs = tag_model_word_inputs(&m->network, w, own, f->inputs);
	for (uint32_t k = 0; k < f->n_inputs; k++)
		share_prefetch(m->network.vectors +
		               (size_t)f->inputs[k] * m->network.width);
}

static void finish_fresh(struct sheet *s, const struct fresh *f)
{
	const struct model *const m = s->model;
	struct word *const w = &s->words[f->token];
	struct kept *const k = f->place < KEPT ? &s->memo->kept[f->place].kept : NULL;
	int16_t *const sums =
	    w->sums & WORD_MORE ? s->more + (w->sums & ~WORD_MORE) : s->sums + w->sums;
	int32_t all[MODEL_LANES];

	if (f->again) {
		memcpy(w, k->word, WORD_KEPT);
		return;
	}
	tag_model_sum_rows(m, f->rows, f->n_rows, all);
	int16_t *const own = sums + s->own_sums;
	for (uint32_t y = 0; y < MODEL_LANES; y++)
		own[y] = (int16_t)all[y];
	if (m->network.units)
		tag_model_network_read(&m->network, NULL, f->inputs, f->n_inputs, sums);
	if (m->quick && w->owns) /* it is the first of them */
		tag_model_network_read(&m->network, NULL, f->inputs, 1,
		                       sums + m->network.width);
	if (k) {
		memcpy(k->word, w, WORD_KEPT);
		k->coming = false;
	}
}

static void read_fresh(struct sheet *s)
{
	struct memo *const memo = s->memo;

	for (uint32_t i = 0; i < memo->n_fresh; i++)
		prepare_fresh(s, &memo->fresh[i]);
	for (uint32_t i = 0; i < memo->n_fresh; i++)
		finish_fresh(s, &memo->fresh[i]);
	memo->n_fresh = 0;
}

static uint32_t place_of(const struct sheet *s, uint32_t i)
{
	const uint32_t in_case = s->marks[i] & MARK_CASE;

	return (s->tokens->hash[i] + in_case * 0x9E5u) & s->memo->mask;
}

/* The place for a token, KEPT: none; true: it is kept there. */
static bool find_kept(const struct sheet *s, uint32_t i, uint64_t *key,
                      uint32_t *place)
{
	const struct tokens *const t = s->tokens;
	const uint32_t size = t->end[i] - t->begin[i];

	*place = KEPT;
	if (size - 1 >= KEPT_BYTES)
		return false;
	*place = place_of(s, i);
	const struct kept *const k = &s->memo->kept[*place].kept;
	read_key(s, i, key);
	return k->size == size && k->bytes[0] == key[0] && k->bytes[1] == key[1];
}

/* Sends for what is kept of the words of region k. */
static void fetch_kept(const struct sheet *s, uint32_t k)
{
	uint32_t i, end;

	if (k >= s->n_regions)
		return;
	for (tag_model_reach(s, k, &i, &end); i < end; i++) {
		const uint32_t place = place_of(s, i);
		const int16_t *const sums = s->sums + place_of_kept(s->model, place);
		share_prefetch(&s->memo->kept[place]);
		share_prefetch(sums);
		share_prefetch(sums + LINE / sizeof *sums);
	}
}

static void add_fresh(struct sheet *s, uint32_t i, uint32_t place, bool again)
{
	const struct model *const m = s->model;
	const uint32_t slot = s->tokens->hash[i] & m->slot_mask;
	struct fresh *const f = &s->memo->fresh[s->memo->n_fresh++];

	f->token = i;
	f->place = place;
	f->again = again;
	if (again)
		return;
	share_prefetch(m->slots + (size_t)slot * MODEL_SLOT);
	if (m->network.units)
		share_prefetch(m->network.ranks + (size_t)(slot / 64) * MODEL_RANK);
	read_word(s, i, &s->words[i]);
}

/* One that is new, or that another one's place is needed for. */
static bool take_fresh(struct sheet *s, uint32_t i, struct kept *k, uint32_t place,
                       const uint64_t *key)
{
	struct word *const w = &s->words[i];

	if (k && k->stamp != s->stamp) {
		memcpy(k->bytes, key, sizeof k->bytes);
		k->size = (uint8_t)(s->tokens->end[i] - s->tokens->begin[i]);
		k->coming = true;
		k->stamp = s->stamp;
		w->sums = place_of_kept(s->model, place);
	} else {
		const uint32_t stride = stride_of(s->model);
		if (!reserve_more(s, stride))
			return false;
		place = KEPT;
		w->sums = s->n_more | WORD_MORE;
		s->n_more += stride;
	}
	add_fresh(s, i, place, false);
	return true;
}

static bool take_word(struct sheet *s, uint32_t i)
{
	struct word *const w = &s->words[i];
	uint64_t key[KEPT_BYTES / 8];
	uint32_t place;

	if (s->memo->n_fresh == AT_ONCE)
		read_fresh(s);
	const bool known = find_kept(s, i, key, &place);
	struct kept *const k = place < KEPT ? &s->memo->kept[place].kept : NULL;
	w->run_begin = w->run_end = i;
	w->phrase = 0;
	if (!known)
		return take_fresh(s, i, k, place, key);
	k->stamp = s->stamp;
	w->sums = place_of_kept(s->model, place);
	if (k->coming)
		add_fresh(s, i, place, true);
	else
		memcpy(w, k->word, WORD_KEPT);
	return true;
}

/* ---- All of them ---- */

static bool learn_word(struct sheet *s, uint32_t i)
{
	struct word *const w = &s->words[i];

	read_word(s, i, w);
	look_up(s->model, w);
	w->run_begin = w->run_end = i;
	return true;
}

/* Regions with one or two tokens to each side. */
static bool read_all(struct sheet *s)
{
	uint32_t next = 0, first, end;

	for (uint32_t k = 0; !s->learns && k < AHEAD; k++)
		fetch_kept(s, k);
	for (uint32_t k = 0; k < s->n_regions; k++) {
		if (!s->learns)
			fetch_kept(s, k + AHEAD);
		tag_model_reach(s, k, &first, &end);
		for (uint32_t i = first > next ? first : next; i < end; i++) {
			s->marks[i] |= MARK_READ;
			if (!(s->learns ? learn_word(s, i) : take_word(s, i)))
				return false;
		}
		next = end;
	}
	if (!s->learns)
		read_fresh(s);
	return true;
}

bool tag_model_read_words(struct sheet *s)
{
	const struct model *const m = s->model;

	s->far = (m->templates[0] & FAR_TEMPLATES) != 0 || m->network.units;
	s->n_more = 0;
	s->own_sums = stride_of(m) - MODEL_LANES;
	if (!s->learns && !make_memo(s))
		return false;
	if (read_all(s))
		return true;
	if (s->memo) /* words are on their way that nobody waits for */
		s->memo->model = NULL;
	return false;
}
