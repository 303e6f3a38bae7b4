/* SPDX-License-Identifier: MIT */
/* speaker.c - who is named as the speaker of a quote.
 *
 * Looked at is the rest of its sentence: behind the quote up to the full stop,
 * the next mark or the end of the paragraph, and before it from the beginning of
 * the sentence on.  There a word of speech is sought - said, told, according to -
 * and a name beside it: "X said", "X, the minister, said", "said X", "said the
 * minister, X".  A name is an entity that is a person or a body, where entities
 * were tagged, else a run of capitalised words.  A quote that follows in the same
 * paragraph, and of which nobody else is the speaker ("he said", or nothing), has
 * the one of the quote before.  Where in doubt, nobody is named. */
#include "quotes.h"
#include <string.h>

#define REACH 30u /* tokens that are looked at on each side */
#define APPOSITION 20u
#define BETWEEN 7u
#define NESTED 4u /* entities that are looked at for a token */

struct part { /* tokens [from, to) */
	uint32_t from, to;
};

static bool is_word(const struct quote_input *in, uint32_t token, const char *list)
{
	const uint32_t begin = in->tokens->begin[token];
	const uint32_t n = in->tokens->end[token] - begin;
	char word[20];

	if (n + 3 > sizeof word)
		return false;
	word[0] = ' ';
	for (uint32_t i = 0; i < n; i++) {
		const char c = in->text[begin + i];
		word[i + 1] = (char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
	}
	word[n + 1] = ' ';
	word[n + 2] = '\0';
	return strstr(list, word) != NULL;
}

static bool is_speech(const struct quote_input *in, uint32_t token)
{
	static const char *const lists[26] = {
	    ['a' - 'a'] = " added adds announced asked argued admitted according ",
	    ['c' - 'a'] = " claimed commented concluded continued confirmed ",
	    ['d' - 'a'] = " declared denied ",
	    ['e' - 'a'] = " explained ",
	    ['i' - 'a'] = " insisted ",
	    ['n' - 'a'] = " noted ",
	    ['q' - 'a'] = " quoted ",
	    ['r' - 'a'] = " replied remarked read reads recalled reports reported ",
	    ['s' - 'a'] = " said says say stated states ",
	    ['t' - 'a'] = " told tells tweeted ",
	    ['w' - 'a'] = " wrote writes warned warns ",
	};
	const unsigned first = (in->text[in->tokens->begin[token]] | 32u) - 'a';

	return first < 26 && lists[first] && is_word(in, token, lists[first]);
}

static bool is_name_word(const struct quote_input *in, uint32_t token)
{
	return in->kind[token] == CATENA_TOKEN_WORD &&
	       (in->flags[token] & CATENA_F_CAPITALISED) &&
	       !is_word(
	           in, token,
	           " he she they it we you i the a an this that these those his her "
	           "their its our my your in on at by for from as of to and but or so "
	           "when while after before if there here what who how why where not "
	           "no yes monday tuesday wednesday thursday friday saturday sunday "
	           "january february march april may june july august september "
	           "october november december ");
}

/* The first token that begins at or behind a byte. */
static uint32_t token_from(const struct quote_input *in, uint32_t byte)
{
	uint32_t low = 0, high = in->tokens->n;

	while (low < high) {
		const uint32_t mid = low + (high - low) / 2;
		if (in->tokens->begin[mid] < byte)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Do two line ends stand between a token and the one before? */
static bool begins_paragraph(const struct quote_input *in, uint32_t token)
{
	uint32_t lines = 0;

	if (!token) /* so does the text */
		return true;
	for (uint32_t i = in->tokens->end[token - 1]; i < in->tokens->begin[token]; i++)
		lines += in->text[i] == '\n';
	return lines > 1;
}

static bool is_mark(const struct quote_input *in, uint32_t token)
{
	const unsigned char *const s =
	    (const unsigned char *)in->text + in->tokens->begin[token];
	const uint32_t n = in->tokens->end[token] - in->tokens->begin[token];

	return (n == 1 && *s == '"') ||
	       (n == 3 && s[0] == 0xE2 && s[1] == 0x80 && s[2] >= 0x9C &&
	        s[2] <= 0x9F) ||
	       (n == 2 && s[0] == 0xC2 && (s[1] == 0xAB || s[1] == 0xBB));
}

/* What follows a quote in its sentence. */
static struct part behind(const struct quote_input *in, const struct quote *q)
{
	struct part p;

	p.from = token_from(in, q->end);
	if (p.from < in->tokens->n && is_mark(in, p.from))
		p.from++;
	for (p.to = p.from; p.to < in->tokens->n && p.to - p.from < REACH; p.to++) {
		if (is_mark(in, p.to) || (p.to && begins_paragraph(in, p.to)))
			break;
		if ((in->flags[p.to] & CATENA_F_SENTENCE_START) &&
		    (p.to > p.from || is_name_word(in, p.to)))
			break;
	}
	return p;
}

/* What comes before a quote in its sentence. */
static struct part ahead(const struct quote_input *in, const struct quote *q)
{
	struct part p;

	p.to = token_from(in, q->begin);
	if (p.to && is_mark(in, p.to - 1))
		p.to--;
	p.from = p.to;
	if (!p.to || begins_paragraph(in, p.to < in->tokens->n ? p.to : p.to - 1))
		return p;
	const char last = in->text[in->tokens->end[p.to - 1] - 1];
	if (last == '.' || last == '!' || last == '?')
		return p;
	while (p.from > 0 && p.to - p.from < REACH && !is_mark(in, p.from - 1)) {
		p.from--;
		if (in->flags[p.from] & CATENA_F_SENTENCE_START)
			break;
	}
	return p;
}

/* ---- Names ---- */

struct span {
	uint32_t begin, end;
};

/* The entity that begins at or holds a token. */
static bool entity_at(const struct quote_input *in, uint32_t token, struct span *s)
{
	const uint32_t begin = in->tokens->begin[token];
	uint32_t low = 0, high = in->entities ? in->entities->n : 0;

	while (low < high) { /* those that begin no later come before `low` */
		const uint32_t mid = low + (high - low) / 2;
		if (in->entities->begin[mid] <= begin)
			low = mid + 1;
		else
			high = mid;
	}
	for (uint32_t k = 0; k < NESTED && low > 0; k++)
		if (in->is_speaker[--low] && in->entities->end[low] > begin) {
			*s = (struct span){in->entities->begin[low], in->entities->end[low]};
			return true;
		}
	return false;
}

static bool joins_names(const struct quote_input *in, uint32_t token)
{
	return is_word(in, token,
	               " - el al bin ibn von van de der den del da di la le of ' "
	               "\xE2\x80\x99 ");
}

/* Does the word end in 's, or is that the next token?  Then it is what somebody
 * has, not who speaks. */
static bool is_possessive(const struct quote_input *in, uint32_t token)
{
	for (uint32_t i = token; i < in->tokens->n && i < token + 2; i++) {
		const char *const text = in->text + in->tokens->begin[i];
		const uint32_t n = in->tokens->end[i] - in->tokens->begin[i];
		if (i > token && in->tokens->begin[i] != in->tokens->end[i - 1])
			break;
		if (i > token && (*text == '\'' || !strncmp(text, "\xE2\x80\x99", 3)))
			return true;
		if (n > 2 && text[n - 1] == 's' &&
		    (text[n - 2] == '\'' ||
		     (n > 4 && !memcmp(text + n - 4, "\xE2\x80\x99", 3))))
			return true;
	}
	return false;
}

/* The run of capitalised words around a token. */
static bool run_at(const struct quote_input *in, const struct part *p,
                   uint32_t token, struct span *s)
{
	uint32_t from = token, to = token + 1;

	if (!is_name_word(in, token))
		return false;
	while (from > p->from && (is_name_word(in, from - 1) ||
	                          (from - 1 > p->from && joins_names(in, from - 1) &&
	                           is_name_word(in, from - 2))))
		from--;
	while (to < p->to &&
	       (is_name_word(in, to) ||
	        (to + 1 < p->to && joins_names(in, to) && is_name_word(in, to + 1))))
		to++;
	if (is_possessive(in, to - 1))
		return false;
	*s = (struct span){in->tokens->begin[from], in->tokens->end[to - 1]};
	return true;
}

static bool name_at(const struct quote_input *in, const struct part *p,
                    uint32_t token, struct span *s)
{
	return entity_at(in, token, s) || run_at(in, p, token, s);
}

static bool is_comma(const struct quote_input *in, uint32_t token)
{
	return in->text[in->tokens->begin[token]] == ',';
}

/* Is a part between commas a name, or one behind a title ("the minister Ann Lee")?
 * Not the last words of something else: "a teacher from Dover". */
static bool is_named(const struct quote_input *in, const struct part *part,
                     struct span *s)
{
	struct span name;

	if (part->to <= part->from || !name_at(in, part, part->to - 1, &name))
		return false;
	for (uint32_t i = part->from; i < part->to && in->tokens->begin[i] < name.begin;
	     i++)
		if (in->kind[i] != CATENA_TOKEN_WORD ||
		    is_word(in, i, " in at on of for from by with to and or as near "))
			return false;
	*s = name;
	return true;
}

/* The name before the comma at `end`, or before what comes between commas there:
 * "X, 54, a teacher from Dover, said". */
static bool name_in_parts(const struct quote_input *in, const struct part *p,
                          uint32_t end, struct span *s)
{
	const uint32_t least = end - p->from > APPOSITION ? end - APPOSITION : p->from;

	for (uint32_t k = end, to = end; k-- > least;) {
		if (k > least && !is_comma(in, k))
			continue;
		const struct part part = {is_comma(in, k) ? k + 1 : k, to};
		if (is_named(in, &part, s))
			return true;
		to = k;
	}
	return false;
}

/* "X said", "X also said", "X, the minister, said".  *other: somebody who is not
 * named did. */
static bool name_before(const struct quote_input *in, const struct part *p,
                        uint32_t verb, struct span *s, bool *other)
{
	uint32_t i = verb;

	while (i > p->from && is_word(in, i - 1,
	                              " also later then has had have recently earlier "
	                              "once already reportedly "))
		i--;
	if (i == p->from)
		return false;
	i--;
	if (is_word(in, i, " he she they it who we i you which "))
		return false;
	if (is_comma(in, i))
		return name_in_parts(in, p, i, s);
	if (name_at(in, p, i, s))
		return true;
	*other = in->kind[i] == CATENA_TOKEN_WORD;
	return false;
}

/* "said Bay Pictures spokesman X": X, not the body. */
static void pass_body(const struct quote_input *in, const struct part *p,
                      struct span *s)
{
	const uint32_t role = token_from(in, s->end);
	struct span person;

	if (role + 1 < p->to &&
	    is_word(in, role,
	            " spokesman spokeswoman spokesperson president chairman chairwoman "
	            "chair chief director minister secretary analyst economist coach "
	            "manager captain editor founder owner head leader lawyer attorney "
	            "official officer professor researcher scientist reporter "
	            "correspondent executive mayor governor senator deputy "
	            "representative ambassador commissioner adviser aide ") &&
	    name_at(in, p, role + 1, &person))
		*s = person;
}

/* May a token stand between a word of speech and the name?  "the", "minister",
 * "43", "'s". */
static bool may_stand_between(const struct quote_input *in, uint32_t token,
                              bool according)
{
	const char *const text = in->text + in->tokens->begin[token];

	if (is_word(in, token, " - 's \xE2\x80\x99s "))
		return true;
	if (in->kind[token] != CATENA_TOKEN_WORD && (*text < '0' || *text > '9'))
		return false;
	return !is_word(
	           in, token,
	           " he she they it we i in at on that for after with during "
	           "when as if who whom whose which while before near outside inside "
	           "about than between under over against without through and or ") &&
	       (according || !is_word(in, token, " to by from "));
}

/* "said X", "said the minister, X", "according to X". */
static bool name_behind(const struct quote_input *in, const struct part *p,
                        uint32_t verb, struct span *s)
{
	const bool according = is_word(in, verb, " according ");

	if (is_word(in, verb, " told tells asked read reads "))
		return false;
	for (uint32_t i = verb + 1; i < p->to && i <= verb + BETWEEN; i++) {
		if (name_at(in, p, i, s)) {
			pass_body(in, p, s);
			return true;
		}
		struct span whose;
		if (!according && is_word(in, i, " of ") && i + 1 < p->to &&
		    name_at(in, p, i + 1, &whose)) /* "a friend of X" */
			return false;
		if (is_comma(in, i) ? i == verb + 1 : !may_stand_between(in, i, according))
			return false;
	}
	return false;
}

/* *other: there is a speaker who is not named. */
static bool name_in(const struct quote_input *in, const struct part *p,
                    struct span *s, bool *other)
{
	for (uint32_t i = p->from; i < p->to; i++)
		if (is_speech(in, i) &&
		    (name_before(in, p, i, s, other) || name_behind(in, p, i, s)))
			return true;
	return false;
}

/* No line ends behind a sentence or a quote. */
static bool same_paragraph(const struct quote_input *in, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i + 1 < to; i++) {
		const unsigned char c = (unsigned char)in->text[i];
		if (in->text[i + 1] == '\n' && (c == '.' || c == '!' || c == '?' ||
		                                c == '"' || c >= 0x80 || c == '\n'))
			return false;
	}
	return true;
}

void find_copies_speaker(const struct quote_input *in, struct quotes *quotes,
                         uint32_t i)
{
	struct quote *const q = quotes->items + i;
	const struct quote *const last = i ? q - 1 : NULL;
	struct part p = behind(in, q);
	struct span s = {0, 0};
	bool other = false;

	if (!name_in(in, &p, &s, &other)) {
		p = ahead(in, q);
		if (!name_in(in, &p, &s, &other) && !other && last &&
		    same_paragraph(in, last->end, q->begin))
			s = (struct span){last->speaker_begin, last->speaker_end};
	}
	q->speaker_begin = s.begin;
	q->speaker_end = s.end;
}
