/* SPDX-License-Identifier: MIT */
/* options.c - the option table. */
#include "group_stories.h"
#include <stdio.h>

static const char *const modes[] = {"online", "gather", NULL};

const struct catena_option group_stories_options[OPT_COUNT] = {
    [OPT_MODE] = {"mode", CATENA_CHOICE, "online", .choices = modes,
                  .help = "Decide for each document as it comes (online), or when "
                          "all have been seen (gather)."},
    [OPT_THRESHOLD] = {"threshold", CATENA_FLOAT, "0.25", 0.01, 1, .unit = "ratio",
                       .help = "Similarity from which two documents may be about "
                               "one event."},
    [OPT_COHESION] = {"cohesion", CATENA_FLOAT, "0.6", 0, 1, .unit = "ratio",
                      .help =
                          "Part of the threshold that the average similarity to "
                          "all documents of a story must reach; 0: one "
                          "similar document is enough."},
    [OPT_WINDOW] = {"window", CATENA_INT, "14", 0, 36500, .unit = "days",
                    .help =
                        "Documents whose dates lie further apart are not compared; "
                        "0: dates do not count."},
    [OPT_DATE_FIELD] = {"date_field", CATENA_STRING, "date",
                        .help = "Field that holds the date of a document."},
    [OPT_TERMS] = {"terms", CATENA_INT, "64", 8, TERMS_MAX,
                   .help = "Terms of a document that are compared: the "
                           "weightiest."},
    [OPT_MEMORY] = {"memory", CATENA_INT, "512 MiB", 65536, 1e15, .unit = "bytes",
                    .help = "Memory for what is known of documents; beyond it the "
                            "oldest ones are not compared any more."},
    [OPT_STORIES] =
        {"stories", CATENA_OUTPUT, "",
         .help = "File for the stories: a line a document: story, document, "
                 "document it is most like, similarity; tabs between."},
    [OPT_MIN_DOCUMENTS] = {"min_documents", CATENA_INT, "2", 1, 1000000,
                           .help = "Stories with fewer documents are not listed in "
                                   "that file."},
    [OPT_INDEX] = SHARE_INDEX_OPTION,
    [OPT_INDEX_WAIT] = SHARE_INDEX_WAIT,
    [OPT_MAX_AGE] = SHARE_INDEX_MAX_AGE,
};

catena_status group_stories_configure(catena_ctx *ctx, const union catena_value *v,
                                      struct story_self *self)
{
	static const struct share_index_kind kind = {"group_stories", 4};
	const struct share_index_rule rule = {v[OPT_INDEX].s, v[OPT_INDEX_WAIT].i,
	                                      v[OPT_MAX_AGE].i, v[OPT_DATE_FIELD].s};
	struct share_index_param params[] = {{"terms", ""}, {NULL, ""}};

	self->params = (struct story_params){
	    .threshold = v[OPT_THRESHOLD].f,
	    .cohesion = v[OPT_COHESION].f,
	    .window = (int32_t)v[OPT_WINDOW].i,
	    .terms = (uint32_t)v[OPT_TERMS].i,
	    .memory = (uint64_t)v[OPT_MEMORY].i,
	};
	self->mode = v[OPT_MODE].i;
	self->date_field = v[OPT_DATE_FIELD].s;
	self->stories = *v[OPT_STORIES].s ? v[OPT_STORIES].s : NULL;
	self->min_documents = (uint32_t)v[OPT_MIN_DOCUMENTS].i;
	snprintf(params[0].value, sizeof params[0].value, "%u", self->params.terms);
	return share_index_new(ctx, &kind, &rule, params, &self->index);
}
