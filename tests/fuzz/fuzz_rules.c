/* SPDX-License-Identifier: MIT */
/* fuzz_rules.c - any bytes as rules of tag_pattern, up to a NUL, and what is
 * behind it as a text that they are run over: a complaint or matches, each of
 * which the labels can be found in. */
#include "../../plugins/tag_pattern/filter.h"
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

struct run {
	struct machine machine;
	struct tokens tokens;
};

static uint32_t class_of(void *run_, uint32_t i)
{
	struct run *const run = run_;
	return tag_pattern_class(&run->machine.classes, &run->tokens, i);
}

static void check(struct run *run, const struct letters *letters,
                  const struct match *match)
{
	struct span spans[LABELS_MAX];
	const struct rules *const rules = run->machine.rules;
	if (match->from >= match->to || match->to > run->tokens.n ||
	    match->to - match->from > MATCH_MAX ||
	    !tag_pattern_capture(&run->machine, letters->classes, match, 0, spans))
		abort();
	for (uint32_t i = 0; i < rules->rules[match->rule].n_labels; i++) {
		if (spans[i].from > spans[i].to || spans[i].to > match->to)
			abort();
	}
}

/* At each token, and that the filter lets none go that begins a match. */
static void run(const struct rules *rules, const char *s, size_t size)
{
	uint32_t begin[TOKENS], end[TOKENS], hash[TOKENS], classes[TOKENS];
	uint8_t kind[TOKENS], flags[TOKENS];
	uint64_t may[TOKENS / 64 + 1], begins[TOKENS / 64 + 1];
	struct run r = {
	    .tokens = {s, (uint32_t)size, begin, end, kind, flags, hash, 0}};
	struct match match;
	r.tokens.n = cut(s, size, begin, end, kind, flags, hash);
	if (!tag_pattern_machine_init(&r.machine, rules))
		abort();
	const struct letters letters = {classes, r.tokens.n, class_of, &r};
	memset(classes, 0xFF, sizeof classes);
	tag_pattern_filter(rules->filter, &r.tokens, may, begins);
	for (uint32_t i = 0; i < r.tokens.n; i++) {
		const int found = tag_pattern_match(&r.machine, &letters, i, &match);
		if (found < 0 || (found && !(may[i / 64] >> i % 64 & 1)))
			abort();
		if (found)
			check(&r, &letters, &match);
	}
	tag_pattern_machine_free(&r.machine);
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
