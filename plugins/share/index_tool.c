/* SPDX-License-Identifier: MIT */
/* index_tool.c - `catena index`: what is in an index, whether it is sound, how
 * to make it smaller, and how to forget single documents. */
#define _POSIX_C_SOURCE 200809L
#include "index_parts.h"
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#ifdef SHARE_WITH_LMDB

struct teller {
	catena_say say;
	void *user;
};

static void tell(const struct teller *t, const char *name, const char *fmt, ...)
    CATENA_FORMAT(3, 4);
static void tell(const struct teller *t, const char *name, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	t->say(t->user, name, text);
}

/* ---- Opening ---- */

static catena_status begin(catena_ctx *ctx, const char *path,
                           struct share_index **out)
{
	struct share_index *const x = calloc(1, sizeof *x);
	char why[1000];
	int rc;

	*out = NULL;
	if (!x || !(x->path = strdup(path))) {
		free(x);
		return share_index_no_memory(ctx);
	}
	x->rule = (struct share_index_rule){.path = x->path, .date_field = ""};
	rc = share_index_tag_read(path, &x->tag, why, sizeof why);
	if (!rc) {
		*out = x;
		return CATENA_OK;
	}
	share_index_free(x);
	return ctx->host->fail(ctx, CATENA_E_CONFIG, "%s",
	                       rc < 0 ? why : "there is no index");
}

/* To change it: with the lock, and nothing under way. */
static catena_status begin_change(catena_ctx *ctx, const char *path,
                                  struct share_index **out)
{
	struct share_index *x;
	catena_status status = begin(ctx, path, &x);

	if (status != CATENA_OK)
		return status;
	if ((status = share_index_take_lock(ctx, x)) == CATENA_OK)
		status = share_index_open_old(ctx, x);
	if (status == CATENA_OK && *x->state.run)
		status = share_index_take_back(ctx, x);
	if (status == CATENA_OK) {
		const int rc = share_index_db_graves(x->db, &x->graves, &x->n_graves);
		x->point = x->state.now;
		share_index_first(x);
		if (rc)
			status = share_index_failed(ctx, x, "reading", rc);
	}
	if (status == CATENA_OK)
		*out = x;
	else
		share_index_free(x);
	return status;
}

/* To read it, while a run may be writing. */
static catena_status begin_read(catena_ctx *ctx, const char *path,
                                struct share_index **out)
{
	struct share_index *x;
	catena_status status = begin(ctx, path, &x);
	int rc;

	if (status != CATENA_OK)
		return status;
	if ((rc = share_index_db_open(path, INDEX_DB_READ_ONLY, &x->db)) ||
	    (rc = share_index_db_state(x->db, &x->state)) ||
	    (rc = share_index_db_graves(x->db, &x->graves, &x->n_graves))) {
		status = share_index_failed(ctx, x, "opening it", rc);
		share_index_free(x);
		return status;
	}
	x->point = x->state.now;
	share_index_first(x);
	*out = x;
	return CATENA_OK;
}

/* ---- info ---- */

static void tell_date(const struct teller *t, const char *name, int64_t date)
{
	const time_t time = (time_t)date;
	struct tm tm;
	char text[40];

	if (date == SHARE_INDEX_NO_DATE)
		tell(t, name, "none");
	else if (gmtime_r(&time, &tm) &&
	         strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm))
		tell(t, name, "%s", text);
	else
		tell(t, name, "%" PRId64, date);
}

static uint64_t file_bytes(const char *path)
{
	char file[4096];
	struct stat st;

	if (snprintf(file, sizeof file, "%s/data.mdb", path) >= (int)sizeof file ||
	    stat(file, &st))
		return 0;
	return (uint64_t)st.st_size;
}

static void tell_state(const struct teller *t, const struct share_index *x)
{
	const uint64_t bytes = file_bytes(x->path), n = x->state.base.documents;
	uint64_t used = 0;

	for (unsigned s = 0; s < STREAMS; s++)
		used += x->state.now.ends[s] - x->state.begins[s];
	tell(t, "documents", "%" PRIu64, n);
	tell(t, "deleted", "%" PRIu64, x->state.dead);
	tell_date(t, "newest", x->state.base.newest);
	tell(t, "runs", "%" PRIu64, x->state.runs);
	if (*x->state.last)
		tell(t, "last", "%s", x->state.last);
	tell(t, "bytes", "%" PRIu64, bytes);
	tell(t, "used", "%" PRIu64, used);
	if (n)
		tell(t, "bytes_per_document", "%.1f", (double)bytes / (double)n);
	if (*x->state.run) {
		tell(t, "under_way", "%s", x->state.run);
		tell(t, "added", "%" PRIu64, x->state.now.number - x->state.base.number);
	}
}

catena_status share_index_info(catena_ctx *ctx, const char *path, catena_say say,
                               void *user)
{
	const struct teller t = {say, user};
	struct share_index *x;
	const catena_status status = begin_read(ctx, path, &x);

	if (status != CATENA_OK)
		return status;
	tell(&t, "plugin", "%s", x->tag.plugin);
	tell(&t, "format", "%" PRIu32, x->tag.format);
	tell(&t, "machine", "%s", x->tag.machine);
	tell(&t, "made", "%s", x->tag.made);
	for (uint32_t i = 0; i < x->tag.n; i++)
		tell(&t, x->tag.params[i].name, "%s", x->tag.params[i].value);
	tell_state(&t, x);
	share_index_free(x);
	return CATENA_OK;
}

/* ---- check ---- */

static catena_status wrong(catena_ctx *ctx, const struct share_index *x,
                           const char *what, uint64_t is, uint64_t should)
{
	return ctx->host->fail(ctx, CATENA_E_IO,
	                       "index \"%s\" is damaged: %s: %" PRIu64
	                       ", and it should be %" PRIu64,
	                       x->path, what, is, should);
}

/* Are numbers rising, and is what is counted there?  Documents that a run under
 * way has added are counted apart. */
static catena_status check_documents(catena_ctx *ctx, struct share_index *x)
{
	struct index_head head;
	uint64_t n = 0, buried = 0, next = 0;
	catena_status status;

	while ((status = share_index_read_head(ctx, x, &head)) == CATENA_OK) {
		if (head.number < next)
			return wrong(ctx, x, "number of a document", head.number, next);
		next = head.number + 1;
		buried += share_index_is_buried(x, head.number);
		n++;
		share_index_skip(x, &head);
	}
	if (status != CATENA_END)
		return status;
	if (n - buried != x->point.documents)
		return wrong(ctx, x, "documents", n - buried, x->point.documents);
	return buried == x->state.dead
	           ? CATENA_OK
	           : wrong(ctx, x, "deleted documents", buried, x->state.dead);
}

/* While the database is being read, what it is now, or becomes meanwhile, stays;
 * but its head may be written at that moment, so a second look decides. */
static bool pages_fit(const char *path)
{
	int error;

	return share_index_pages(path, &error) >= 0 ||
	       share_index_pages(path, &error) >= 0 || error;
}

catena_status share_index_check(catena_ctx *ctx, const char *path, catena_say say,
                                void *user)
{
	const struct teller t = {say, user};
	struct share_index *x;
	catena_status status = begin_read(ctx, path, &x);
	int rc;

	if (status != CATENA_OK)
		return status;
	if (x->state.key != x->tag.key)
		status = ctx->host->fail(ctx, CATENA_E_IO,
		                         "index \"%s\" is damaged: its files catena-index "
		                         "and data.mdb are of two indexes",
		                         path);
	else if ((rc = share_index_db_check(x->db, true)))
		status = share_index_failed(ctx, x, "reading", rc);
	else if (!pages_fit(path))
		status =
		    ctx->host->fail(ctx, CATENA_E_IO,
		                    "index \"%s\" is damaged: the pages of data.mdb do "
		                    "not fit together",
		                    path);
	else
		status = check_documents(ctx, x);
	if (status == CATENA_OK) {
		tell(&t, "documents", "%" PRIu64, x->state.base.documents);
		if (*x->state.run)
			tell(&t, "under_way", "%s", x->state.run);
	}
	share_index_free(x);
	return status;
}

/* ---- forget ---- */

struct wanted { /* ids in byte order */
	const char **ids;
	bool *found;
	size_t n;
};

static int by_bytes(const void *a, const void *b)
{
	const char *const *const x = a, *const *const y = b;

	return strcmp(*x, *y);
}

static bool sort_wanted(struct wanted *w, const char *const *ids, size_t n)
{
	w->ids = calloc(n + 1, sizeof *w->ids);
	w->found = calloc(n + 1, sizeof *w->found);
	w->n = n;
	if (!w->ids || !w->found)
		return false;
	memcpy(w->ids, ids, n * sizeof *ids);
	qsort(w->ids, n, sizeof *w->ids, by_bytes);
	return true;
}

static bool find_wanted(struct wanted *w, const char *id)
{
	const char *const *const at =
	    bsearch(&id, w->ids, w->n, sizeof *w->ids, by_bytes);

	if (at)
		w->found[at - (const char *const *)w->ids] = true;
	return at;
}

static catena_status find_numbers(catena_ctx *ctx, struct share_index *x,
                                  struct wanted *w, struct index_bytes *numbers)
{
	struct share_index_doc d;
	struct index_bytes id = {0};
	catena_status status;

	while ((status = share_index_next(ctx, x, &d)) == CATENA_OK) {
		id.n = 0;
		/* room, and a NUL behind */
		for (uint32_t i = 0; i <= d.id_size && status == CATENA_OK; i += 64) {
			static const unsigned char zeros[65] = {0};
			if (!share_index_bytes_add(&id, zeros, sizeof zeros))
				status = share_index_no_memory(ctx);
		}
		if (status == CATENA_OK)
			status = share_index_body(ctx, x, d.at, id.p, d.id_size);
		if (status != CATENA_OK)
			break;
		id.p[d.id_size] = '\0';
		if (find_wanted(w, (const char *)id.p) &&
		    !share_index_bytes_add(numbers, &d.number, sizeof d.number)) {
			status = share_index_no_memory(ctx);
			break;
		}
	}
	free(id.p);
	return status == CATENA_END ? CATENA_OK : status;
}

static catena_status bury(catena_ctx *ctx, struct share_index *x,
                          const struct index_bytes *numbers)
{
	const size_t n = numbers->n / sizeof(uint64_t);
	int rc;

	if (!n)
		return CATENA_OK;
	*x->state.last = '\0';
	x->state.dead += n;
	x->state.base.documents -= n;
	x->state.now = x->state.base;
	rc = share_index_db_bury(x->db, &x->state,
	                         (const uint64_t *)(const void *)numbers->p, n);
	return rc ? share_index_failed(ctx, x, "writing", rc) : CATENA_OK;
}

catena_status share_index_forget(catena_ctx *ctx, const char *path,
                                 const char *const *ids, size_t n, catena_say say,
                                 void *user)
{
	const struct teller t = {say, user};
	struct index_bytes numbers = {0};
	struct wanted w = {0};
	struct share_index *x;
	catena_status status = begin_change(ctx, path, &x);

	if (status != CATENA_OK)
		return status;
	if (!sort_wanted(&w, ids, n))
		status = share_index_no_memory(ctx);
	if (status == CATENA_OK)
		status = find_numbers(ctx, x, &w, &numbers);
	if (status == CATENA_OK)
		status = bury(ctx, x, &numbers);
	for (size_t i = 0; i < n && status == CATENA_OK; i++)
		if (!w.found[i])
			tell(&t, "unknown", "%s", w.ids[i]);
	if (status == CATENA_OK)
		tell(&t, "deleted", "%zu", numbers.n / sizeof(uint64_t));
	free(w.ids);
	free(w.found);
	free(numbers.p);
	share_index_free(x);
	return status;
}

/* ---- compact ---- */

enum {
	COPY_BYTES = 4 << 20
};

struct copy {
	struct share_index *from;
	struct index_db *to;
	struct index_state state; /* of `to` */
	struct index_bytes added[STREAMS];
};

static int flush_copy(struct copy *c)
{
	uint64_t at[STREAMS];
	int rc;

	for (unsigned s = 0; s < STREAMS; s++)
		at[s] = c->state.base.ends[s] - c->added[s].n;
	c->state.now = c->state.base;
	rc = share_index_db_append(c->to, &c->state, c->added, at);
	for (unsigned s = 0; s < STREAMS; s++)
		c->added[s].n = 0;
	return rc;
}

static int copy_bytes(struct copy *c, unsigned stream, uint64_t at, uint64_t size)
{
	unsigned char buffer[8192];
	int rc = 0;

	while (size && !rc) {
		const size_t n = size < sizeof buffer ? (size_t)size : sizeof buffer;
		rc = share_index_db_read(c->from->db, stream, at, buffer, n);
		if (!rc && !share_index_bytes_add(c->added + stream, buffer, n))
			rc = ENOMEM;
		c->state.base.ends[stream] += n;
		at += n;
		size -= n;
		if (!rc && c->added[stream].n >= COPY_BYTES)
			rc = flush_copy(c);
	}
	return rc;
}

static catena_status copy_documents(catena_ctx *ctx, struct copy *c)
{
	struct share_index *const x = c->from;
	struct index_head head;
	catena_status status;
	int rc = 0;

	while ((status = share_index_read_head(ctx, x, &head)) == CATENA_OK) {
		if (!share_index_is_buried(x, head.number) &&
		    ((rc = copy_bytes(c, STREAM_HEADS, x->head_at, head.size)) ||
		     (rc = copy_bytes(c, STREAM_BODIES, x->body_at,
		                      (uint64_t)head.id_size + head.body_size))))
			break;
		share_index_skip(x, &head);
	}
	if (!rc && status == CATENA_END)
		rc = copy_bytes(c, STREAM_OWN, x->state.begins[STREAM_OWN],
		                x->point.ends[STREAM_OWN] - x->state.begins[STREAM_OWN]);
	if (!rc && status == CATENA_END)
		rc = flush_copy(c);
	if (rc)
		return share_index_failed(ctx, x, "copying", rc);
	return status == CATENA_END ? CATENA_OK : status;
}

static bool path_in(const char *folder, const char *name, char *path, size_t size)
{
	const int n = snprintf(path, size, "%s/%s", folder, name);

	return n > 0 && (size_t)n < size;
}

static void remove_copy(const char *folder)
{
	static const char *const files[] = {"data.mdb", "lock.mdb"};
	char path[4096];

	for (size_t i = 0; i < 2; i++)
		if (path_in(folder, files[i], path, sizeof path))
			(void)unlink(path);
	(void)rmdir(folder);
}

/* The new file takes the place of the old one in one step. */
static catena_status replace(catena_ctx *ctx, struct copy *c, const char *folder)
{
	struct share_index *const x = c->from;
	char new_file[4096], old_file[4096], lock[4096];

	share_index_db_close(c->to);
	c->to = NULL;
	share_index_db_close(x->db);
	x->db = NULL;
	if (path_in(folder, "data.mdb", new_file, sizeof new_file) &&
	    path_in(x->path, "data.mdb", old_file, sizeof old_file) &&
	    path_in(x->path, "lock.mdb", lock, sizeof lock) &&
	    !rename(new_file, old_file)) {
		(void)unlink(lock); /* of readers of the old one */
		return CATENA_OK;
	}
	return ctx->host->fail(ctx, CATENA_E_IO, "index \"%s\": %s: %s", x->path,
	                       folder, strerror(errno));
}

static catena_status copy_all(catena_ctx *ctx, struct copy *c, const char *folder)
{
	struct share_index *const x = c->from;
	const struct index_bytes none[STREAMS] = {{0}};
	catena_status status;
	int rc;

	c->state = x->state;
	memset(c->state.begins, 0, sizeof c->state.begins);
	memset(c->state.base.ends, 0, sizeof c->state.base.ends);
	/* The plugin's own stream keeps its offsets. */
	c->state.begins[STREAM_OWN] = c->state.base.ends[STREAM_OWN] =
	    x->state.begins[STREAM_OWN];
	c->state.dead = 0;
	*c->state.last = '\0';
	c->state.now = c->state.base;
	remove_copy(folder);
	if (mkdir(folder, 0777))
		return ctx->host->fail(ctx, CATENA_E_IO, "%s cannot be made: %s", folder,
		                       strerror(errno));
	if ((rc = share_index_db_open(folder, INDEX_DB_NEW, &c->to)) ||
	    (rc = share_index_db_append(c->to, &c->state, none, c->state.now.ends)))
		return share_index_failed(ctx, x, "copying", rc);
	status = copy_documents(ctx, c);
	return status == CATENA_OK ? replace(ctx, c, folder) : status;
}

catena_status share_index_compact(catena_ctx *ctx, const char *path, catena_say say,
                                  void *user)
{
	const struct teller t = {say, user};
	const uint64_t before = file_bytes(path);
	struct copy c = {.from = NULL};
	char folder[4096];
	catena_status status = begin_change(ctx, path, &c.from);

	if (status != CATENA_OK)
		return status;
	if (path_in(path, "compact.new", folder, sizeof folder))
		status = copy_all(ctx, &c, folder);
	else
		status = ctx->host->fail(ctx, CATENA_E_CONFIG, "%s: too long", path);
	share_index_db_close(c.to);
	remove_copy(folder);
	for (unsigned s = 0; s < STREAMS; s++)
		free(c.added[s].p);
	if (status == CATENA_OK) {
		tell(&t, "documents", "%" PRIu64, c.state.base.documents);
		tell(&t, "bytes_before", "%" PRIu64, before);
		tell(&t, "bytes", "%" PRIu64, file_bytes(path));
	}
	share_index_free(c.from);
	return status;
}
#endif
