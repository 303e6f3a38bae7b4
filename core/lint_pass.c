/* SPDX-License-Identifier: MIT */
/* lint_pass.c - a chain around the plugin, and its callbacks one by one. */
#include "build.h"

#include "lint_pass.h"
#include "gather.h"
#include "journal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Findings ---- */

static void hear_guard(void *user, const char *rule, const char *what)
{
	const struct scene *s = user;
	char where[200];
	const char *pass = s->pass ? s->pass : "", *blank = s->pass ? " " : "";
	if (s->doc)
		snprintf(where, sizeof where, "%s of document \"%s\"%s%s", s->callback,
		         s->doc, blank, pass);
	else
		snprintf(where, sizeof where, "%s%s%s", s->callback, blank, pass);
	lint_find(s->lint, rule, where, "%s", what);
}

/* What the run would do about a status, when nothing was made to fail. */
static void judge(struct hand *h, catena_status st)
{
	const char *message = h->call.message;
	if (st == CATENA_E_BUG && !guard_reported(h->guard))
		hear_guard(&h->scene, "contract", message);
	else if (st == CATENA_E_IO || st == CATENA_E_NOMEM || st == CATENA_E_CONFIG) {
		char what[512];
		snprintf(
		    what, sizeof what,
		    "failed with \"%.400s\": the run would stop; use CATENA_E_INPUT if "
		    "only this document is at fault",
		    message);
		hear_guard(&h->scene, "failure", what);
	}
}

catena_ctx *pass_begin(struct lint_pass *p, struct hand *h, const char *callback,
                       enum phase phase, struct doc *d, unsigned fail_at)
{
	h->scene.callback = callback;
	h->scene.doc = !d              ? NULL
	               : p->reading[0] ? p->reading
	                               : p->job->texts[d->number].name;
	call_begin(&h->call, p->stage, d, phase);
	catena_ctx *ctx = guard_begin(h->guard, &h->call, callback, fail_at);
	if (!ctx)
		lint_note(p->job->lint, "out of memory");
	return ctx;
}

catena_status pass_end(struct hand *h, catena_status st, bool may_fail)
{
	st = call_end(&h->call, guard_end(h->guard, st));
	if (!may_fail)
		judge(h, st);
	return st;
}

/* ---- The chain ---- */

static void hear_diag(void *user, uint32_t level, const char *message)
{
	struct lint_pass *p = user;
	if (level == CATENA_ERROR && !p->said[0])
		snprintf(p->said, sizeof p->said, "%s", message);
}

static int write_config(const struct lint_job *job, const char *path, bool maker)
{
	FILE *f = fopen(path, "we");
	if (!f)
		return -1;
	fprintf(f, "chain = ( { plugin = \"lint_reader\"; }, ");
	if (maker)
		fprintf(f, "{ plugin = \"lint_layers\"; }, ");
	fprintf(f, "{ plugin = \"%s\"; name = \"tested\"; } );\n", job->module->name);
	return fclose(f) == 0 ? 0 : -1;
}

static int write_reader_config(const struct lint_job *job, const char *path)
{
	FILE *f = fopen(path, "we");
	if (!f)
		return -1;
	fprintf(f, "chain = ( { plugin = \"%s\"; name = \"tested\"; } );\n",
	        job->module->name);
	return fclose(f) == 0 ? 0 : -1;
}

static bool is_set(const struct lint_options *o, const char *name)
{
	const size_t n = strlen(name);
	for (uint32_t i = 0; i < o->n_sets; i++)
		if (strncmp(o->sets[i], name, n) == 0 && o->sets[i][n] == '=')
			return true;
	return false;
}

/* What the user set, and a file of ours for each output that was not. */
static const char **all_sets(struct lint_pass *p, uint32_t *n)
{
	const struct lint_job *job = p->job;
	const struct catena_plugin *plugin = job->module->plugin;
	const size_t most = (size_t)job->options->n_sets + plugin->n_options + 1;
	const char **sets = arena_array(&p->arena, most, sizeof *sets, sizeof *sets);
	char text[4500];
	*n = 0;
	if (!sets)
		return NULL;
	for (uint32_t i = 0; i < job->options->n_sets; i++) {
		const char *set = job->options->sets[i];
		const size_t size = strlen("tested.") + strlen(set) + 1;
		char *s = arena_alloc(&p->arena, size, 1);
		if (!s)
			return NULL;
		snprintf(s, size, "tested.%s", set);
		sets[(*n)++] = s;
	}
	for (uint32_t i = 0; i < plugin->n_options; i++) {
		const struct catena_option *o = &plugin->options[i];
		if (o->type != CATENA_OUTPUT || is_set(job->options, o->name))
			continue;
		snprintf(text, sizeof text, "tested.%s=\"%s/output-%u\"", o->name,
		         job->folder, i);
		sets[*n] = arena_copy(&p->arena, text, strlen(text));
		if (!sets[(*n)++])
			return NULL;
	}
	return sets;
}

static int load_config(struct lint_pass *p, bool reader, bool maker)
{
	char path[4200];
	uint32_t n = 0;
	const char **sets = all_sets(p, &n);
	snprintf(path, sizeof path, "%s/lint.conf", p->job->folder);
	if (!sets || (reader ? write_reader_config(p->job, path)
	                     : write_config(p->job, path, maker)) != 0) {
		lint_note(p->job->lint, "cannot write to %s", p->job->folder);
		return -1;
	}
	p->config = config_load(path, sets, n, p->diag);
	return p->config ? 0 : -1;
}

static int build_chain(struct lint_pass *p, const struct pass_options *o)
{
	const struct catena_plugin *plugin = p->job->module->plugin;
	const bool reader = strcmp(plugin->kind, "reader") == 0;
	bool failed = false;
	const struct catena_plugin *maker =
	    reader ? NULL : lint_maker(plugin, o->bare, &p->arena, &failed);
	p->diag = diag_new(hear_diag, p, CATENA_WARN);
	if (!p->diag || failed ||
	    (maker && modules_add(p->job->modules, maker, p->diag) != 0) ||
	    load_config(p, reader, maker != NULL) != 0)
		return -1;
	p->chain = chain_build(p->config, p->job->modules, NULL,
	                       o->wants_columns ? CHAIN_KEEP_COLUMNS : 0, p->diag);
	if (!p->chain)
		return -1;
	p->stage = &p->chain->stages[p->chain->n - 1];
	p->maker = maker ? &p->chain->stages[1] : NULL;
	return 0;
}

/* ---- Documents ---- */

int pass_fresh_doc(struct lint_pass *p, uint32_t i)
{
	struct doc *d = &p->docs[i];
	const struct lint_doc *from = &p->job->texts[i];
	const size_t layers = p->chain->schema.n ? p->chain->schema.n : 1;
	char id[40];
	arena_free(&p->arenas[i]);
	*d = (struct doc){.arena = &p->arenas[i], .number = i};
	d->layers =
	    arena_zalloc(d->arena, layers * sizeof *d->layers, _Alignof(struct layer));
	d->text = arena_copy(d->arena, from->text, from->size);
	d->size = from->size;
	const int n = snprintf(id, sizeof id, "lint/%u", i);
	if (!d->layers || !d->text || doc_set_id(d, id, (size_t)n) != CATENA_OK ||
	    doc_set_source(d, "lint", 4) != CATENA_OK ||
	    (from->fields && lint_set_fields(d) != CATENA_OK))
		return -1;
	d->original = d->text;
	d->original_size = d->size;
	if (!p->maker)
		return 0;
	const catena_status st = call_process(&p->hands[0].call, p->maker, d, NULL);
	if (st != CATENA_OK)
		lint_note(p->job->lint, "layers for \"%s\" cannot be made: %s", from->name,
		          p->hands[0].call.message);
	return st == CATENA_OK ? 0 : -1;
}

static int make_docs(struct lint_pass *p)
{
	const uint32_t n = p->job->n;
	p->arenas = calloc(n, sizeof *p->arenas);
	p->docs = calloc(n, sizeof *p->docs);
	p->processed = calloc(n, sizeof *p->processed);
	p->committed = calloc(n, sizeof *p->committed);
	if (!p->arenas || !p->docs || !p->processed || !p->committed)
		return -1;
	for (uint32_t i = 0; i < n; i++)
		if (pass_fresh_doc(p, i) != 0)
			return -1;
	return 0;
}

/* ---- States ---- */

static int open_hand(struct lint_pass *p, struct hand *h, unsigned char fill)
{
	const struct catena_plugin *plugin = p->stage->plugin;
	h->scene = (struct scene){.lint = p->job->lint, .pass = p->what};
	if (call_init(&h->call, p->chain, &p->services) != 0)
		return -1;
	h->ready = true;
	h->guard = guard_new(hear_guard, &h->scene, fill);
	return h->guard && plugin ? 0 : -1;
}

static int open_local(struct lint_pass *p, struct hand *h)
{
	const struct catena_plugin *plugin = p->stage->plugin;
	if (!plugin->local_new)
		return 0;
	lint_step(p->job->lint, "local_new ran");
	catena_ctx *ctx = pass_begin(p, h, "local_new", PHASE_SETUP, NULL, 0);
	const catena_status st =
	    ctx ? pass_end(h, plugin->local_new(ctx, p->stage->self, &h->local), false)
	        : CATENA_E_NOMEM;
	h->local_made = st == CATENA_OK;
	return h->local_made ? 0 : -1;
}

static int open_serial(struct lint_pass *p)
{
	const struct catena_plugin *plugin = p->stage->plugin;
	struct hand *h = &p->hands[0];
	p->services.outputs = outputs_new();
	if (!p->services.outputs)
		return -1;
	if (!plugin->serial_new)
		return 0;
	lint_step(p->job->lint, "serial_new ran");
	catena_ctx *ctx = pass_begin(p, h, "serial_new", PHASE_SETUP, NULL, 0);
	const catena_status st =
	    ctx ? pass_end(h, plugin->serial_new(ctx, p->stage->self, &p->serial),
	                   false)
	        : CATENA_E_NOMEM;
	p->serial_made = st == CATENA_OK;
	return p->serial_made ? 0 : -1;
}

static void close_serial(struct lint_pass *p, bool failed)
{
	const struct catena_plugin *plugin = p->stage ? p->stage->plugin : NULL;
	struct hand *h = &p->hands[0];
	if (p->serial_made && plugin->serial_end) {
		lint_step(p->job->lint, "serial_end ran");
		catena_ctx *ctx = pass_begin(p, h, "serial_end", PHASE_SETUP, NULL, 0);
		if (ctx)
			pass_end(h, plugin->serial_end(ctx, p->stage->self, p->serial, failed),
			         failed);
	}
	p->serial_made = false;
	p->serial = NULL;
	outputs_free(p->services.outputs);
	p->services.outputs = NULL;
}

int pass_open(struct lint_pass *p, const struct lint_job *job,
              const struct pass_options *o)
{
	memset(p, 0, sizeof *p);
	p->job = job;
	p->what = o->what;
	p->services =
	    (struct services){.stop = &p->stop, .done = &p->done, .total = &p->total};
	lint_step(job->lint, "create ran");
	if (build_chain(p, o) != 0)
		return -1;
	for (int i = 0; i < HANDS; i++)
		if (open_hand(p, &p->hands[i], o->fill) != 0)
			return -1;
	if (make_docs(p) != 0)
		return -1;
	for (int i = 0; i < HANDS; i++)
		if (open_local(p, &p->hands[i]) != 0)
			return -1;
	return open_serial(p);
}

static void close_hand(struct lint_pass *p, struct hand *h)
{
	if (!h->ready)
		return;
	if (h->guard) {
		h->scene.callback = "process";
		h->scene.doc = NULL;
		guard_finish(h->guard);
	}
	if (h->local_made && p->stage->plugin->local_free) {
		lint_step(p->job->lint, "local_free ran");
		p->stage->plugin->local_free(h->local);
	}
	guard_free(h->guard);
	call_free(&h->call);
}

void pass_close(struct lint_pass *p)
{
	if (p->chain)
		close_serial(p, p->failed);
	for (int i = 0; i < HANDS; i++)
		close_hand(p, &p->hands[i]);
	lint_step(p->job->lint, "destroy ran");
	chain_free(p->chain);
	config_free(p->config);
	diag_free(p->diag);
	for (uint32_t i = 0; p->arenas && i < p->job->n; i++)
		arena_free(&p->arenas[i]);
	free(p->arenas);
	free(p->docs);
	free(p->processed);
	free(p->committed);
	arena_free(&p->arena);
}

/* ---- Documents through it ---- */

catena_status pass_process(struct lint_pass *p, struct hand *h, uint32_t i,
                           unsigned fail_at)
{
	const struct stage *s = p->stage;
	struct doc *d = &p->docs[i];
	catena_status st = CATENA_OK;
	if (s->plugin->process) {
		catena_ctx *ctx = pass_begin(p, h, "process", PHASE_PROCESS, d, fail_at);
		if (!ctx)
			return CATENA_E_NOMEM;
		st = pass_end(h, s->plugin->process(ctx, s->self, h->local), fail_at > 0);
	}
	lint_digest(&p->processed[i], p->chain, d);
	return st;
}

catena_status pass_commit(struct lint_pass *p, uint32_t i, unsigned fail_at)
{
	const struct stage *s = p->stage;
	struct hand *h = &p->hands[0];
	struct doc *d = &p->docs[i];
	catena_status st = CATENA_OK;
	if (s->plugin->commit && d->verdict == VERDICT_KEPT && !p->failed) {
		catena_ctx *ctx = pass_begin(p, h, "commit", PHASE_COMMIT, d, fail_at);
		if (!ctx)
			return CATENA_E_NOMEM;
		st = pass_end(h, s->plugin->commit(ctx, s->self, p->serial), fail_at > 0);
	}
	d->stash.n = 0;
	lint_digest(&p->committed[i], p->chain, d);
	return st;
}

/* ---- Gathering ---- */

static catena_status resolve_all(struct lint_pass *p, struct gather *g)
{
	const struct stage *s = p->stage;
	struct hand *h = &p->hands[0];
	catena_status st;
	const void *key;
	uint32_t size;
	while ((st = gather_key(g, &key, &size)) == CATENA_OK) {
		catena_ctx *ctx = pass_begin(p, h, "resolve", PHASE_RESOLVE, NULL, 0);
		if (!ctx)
			return CATENA_E_NOMEM;
		st = pass_end(h, s->gather->resolve(ctx, s->self, p->serial, key, size),
		              false);
		if (st < 0)
			return st;
	}
	if (st != CATENA_END || !s->gather->resolved)
		return st == CATENA_END ? CATENA_OK : st;
	catena_ctx *ctx = pass_begin(p, h, "resolved", PHASE_RESOLVE, NULL, 0);
	return ctx ? pass_end(h, s->gather->resolved(ctx, s->self, p->serial), false)
	           : CATENA_E_NOMEM;
}

void pass_gather(struct lint_pass *p)
{
	const struct stage *s = p->stage;
	if (!s->gather || (s->gather->wanted && !s->gather->wanted(s->self)))
		return;
	lint_step(p->job->lint, "resolve ran");
	struct gather *g = gather_new(p->job->folder, 1 << 20);
	catena_status st = g ? CATENA_OK : CATENA_E_NOMEM;
	for (uint32_t i = 0; st == CATENA_OK && i < p->job->n; i++)
		if (p->docs[i].verdict == VERDICT_KEPT)
			st = gather_add(g, &p->docs[i]);
	if (st == CATENA_OK)
		st = gather_sort(g);
	p->services.gather = g;
	if (st == CATENA_OK)
		st = resolve_all(p, g);
	p->services.gather = NULL;
	if (st == CATENA_OK)
		st = gather_assigned(g);
	for (uint32_t i = 0; st == CATENA_OK && i < p->job->n; i++)
		if (p->docs[i].verdict == VERDICT_KEPT)
			st = gather_give(g, &p->docs[i]);
	p->failed = st < 0;
	if (st < 0 && (!g || *gather_error(g)))
		lint_note(p->job->lint, "facts were not resolved: %s",
		          g ? gather_error(g) : "out of memory");
	gather_free(g);
}

/* ---- Going on from a checkpoint ---- */

static int save(struct lint_pass *p, const char *path)
{
	const struct stage *s = p->stage;
	struct hand *h = &p->hands[0];
	char why[300];
	struct journal_writer *w = journal_create(path, why, sizeof why);
	if (!w) {
		lint_note(p->job->lint, "no checkpoint was tried: %s", why);
		return -1;
	}
	lint_step(p->job->lint, "save ran");
	p->services.save_to = w;
	catena_ctx *ctx = pass_begin(p, h, "save", PHASE_SYNC, NULL, 0);
	const catena_status st =
	    ctx ? pass_end(h, s->sync->save(ctx, s->self, p->serial), false)
	        : CATENA_E_NOMEM;
	p->services.save_to = NULL;
	if (st != CATENA_OK || journal_put_end(w) != 0) {
		journal_abandon(w);
		return -1;
	}
	return journal_commit(w, why, sizeof why);
}

static void restore(struct lint_pass *p, struct journal_reader *r)
{
	const struct stage *s = p->stage;
	struct hand *h = &p->hands[0];
	p->services.saved = journal_get_block(r, &p->services.saved_size);
	if (!p->services.saved)
		return;
	lint_step(p->job->lint, "restore ran");
	catena_ctx *ctx = pass_begin(p, h, "restore", PHASE_SYNC, NULL, 0);
	if (ctx)
		pass_end(h, s->sync->restore(ctx, s->self, p->serial), false);
	p->services.saved = NULL;
}

void pass_resume(struct lint_pass *p)
{
	char path[4200], why[300];
	struct journal_reader *r;
	if (!p->stage->sync)
		return;
	snprintf(path, sizeof path, "%s/journal", p->job->folder);
	if (save(p, path) != 0)
		return;
	close_serial(p, true);
	if (open_serial(p) != 0)
		return;
	r = journal_open(path, why, sizeof why);
	if (r)
		restore(p, r);
	journal_close(r);
	journal_remove(path);
}
