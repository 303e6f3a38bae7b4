/* SPDX-License-Identifier: MIT */
/* ledger.c - what became of each document: counted, and written down beside
 * the output when it did not get there.
 *
 * quarantine.jsonl: id, source, stage, error, and the bytes as they were read
 * (raw, or raw_base64 when they are not UTF-8).  dropped.jsonl: id, source,
 * stage, reason, detail, the fields that it had then, and its text (unless the
 * config says dropped_text = false), for `catena explain`.  Both in input order.
 * Neither is there when it would be empty; one of an earlier run is then removed.
 */
#include "build.h"

#include "run_parts.h"

#include <catena/json.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	WARN_REPAIRS = 10
};

/* ---- Where ---- */

static struct catena_out *file(struct run *r, bool quarantine, char *why,
                               size_t size)
{
	struct catena_out **o = quarantine ? &r->ledger.quarantine : &r->ledger.dropped;
	if (!*o) {
		char *path = chain_ledger_file(r->chain, quarantine);
		if (path)
			*o = outputs_open(r->outputs, path, why, size);
		else
			snprintf(why, size, "out of memory");
		free(path);
	}
	return *o;
}

int ledger_resume(struct run *r)
{
	char why[1024] = "out of memory";
	for (int q = 0; q < 2; q++) {
		char *path = chain_ledger_file(r->chain, q);
		const bool wanted = path && outputs_expected(r->outputs, path);
		const bool good = path && (!wanted || file(r, q, why, sizeof why));
		free(path);
		if (!good) {
			run_fail(r, NULL, why);
			return -1;
		}
	}
	return 0;
}

void ledger_keep(struct run *r, const char *path)
{
	for (int q = 0; q < 2; q++) {
		char *own = chain_ledger_file(r->chain, q);
		if (own && !strcmp(own, path))
			r->ledger.kept[q] = true;
		free(own);
	}
}

void ledger_close(struct run *r)
{
	for (int q = 0; q < 2; q++) {
		const struct catena_out *o = q ? r->ledger.quarantine : r->ledger.dropped;
		if (o || r->ledger.kept[q] || r->failed || atomic_load(&r->stop) ||
		    r->options->keep_no_files)
			continue;
		char *path = chain_ledger_file(r->chain, q);
		struct stat st;
		/* What is no plain file was not left by an earlier run. */
		if (path && !lstat(path, &st) && S_ISREG(st.st_mode) && unlink(path) &&
		    errno != ENOENT)
			diag_warn(r->chain->diag,
			          "%s: cannot remove the one of an earlier run: %s", path,
			          strerror(errno));
		free(path);
	}
}

/* ---- Lines ---- */

static void member(struct json_buf *b, const char *name, const char *s, size_t n)
{
	json_raw(b, ",\"", 2);
	json_raw(b, name, strlen(name));
	json_raw(b, "\":", 2);
	json_string(b, s, n);
}

static void base64(struct json_buf *b, const unsigned char *s, size_t n)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	json_raw(b, ",\"raw_base64\":\"", 15);
	for (size_t i = 0; i < n; i += 3) {
		const uint32_t left = n - i < 3 ? (uint32_t)(n - i) : 3;
		uint32_t v = (uint32_t)s[i] << 16;
		v |= left > 1 ? (uint32_t)s[i + 1] << 8 : 0;
		v |= left > 2 ? s[i + 2] : 0;
		const char four[4] = {digits[v >> 18], digits[v >> 12 & 63],
		                      left > 1 ? digits[v >> 6 & 63] : '=',
		                      left > 2 ? digits[v & 63] : '='};
		json_raw(b, four, 4);
	}
	json_char(b, '"');
}

static void raw_bytes(struct json_buf *b, const struct doc *d)
{
	const char *s = d->raw ? d->raw : d->original;
	const size_t n = d->raw ? d->raw_size : d->original_size;
	/* Nothing was read, or too much for the spool: the source says where. */
	if (!s || (!d->raw && d->raw_size))
		return;
	if (text_valid(s, n) == n)
		member(b, "raw", s, n);
	else
		base64(b, (const unsigned char *)s, n);
}

static void fields(struct json_buf *b, const struct doc *d)
{
	if (!d->n_fields)
		return;
	json_raw(b, ",\"fields\":", 10);
	for (uint32_t i = 0; i < d->n_fields; i++) {
		json_char(b, i ? ',' : '{');
		json_string(b, d->fields[i].name, d->fields[i].name_size);
		json_char(b, ':');
		json_field(b, &d->fields[i]);
	}
	json_char(b, '}');
}

static void line(struct json_buf *b, const struct doc *d, const char *stage,
                 bool with_text)
{
	json_raw(b, "{\"id\":", 6);
	json_string(b, d->id, d->id_size);
	if (d->source)
		member(b, "source", d->source, d->source_size);
	member(b, "stage", stage, strlen(stage));
	if (d->verdict == VERDICT_QUARANTINED) {
		member(b, "error", d->reason, strlen(d->reason));
		raw_bytes(b, d);
	} else {
		member(b, "reason", d->reason, strlen(d->reason));
		if (d->detail && *d->detail)
			member(b, "detail", d->detail, strlen(d->detail));
		fields(b, d);
		if (with_text && d->text && d->size)
			member(b, "text", d->text, d->size);
	}
	json_raw(b, "}\n", 2);
}

static int write_line(struct run *r, const struct doc *d, const char *stage)
{
	char why[1024] = "out of memory";
	struct json_buf b = {0};
	line(&b, d, stage, r->chain->config->dropped_text);
	struct catena_out *o =
	    b.failed ? NULL
	             : file(r, d->verdict == VERDICT_QUARANTINED, why, sizeof why);
	const int rc = !o || out_write(o, b.p, b.n, why, sizeof why) ? -1 : 0;
	json_free(&b);
	if (rc)
		run_fail(r, NULL, why);
	return rc;
}

static void warn_of_repairs(struct run *r, const struct doc *d)
{
	if (r->ledger.warned > WARN_REPAIRS)
		return;
	if (r->ledger.warned++ < WARN_REPAIRS)
		diag_warn(
		    r->chain->diag,
		    "document \"%s\": %u places were not UTF-8, or NUL, and are now U+FFFD",
		    d->id, d->repairs);
	else
		diag_warn(r->chain->diag,
		          "more documents with invalid UTF-8: only counted");
}

int ledger_add(struct run *r, const struct doc *d)
{
	const char *stage = r->chain->stages[d->stage].name;
	if (d->repairs)
		warn_of_repairs(r, d);
	if (summary_count(r->summary, d, stage)) {
		run_fail(r, NULL, "out of memory");
		return -1;
	}
	if (d->verdict == VERDICT_KEPT || r->options->keep_no_files)
		return 0;
	return write_line(r, d, stage);
}
