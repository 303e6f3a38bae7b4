/* SPDX-License-Identifier: MIT */
/* tag_repeats.c - what a document says of a name in one place holds in the others:
 * one type for one name, and names that were seen once are seen again. */
#include "bodies.h"
#include "names.h"
#include "../share/merge.h"
#include <catena/fold.h>

#include <stdlib.h>
#include <string.h>

enum {
	OPT_TYPES,
	OPT_AGAIN,
	OPT_SCORE,
	OPT_COUNT
};

static const struct catena_option options[] = {
    {"types", CATENA_BOOL, "true",
     .help =
         "A name that has several types in a document gets the one for which most "
         "is said."},
    {"again", CATENA_BOOL, "true",
     .help =
         "A name that an earlier stage has found is marked where it stands again."},
    {"score", CATENA_FLOAT, "0.6", 0, 1,
     .help = "How sure a name is that was found again."},
};

static const double weak_below = 0.9; /* entities that give way to longer names */
static const double initials_score = 0.5; /* of a name, for its initials to count */

enum {
	TRIED_MAX = 64 /* names with one first word that are tried at a place */
};

struct self {
	bool types, again;
	double score;
	uint32_t by;
};

struct local {
	struct merge merge;
	struct repeats names;
	uint8_t *families; /* of the merge's rows */
	uint32_t cap_families;
	struct initials { /* of bodies that were found, each once */
		char s[INITIALS_ROOM];
		uint32_t type;
	} * initials; /* a table; type 0: empty */
	uint32_t cap_initials, initials_mask;
};

static catena_status no_memory(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

/* ---- Life ---- */

static catena_status create(catena_ctx *ctx, const union catena_value *v,
                            void **out)
{
	const struct catena_host *const h = ctx->host;
	struct self *const self = calloc(1, sizeof *self);
	if (!self)
		return no_memory(ctx);
	*self = (struct self){v[OPT_TYPES].i != 0, v[OPT_AGAIN].i != 0, v[OPT_SCORE].f,
	                      h->intern(ctx, h->stage(ctx), strlen(h->stage(ctx)))};
	if (!self->by) {
		free(self); /* the host destroys only what was created well */
		return no_memory(ctx);
	}
	*out = self;
	return CATENA_OK;
}

static catena_status local_new(catena_ctx *ctx, const void *self, void **local)
{
	(void)self;
	*local = calloc(1, sizeof(struct local));
	return *local ? CATENA_OK : no_memory(ctx);
}

static void local_free(void *local)
{
	struct local *const l = local;
	merge_free(&l->merge);
	tag_repeats_free(&l->names);
	free(l->families);
	free(l->initials);
	free(l);
}

/* ---- Layers ---- */

static const struct catena_column token_columns[] = {
    {"flags", CATENA_U8, 0, NULL},
    {0},
};

static const struct catena_column entity_columns[] = MERGE_ENTITY_COLUMNS;

enum {
	TOKEN,
	ENTITY
};

static const struct catena_use uses[] = {
    {"token", CATENA_READ, token_columns},
    MERGE_USE(entity_columns),
};

struct job { /* one document */
	catena_ctx *ctx;
	const struct self *self;
	struct local *l;
	const char *text;
	uint32_t size;
	const struct catena_layer *tokens;
};

/* ---- What is said of names ---- */

static bool read_families(const struct job *j)
{
	struct local *const l = j->l;
	if (l->merge.n > l->cap_families) {
		uint8_t *const more = realloc(l->families, 2 * (size_t)l->merge.n);
		if (!more)
			return false;
		l->families = more;
		l->cap_families = 2 * l->merge.n;
	}
	for (uint32_t i = 0; i < l->merge.n; i++) {
		const uint32_t type = l->merge.rows[i].type;
		const int family =
		    type ? merge_family(j->ctx->host->symbol(j->ctx, type, NULL)) : 0;
		l->families[i] = family == 'P'   ? REPEATS_PERSON
		                 : family == 'O' ? REPEATS_BODY
		                 : family == 'L' ? REPEATS_PLACE
		                                 : REPEATS_OTHER;
	}
	return true;
}

/* The number of the token that begins there; the tokens' number if none does. */
static uint32_t token_at(const struct job *j, uint32_t begin)
{
	uint32_t low = 0, high = j->tokens->n;
	while (low < high) {
		const uint32_t mid = low + (high - low) / 2;
		if (j->tokens->begin[mid] < begin)
			low = mid + 1;
		else
			high = mid;
	}
	return low < j->tokens->n && j->tokens->begin[low] == begin ? low
	                                                            : j->tokens->n;
}

static bool say(const struct job *j, const struct merge_row *r, uint32_t begin,
                uint32_t end, uint32_t family)
{
	const uint32_t token = token_at(j, begin);
	const uint32_t first = token < j->tokens->n && j->tokens->end[token] < end
	                           ? j->tokens->end[token] - begin
	                           : end - begin;
	const bool open =
	    family == REPEATS_PLACE &&
	    merge_says_more(j->ctx->host->symbol(j->ctx, r->type, NULL), "GPE");
	const struct said s = {begin,   end - begin, first,   family,
	                       r->type, open,        r->score};
	return tag_repeats_say(&j->l->names, j->text, &s);
}

/* Where the last word of a name of several begins; its end if it has one. */
static uint32_t last_word(const struct job *j, const struct merge_row *r)
{
	uint32_t at = r->end;
	while (at > r->begin && j->text[at - 1] != ' ')
		at--;
	return at > r->begin ? at : r->end;
}

/* "Ahn Jae-won": bytes of the family name, which stands first where a given name of
 * two parts is the second word; 0: it does not. */
static uint32_t family_first(const struct job *j, const struct merge_row *r)
{
	const char *const s = j->text + r->begin;
	const uint32_t size = r->end - r->begin;
	uint32_t first = 0, at;
	while (first < size && s[first] != ' ')
		first++;
	for (at = first + 1; at < size && s[at] != ' ' && s[at] != '-'; at++)
		;
	return first > 1 && at + 1 < size && s[at] == '-' && s[at + 1] >= 'a' &&
	               s[at + 1] <= 'z' && !memchr(s + at, ' ', size - at)
	           ? first
	           : 0;
}

/* ---- Short forms of bodies ---- */

static bool make_initials(const struct job *j)
{
	struct local *const l = j->l;
	uint32_t cap = 16;
	while (cap < 2 * l->merge.n)
		cap *= 2;
	if (cap > l->cap_initials) {
		struct initials *const more = realloc(l->initials, cap * sizeof *more);
		if (!more)
			return false;
		l->initials = more;
		l->cap_initials = cap;
	}
	l->initials_mask = cap - 1;
	memset(l->initials, 0, cap * sizeof *l->initials);
	return true;
}

/* Where these letters are in the table, or are to be. */
static struct initials *initials_slot(const struct job *j, const char *s,
                                      uint32_t n)
{
	for (uint32_t at = catena_hash(s, n);; at++) {
		struct initials *const x = j->l->initials + (at & j->l->initials_mask);
		if (!x->type || (!memcmp(x->s, s, n) && !x->s[n]))
			return x;
	}
}

static bool say_short(const struct job *j, const struct merge_row *r)
{
	const char *const s = j->text + r->begin;
	char letters[INITIALS_ROOM];
	const uint32_t n = tag_repeats_initials(s, r->end - r->begin, letters);
	if (n && r->score >= initials_score) {
		struct initials *const x = initials_slot(j, letters, n);
		memcpy(x->s, letters, n + 1);
		x->type = r->type;
	}
	const struct short_forms f = tag_repeats_short(s, r->end - r->begin);
	for (uint32_t i = 0; i < f.n; i++) {
		const uint32_t begin = r->begin + f.begin[i], end = r->begin + f.end[i];
		if (f.club &&
		    tag_repeats_has_place(&j->l->names, j->text, begin, end - begin))
			continue;
		/* It is said on purpose: of more weight than what one sentence suggests. */
		if (!say(j, r, begin, end, REPEATS_BODY) ||
		    !say(j, r, begin, end, REPEATS_BODY))
			return false;
	}
	return true;
}

static bool say_all(const struct job *j)
{
	const struct merge *const m = &j->l->merge;
	for (uint32_t i = 0; i < m->n_old; i++) {
		const struct merge_row *const r = m->rows + i;
		const uint32_t family = j->l->families[i];
		if (family == REPEATS_OTHER || r->begin >= r->end)
			continue;
		if (!say(j, r, r->begin, r->end, family))
			return false;
		const uint32_t last = last_word(j, r);
		if (family == REPEATS_PERSON && r->end - last > 2 &&
		    !say(j, r, last, r->end, family))
			return false;
		const uint32_t first = family == REPEATS_PERSON ? family_first(j, r) : 0;
		if (first && !say(j, r, r->begin, r->begin + first, family))
			return false;
	}
	for (uint32_t i = 0; i < m->n_old; i++) { /* once all places are known */
		const struct merge_row *const r = m->rows + i;
		if (j->l->families[i] == REPEATS_BODY && r->begin < r->end &&
		    !say_short(j, r))
			return false;
	}
	return true;
}

static bool listen(const struct job *j)
{
	return read_families(j) && make_initials(j) &&
	       tag_repeats_begin(&j->l->names, j->l->merge.n_old) && say_all(j);
}

/* A place that is LOC here and GPE or FAC there is that; 0: it keeps its type. */
static uint32_t place_type(const struct job *j, const struct merge_row *r)
{
	const uint32_t type =
	    tag_repeats_place(&j->l->names, j->text, r->begin, r->end - r->begin);
	const struct catena_host *const h = j->ctx->host;
	return type && type != r->type &&
	               merge_says_more(h->symbol(j->ctx, r->type, NULL),
	                               h->symbol(j->ctx, type, NULL))
	           ? type
	           : 0;
}

static void make_types_agree(const struct job *j)
{
	struct merge *const m = &j->l->merge;
	for (uint32_t i = 0; i < m->n_old; i++) {
		struct merge_row *const r = m->rows + i;
		const uint32_t family = j->l->families[i];
		if (family == REPEATS_OTHER || r->begin >= r->end)
			continue;
		const uint32_t type = tag_repeats_type(&j->l->names, j->text, r->begin,
		                                       r->end - r->begin, family, r->score);
		const uint32_t place =
		    !type && family == REPEATS_PLACE ? place_type(j, r) : 0;
		if (place) {
			r->type = place;
			r->by = j->self->by;
			m->changed = true;
		}
		if (!type)
			continue;
		r->type = type;
		r->by = j->self->by;
		r->name = r->id = r->fields = 0; /* they were of another thing */
		m->changed = true;
	}
}

/* ---- Names again ---- */

static bool is_capital(const struct job *j, uint32_t token)
{
	const uint8_t *const flags = j->tokens->cols[0];
	return (flags[token] & CATENA_F_CAPITALISED) != 0;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Do tokens [a, b) stand by themselves, not within a longer name or word? */
static bool stands_alone(const struct job *j, uint32_t a, uint32_t b)
{
	const struct catena_layer *const t = j->tokens;
	const uint32_t begin = t->begin[a], end = t->end[b - 1];
	if (a > 0 && t->end[a - 1] == begin && j->text[begin - 1] == '-')
		return false;
	if (a > 0 && t->end[a - 1] + 1 == begin && j->text[begin - 1] == ' ' &&
	    is_capital(j, a - 1))
		return false;
	if (b == t->n)
		return true;
	if (t->begin[b] == end && j->text[end] == '-')
		return false;
	return t->begin[b] != end + 1 || j->text[end] != ' ' ||
	       (!is_capital(j, b) && !is_digit(j->text[t->begin[b]]));
}

/* The tokens' number behind the bytes [begin, end), 0 if none ends there. */
static uint32_t token_behind(const struct job *j, uint32_t from, uint32_t end)
{
	while (from < j->tokens->n && j->tokens->end[from] < end)
		from++;
	return from < j->tokens->n && j->tokens->end[from] == end ? from + 1 : 0;
}

/* The longest name that begins at a token, goes on behind `least` and ends before
 * `limit`: its tokens. */
static uint32_t name_at(const struct job *j, uint32_t i, uint32_t least,
                        uint32_t limit)
{
	struct repeats *const names = &j->l->names;
	const uint32_t begin = j->tokens->begin[i];
	uint32_t best = 0, best_name = REPEATS_NONE, tried = 0;
	for (uint32_t k =
	         tag_repeats_first(names, j->text + begin, j->tokens->end[i] - begin);
	     k != REPEATS_NONE && tried < TRIED_MAX;
	     k = tag_repeats_next(names, k), tried++) {
		const uint32_t end = begin + tag_repeats_size(names, k);
		if (end > limit || end <= least ||
		    !tag_repeats_is(names, k, j->text, begin))
			continue;
		const uint32_t behind = token_behind(j, i, end);
		if (behind > i + best && stands_alone(j, i, behind)) {
			best = behind - i;
			best_name = k;
		}
	}
	if (best && !tag_repeats_hit(names, best_name, begin, least > begin))
		return UINT32_MAX;
	return best;
}

/* The initials of a body that was found; false: out of memory. */
static bool add_initials(const struct job *j, uint32_t token)
{
	const uint32_t begin = j->tokens->begin[token], end = j->tokens->end[token];
	if (!tag_repeats_are_initials(j->text + begin, end - begin) ||
	    !stands_alone(j, token, token + 1))
		return true;
	const struct initials *const x = initials_slot(j, j->text + begin, end - begin);
	const struct merge_row row = {.score = j->self->score,
	                              .begin = begin,
	                              .end = end,
	                              .type = x->type,
	                              .by = j->self->by};
	return !x->type || merge_add(&j->l->merge, &row);
}

/* Gives way to a longer name that the document knows: "Calder" to "Calder & Finch".
 */
static bool is_weak(const struct job *j, uint32_t row)
{
	return j->l->merge.rows[row].score < weak_below &&
	       j->l->families[row] != REPEATS_OTHER;
}

/* What is marked around a token. */
struct place {
	uint32_t row;    /* the first that begins behind it */
	uint32_t reach;  /* what begins before it ends here */
	uint32_t here;   /* and what begins with it, here */
	uint32_t strong; /* row: the first behind it that gives way to nothing */
	bool taken;      /* by what begins here and gives way to nothing */
};

static void go_to(const struct job *j, struct place *p, uint32_t begin)
{
	const struct merge *const m = &j->l->merge;
	p->reach = p->here > p->reach ? p->here : p->reach;
	p->here = 0;
	p->taken = false;
	for (; p->row < m->n_old && m->rows[p->row].begin <= begin; p->row++) {
		const struct merge_row *const r = m->rows + p->row;
		uint32_t *const end = r->begin < begin ? &p->reach : &p->here;
		*end = r->end > *end ? r->end : *end;
		p->taken |= r->begin == begin && !is_weak(j, p->row);
	}
	if (p->strong < p->row)
		p->strong = p->row;
	while (p->strong < m->n_old && is_weak(j, p->strong))
		p->strong++;
}

static bool find_again(const struct job *j)
{
	const struct merge *const m = &j->l->merge;
	const struct catena_layer *const t = j->tokens;
	struct place p = {0};
	for (uint32_t i = 0; i < t->n;) {
		const uint32_t begin = t->begin[i];
		go_to(j, &p, begin);
		const bool is_free = p.reach <= begin;
		const uint32_t limit =
		    p.strong < m->n_old ? m->rows[p.strong].begin : j->size;
		uint32_t n = 0;
		if (is_free && !p.taken && is_capital(j, i))
			n = name_at(j, i, p.here > begin ? p.here : begin, limit);
		if (n == UINT32_MAX || (!n && is_free && !p.here && !add_initials(j, i)))
			return false;
		i += n ? n : 1;
	}
	return true;
}

static bool add_again(const struct job *j)
{
	struct repeats *const names = &j->l->names;
	for (uint32_t i = 0; i < names->n_hits; i++) {
		const struct hit *const h = names->hits + i;
		const uint32_t type = tag_repeats_trusted(names, h);
		const struct merge_row row = {.score = j->self->score,
		                              .begin = h->begin,
		                              .end = h->begin +
		                                     tag_repeats_size(names, h->name),
		                              .type = type,
		                              .by = j->self->by};
		if (type && !merge_add(&j->l->merge, &row))
			return false;
	}
	return true;
}

static catena_status process(catena_ctx *ctx, const void *self_, void *local)
{
	const struct self *const self = self_;
	struct job j = {.ctx = ctx, .self = self, .l = local};
	j.tokens = ctx->host->read(ctx, TOKEN);
	j.text = ctx->host->text(ctx, &j.size);
	if (!j.tokens)
		return CATENA_E_BUG;
	if (!merge_begin(ctx, ENTITY, &j.l->merge) || !listen(&j))
		return no_memory(ctx);
	if (self->types)
		make_types_agree(&j);
	if (j.l->merge.changed && !listen(&j))
		return no_memory(ctx);
	if (self->again && (!find_again(&j) || !add_again(&j)))
		return no_memory(ctx);
	return merge_write(ctx, ENTITY, &j.l->merge, MERGE_LONGEST) == CATENA_OK
	           ? CATENA_OK
	           : no_memory(ctx);
}

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "tag_repeats",
    .kind = "tagger",
    .version = "0.1.0",
    .license = "MIT",
    .summary = "Lets a document agree on its names: one type, and each time",
    .options = options,
    .uses = uses,
    .n_options = OPT_COUNT,
    .n_uses = sizeof uses / sizeof uses[0],
    .create = create,
    .destroy = free,
    .local_new = local_new,
    .local_free = local_free,
    .process = process,
};

CATENA_PLUGIN(tag_repeats)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &descriptor : NULL;
}
