/* SPDX-License-Identifier: MIT */
/* regex.h - regular expressions for whole tokens, in time linear in the token.
 *
 *   a \.       a character; one that would mean something
 *   .          any character
 *   [a-z0]     one of these; [^a-z] any other (ranges: ASCII only)
 *   \d \w \s   a digit; a letter, digit or '_'; white space (ASCII)
 *   (a|b)      groups, alternatives
 *   ? * + {2} {2,} {2,5}
 *
 * Compiled to a table at once; what would need too large a table is refused. */
#ifndef TAG_PATTERN_REGEX_H
#define TAG_PATTERN_REGEX_H

#include <stdbool.h>
#include <stddef.h>

struct regex;

/* NULL, and *why (a literal), if it is wrong or memory is out.  fold: letters
 * of ASCII stand for both cases.  [setup] */
struct regex *tag_pattern_regex_new(const char *s, size_t n, bool fold,
                                    const char **why);
void tag_pattern_regex_free(struct regex *); /* NULL is fine */

/* Can a token that it matches begin, or end, with this byte?  [any] */
bool tag_pattern_regex_begins(const struct regex *, unsigned char);
bool tag_pattern_regex_ends(const struct regex *, unsigned char);

/* Can it be anywhere in one?  [any] */
bool tag_pattern_regex_holds(const struct regex *, unsigned char);

/* Is it all of s?  [any] */
bool tag_pattern_regex_matches(const struct regex *, const char *s, size_t n);

#endif
