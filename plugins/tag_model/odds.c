/* SPDX-License-Identifier: MIT */
/* odds.c - tags of which an annotator is not sure, as labels to learn from. */
#include "odds.h"
#include <stdlib.h>
#include <string.h>

bool tag_model_odds_part(char *part, char **next, float *share)
{
	char *const colon = strchr(part, ':');
	char *end;

	*next = NULL;
	if (!colon || colon[1] < '0' || colon[1] > '9')
		return false;
	*share = (float)strtoul(colon + 1, &end, 10);
	if (*end == ',' && end[1])
		*next = end + 1;
	else if (*end)
		return false;
	*colon = '\0';
	return true;
}

void tag_model_odds_sure(uint8_t label, float odds[ODDS])
{
	memset(odds, 0, ODDS * sizeof *odds);
	if (!label)
		odds[0] = 1;
	else
		odds[1 + 2 * model_type(label) + !model_may_begin(label)] = 1;
}

/* Whether the name of a type goes on is not independent of its being there: both
 * are unsure together. */
void tag_model_odds_labels(const float *odds, const float *next,
                           float out[MODEL_LANES])
{
	memset(out, 0, MODEL_LANES * sizeof *out);
	out[0] = odds[0];
	for (uint32_t t = 0; t < MODEL_TYPES; t++) {
		const float first = odds[1 + 2 * t], inner = odds[2 + 2 * t];
		const float more = next ? next[2 + 2 * t] : 0;
		const float on = more < first + inner ? more / (first + inner) : more > 0;
		out[model_label(t, PLACE_FIRST)] = first * on;
		out[model_label(t, PLACE_ONLY)] = first * (1 - on);
		out[model_label(t, PLACE_INNER)] = inner * on;
		out[model_label(t, PLACE_LAST)] = inner * (1 - on);
	}
}
