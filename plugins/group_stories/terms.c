/* SPDX-License-Identifier: MIT */
/* terms.c - what a document is about, as far as it can tell itself: its terms
 * with their strength, the passages it shares, its date.
 *
 * Terms are words, pairs of capitalised words that stand side by side, the
 * names of entities, and pairs of neighbouring ideographs.  A term of several
 * words has the hash of its words in turn, so that a name is the same term
 * whether a tagger found it or not. */
#include "terms.h"
#include <math.h>

struct term_local *group_stories_local_new(void)
{
	struct term_local *const l = calloc(1, sizeof *l);

	if (!l)
		return NULL;
	l->words.spans = true;
	for (int i = 1; i < 64; i++)
		l->logs[i] = (float)(1 + log(i));
	l->best = malloc(CHOSEN * TERMS_MAX * sizeof *l->best);
	if (!l->best) {
		free(l);
		return NULL;
	}
	return l;
}

void group_stories_local_free(struct term_local *l)
{
	if (!l)
		return;
	words_free(&l->words);
	free(l->entries);
	free(l->slots);
	free(l->found);
	free(l->best);
	free(l);
}

/* ---- Entries ---- */

/* Room for n entries, or as many as there may be; all slots free. */
static bool make_room(struct term_local *l, size_t n)
{
	size_t size = 256;

	n = n < ENTRIES_MAX ? n : ENTRIES_MAX;
	while (size < n * 2)
		size *= 2;
	if (n > l->room) {
		struct entry *const p = realloc(l->entries, n * sizeof *p);
		if (!p)
			return false;
		l->entries = p;
		l->room = 0;
		free(l->found);
		if (!(l->found = malloc(n * sizeof *l->found)))
			return false;
		l->room = (uint32_t)n;
	}
	if (size > l->n_slots) {
		free(l->slots);
		l->n_slots = 0;
		if (!(l->slots = malloc(size * sizeof *l->slots)))
			return false;
	}
	l->n_slots = (uint32_t)size;
	memset(l->slots, 0, size * sizeof *l->slots);
	l->n = 0;
	return true;
}

/* The entry of a hash, made if there is none; NONE: there is no more room. */
static uint32_t entry_of(struct term_local *l, uint32_t hash, uint32_t begin,
                         uint32_t end)
{
	uint32_t at = hash & (l->n_slots - 1);

	while (l->slots[at]) {
		if (l->entries[l->slots[at] - 1].hash == hash)
			return l->slots[at] - 1;
		at = (at + 1) & (l->n_slots - 1);
	}
	if (l->n == l->room)
		return NONE;
	l->entries[l->n] = (struct entry){
	    .hash = hash, .begin = begin, .size = end - begin, .parts = {NONE, NONE}};
	l->slots[at] = ++l->n;
	return l->n - 1;
}

/* ---- Words ---- */

static bool is_upper(const unsigned char *s, uint32_t size)
{
	size_t used;

	if (s[0] < 0x80)
		return s[0] >= 'A' && s[0] <= 'Z';
	const uint32_t c = catena_fold_decode(s, size, &used);
	return c != 0xFFFFFFFF && catena_fold_char(c) != c;
}

/* One character beyond ASCII, as ideographs are cut. */
static bool is_wide(const unsigned char *s, uint32_t size)
{
	size_t used = 0;

	if (s[0] < 0xE0 || size > 4)
		return false;
	catena_fold_decode(s, size, &used);
	return used == size;
}

/* Does what stands between two words end a sentence, or begin a line, a quote
 * or an item? */
static bool is_start(const unsigned char *s, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		const unsigned c = s[i];
		if (c == ' ' || c == '-' || c == ',')
			continue;
		if (c < 0x80 ? strchr(".!?:\n\r\t\"|#*", (int)c) != NULL
		             : c == 0xE2 && to - i > 2 && s[i + 1] == 0x80 &&
		                   (s[i + 2] == 0x9C || s[i + 2] == 0x9D))
			return true;
	}
	return false;
}

/* The end of a tag of HTML that begins between two words, else `to`: what stands
 * in it is no text. */
#define TAG_MAX 1000u

static uint32_t behind_tag(const unsigned char *s, uint32_t size, uint32_t from,
                           uint32_t to)
{
	const unsigned char *open = memchr(s + from, '<', to - from), *end;

	for (; open;
	     open = memchr(open + 1, '<', to - from - (size_t)(open + 1 - s - from))) {
		const uint32_t at = (uint32_t)(open - s) + 1;
		const uint32_t left = size - at < TAG_MAX ? size - at : TAG_MAX;
		if (at + (s[at] == '/') < to) /* "< b", "</ b": no tag */
			continue;
		end = memchr(s + at, '>', left);
		return end && !memchr(s + at, '<', (size_t)(end - s) - at)
		           ? (uint32_t)(end - s) + 1
		           : to;
	}
	return to;
}

/* Do two words stand so close that they may be one name? */
static bool is_close(const unsigned char *s, uint32_t from, uint32_t to)
{
	return to == from || (to - from == 1 && (s[from] == ' ' || s[from] == '-'));
}

static void add_pair(struct term_local *l, uint32_t a, uint32_t b, uint32_t begin,
                     uint32_t end)
{
	const uint32_t e = entry_of(
	    l, group_stories_pair(l->entries[a].hash, l->entries[b].hash), begin, end);

	if (e == NONE)
		return;
	if (!l->entries[e].count) {
		l->entries[e].parts[0] = a;
		l->entries[e].parts[1] = b;
	}
	l->entries[e].places |= frame_place(&l->frame, begin);
	l->entries[e].count++;
}

static void read_words(struct term_local *l, const unsigned char *s, uint32_t text)
{
	const struct words *const w = &l->words;
	uint32_t last = NONE, last_begin = 0, end = 0; /* of a possible name */
	uint32_t tag = 0;                              /* ends there */
	bool last_wide = false;

	for (uint32_t i = 0; i < w->n; i++) {
		const uint32_t begin = w->begin[i], size = w->end[i] - begin;
		if (begin > end + 1 || (begin > end && s[end] == '<'))
			tag = begin < tag ? tag : behind_tag(s, text, end, begin);
		if (begin < tag) {
			end = begin + size;
			last = NONE;
			continue;
		}
		l->frame.head_words += begin < l->frame.head_end;
		l->frame.foot_words += begin >= l->frame.foot_begin;
		const bool blank = begin - end == 1 && s[end] == ' '; /* as mostly */
		const bool start = i == 0 || (!blank && is_start(s, end, begin));
		const bool close = last != NONE && (blank || is_close(s, end, begin));
		const bool wide = is_wide(s + begin, size);
		const bool upper = is_upper(s + begin, size);
		end = begin + size;
		if (size == 1) {
			last = NONE;
			continue;
		}
		const uint32_t e = entry_of(l, w->hash[i], begin, end);
		if (e == NONE) {
			last = NONE;
			continue;
		}
		l->entries[e].count++;
		l->entries[e].places |= frame_place(&l->frame, begin);
		l->entries[e].capitals += upper && !start;
		l->entries[e].wide = wide;
		if (close && !start && (upper ? !last_wide : wide && last_wide))
			add_pair(l, last, e, last_begin, end);
		last = upper || wide ? e : NONE;
		last_wide = wide;
		last_begin = begin;
	}
}

/* ---- Entities ---- */

static const struct catena_layer *entities(catena_ctx *ctx)
{
	return ctx->host->read(ctx, USE_ENTITY);
}

/* Times, sums and counts name nothing; dates are looked at apart. */
static bool is_name(const char *type, size_t size)
{
	static const char *const others[] = {"DATE",     "TIME",    "PERCENT", "MONEY",
	                                     "QUANTITY", "ORDINAL", "CARDINAL"};

	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (strlen(others[i]) == size && !memcmp(type, others[i], size))
			return false;
	return true;
}

/* A name as a term: the hash and prior of its words together. */
static uint32_t name_hash(const char *name, uint32_t size, uint8_t *prior)
{
	const unsigned char *const s = (const unsigned char *)name;
	uint32_t hash = 0, words = 0, rarest = 0;
	size_t step = 1;

	for (uint32_t at = 0; at < size;) {
		const uint32_t from = at;
		while (at < size && !words_cut(s + at, size - at, &step))
			at += (uint32_t)step;
		if (at - from > 1) {
			const uint32_t h = catena_fold_hash(name + from, at - from);
			const uint32_t p = group_stories_prior(h);
			hash = words++ ? group_stories_pair(hash, h) : h;
			rarest = p > rarest ? p : rarest;
		}
		while (at < size && words_cut(s + at, size - at, &step))
			at += (uint32_t)step;
	}
	*prior = (uint8_t)(rarest + (words > 1 ? PAIR_RARER : 0));
	return words ? hash : 0;
}

static void add_name(struct term_local *l, const char *name, uint32_t size,
                     uint32_t begin, uint32_t end)
{
	uint8_t prior;
	const uint32_t hash = name_hash(name, size, &prior);
	const uint32_t at = hash ? entry_of(l, hash, begin, end) : NONE;
	struct entry *e;

	if (at == NONE)
		return;
	e = l->entries + at;
	if (!e->count)
		e->prior = prior;
	/* where the words gave it too, those were counted */
	if (!e->count || e->named)
		e->count++;
	e->places |= frame_place(&l->frame, begin);
	e->named = e->named || e->count == 1;
	e->capitals = e->count;
}

static void read_entities(catena_ctx *ctx, struct term_local *l,
                          const struct catena_layer *rows, const char *text,
                          int32_t *day)
{
	const uint32_t *const type = rows->cols[0], *const name = rows->cols[1];

	for (uint32_t i = 0; i < rows->n; i++) {
		const uint32_t begin = rows->begin[i], end = rows->end[i];
		size_t n = 0;
		const char *const t = type ? ctx->host->symbol(ctx, type[i], &n) : "";
		uint32_t size = 0;
		const char *s = name ? ctx->host->string_get(ctx, name[i], &size) : "";
		if (!size) {
			s = text + begin;
			size = end - begin;
		}
		if (t && is_name(t, n))
			add_name(l, s, size, begin, end);
		else if (*day == NO_DAY)
			*day = group_stories_day(text + begin, end - begin);
	}
}

/* ---- Passages ---- */

static struct passage *passage_of(catena_ctx *ctx, struct term_local *l,
                                  uint32_t of)
{
	uint32_t size, other;
	const char *const s = ctx->host->string_get(ctx, of, &size);
	const char *const own = ctx->host->id(ctx, &other);

	if (size == other && !memcmp(s, own, size))
		return NULL;
	for (uint32_t i = 0; i < l->n_passages; i++) {
		const char *const t = ctx->host->string_get(ctx, l->passages[i].of, &other);
		if (size == other && !memcmp(s, t, size))
			return l->passages + i;
	}
	if (l->n_passages == PASSAGES_MAX)
		return NULL;
	l->passages[l->n_passages] = (struct passage){0, of, size};
	return l->passages + l->n_passages++;
}

static void read_passages(catena_ctx *ctx, struct term_local *l)
{
	const struct catena_layer *const rows = ctx->host->read(ctx, USE_COPY);
	const uint32_t *const of = rows ? rows->cols[0] : NULL;
	const uint32_t *const words = rows ? rows->cols[1] : NULL;

	l->n_passages = 0;
	for (uint32_t i = 0; of && words && i < rows->n; i++) {
		struct passage *const p = passage_of(ctx, l, of[i]);
		if (p)
			p->words += words[i];
	}
}

/* ---- The record ---- */

static unsigned char *put(unsigned char *at, const void *bytes, size_t size)
{
	if (size)
		memcpy(at, bytes, size);
	return at + size;
}

/* Bytes of the record, or 0 when there are too many. */
static uint32_t size_of(const struct term_local *l, const struct record *head)
{
	uint64_t size = sizeof *head + head->n_terms * sizeof(struct term) +
	                head->n_passages * sizeof(struct passage) + head->id_size;

	for (uint32_t i = 0; i < l->n_passages; i++)
		size += l->passages[i].of_size;
	size = (size + 7) / 8 * 8;
	return size < UINT32_MAX / 2 ? (uint32_t)size : 0;
}

/* The places stand behind the record, for commit. */
static void put_places(const struct term_local *l, unsigned char *at)
{
	for (uint32_t i = 0; i < l->n_best; i++) {
		const struct entry *const e = l->entries + l->best[i].entry;
		const struct place p = {e->begin, e->size};
		at = put(at, &p, sizeof p);
	}
}

/* What the age counts from.  Online, commit knows better what to do without. */
static int64_t date_of(catena_ctx *ctx, const struct story_self *self, int32_t day)
{
	if (day != NO_DAY)
		return day * INT64_C(86400);
	return self->index && self->mode == MODE_GATHER
	           ? share_index_date(ctx, self->index)
	           : SHARE_INDEX_NO_DATE;
}

static const struct record *pack(catena_ctx *ctx, const struct story_self *self,
                                 struct term_local *l, int32_t day)
{
	struct record head = {.date = date_of(ctx, self, day),
	                      .day = day,
	                      .words = l->words.n,
	                      .n_terms = l->n_best,
	                      .n_passages = l->n_passages,
	                      .blocks = l->frame.blocks,
	                      .head_words = l->frame.head_words,
	                      .foot_words = l->frame.foot_words,
	                      .figures = l->figures};
	const char *const id = ctx->host->id(ctx, &head.id_size);
	unsigned char *bytes, *at;

	head.size = size_of(l, &head);
	bytes =
	    head.size
	        ? ctx->host->alloc(ctx, head.size + l->n_best * sizeof(struct place), 8)
	        : NULL;
	if (!bytes)
		return NULL;
	memset(bytes + head.size - 8, 0, 8);
	at = bytes + sizeof head;
	for (uint32_t i = 0; i < l->n_best; i++)
		at = put(at, &l->best[i].term, sizeof l->best[i].term);
	unsigned char *ids = at + l->n_passages * sizeof(struct passage);
	for (uint32_t i = 0; i < l->n_passages; i++) {
		struct passage p = l->passages[i];
		const char *const of = ctx->host->string_get(ctx, p.of, &p.of_size);
		p.of = head.ids_size;
		ids = put(ids, of, p.of_size);
		head.ids_size += p.of_size;
		at = put(at, &p, sizeof p);
	}
	put(ids, id, head.id_size);
	put(bytes, &head, sizeof head);
	put_places(l, bytes + head.size);
	return (const struct record *)(const void *)bytes;
}

static int32_t field_day(catena_ctx *ctx, const char *name)
{
	const struct catena_field *const f = ctx->host->field_get(ctx, name);

	return f && f->type == CATENA_FIELD_STRING ? group_stories_day(f->s, f->size)
	                                           : NO_DAY;
}

const struct record *group_stories_measure(catena_ctx *ctx,
                                           const struct story_self *self,
                                           struct term_local *l,
                                           catena_status *status)
{
	const struct catena_layer *const tokens = ctx->host->read(ctx, USE_TOKEN);
	const struct catena_layer *const names = entities(ctx);
	const struct record *record = NULL;
	uint32_t size;
	const char *const text = ctx->host->text(ctx, &size);
	const unsigned char *const s = (const unsigned char *)text;
	int32_t day = field_day(ctx, self->date_field);

	*status = CATENA_E_BUG;
	if (!tokens)
		return NULL;
	*status = CATENA_OK;
	/* a word gives itself and a pair at most */
	if (words_fill(&l->words, text, size, tokens, tokens->cols[0],
	               tokens->cols[1]) &&
	    make_room(l, (size_t)l->words.n * 2 + (names ? names->n : 0) + 1)) {
		group_stories_frame(&l->frame, s, size);
		read_words(l, s, size);
		group_stories_figures(&l->words, s, &l->figures);
		if (day == NO_DAY)
			day = field_day(ctx, "dateline");
		if (names)
			read_entities(ctx, l, names, text, &day);
		read_passages(ctx, l);
		group_stories_choose(l, s, self->params.terms);
		record = pack(ctx, self, l, day);
	}
	words_trim(&l->words);
	if (!record)
		*status = ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	return record;
}
