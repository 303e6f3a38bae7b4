/* SPDX-License-Identifier: MIT */
/* fuzz_rules.c - any bytes as rules of tag_pattern, up to a NUL, and what is
 * behind it as a text that they are run over: a complaint or matches, each of
 * which the labels can be found in. */
#include "../../plugins/tag_pattern/machine.h"

#include <catena/fold.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void complain(void *user, const char *name, unsigned line, const char *what)
{
	(void)name;
	(void)line;
	if (!*what)
		abort();
	++*(unsigned *)user;
}

enum {
	TOKENS = 200
};

static uint32_t cut(const char *s, size_t n, uint32_t *begin, uint32_t *end,
                    uint8_t *kind, uint8_t *flags, uint32_t *hash)
{
	uint32_t k = 0;
	for (size_t i = 0; i < n && k < TOKENS; i++) {
		const size_t from = i;
		while (i < n && s[i] != ' ')
			i++;
		if (i == from)
			continue;
		begin[k] = (uint32_t)from;
		end[k] = (uint32_t)i;
		kind[k] = (uint8_t)(from % 3);
		flags[k] = (uint8_t)(s[from] & 7);
		hash[k] = catena_fold_hash(s + from, i - from);
		k++;
	}
	return k;
}

static void run(const struct rules *rules, const char *s, size_t size)
{
	uint32_t begin[TOKENS], end[TOKENS], hash[TOKENS], classes[TOKENS], at = 0;
	uint8_t kind[TOKENS], flags[TOKENS];
	struct machine m;
	struct match match;
	struct tokens t = {s, (uint32_t)size, begin, end, kind, flags, hash, 0};
	t.n = cut(s, size, begin, end, kind, flags, hash);
	if (!tag_pattern_machine_init(&m, rules))
		abort();
	for (uint32_t i = 0; i < t.n; i++)
		classes[i] = tag_pattern_class(&m.classes, &t, i);
	while (tag_pattern_next(&m, classes, t.n, &at, &match) > 0) {
		struct span spans[LABELS_MAX];
		if (match.from >= match.to || match.to > t.n ||
		    match.to - match.from > MATCH_MAX ||
		    !tag_pattern_capture(&m, classes, &match, spans))
			abort();
		for (uint32_t i = 0; i < rules->rules[match.rule].n_labels; i++) {
			if (spans[i].from > spans[i].to || spans[i].to > match.to)
				abort();
		}
	}
	tag_pattern_machine_free(&m);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	unsigned mistakes = 0;
	const struct complaints say = {complain, &mistakes};
	const uint8_t *const nul = n ? memchr(bytes, 0, n) : NULL;
	const size_t size = nul ? (size_t)(nul - bytes) : n;
	char *const rules_text = malloc(size + 1), *const text = malloc(n - size + 1);
	if (!rules_text || !text)
		abort();
	memcpy(rules_text, bytes, size);
	memcpy(text, bytes + size, n - size);
	const struct source source = {"fuzz", rules_text, size};
	struct rules *const rules = tag_pattern_rules_new(&source, 1, &say);
	if (!rules != (mistakes > 0))
		abort();
	if (rules)
		run(rules, text, n - size);
	tag_pattern_rules_free(rules);
	free(rules_text);
	free(text);
	return 0;
}
