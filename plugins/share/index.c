/* SPDX-License-Identifier: MIT */
/* index.c - an index during a run: opened, read, added to, settled.
 *
 * The database knows two points: `base`, where the index stood before the run
 * that is under way, and `now`.  Bytes between them belong to that run, by its
 * name; taking them back is to cut the streams to `base`, settling is to move
 * `base`. */
#define _POSIX_C_SOURCE 200809L
#include "index_parts.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifdef SHARE_WITH_LMDB
#define FLUSH_BYTES ((size_t)8 << 20) /* added, before they are written */

catena_status share_index_no_memory(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

bool share_index_possible(void)
{
	return true;
}

/* ---- Made by create ---- */

void share_index_free(struct share_index *x)
{
	if (!x)
		return;
	share_index_db_close(x->db);
	if (x->lock)
		close(x->lock - 1);
	for (unsigned s = 0; s < STREAMS; s++)
		free(x->added[s].p);
	free(x->graves);
	free(x->head);
	free(x->path);
	free(x);
}

static catena_status check_rule(catena_ctx *ctx,
                                const struct share_index_rule *rule)
{
	if (*rule->path)
		return CATENA_OK;
	if (rule->max_age)
		return ctx->host->fail(ctx, CATENA_E_CONFIG,
		                       "max_age is about an index, and there is none; set "
		                       "index, or leave max_age out");
	return CATENA_OK;
}

/* What is there must fit; nothing there is fine. */
static catena_status check_tag(catena_ctx *ctx, const struct share_index *x)
{
	struct index_tag is;
	char why[1000];
	const int rc = share_index_tag_read(x->path, &is, why, sizeof why);

	if (rc < 0)
		return ctx->host->fail(ctx, CATENA_E_CONFIG, "index: %s", why);
	if (!rc && share_index_tag_same(x->path, &is, &x->tag, why, sizeof why))
		return ctx->host->fail(ctx, CATENA_E_CONFIG, "%s", why);
	return CATENA_OK;
}

catena_status share_index_new(catena_ctx *ctx, const struct share_index_kind *kind,
                              const struct share_index_rule *rule,
                              const struct share_index_param *params,
                              struct share_index **out)
{
	struct share_index *x;
	catena_status status = check_rule(ctx, rule);

	*out = NULL;
	if (status != CATENA_OK || !*rule->path)
		return status;
	x = calloc(1, sizeof *x);
	if (!x || !(x->path = strdup(rule->path))) {
		free(x);
		return share_index_no_memory(ctx);
	}
	x->rule = *rule;
	x->rule.path = x->path;
	share_index_tag_new(&x->tag, kind, params);
	status = check_tag(ctx, x);
	if (status == CATENA_OK)
		*out = x;
	else
		share_index_free(x);
	return status;
}

/* ---- Opening ---- */

catena_status share_index_failed(catena_ctx *ctx, const struct share_index *x,
                                 const char *what, int code)
{
	if (share_index_db_damaged(code))
		return ctx->host->fail(ctx, CATENA_E_IO,
		                       "index \"%s\" is damaged (%s: %s); `catena index "
		                       "check %s` says more",
		                       x->path, what, share_index_db_why(code), x->path);
	return ctx->host->fail(ctx, code == ENOMEM ? CATENA_E_NOMEM : CATENA_E_IO,
	                       "index \"%s\": %s: %s", x->path, what,
	                       share_index_db_why(code));
}

catena_status share_index_take_lock(catena_ctx *ctx, struct share_index *x)
{
	const struct timespec nap = {.tv_nsec = 100000000};
	const time_t until = time(NULL) + (time_t)x->rule.wait;
	char why[600];
	bool told = false;
	int fd;

	for (;;) {
		fd = share_index_lock(x->path, why, sizeof why);
		if (fd >= 0) {
			x->lock = fd + 1;
			return CATENA_OK;
		}
		if (fd == -1 || time(NULL) >= until || ctx->host->stopping(ctx))
			break;
		if (!told)
			ctx->host->log(ctx, CATENA_WARN, "%s: waiting for it", why);
		told = true;
		nanosleep(&nap, NULL);
	}
	return ctx->host->fail(ctx, CATENA_E_IO, "%s%s", why,
	                       fd == -1       ? ""
	                       : x->rule.wait ? ", and was all the time of index_wait"
	                                      : "; wait for its end (index_wait = \"5 "
	                                        "min\" does), or use another path");
}

/* A new database; whatever a run left that was cut off while making one goes. */
static catena_status make_new(catena_ctx *ctx, struct share_index *x)
{
	static const char *const left[] = {"data.mdb", "lock.mdb"};
	const struct index_bytes none[STREAMS] = {{0}};
	const uint64_t from[STREAMS] = {0};
	char path[4096], why[600];
	int rc;

	for (size_t i = 0; i < 2; i++)
		if (snprintf(path, sizeof path, "%s/%s", x->path, left[i]) <
		    (int)sizeof path)
			(void)unlink(path);
	memset(&x->state, 0, sizeof x->state);
	x->state.key = x->tag.key;
	x->state.now.newest = x->state.base.newest = SHARE_INDEX_NO_DATE;
	if ((rc = share_index_db_open(x->path, INDEX_DB_NEW, &x->db)) ||
	    (rc = share_index_db_append(x->db, &x->state, none, from)))
		return share_index_failed(ctx, x, "making it", rc);
	if (share_index_tag_write(x->path, &x->tag, why, sizeof why))
		return ctx->host->fail(ctx, CATENA_E_IO, "index: %s", why);
	return CATENA_OK;
}

catena_status share_index_open_old(catena_ctx *ctx, struct share_index *x)
{
	char why[600];
	int rc;

	if (share_index_try(x->path, false, why, sizeof why))
		return ctx->host->fail(ctx, CATENA_E_IO,
		                       "%s; `catena index check %s` says more", why,
		                       x->path);
	if ((rc = share_index_db_open(x->path, 0, &x->db)) ||
	    (rc = share_index_db_state(x->db, &x->state)))
		return share_index_failed(ctx, x, "opening it", rc);
	if (x->state.key != x->tag.key)
		return ctx->host->fail(
		    ctx, CATENA_E_IO,
		    "index \"%s\" is damaged: its files catena-index and "
		    "data.mdb are of two indexes",
		    x->path);
	return CATENA_OK;
}

catena_status share_index_take_back(catena_ctx *ctx, struct share_index *x)
{
	const uint64_t n = x->state.now.number - x->state.base.number;
	int rc;

	if (strcmp(x->state.run, x->run) != 0)
		ctx->host->log(ctx, CATENA_WARN,
		               "index \"%s\": the run %s was cut off before its outputs "
		               "were in place; the %" PRIu64
		               " documents that it had added are taken back",
		               x->path, x->state.run, n);
	x->state.now = x->state.base;
	*x->state.run = '\0';
	rc = share_index_db_cut(x->db, &x->state);
	x->point = x->state.now;
	return rc ? share_index_failed(ctx, x, "taking back", rc) : CATENA_OK;
}

/* A run that has become a part is taken back as well if this one replaces it:
 * it was cut off while it told one index after the other. */
static catena_status take_back_last(catena_ctx *ctx, struct share_index *x)
{
	const char *const replaced =
	    CATENA_HAS(ctx->host, replaced) ? ctx->host->replaced(ctx) : NULL;
	int rc;

	if (!replaced || !*replaced || strcmp(x->state.last, replaced) != 0)
		return CATENA_OK;
	x->state.now = x->state.base = x->state.prior;
	*x->state.last = '\0';
	x->state.runs--;
	rc = share_index_db_cut(x->db, &x->state);
	x->point = x->state.now;
	return rc ? share_index_failed(ctx, x, "taking back", rc) : CATENA_OK;
}

static void name_run(catena_ctx *ctx, struct share_index *x)
{
	const char *const name =
	    CATENA_HAS(ctx->host, run) ? ctx->host->run(ctx) : NULL;

	x->started = time(NULL);
	if (name && *name)
		snprintf(x->run, sizeof x->run, "%s", name);
	else /* a host that does not name its runs cannot resume them either */
		snprintf(x->run, sizeof x->run, "%" PRId64 "-%ld", x->started,
		         (long)getpid());
}

/* With the lock: the tag again, since it may be new by now. */
static catena_status open_base(catena_ctx *ctx, struct share_index *x)
{
	struct index_tag is;
	char why[1000];
	int rc;

	if (share_index_make_folder(x->path))
		return ctx->host->fail(ctx, CATENA_E_IO,
		                       "index \"%s\": the folder cannot be made: %s",
		                       x->path, strerror(errno));
	const catena_status status = share_index_take_lock(ctx, x);
	if (status != CATENA_OK)
		return status;
	rc = share_index_tag_read(x->path, &is, why, sizeof why);
	if (rc < 0)
		return ctx->host->fail(ctx, CATENA_E_IO, "index: %s", why);
	if (rc)
		return make_new(ctx, x);
	if (share_index_tag_same(x->path, &is, &x->tag, why, sizeof why))
		return ctx->host->fail(ctx, CATENA_E_IO, "%s", why);
	x->tag.key = is.key;
	return share_index_open_old(ctx, x);
}

catena_status share_index_open(catena_ctx *ctx, struct share_index *x)
{
	catena_status status;
	int rc;

	name_run(ctx, x);
	status = open_base(ctx, x);
	if (status != CATENA_OK)
		return status;
	x->point = x->state.now;
	x->resumes = *x->state.run && !strcmp(x->state.run, x->run);
	if (*x->state.run && !x->resumes)
		status = share_index_take_back(ctx, x);
	if (status == CATENA_OK && !x->resumes)
		status = take_back_last(ctx, x);
	if (status != CATENA_OK)
		return status;
	if ((rc = share_index_db_graves(x->db, &x->graves, &x->n_graves)))
		return share_index_failed(ctx, x, "reading", rc);
	if (!x->resumes)
		status = share_index_trim(ctx, x);
	share_index_first(x);
	return status;
}

bool share_index_resumes(const struct share_index *x)
{
	return x->resumes;
}

/* ---- Dates ---- */

int64_t share_index_date(catena_ctx *ctx, const struct share_index *x)
{
	const struct catena_field *const f =
	    *x->rule.date_field ? ctx->host->field_get(ctx, x->rule.date_field) : NULL;
	int64_t date;

	if (f && f->type == CATENA_FIELD_STRING &&
	    share_index_parse_date(f->s, f->size, &date))
		return date;
	if (f && f->type == CATENA_FIELD_INT && f->i > INT64_MIN / 4 &&
	    f->i < INT64_MAX / 4)
		return f->i;
	return x->point.newest != SHARE_INDEX_NO_DATE ? x->point.newest : x->started;
}

enum {
	A_DAY = 86400
};

int64_t share_index_arrive(struct share_index *x, int64_t date)
{
	if (date > x->point.newest && date <= x->started + A_DAY)
		x->point.newest = date;
	return share_index_oldest(x);
}

/* ---- Adding ---- */

catena_status share_index_flush(catena_ctx *ctx, struct share_index *x)
{
	uint64_t from[STREAMS];
	int rc;

	if (*x->state.run && !memcmp(&x->point, &x->state.now, sizeof x->point))
		return CATENA_OK;
	memcpy(from, x->state.now.ends, sizeof from);
	snprintf(x->state.run, sizeof x->state.run, "%s", x->run);
	x->state.now = x->point;
	rc = share_index_db_append(x->db, &x->state, x->added, from);
	if (rc) {
		memcpy(x->state.now.ends, from, sizeof from);
		return share_index_failed(ctx, x, "writing", rc);
	}
	for (unsigned s = 0; s < STREAMS; s++)
		x->added[s].n = 0;
	return CATENA_OK;
}

static catena_status flush_some(catena_ctx *ctx, struct share_index *x)
{
	size_t n = 0;

	for (unsigned s = 0; s < STREAMS; s++)
		n += x->added[s].n;
	return n >= FLUSH_BYTES ? share_index_flush(ctx, x) : CATENA_OK;
}

static bool put(struct share_index *x, unsigned stream, const void *bytes,
                size_t size)
{
	if (!share_index_bytes_add(x->added + stream, bytes, size))
		return false;
	x->point.ends[stream] += size;
	return true;
}

catena_status share_index_add(catena_ctx *ctx, struct share_index *x,
                              struct share_index_doc *d)
{
	static const unsigned char zeros[8] = {0};
	const size_t size = sizeof(struct index_head) + d->head_size;
	const size_t padding = (8 - size % 8) % 8;
	struct index_head head = {.head_size = d->head_size,
	                          .id_size = d->id_size,
	                          .body_size = d->body_size,
	                          .date = d->date,
	                          .number = x->point.number};

	if (size + padding > UINT32_MAX)
		return share_index_no_memory(ctx);
	head.size = (uint32_t)(size + padding);
	d->number = x->point.number;
	d->at = x->point.ends[STREAM_BODIES];
	if (!put(x, STREAM_HEADS, &head, sizeof head) ||
	    !put(x, STREAM_HEADS, d->head, d->head_size) ||
	    !put(x, STREAM_HEADS, zeros, padding) ||
	    !put(x, STREAM_BODIES, d->id, d->id_size) ||
	    !put(x, STREAM_BODIES, d->body, d->body_size))
		return share_index_no_memory(ctx);
	x->point.number++;
	x->point.documents++;
	return flush_some(ctx, x);
}

catena_status share_index_extend(catena_ctx *ctx, struct share_index *x,
                                 const void *bytes, size_t size)
{
	return put(x, STREAM_OWN, bytes, size) ? CATENA_OK : share_index_no_memory(ctx);
}

/* ---- Checkpoints ---- */

catena_status share_index_mark(catena_ctx *ctx, struct share_index *x,
                               struct share_index_mark *mark)
{
	const catena_status status = share_index_flush(ctx, x);

	memset(mark, 0, sizeof *mark);
	mark->key = x->state.key;
	mark->number = x->point.number;
	mark->documents = x->point.documents;
	mark->newest = x->point.newest;
	memcpy(mark->ends, x->point.ends, sizeof mark->ends);
	return status;
}

catena_status share_index_rewind(catena_ctx *ctx, struct share_index *x,
                                 const struct share_index_mark *mark)
{
	int rc;

	if (!x->resumes || mark->key != x->state.key ||
	    mark->number > x->state.now.number || mark->number < x->state.base.number)
		return ctx->host->fail(
		    ctx, CATENA_E_INPUT,
		    "index \"%s\" is not as the run that was cut off left "
		    "it: another run has had it since; run without "
		    "--resume",
		    x->path);
	x->state.now.number = mark->number;
	x->state.now.documents = mark->documents;
	x->state.now.newest = mark->newest;
	memcpy(x->state.now.ends, mark->ends, sizeof mark->ends);
	x->point = x->state.now;
	rc = share_index_db_cut(x->db, &x->state);
	share_index_first(x);
	return rc ? share_index_failed(ctx, x, "going back to the checkpoint", rc)
	          : CATENA_OK;
}

/* ---- The end ---- */

static void give_away(struct share_index *x)
{
	share_index_db_close(x->db);
	x->db = NULL;
	if (x->lock)
		close(x->lock - 1);
	x->lock = 0;
}

static catena_status settle_done(catena_ctx *ctx, struct share_index *x)
{
	const struct index_bytes none[STREAMS] = {{0}};
	int rc;

	if (!strcmp(x->state.last, x->run))
		return CATENA_OK; /* it was, before this process began */
	if (strcmp(x->state.run, x->run) != 0)
		return ctx->host->fail(
		    ctx, CATENA_E_IO,
		    "index \"%s\" has lost what this run had added, since "
		    "another run has had it before this one was at its "
		    "end; the outputs are in place",
		    x->path);
	memcpy(x->state.last, x->state.run, sizeof x->state.last);
	*x->state.run = '\0';
	x->state.prior = x->state.base;
	x->state.base = x->state.now;
	x->state.runs++;
	rc = share_index_db_append(x->db, &x->state, none, x->state.now.ends);
	return rc ? share_index_failed(
	                ctx, x,
	                "the outputs are in place, but it could not be told; run "
	                "this chain again",
	                rc)
	          : CATENA_OK;
}

catena_status share_index_settle(catena_ctx *ctx, struct share_index *x, int done)
{
	catena_status status = CATENA_OK;

	if (!x->db) { /* the outputs of a run that was cut off are renamed */
		name_run(ctx, x);
		status = open_base(ctx, x);
	}
	if (status == CATENA_OK && done)
		status = settle_done(ctx, x);
	else if (status == CATENA_OK && !strcmp(x->state.run, x->run))
		status = share_index_take_back(ctx, x);
	give_away(x);
	return status;
}
#endif
