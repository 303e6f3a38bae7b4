/* SPDX-License-Identifier: MIT */
/* fuzz_index.c - indexes of dedup_near, find_copies and group_stories with any
 * bytes changed: they are refused with a message, or used without harm.
 *
 * What is changed: bytes of the files, so that the answers must still be those of
 * the sound index wherever it is not refused; or what is in the database, with
 * sums that are right, for hardly any input would get past these.  Then the index
 * is opened, asked, added to, opened again, checked, compacted, and documents of
 * it are deleted. */
#define _POSIX_C_SOURCE 200809L
#include "../../plugins/share/index_parts.h"
#include "../plugin/stand_in.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
const struct catena_plugin *dedup_near_LTX_catena_plugin(uint16_t, uint16_t);
const struct catena_plugin *find_copies_LTX_catena_plugin(uint16_t, uint16_t);
const struct catena_plugin *group_stories_LTX_catena_plugin(uint16_t, uint16_t);

/* LMDB may take its time: nothing here needs to outlive the machine. */
int fdatasync(int fd)
{
	(void)fd;
	return 0;
}

int fsync(int fd)
{
	(void)fd;
	return 0;
}

/* A look at an index that goes round and round is ended sooner than in a run. */
unsigned alarm(unsigned seconds)
{
	const struct itimerval soon = {.it_value = {.tv_usec = 500000}};

	(void)seconds;
	return setitimer(ITIMER_REAL, &soon, NULL) ? 0 : 0;
}

#define ANSWER 16384u
enum {
	KNOWN = 10, /* documents of two runs, and of the one that is tried */
	NEW = 4,
	KINDS = 3,
	TEXT = 1200
};

/* In $TMPDIR, else in memory, if need be here: LMDB waits for the disk. */
static char folder[400], tag[420], data[420];

struct answer { /* all that a run says */
	char text[ANSWER];
	size_t n;
};

struct file {
	unsigned char *bytes;
	size_t n;
};

struct sound { /* an index as it should be */
	struct file tag, data;
	struct answer answer;
};

static void must(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "fuzz_index: %s\n", what);
	abort();
}

/* ---- Documents ---- */

/* Words that are the same everywhere; documents share passages, and every third
 * one is hardly new. */
static void make_text(unsigned k, char *text)
{
	uint32_t seed = (k % 3 == 2 ? k - 2 : k) * 2654435761u + 1;
	size_t n = 0;

	for (unsigned i = 0; i < 100; i++) {
		seed = seed * 1664525u + 1013904223u;
		const unsigned w = i >= 40 && i < 60 ? i * 7 : seed >> 20;
		n += (size_t)snprintf(
		    text + n, TEXT - n, "%s%c%c%c%u%s", w % 11 ? "" : "\"",
		    w % 5 ? 'a' + (char)(w % 26) : 'Q', 'a' + (char)(w % 23),
		    'e' + (char)(w % 7), w % 17, w % 13 ? " " : ". ");
	}
	if (k % 3 == 2)
		memcpy(text + n / 2, "another", 7);
}

static const struct catena_plugin *plugin_of(unsigned kind)
{
	return kind == 0   ? dedup_near_LTX_catena_plugin(1, 0)
	       : kind == 1 ? find_copies_LTX_catena_plugin(1, 0)
	                   : group_stories_LTX_catena_plugin(1, 0);
}

static const char *const options[KINDS][9] = {
    {"index", folder, "cluster", "component", "action", "mark", "containment",
     "0.8"},
    {"index", folder, "min_words", "8"},
    {"index", folder, "threshold", "0.1"},
};

static const struct catena_index *index_of(const struct catena_plugin *p)
{
	return p->extension("catena.index/1");
}

/* ---- A run ---- */

static void add(struct answer *a, const char *fmt, ...) CATENA_FORMAT(2, 3);
static void add(struct answer *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	const int n = vsnprintf(a->text + a->n, ANSWER - a->n, fmt, ap);
	va_end(ap);
	must(n >= 0 && (size_t)n < ANSWER - a->n, "too long an answer");
	a->n += (size_t)n;
}

/* Of the layer that is written. */
static void add_columns(struct answer *a, const struct stand_in *h,
                        const struct catena_use *use, uint32_t row)
{
	const struct catena_column *const c = use->columns;

	for (uint32_t k = 0; use->mode & CATENA_WRITE && c && c[k].name; k++) {
		const uint32_t v = stand_in_width(c[k].type) == 4
		                       ? ((const uint32_t *)h->row_cols[k])[row]
		                       : 0;
		if (c[k].type == CATENA_STR)
			add(a, " %s", v ? h->strings + v : "");
		else
			add(a, " %u", v);
	}
}

static void add_document(struct answer *a, const struct stand_in *h)
{
	add(a, "%s: %s\n", h->id, h->dropped);
	for (uint32_t i = 0; i < h->n_fields; i++) {
		const struct catena_field *const f = &h->fields[i].f;
		if (f->type == CATENA_FIELD_STRING)
			add(a, "  %s %.*s\n", f->name, (int)f->size, f->s);
		else
			add(a, "  %s %lld %g\n", f->name, (long long)f->i, f->f);
	}
	for (uint32_t i = 0; i < h->rows.n; i++) {
		add(a, "  %u %u", h->rows.begin[i], h->rows.end[i]);
		for (uint32_t u = 0; u < h->plugin->n_uses; u++)
			add_columns(a, h, h->plugin->uses + u, i);
		add(a, "\n");
	}
}

/* Documents [from, to) against the index.  false: it was refused. */
static bool run(unsigned kind, unsigned from, unsigned to, struct answer *a)
{
	static const char *const dates[] = {"2031-04-10", "2031-04-11", "none"};
	const struct catena_plugin *const plugin = plugin_of(kind);
	static char texts[KNOWN + NEW][TEXT], ids[KNOWN + NEW][16];
	struct stand_in h;
	catena_status status = stand_in_begin(&h, plugin, options[kind]);

	a->n = 0;
	for (unsigned k = from; k < to && status >= 0; k++) {
		const struct catena_field date = {.name = "date",
		                                  .type = CATENA_FIELD_STRING,
		                                  .s = dates[k % 3],
		                                  .size = (uint32_t)strlen(dates[k % 3])};
		make_text(k, texts[k]);
		snprintf(ids[k], sizeof ids[k], "doc-%u", k);
		stand_in_document(&h, ids[k], texts[k], (uint32_t)strlen(texts[k]));
		h.ctx.host->field_set(&h.ctx, &date);
		status = stand_in_pass(&h);
		if (status >= 0)
			add_document(a, &h);
	}
	const bool good = status >= 0;
	if (h.serial) {
		const catena_status end =
		    plugin->serial_end(&h.ctx, h.self, h.serial, status < 0 ? status : 0);
		h.serial = NULL;
		status = status < 0 ? status : end;
	}
	if (h.self) {
		const catena_status end =
		    index_of(plugin)->settle(&h.ctx, h.self, status >= 0);
		status = status < 0 ? status : end;
	}
	must(status >= 0 || *h.message, "refused without a message");
	stand_in_end(&h);
	return good && status >= 0;
}

/* ---- catena index ---- */

static void hear(void *user, const char *name, const char *value)
{
	size_t *const n = user;

	*n += strlen(name) + strlen(value);
}

enum {
	TOOL_INFO,
	TOOL_CHECK,
	TOOL_COMPACT,
	TOOL_FORGET
};

static bool tool(unsigned kind, int which)
{
	static const char *const ids[] = {"doc-1", "doc-7", "no such"};
	const struct catena_plugin *const plugin = plugin_of(kind);
	const struct catena_index *const x = index_of(plugin);
	struct stand_in h = {.plugin = plugin};
	size_t said = 0;
	catena_status status;

	h.ctx.host = &stand_in_host;
	status = which == TOOL_INFO    ? x->info(&h.ctx, folder, hear, &said)
	         : which == TOOL_CHECK ? x->check(&h.ctx, folder, hear, &said)
	         : which == TOOL_COMPACT
	             ? x->compact(&h.ctx, folder, hear, &said)
	             : x->forget(&h.ctx, folder, ids, 3, hear, &said);
	must(status >= 0 || *h.message, "refused without a message");
	return status >= 0;
}

/* ---- Files ---- */

static void read_whole(const char *path, struct file *f)
{
	struct stat st;
	const int fd = open(path, O_RDONLY);

	must(fd >= 0 && !fstat(fd, &st), "a file is not there");
	f->n = (size_t)st.st_size;
	f->bytes = stand_in_must(malloc(f->n + 1));
	must(read(fd, f->bytes, f->n) == (ssize_t)f->n, "a file cannot be read");
	close(fd);
}

static void write_whole(const char *path, const unsigned char *bytes, size_t n)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	must(fd >= 0 && write(fd, bytes, n) == (ssize_t)n, "a file cannot be written");
	close(fd);
}

static void clean(void)
{
	static const char *const all[] = {"catena-index", "catena-index.new",
	                                  "data.mdb",     "data.mdb.new",
	                                  "lock.mdb",     "lock"};
	char path[440];

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, all[i]);
		(void)unlink(path);
	}
	(void)rmdir(folder);
}

static void restore(const struct sound *s)
{
	clean();
	must(!mkdir(folder, 0777), "no folder");
	write_whole(tag, s->tag.bytes, s->tag.n);
	write_whole(data, s->data.bytes, s->data.n);
}

static void name_files(void)
{
	const char *where = getenv("TMPDIR");

	if (!where || strlen(where) > 300)
		where = access("/dev/shm", W_OK) ? "." : "/dev/shm";
	snprintf(folder, sizeof folder, "%s/fuzz_index.%ld", where, (long)getpid());
	snprintf(tag, sizeof tag, "%s/catena-index", folder);
	snprintf(data, sizeof data, "%s/data.mdb", folder);
}

/* What the sound index is, and what it answers. */
static void make_sound(unsigned kind, struct sound *s)
{
	clean();
	must(run(kind, 0, KNOWN / 2, &s->answer) && tool(kind, TOOL_FORGET) &&
	         run(kind, KNOWN / 2, KNOWN, &s->answer) && tool(kind, TOOL_FORGET) &&
	         tool(kind, TOOL_INFO) && tool(kind, TOOL_CHECK),
	     "a sound index is refused");
	read_whole(tag, &s->tag);
	read_whole(data, &s->data);
	must(run(kind, KNOWN, KNOWN + NEW, &s->answer) && s->answer.n > 100,
	     "a sound index does not answer");
}

/* ---- What is changed ---- */

struct edit { /* five bytes of the input */
	unsigned what, how;
	size_t at;
	uint8_t value;
};

static struct edit edit_of(const uint8_t *p)
{
	return (struct edit){.what = p[0] & 3,
	                     .how = p[0] >> 2 & 3,
	                     .at = (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3],
	                     .value = p[4]};
}

static void change(const struct edit *e, unsigned char *bytes, size_t *n)
{
	const uint32_t large = (uint32_t)(int8_t)e->value; /* or close to 2^32 */

	if (!*n)
		return;
	const size_t at = e->at % *n;
	if (e->how == 0)
		bytes[at] = e->value;
	else if (e->how == 1)
		bytes[at] ^= (unsigned char)(1u << e->value % 8);
	else if (e->how == 2)
		memcpy(bytes + at, &large, *n - at < 4 ? *n - at : 4);
	else
		*n = at;
}

/* The first two pages of the database say where all others are: to change these may
 * bring back how the index was before.  Most of the others have sums; those that
 * lead to them are few, and are hit as often. */
#define PAGE 4096u
#define HEADS (2 * PAGE)

static size_t leading_page(const struct file *data, size_t at)
{
	size_t n = 0, pages[16];

	for (size_t k = HEADS; k + PAGE <= data->n && n < 16; k += PAGE) {
		uint16_t flags;
		memcpy(&flags, data->bytes + k + sizeof(size_t) + 2, sizeof flags);
		if (flags == 1 || flags == 2)
			pages[n++] = k;
	}
	return n ? pages[at / PAGE % n] : HEADS;
}

static bool change_files(const struct sound *s, const uint8_t *p, size_t n)
{
	struct file t = s->tag, d = s->data;
	bool heads = false;

	t.bytes = stand_in_must(malloc(t.n + 1));
	d.bytes = stand_in_must(malloc(d.n + 1));
	memcpy(t.bytes, s->tag.bytes, t.n);
	memcpy(d.bytes, s->data.bytes, d.n);
	for (; n >= 5; p += 5, n -= 5) {
		const struct edit e = edit_of(p);
		if (e.what == 3) {
			change(&e, t.bytes, &t.n);
		} else if (e.what == 2 && d.n > HEADS) {
			size_t size = HEADS;
			change(&e, d.bytes, &size);
			heads = true;
		} else if (e.what == 1 && d.n > HEADS && e.how != 3) {
			size_t size = PAGE;
			change(&e, d.bytes + leading_page(&s->data, e.at), &size);
		} else if (d.n > HEADS) {
			size_t size = d.n - HEADS;
			change(&e, d.bytes + HEADS, &size);
			d.n = HEADS + size;
		}
	}
	write_whole(tag, t.bytes, t.n);
	write_whole(data, d.bytes, d.n);
	free(t.bytes);
	free(d.bytes);
	return !heads;
}

/* What the streams and the state say, with sums that are right. */
static void change_contents(const uint8_t *p, size_t n)
{
	const uint64_t from[STREAMS] = {0};
	struct index_bytes streams[STREAMS] = {{0}};
	struct index_state state;
	struct index_db *db;

	must(!share_index_db_open(folder, 0, &db) && !share_index_db_state(db, &state),
	     "a sound index does not open");
	for (unsigned s = 0; s < STREAMS; s++) {
		streams[s].n = (size_t)state.now.ends[s];
		streams[s].p = stand_in_must(malloc(streams[s].n + 1));
		must(!share_index_db_read(db, s, 0, streams[s].p, streams[s].n),
		     "a sound index cannot be read");
	}
	for (; n >= 5; p += 5, n -= 5) {
		struct edit e = edit_of(p);
		size_t size = sizeof state;
		if (e.what < STREAMS) {
			change(&e, streams[e.what].p, &streams[e.what].n);
		} else {
			e.how %= 3;
			change(&e, (unsigned char *)&state, &size);
		}
	}
	must(!share_index_db_append(db, &state, streams, from), "it cannot be written");
	for (unsigned s = 0; s < STREAMS; s++)
		free(streams[s].p);
	share_index_db_close(db);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct sound sound[KINDS];
	static struct answer answer, later;
	const unsigned kind = n ? bytes[0] % KINDS : 0;
	struct sound *const s = sound + kind;

	if (!*folder)
		name_files();
	if (!s->data.bytes)
		make_sound(kind, s);
	if (n < 2)
		return 0;
	restore(s);
	const bool files = bytes[1] % 2;
	bool same = files;
	if (files)
		same = change_files(s, bytes + 2, n - 2);
	else
		change_contents(bytes + 2, n - 2);
	if (!files) /* else in a process of its own: LMDB may be the end of it */
		(void)(tool(kind, TOOL_INFO) + tool(kind, TOOL_CHECK));
	if (bytes[1] & 2)
		(void)tool(kind, TOOL_COMPACT);
	const bool good = run(kind, KNOWN, KNOWN + NEW, &answer);
	if (good && same && strcmp(answer.text, s->answer.text) != 0) {
		fprintf(stderr, "is:\n%s\nshould be:\n%s\n", answer.text, s->answer.text);
		must(false, "another answer, and not refused");
	}
	if (good)
		must(run(kind, KNOWN, KNOWN + NEW, &later) || !same,
		     "refused after it was added to");
	(void)(tool(kind, TOOL_FORGET) + tool(kind, TOOL_COMPACT));
	(void)run(kind, 0, NEW, &later);
	clean();
	return 0;
}
