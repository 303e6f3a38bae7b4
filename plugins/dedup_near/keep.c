/* SPDX-License-Identifier: MIT */
/* keep.c - keep policies that must see all documents first.
 *
 * The facts are the documents as process measured them, in input order.  For
 * components each is looked up and added to the index, and when all are there,
 * the lowest rank of each is kept.  For stars they are put away; when all are
 * there, they are gone through by rank, as if they came in that order. */
#include "known.h"
#include <errno.h>

struct pair {
	uint32_t a, b, shared; /* a came later */
};

struct keeper {
	uint64_t *docs;  /* number of each document, by row of the index */
	uint32_t *of;    /* row of the one it is a duplicate of; its own: kept */
	size_t *rank_at; /* in `ranks`: size, bytes */
	uint32_t *distinct;
	uint32_t n, room;
	unsigned char *ranks;
	size_t ranks_used, ranks_room;
	struct pair *pairs; /* only if a file of them is wanted */
	size_t n_pairs, pairs_room;
	void *fact; /* the one at hand, aligned */
	size_t fact_room;

	/* with an index on disk */
	uint32_t known;   /* rows of earlier runs, in front */
	int64_t *dates;   /* of each document */
	size_t next_pair; /* of the row that is remembered next */
};

struct verdict { /* what is assigned; then the id of the one that is kept */
	double similarity, containment;
	uint32_t of_size, unused;
};

struct keeper *dedup_near_keeper_new(void)
{
	return calloc(1, sizeof(struct keeper));
}

void dedup_near_keeper_free(struct keeper *k)
{
	if (!k)
		return;
	free(k->docs);
	free(k->of);
	free(k->rank_at);
	free(k->distinct);
	free(k->ranks);
	free(k->pairs);
	free(k->fact);
	free(k->dates);
	free(k);
}

static bool grow(void *column, size_t size)
{
	void **const at = column;
	void *const p = realloc(*at, size);

	if (p)
		*at = p;
	return p != NULL;
}

static catena_status broken(catena_ctx *ctx)
{
	if (errno == ENOMEM)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	if (!errno)
		return CATENA_E_IO; /* told by known.c */
	return ctx->host->fail(ctx, CATENA_E_IO, "temporary file of the words: %s",
	                       strerror(errno));
}

/* ---- Taking ---- */

static bool make_room(struct keeper *k)
{
	if (k->n == k->room) {
		const size_t room = (size_t)k->room * 3 / 2 + 256;
		if (!grow(&k->docs, room * sizeof *k->docs) ||
		    !grow(&k->of, room * sizeof *k->of) ||
		    !grow(&k->rank_at, room * sizeof *k->rank_at) ||
		    !grow(&k->dates, room * sizeof *k->dates) ||
		    !grow(&k->distinct, room * sizeof *k->distinct))
			return false;
		k->room = (uint32_t)room;
	}
	if (k->ranks_room - k->ranks_used <= RANK_MAX) {
		const size_t room = k->ranks_room * 3 / 2 + 4096;
		if (!grow(&k->ranks, room))
			return false;
		k->ranks_room = room;
	}
	return true;
}

/* For the file of pairs, if one is wanted, or for the index on disk. */
static bool remember(struct keeper *k, const struct near_params *params,
                     const struct known *known, uint32_t row,
                     const struct near_match *matches, uint32_t n)
{
	if (!params->all_pairs && !(known && params->components))
		return true;
	if (k->pairs_room - k->n_pairs < n) {
		const size_t room = k->pairs_room * 3 / 2 + 1024 + n;
		errno = ENOMEM;
		if (!grow(&k->pairs, room * sizeof *k->pairs))
			return false;
		k->pairs_room = room;
	}
	for (uint32_t i = 0; i < n; i++) {
		const uint32_t other = matches[i].row;
		k->pairs[k->n_pairs++] =
		    (struct pair){row > other ? row : other, row > other ? other : row,
		                  matches[i].shared};
	}
	return true;
}

/* Components grow while documents come; stars wait for all of them.  What is to
 * go to disk is kept so that it can be had back.  A document of this run is
 * never too old for the others of it. */
static bool add(struct keeper *k, const struct near_params *params,
                struct near_index *index, const struct known *known,
                const struct near_doc *doc)
{
	const struct near_match *matches;
	uint32_t n;

	if (!params->components)
		return dedup_near_index_store(index, doc) == 0;
	if (dedup_near_index_find(index, doc, &matches, &n) < 0 ||
	    !remember(k, params, known, k->n, matches, n))
		return false;
	if (!known)
		return dedup_near_index_add(index, doc, matches, n) == 0;
	if (dedup_near_index_store(index, doc) < 0 ||
	    dedup_near_index_enter(index, k->n, doc) < 0)
		return false;
	for (uint32_t i = 0; i < n; i++)
		dedup_near_index_join(index, k->n, matches[i].row);
	return true;
}

/* Unpacks a fact: a document, then its date, its id, its rank. */
static bool unpack(struct keeper *k, const struct catena_fact *fact,
                   struct near_doc *doc, const unsigned char **rank,
                   uint32_t *rank_size)
{
	const unsigned char *at;

	if (fact->size > k->fact_room) {
		if (!grow(&k->fact, fact->size))
			return false;
		k->fact_room = fact->size;
	}
	memcpy(k->fact, fact->value, fact->size);
	at = (const unsigned char *)k->fact + dedup_near_unpack(k->fact, doc);
	memcpy(&doc->date, at, sizeof doc->date);
	at += sizeof doc->date;
	memcpy(&doc->id_size, at, sizeof doc->id_size);
	at += sizeof doc->id_size;
	doc->id = (const char *)at;
	*rank = at + doc->id_size;
	*rank_size = fact->size - (uint32_t)(*rank - (const unsigned char *)k->fact);
	return true;
}

/* A row with its rank; those of earlier runs have the empty one, the lowest. */
static void add_row(struct keeper *k, uint64_t number, const struct near_doc *doc,
                    const void *rank, uint32_t rank_size)
{
	k->docs[k->n] = number;
	k->of[k->n] = k->n;
	k->distinct[k->n] = doc->distinct;
	k->dates[k->n] = doc->date;
	k->rank_at[k->n++] = k->ranks_used;
	k->ranks[k->ranks_used++] = (unsigned char)rank_size;
	if (rank_size)
		memcpy(k->ranks + k->ranks_used, rank, rank_size);
	k->ranks_used += rank_size;
}

/* All that the index on disk knows, before the first fact. */
static bool adopt(struct keeper *k, const struct near_index *index)
{
	const uint32_t n = dedup_near_index_size(index);

	errno = ENOMEM;
	while (k->n < n) {
		const struct near_doc doc = {.distinct =
		                                 dedup_near_index_distinct(index, k->n)};
		if (!make_room(k))
			return false;
		add_row(k, 0, &doc, NULL, 0);
	}
	k->known = n;
	return true;
}

static bool take(catena_ctx *ctx, struct keeper *k,
                 const struct near_params *params, struct near_index *index,
                 struct known *known, const struct catena_fact *fact)
{
	const unsigned char *rank;
	struct near_doc doc;
	uint32_t rank_size;
	int64_t date;

	errno = ENOMEM;
	if (!unpack(k, fact, &doc, &rank, &rank_size) || rank_size > RANK_MAX ||
	    !make_room(k))
		return false;
	date = doc.date;
	if (known)
		dedup_near_known_arrive(ctx, known, date);
	doc.date = INT64_MAX;
	if (!add(k, params, index, known, &doc))
		return false;
	doc.date = date;
	add_row(k, fact->doc, &doc, rank, rank_size);
	return true;
}

catena_status dedup_near_keeper_take(catena_ctx *ctx, const struct near_self *self,
                                     struct keeper *k, struct near_index *index,
                                     struct known *known)
{
	struct catena_fact fact;
	catena_status status;

	if (known)
		dedup_near_known_call(known, ctx);
	if (!adopt(k, index))
		return broken(ctx);
	while ((status = ctx->host->fact(ctx, &fact)) == CATENA_OK)
		if (!take(ctx, k, &self->params, index, known, &fact))
			return broken(ctx);
	return status == CATENA_END ? CATENA_OK : status;
}

/* ---- Deciding ---- */

/* Is row a to be kept rather than row b? */
static bool before(const struct keeper *k, uint32_t a, uint32_t b)
{
	const unsigned char *const x = k->ranks + k->rank_at[a];
	const unsigned char *const y = k->ranks + k->rank_at[b];

	if (rank_lower(x + 1, *x, y + 1, *y))
		return true;
	return !rank_lower(y + 1, *y, x + 1, *x) && a < b;
}

static void decide_components(struct keeper *k, struct near_index *index)
{
	/* first the best of each, in its root; then all look there */
	for (uint32_t i = 0; i < k->n; i++) {
		uint32_t *const best = k->of + dedup_near_index_group(index, i);
		if (before(k, i, *best))
			*best = i;
	}
	for (uint32_t i = k->n; i-- > 0;)
		k->of[i] = k->of[dedup_near_index_group(index, i)];
}

/* Rows by rank: a heap sort, which needs no memory and no global state. */
static void sift(const struct keeper *k, uint32_t *rows, uint32_t at, uint32_t n)
{
	for (uint32_t child; (child = 2 * at + 1) < n; at = child) {
		const uint32_t row = rows[at];
		if (child + 1 < n && before(k, rows[child], rows[child + 1]))
			child++;
		if (!before(k, row, rows[child]))
			return;
		rows[at] = rows[child];
		rows[child] = row;
	}
}

static void sort_by_rank(const struct keeper *k, uint32_t *rows)
{
	for (uint32_t i = 0; i < k->n; i++)
		rows[i] = i;
	for (uint32_t i = k->n / 2; i-- > 0;)
		sift(k, rows, i, k->n);
	for (uint32_t n = k->n; n-- > 1;) {
		const uint32_t row = rows[0];
		rows[0] = rows[n];
		rows[n] = row;
		sift(k, rows, 0, n);
	}
}

/* The figures of a pair, seen from `row`. */
static struct near_match seen_from(const struct keeper *k, const struct pair *p,
                                   uint32_t row)
{
	const uint32_t other = p->a == row ? p->b : p->a;
	const double a = k->distinct[row], b = k->distinct[other], s = p->shared;

	return (struct near_match){.row = other,
	                           .shared = p->shared,
	                           .similarity = s / (a + b - s),
	                           .containment = s / (a < b ? a : b),
	                           .within = s / a};
}

/* From the best to the worst: a document is the duplicate of a kept one that it
 * is like, or is kept itself, and only then found. */
static int decide_row(struct keeper *k, struct near_index *index,
                      const struct near_params *params, uint32_t row)
{
	const struct near_match *matches;
	struct near_doc doc;
	uint32_t n;

	if (dedup_near_index_get(index, row, &doc) < 0 ||
	    dedup_near_index_find(index, &doc, &matches, &n) < 0 ||
	    !remember(k, params, NULL, row, matches, n))
		return -1;
	if (!n || !dedup_near_is_duplicate(params, matches))
		return dedup_near_index_enter(index, row, &doc);
	k->of[row] = matches->row;
	return 0;
}

static bool decide_stars(struct keeper *k, struct near_index *index,
                         const struct near_params *params)
{
	uint32_t *const rows = malloc(((size_t)k->n + 1) * sizeof *rows);
	bool ok = rows != NULL;

	errno = ENOMEM;
	if (ok)
		sort_by_rank(k, rows);
	/* those of earlier runs come first, and are found already */
	for (uint32_t i = k->known; i < k->n && ok; i++)
		ok = decide_row(k, index, params, rows[i]) == 0;
	free(rows);
	return ok;
}

/* The group of a document goes by the name of the one that is kept. */
static catena_status assign(catena_ctx *ctx, const struct keeper *k,
                            struct near_index *index, uint32_t row)
{
	struct near_match m;
	struct verdict v = {0};
	catena_status status;
	unsigned char *bytes;
	const char *id;

	if (dedup_near_index_compare(index, row, k->of[row], &m) < 0 ||
	    !(id = dedup_near_index_id(index, k->of[row], &v.of_size)))
		return broken(ctx);
	v.similarity = m.similarity;
	v.containment = m.containment;
	bytes = malloc(sizeof v + v.of_size);
	if (!bytes)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	memcpy(bytes, &v, sizeof v);
	memcpy(bytes + sizeof v, id, v.of_size);
	status = ctx->host->assign(ctx, k->docs[row], bytes,
	                           (uint32_t)(sizeof v + v.of_size));
	free(bytes);
	return status;
}

/* The document will be known to later runs; in components with the groups that
 * it joined, whose pairs are in the order of the rows. */
static catena_status put_on_disk(catena_ctx *ctx, struct keeper *k,
                                 struct near_index *index, struct known *known,
                                 uint32_t row)
{
	struct near_match *joins;
	struct near_doc doc;
	uint32_t n = 0;
	catena_status status;

	if (dedup_near_index_get(index, row, &doc) < 0 ||
	    !(doc.id = dedup_near_index_id(index, row, &doc.id_size)))
		return broken(ctx);
	doc.date = k->dates[row];
	while (k->next_pair < k->n_pairs && k->pairs[k->next_pair].a < row)
		k->next_pair++;
	while (k->next_pair + n < k->n_pairs && k->pairs[k->next_pair + n].a == row)
		n++;
	joins = calloc((size_t)n + 1, sizeof *joins);
	if (!joins)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	for (uint32_t i = 0; i < n; i++)
		joins[i].row = k->pairs[k->next_pair + i].b;
	status = dedup_near_known_add(ctx, known, &doc, joins, n);
	free(joins);
	return status;
}

catena_status dedup_near_keeper_decide(catena_ctx *ctx,
                                       const struct near_self *self,
                                       struct keeper *k, struct near_index *index,
                                       struct known *known)
{
	catena_status status = CATENA_OK;

	if (known)
		dedup_near_known_call(known, ctx);
	if (self->params.components)
		decide_components(k, index);
	else if (!decide_stars(k, index, &self->params))
		return broken(ctx);
	for (uint32_t i = k->known; i < k->n && status == CATENA_OK; i++) {
		if (k->of[i] != i)
			status = assign(ctx, k, index, i);
		if (status == CATENA_OK && known &&
		    (k->of[i] == i || self->params.components))
			status = put_on_disk(ctx, k, index, known, i);
	}
	return status;
}

catena_status dedup_near_keeper_commit(catena_ctx *ctx,
                                       const struct near_self *self)
{
	uint32_t size;
	const unsigned char *const bytes = ctx->host->assigned(ctx, 0, &size);
	struct verdict v;
	struct duplicate d;

	if (!bytes)
		return CATENA_OK;
	memcpy(&v, bytes, sizeof v);
	d.of = d.group = (const char *)bytes + sizeof v;
	d.of_size = d.group_size = v.of_size;
	d.similarity = v.similarity;
	d.containment = v.containment;
	return dedup_near_verdict(ctx, self, &d, true);
}

/* ---- Pairs ---- */

catena_status dedup_near_keeper_pairs(catena_ctx *ctx, struct keeper *k,
                                      struct near_index *index,
                                      struct catena_out *out)
{
	catena_status status = CATENA_OK;
	char *id = NULL;

	for (size_t i = 0; i < k->n_pairs && status == CATENA_OK; i++) {
		const struct pair *const p = k->pairs + i;
		const struct near_match m = seen_from(k, p, p->a);
		uint32_t id_size, of_size;
		const char *of = dedup_near_index_id(index, p->a, &id_size);
		if (!of || !grow(&id, (size_t)id_size + 1)) {
			status = broken(ctx);
			break;
		}
		memcpy(id, of, id_size);
		of = dedup_near_index_id(index, p->b, &of_size);
		status = of ? dedup_near_write_pair(ctx, out, id, id_size, of, of_size,
		                                    m.similarity, m.containment)
		            : broken(ctx);
	}
	free(id);
	return status;
}
