/* SPDX-License-Identifier: MIT */
/* tag_repeats.c - what a document says of a name in one place holds in the others:
 * one type for one name, and names that were seen once are seen again. */
#include "job.h"

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

enum {
	TRIED_MAX = 64 /* names with one first word that are tried at a place */
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
	tag_repeats_caps_free(&l->caps);
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

/* Do tokens [a, b) stand by themselves, not within a longer name or word?  In a
 * headline all its words have capitals. */
static bool stands_alone(const struct job *j, uint32_t a, uint32_t b, bool headline)
{
	const struct catena_layer *const t = j->tokens;
	const uint32_t begin = t->begin[a], end = t->end[b - 1];
	if (a > 0 && t->end[a - 1] == begin && j->text[begin - 1] == '-')
		return false;
	if (a > 0 && t->end[a - 1] + 1 == begin && j->text[begin - 1] == ' ' &&
	    is_capital(j, a - 1) && !(headline && tag_repeats_in_capitals(j, a - 1)))
		return false;
	if (b == t->n)
		return true;
	if (t->begin[b] == end && j->text[end] == '-')
		return false;
	return t->begin[b] != end + 1 || j->text[end] != ' ' ||
	       (headline && tag_repeats_in_capitals(j, b)) ||
	       (!is_capital(j, b) && !is_digit(j->text[t->begin[b]]));
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
		const uint32_t behind = tag_repeats_token_behind(j, i, end);
		const bool headline =
		    tag_repeats_where(names, k) >= j->size && tag_repeats_in_capitals(j, i);
		if (behind > i + best && stands_alone(j, i, behind, headline)) {
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
	    !stands_alone(j, token, token + 1, false))
		return true;
	const struct initials *const x =
	    tag_repeats_initials_slot(j, j->text + begin, end - begin);
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
	return j->l->merge.rows[row].score < TAG_REPEATS_SURE &&
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
	if (!merge_begin(ctx, ENTITY, &j.l->merge) || !tag_repeats_make_room(&j) ||
	    !tag_repeats_listen(&j))
		return no_memory(ctx);
	if (self->again && j.headlines)
		tag_repeats_cut_headlines(&j);
	if (j.l->merge.changed && !tag_repeats_listen(&j))
		return no_memory(ctx);
	if (self->types)
		make_types_agree(&j);
	if (j.l->merge.changed && !tag_repeats_listen(&j))
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
