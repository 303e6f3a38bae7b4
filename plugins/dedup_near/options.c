/* SPDX-License-Identifier: MIT */
/* options.c - the option table, and the presets behind it. */
#include "dedup_near.h"
#include <stdio.h>
#include <string.h>

static const char *const presets[] = {"news", "web", NULL};
static const char *const actions[] = {"drop", "mark", NULL};
static const char *const keeps[] = RANK_CHOICES;
static const char *const clusters[] = {"star", "component", NULL};

#define CHOICE(list) .type = CATENA_CHOICE, .choices = list

const struct catena_option dedup_near_options[OPT_COUNT] = {
    [OPT_PRESET] = {"preset", CHOICE(presets), .initial = "news",
                    .help = "Where the defaults of threshold, shingle "
                            "and permutations come from."},
    [OPT_ACTION] = {"action", CHOICE(actions), .initial = "drop",
                    .help = "Drop a duplicate from the chain, or only mark it "
                            "with fields."},
    [OPT_KEEP] = {"keep", CHOICE(keeps), .initial = "first",
                  .help = "Which one of several duplicates is kept; all but "
                          "first hold the documents back until the last one "
                          "was seen."},
    [OPT_CLUSTER] = {"cluster", CHOICE(clusters), .initial = "star",
                     .help = "Compare with kept documents only (star), or also "
                             "with duplicates, so that groups grow in chains "
                             "(component)."},
    [OPT_THRESHOLD] = {"threshold", CATENA_FLOAT, "0", 0, 1, .unit = "ratio",
                       .help = "Jaccard similarity of the two sets of shingles "
                               "from which on a document is a duplicate; 0: as "
                               "the preset says."},
    [OPT_CONTAINMENT] = {"containment", CATENA_FLOAT, "0", 0, 1, .unit = "ratio",
                         .help = "Part of a document's shingles that another "
                                 "one must hold for it to be a duplicate, too; "
                                 "0: not looked for."},
    [OPT_SHINGLE] = {"shingle", CATENA_INT, "0", 0, 32, .unit = "words",
                     .help = "Words of a shingle; 0: as the preset says."},
    [OPT_PERMUTATIONS] = {"permutations", CATENA_INT, "0", 0, SKETCH_BINS_MAX,
                          .help = "Numbers in a document's MinHash, at most; 0: as "
                                  "the preset says."},
    [OPT_BANDS] = {"bands", CATENA_INT, "0", 0, SKETCH_BANDS_MAX,
                   .help = "Bands the numbers are cut into; 0: computed from "
                           "threshold and recall."},
    [OPT_RECALL] = {"recall", CATENA_FLOAT, "0.995", 0.5, 0.9999, .unit = "ratio",
                    .help = "Chance of finding a pair whose similarity is just "
                            "the threshold (more alike: higher)."},
    [OPT_WINDOW] = {"window", CATENA_INT, "8", 1, 64, .unit = "words",
                    .help = "For containment: of every run of so many shingles "
                            "one is in the index; a wider window takes less "
                            "memory and misses what is contained in scraps."},
    [OPT_MIN_WORDS] = {"min_words", CATENA_INT, "1", 1, 1000000, .unit = "words",
                       .help = "Shorter documents are let through."},
    [OPT_FOLD] = {"fold", CATENA_STRINGS, "case",
                  .help = "What does not count: case, numbers (any number is "
                          "as good as another), diacritics."},
    [OPT_MEMORY] = {"memory", CATENA_INT, "512 MiB", 65536, 1e15, .unit = "bytes",
                    .help = "Words of documents kept in memory for the "
                            "comparison; more go to a temporary file."},
    [OPT_PAIRS] = {"pairs", CATENA_OUTPUT, "",
                   .help = "File for every pair found: id, id of the earlier "
                           "one, similarity, containment; tabs between."},
    [OPT_QUERIES] = {"queries", CATENA_FLOAT, "1", 0, 1, .unit = "ratio",
                     .help = "Part of the documents that is compared with those "
                             "before it, chosen by a hash of the id; the others "
                             "are only remembered."},
    [OPT_DATE_FIELD] = RANK_DATE_FIELD,
    [OPT_PRIORITY_FIELD] = RANK_PRIORITY_FIELD,
    [OPT_PRIORITY] = RANK_PRIORITY,
    [OPT_INDEX] = SHARE_INDEX_OPTION,
    [OPT_INDEX_WAIT] = SHARE_INDEX_WAIT,
    [OPT_MAX_AGE] = SHARE_INDEX_MAX_AGE,
};

static const struct {
	double threshold;
	uint32_t shingle, permutations;
} preset_values[] = {
    {0.5, 5, 128}, /* news: updated and edited copies */
    {0.8, 5, 128}, /* web: pages that are the same page */
};

static catena_status read_fold(catena_ctx *ctx, const char *const *list,
                               struct near_self *self)
{
	self->cased = true;
	for (; *list; list++) {
		if (!strcmp(*list, "case"))
			self->cased = false;
		else if (!strcmp(*list, "numbers"))
			self->numbers = true;
		else if (!strcmp(*list, "diacritics"))
			self->marks = true;
		else
			return ctx->host->fail(
			    ctx, CATENA_E_CONFIG,
			    "fold: \"%s\" is not one of case, numbers, diacritics", *list);
	}
	if (self->marks && !dedup_near_has_marks())
		return ctx->host->fail(ctx, CATENA_E_CONFIG,
		                       "fold: this dedup_near was built without utf8proc, "
		                       "so there is no \"diacritics\"");
	return CATENA_OK;
}

catena_status dedup_near_configure(catena_ctx *ctx, const union catena_value *v,
                                   struct near_self *self)
{
	struct near_params *const p = &self->params;
	const int64_t preset = v[OPT_PRESET].i;
	const char *why = NULL;
	uint32_t permutations = (uint32_t)v[OPT_PERMUTATIONS].i;

	p->threshold = v[OPT_THRESHOLD].f;
	if (p->threshold <= 0)
		p->threshold = preset_values[preset].threshold;
	p->containment = v[OPT_CONTAINMENT].f;
	p->shingle = (uint32_t)v[OPT_SHINGLE].i;
	if (!p->shingle)
		p->shingle = preset_values[preset].shingle;
	if (!permutations)
		permutations = preset_values[preset].permutations;
	p->window = (uint32_t)v[OPT_WINDOW].i;
	p->contained_min = 8;
	p->components = v[OPT_CLUSTER].i == 1;
	p->memory = (uint64_t)v[OPT_MEMORY].i;
	p->all_pairs = *v[OPT_PAIRS].s != '\0';
	self->pairs = p->all_pairs ? v[OPT_PAIRS].s : NULL;
	self->action = v[OPT_ACTION].i;
	self->rule = (struct rank_rule){v[OPT_KEEP].i, v[OPT_DATE_FIELD].s,
	                                v[OPT_PRIORITY_FIELD].s, v[OPT_PRIORITY].list};
	self->min_words = (uint32_t)v[OPT_MIN_WORDS].i;
	self->queries = v[OPT_QUERIES].f;
	if (self->queries < 1 && self->rule.keep != KEEP_FIRST)
		return ctx->host->fail(ctx, CATENA_E_CONFIG,
		                       "queries below 1 needs keep = \"first\"");
	if (!dedup_near_plan(p->threshold, v[OPT_RECALL].f, permutations,
	                     (uint32_t)v[OPT_BANDS].i, &p->plan, &why))
		return ctx->host->fail(ctx, CATENA_E_CONFIG, "%s", why);
	if (why)
		ctx->host->log(ctx, CATENA_WARN, "%s", why);
	snprintf(self->rules[0], sizeof self->rules[0], "similarity >= %.4g",
	         p->threshold);
	snprintf(self->rules[1], sizeof self->rules[1], "containment >= %.4g",
	         p->containment);
	snprintf(self->rules[2], sizeof self->rules[2],
	         "in a chain of similarity >= %.4g", p->threshold);
	if (rank_check(ctx, &self->rule) != CATENA_OK)
		return CATENA_E_CONFIG;
	return read_fold(ctx, v[OPT_FOLD].list, self);
}
