/* SPDX-License-Identifier: MIT */
/* values.cc - a value of the line, taken or walked through */
#include "job.h"

#include <catena/utf8.h>
#include <string.h>

namespace read_jsonl
{

constexpr int max_depth = 200; /* of arrays and objects in each other */

/* ---- What is wrong ---- */

static const char *in_words(error_code error)
{
	switch (error) {
	case UTF8_ERROR:
		return "bytes that are no UTF-8";
	case STRING_ERROR:
		return "a wrong escape in a string";
	case UNESCAPED_CHARS:
		return "a control character in a string";
	case UNCLOSED_STRING:
		return "a string without its end";
	case EMPTY:
		return "nothing there";
	case T_ATOM_ERROR:
	case F_ATOM_ERROR:
	case N_ATOM_ERROR:
		return "a word that is not true, false or null";
	case NUMBER_ERROR:
		return "a wrong number";
	case TAPE_ERROR:
	case INCOMPLETE_ARRAY_OR_OBJECT:
		return "a comma, colon, quote or bracket missing or too many";
	default:
		return error_message(error);
	}
}

catena_status bad(job &j, error_code error)
{
	j.wrong_escape = error == STRING_ERROR;
	if (error == MEMALLOC)
		return j.h->fail(j.ctx, CATENA_E_NOMEM, "out of memory");
	return j.h->fail(j.ctx, CATENA_E_INPUT, "invalid JSON: %s", in_words(error));
}

/* ---- Strings ---- */

/* U+FDD0 that stood in for bad bytes becomes U+FFFD, of the same size. */
void put_replacements(char *s, size_t n)
{
	for (size_t i = 0; i + 3 <= n; i++)
		if (memcmp(s + i, stand_in, 3) == 0)
			memcpy(s + i, UTF8_REPLACEMENT, 3);
}

/* The same in JSON, where it may also be an escape. */
static void put_replacements_json(char *s, size_t n)
{
	put_replacements(s, n);
	for (size_t i = 0; i + 6 <= n; i++) {
		if (s[i] != '\\')
			continue;
		if (memcmp(s + i, "\\ufdd0", 6) == 0)
			memcpy(s + i, "\\ufffd", 6);
		i++; /* what is escaped begins no escape */
	}
}

/* In the text they become a byte that the host will find invalid. */
static string_view put_bad_bytes(char *s, size_t n)
{
	size_t to = 0;
	for (size_t i = 0; i < n; to++) {
		const bool bad = n - i >= 3 && memcmp(s + i, stand_in, 3) == 0;
		s[to] = bad ? static_cast<char>(0xFF) : s[i];
		i += bad ? 3 : 1;
	}
	s[to] = '\0';
	return {s, to};
}

/* Unescapes a string into the document's memory, a NUL behind it. */
catena_status take(job &j, ondemand::raw_json_string raw, bool text,
                   string_view &to)
{
	char *const begin = reinterpret_cast<char *>(j.out);
	TRY(get(j, j.json->unescape(raw, j.out), to));
	*j.out++ = '\0';
	if (j.repaired && text)
		to = put_bad_bytes(begin, to.size());
	else if (j.repaired)
		put_replacements(begin, to.size());
	return CATENA_OK;
}

/* Only checks it. */
static catena_status check(job &j, ondemand::raw_json_string raw)
{
	uint8_t *scratch = j.out;
	string_view unused;
	return get(j, j.json->unescape(raw, scratch), unused);
}

/* ---- Numbers and words ---- */

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t digits(string_view s, size_t i)
{
	size_t n = 0;
	while (i + n < s.size() && is_digit(s[i + n]))
		n++;
	return n;
}

/* RFC 8259's grammar; whole: there is no point and no exponent. */
static bool is_number(string_view s, bool &whole)
{
	size_t i = !s.empty() && s[0] == '-' ? 1 : 0;
	const size_t integer = digits(s, i);
	if (!integer || (integer > 1 && s[i] == '0'))
		return false;
	i += integer;
	whole = i == s.size();
	if (i < s.size() && s[i] == '.') {
		const size_t n = digits(s, i + 1);
		if (!n)
			return false;
		i += 1 + n;
	}
	if (i < s.size() && (s[i] == 'e' || s[i] == 'E')) {
		i++;
		if (i < s.size() && (s[i] == '+' || s[i] == '-'))
			i++;
		const size_t n = digits(s, i);
		if (!n)
			return false;
		i += n;
	}
	return i == s.size();
}

/* A value's token without the blanks behind it. */
static string_view token(ondemand::value &v)
{
	string_view s = v.raw_json_token();
	while (!s.empty() && is_space(s.back()))
		s.remove_suffix(1);
	return s;
}

/* What a 64-bit integer or a double would change stays as it was written. */
static catena_status take_number(job &j, ondemand::value v, catena_field &f)
{
	const string_view s = token(v);
	bool whole = false;
	if (!is_number(s, whole))
		return bad(j, NUMBER_ERROR);
	f.type = CATENA_FIELD_JSON;
	f.s = s.data();
	f.size = static_cast<uint32_t>(s.size());
	if (whole && v.get_int64().get(f.i) == SUCCESS)
		f.type = CATENA_FIELD_INT;
	else if (!whole && s.size() <= 17 && v.get_double().get(f.f) == SUCCESS)
		f.type = CATENA_FIELD_FLOAT;
	return CATENA_OK;
}

static catena_status take_word(job &j, ondemand::value v, catena_field &f)
{
	const string_view s = token(v);
	f.type = s == "null" ? CATENA_FIELD_NULL : CATENA_FIELD_BOOL;
	f.i = s == "true";
	if (s != "null" && s != "true" && s != "false")
		return bad(j, T_ATOM_ERROR);
	return CATENA_OK;
}

/* ---- Values inside of values ---- */

/* Where the value just passed ends, in the line. */
static catena_status passed(job &j, const char *&to)
{
	TRY(get(j, j.doc.current_location(), to));
	while (is_space(to[-1]))
		to--;
	return CATENA_OK;
}

static catena_status walk(job &j, ondemand::value v, const rests &, int depth);

/* The value of a key that is wanted. */
catena_status capture(job &j, target &t, const char *key, ondemand::value v,
                      int depth)
{
	TRY(get(j, v.type(), t.type));
	t.found = true;
	t.text = false;
	t.from = key;
	if (t.type == ondemand::json_type::string) {
		ondemand::raw_json_string raw;
		TRY(get(j, v.get_raw_json_string(), raw));
		TRY(take(j, raw, &t == &j.text, t.value));
		t.text = true;
	} else {
		t.value = token(v);
		TRY(walk(j, v, {}, depth));
	}
	return passed(j, t.to);
}

static catena_status walk_object(job &j, ondemand::object o, const rests &r,
                                 int depth)
{
	for (auto each : o) {
		ondemand::field field;
		string_view key;
		TRY(get(j, static_cast<decltype(each) &&>(each), field));
		const char *const quote = field.key().raw() - 1;
		uint8_t *const mark = j.out;
		TRY(take(j, field.key(), false, key));
		rests next = {};
		int found = -1;
		for (int i = 0; i < 3; i++) {
			if (r.rest[i] && key == r.rest[i])
				found = i;
			next.rest[i] = below(r.rest[i], key);
		}
		j.out = mark; /* the key itself is not needed any more */
		if (found >= 0)
			TRY(capture(j, target_of(j, found), quote, field.value(), depth));
		else
			TRY(walk(j, field.value(), next, depth));
	}
	return CATENA_OK;
}

static catena_status walk_array(job &j, ondemand::array a, int depth)
{
	for (auto each : a) {
		ondemand::value v;
		TRY(get(j, static_cast<decltype(each) &&>(each), v));
		TRY(walk(j, v, {}, depth));
	}
	return CATENA_OK;
}

/* Checks a value to its innermost parts, and captures what r leads to. */
static catena_status walk(job &j, ondemand::value v, const rests &r, int depth)
{
	ondemand::json_type type = ondemand::json_type::null;
	TRY(get(j, v.type(), type));
	if (depth >= max_depth)
		return j.h->fail(j.ctx, CATENA_E_INPUT,
		                 "JSON with more than %d arrays and objects in each other",
		                 max_depth);
	catena_field unused = {};
	ondemand::raw_json_string raw;
	ondemand::array array;
	ondemand::object object;
	switch (type) {
	case ondemand::json_type::string:
		TRY(get(j, v.get_raw_json_string(), raw));
		return check(j, raw);
	case ondemand::json_type::number:
		return take_number(j, v, unused);
	case ondemand::json_type::array:
		TRY(get(j, v.get_array(), array));
		return walk_array(j, array, depth + 1);
	case ondemand::json_type::object:
		TRY(get(j, v.get_object(), object));
		return walk_object(j, object, r, depth + 1);
	default:
		return take_word(j, v, unused);
	}
}

/* Takes [from, to), a member of the object s, out of s; with its comma. */
static catena_status cut_member(job &j, string_view &s, const char *from,
                                const char *to)
{
	const char *const begin = s.data(), *const end = begin + s.size();
	const char *p = from;
	while (is_space(p[-1]))
		p--;
	if (p[-1] == ',') {
		from = p - 1;
	} else {
		const char *q = to;
		while (is_space(*q))
			q++;
		to = *q == ',' ? q + 1 : to;
	}
	const size_t head = static_cast<size_t>(from - begin);
	const size_t tail = static_cast<size_t>(end - to);
	char *const copy = static_cast<char *>(j.h->alloc(j.ctx, head + tail + 1, 1));
	if (!copy)
		return j.h->fail(j.ctx, CATENA_E_NOMEM, "out of memory");
	memcpy(copy, begin, head);
	memcpy(copy + head, to, tail);
	s = {copy, head + tail};
	return CATENA_OK;
}

/* An array or object as it stands in the line, without the text if that was
 * in it. */
static catena_status take_json(job &j, ondemand::value v, const rests &r,
                               catena_field &f)
{
	const char *const begin = token(v).data();
	const char *end;
	TRY(walk(j, v, r, 0));
	TRY(passed(j, end));
	string_view s(begin, static_cast<size_t>(end - begin));
	if (j.text.text && j.text.from > begin && j.text.from < end)
		TRY(cut_member(j, s, j.text.from, j.text.to));
	if (j.repaired) /* the line is a copy of ours then */
		put_replacements_json(const_cast<char *>(s.data()), s.size());
	f.type = CATENA_FIELD_JSON;
	f.s = s.data();
	f.size = static_cast<uint32_t>(s.size());
	return CATENA_OK;
}

catena_status take_value(job &j, ondemand::value v, const rests &r, catena_field &f)
{
	ondemand::json_type type = ondemand::json_type::null;
	ondemand::raw_json_string raw;
	string_view s;
	TRY(get(j, v.type(), type));
	switch (type) {
	case ondemand::json_type::string:
		TRY(get(j, v.get_raw_json_string(), raw));
		TRY(take(j, raw, false, s));
		f.type = CATENA_FIELD_STRING;
		f.s = s.data();
		f.size = static_cast<uint32_t>(s.size());
		return CATENA_OK;
	case ondemand::json_type::number:
		return take_number(j, v, f);
	case ondemand::json_type::array:
	case ondemand::json_type::object:
		return take_json(j, v, r, f);
	default:
		return take_word(j, v, f);
	}
}

} // namespace read_jsonl
