/* SPDX-License-Identifier: MIT */
/* test_tag_gazetteer.c - lists, case, folding, and which of several names is
 * taken. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>

#include "stand_in.h"
#include "tag_gazetteer/atoms.h"

const struct catena_plugin *tag_gazetteer_LTX_catena_plugin(uint16_t, uint16_t);

#define LIST "test_tag_gazetteer.tsv"
#define SECOND "test_tag_gazetteer_2.tsv"

static void write_list(const char *path, const char *s, size_t size)
{
	FILE *const f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(s, 1, size, f), size);
	assert_int_equal(fclose(f), 0);
}

/* A list and up to two more options; what create answers. */
static catena_status begin(struct stand_in *h, const char *list, const char *name,
                           const char *value)
{
	const char *const options[] = {"lists", LIST, "type", "X", name, value, NULL};

	write_list(LIST, list, strlen(list));
	return stand_in_begin(h, tag_gazetteer_LTX_catena_plugin(1, 0), options);
}

static void end(struct stand_in *h)
{
	stand_in_end(h);
	unlink(LIST);
	unlink(SECOND);
}

/* "text/canonical/type/id" of each row, '|' between. */
static const char *tag(struct stand_in *h, const char *text)
{
	static char out[4096];

	stand_in_document(h, "doc", text, (uint32_t)strlen(text));
	assert_int_equal(stand_in_pass(h), CATENA_OK);
	out[0] = '\0';
	for (uint32_t i = 0; i < h->rows.n; i++) {
		const size_t used = strlen(out);
		const uint32_t *const type = h->rows.cols[0], *const name = h->rows.cols[1],
		                      *const id = h->rows.cols[2];
		snprintf(out + used, sizeof out - used, "%s%.*s/%s/%s/%s", i ? "|" : "",
		         (int)(h->rows.end[i] - h->rows.begin[i]), text + h->rows.begin[i],
		         stand_in_string_get(&h->ctx, name[i], NULL),
		         stand_in_symbol(&h->ctx, type[i], NULL),
		         stand_in_string_get(&h->ctx, id[i], NULL));
	}
	return out;
}

/* As tag, the texts only. */
static const char *spans(struct stand_in *h, const char *text)
{
	static char out[4096];

	tag(h, text);
	out[0] = '\0';
	for (uint32_t i = 0; i < h->rows.n; i++) {
		const size_t used = strlen(out);
		snprintf(out + used, sizeof out - used, "%s%.*s", i ? "|" : "",
		         (int)(h->rows.end[i] - h->rows.begin[i]), text + h->rows.begin[i]);
	}
	return out;
}

static void rows_say_what_the_list_says(void **unused)
{
	struct stand_in h;

	(void)unused;
	assert_int_equal(begin(&h,
	                       "Oslo\tGPE\tQ585\tCity of Oslo\n"
	                       "Adel Abdul Mahdi\tPERSON\tP1\n"
	                       "Kon-Tiki\n",
	                       NULL, NULL),
	                 CATENA_OK);
	assert_string_equal(tag(&h, "In Oslo, Adel Abdul\n Mahdi saw Kon-Tiki; Oslo."),
	                    "Oslo/City of Oslo/GPE/Q585|"
	                    "Adel Abdul\n Mahdi/Adel Abdul Mahdi/PERSON/P1|"
	                    "Kon-Tiki/Kon-Tiki/X/|Oslo/City of Oslo/GPE/Q585");
	const double *const score = h.rows.cols[3];
	const uint32_t *const by = h.rows.cols[4];
	assert_true(score[0] > 0.9999);
	assert_string_equal(stand_in_symbol(&h.ctx, by[0], NULL), "tag_gazetteer");
	assert_string_equal(tag(&h, ""), "");
	assert_string_equal(tag(&h, "nothing here"), "");
	end(&h);
}

/* A constant is of the lines that say nothing. */
static void lines_may_have_scores_of_their_own(void **unused)
{
	struct stand_in h;

	(void)unused;
	assert_int_equal(begin(&h,
	                       "name\ttype\tscore\tscore=0.25\n"
	                       "Oslo\tGPE\nArden\tLOC\t0.75\n",
	                       NULL, NULL),
	                 CATENA_OK);
	assert_string_equal(tag(&h, "Oslo and Arden"),
	                    "Oslo/Oslo/GPE/|Arden/Arden/LOC/");
	const double *const score = h.rows.cols[3];
	assert_true(score[0] > 0.24 && score[0] < 0.26);
	assert_true(score[1] > 0.74 && score[1] < 0.76);
	end(&h);
}

static void the_longest_of_the_first_is_taken(void **unused)
{
	struct stand_in h;

	(void)unused;
	assert_int_equal(begin(&h,
	                       "New York\nNew York Times\nYork Times Square\nTimes\n"
	                       "Square\nBank of\nBank of the West End\nWest\n",
	                       NULL, NULL),
	                 CATENA_OK);
	assert_string_equal(spans(&h, "New York Times Square"),
	                    "New York Times|Square");
	assert_string_equal(spans(&h, "New York"), "New York");
	assert_string_equal(spans(&h, "New Bank of the West"), "Bank of|West");
	assert_string_equal(spans(&h, "York Times Square"), "York Times Square");
	assert_string_equal(spans(&h, "York Times Squares"), "Times");
	end(&h);
}

static void the_first_list_wins(void **unused)
{
	static const char *const options[] = {"lists", LIST ", " SECOND, NULL};
	static const char second[] = "Georgia\tGPE\tstate\nTbilisi\tGPE\n";
	static const char first[] = "Georgia\tGPE\tcountry\nGeorgia\tPERSON\tgirl\n";
	struct stand_in h;

	(void)unused;
	write_list(LIST, first, strlen(first));
	write_list(SECOND, second, strlen(second));
	assert_int_equal(
	    stand_in_begin(&h, tag_gazetteer_LTX_catena_plugin(1, 0), options),
	    CATENA_OK);
	assert_string_equal(tag(&h, "Georgia Tbilisi"),
	                    "Georgia/Georgia/GPE/country|Tbilisi/Tbilisi/GPE/");
	end(&h);
}

static void case_is_as_asked(void **unused)
{
	static const char list[] =
	    "US\nParis\nhedge fund\nal-Karimi\niPhone\nMcDonald\n"
	    "\xC3\x96rebro\n";
	static const char text[] =
	    "US us Us; Paris PARIS paris; hedge fund Hedge Fund HEDGE FUND; al-Karimi "
	    "Al-Karimi al-karimi; iPhone IPHONE iphone; McDonald MCDONALD Mcdonald "
	    "mcdonald; \xC3\x96rebro \xC3\x96REBRO \xC3\xB6rebro";
	struct stand_in h;

	(void)unused;
	assert_int_equal(begin(&h, list, "case", "exact"), CATENA_OK);
	assert_string_equal(spans(&h, text), "US|Paris|hedge fund|al-Karimi|iPhone|"
	                                     "McDonald|\xC3\x96rebro");
	end(&h);
	assert_int_equal(begin(&h, list, "case", "fold"), CATENA_OK);
	spans(&h, text);
	assert_int_equal(h.rows.n, 3 + 3 + 3 + 3 + 3 + 4 + 3);
	end(&h);
	assert_int_equal(begin(&h, list, "case", "smart"), CATENA_OK);
	assert_string_equal(
	    spans(&h, text),
	    "US|Paris|PARIS|hedge fund|Hedge Fund|HEDGE "
	    "FUND|al-Karimi|Al-Karimi|iPhone|"
	    "IPHONE|McDonald|MCDONALD|Mcdonald|\xC3\x96rebro|\xC3\x96REBRO");
	end(&h);
}

/* Two names that differ in case only are two names. */
static void the_name_with_the_right_case_is_taken(void **unused)
{
	struct stand_in h;

	(void)unused;
	assert_int_equal(begin(&h, "WHO\tORG\nwho\tPRON\n", "case", "exact"),
	                 CATENA_OK);
	assert_string_equal(tag(&h, "who WHO Who"), "who/who/PRON/|WHO/WHO/ORG/");
	end(&h);
}

static void names_end_where_tokens_do(void **unused)
{
	/* as UAX 29 cuts it, but for "U.", which is one token here */
	static const char text[] = "O'Neill's Obama's U. Neill Neil\xC3\xA9";
	static const uint32_t tokens[][2] = {
	    {0, 9}, {10, 17}, {18, 20}, {21, 26}, {27, 33}};
	struct stand_in h;

	(void)unused;
	assert_int_equal(begin(&h, "Neill\nObama\nO'Neill\nU.\n", NULL, NULL),
	                 CATENA_OK);
	stand_in_document(&h, "d", text, (uint32_t)strlen(text));
	for (uint32_t i = 0; i < 5; i++) {
		h.begin[i] = tokens[i][0];
		h.end[i] = tokens[i][1];
		h.hash[i] = catena_fold_hash(text + h.begin[i], h.end[i] - h.begin[i]);
		h.kind[i] = CATENA_TOKEN_WORD;
	}
	h.tokens.n = 5;
	assert_int_equal(stand_in_pass(&h), CATENA_OK);
	assert_int_equal(h.rows.n, 4);
	assert_int_equal(h.rows.begin[0], 0);
	assert_int_equal(h.rows.end[0], 7);
	assert_int_equal(h.rows.begin[1], 10);
	assert_int_equal(h.rows.end[1], 15);
	assert_int_equal(h.rows.end[2], 20);
	assert_int_equal(h.rows.begin[3], 21);
	end(&h);
}

static void kinds_of_quotes_and_hyphens_are_one(void **unused)
{
	struct stand_in h;

	(void)unused;
	assert_int_equal(begin(&h, "Yusuf el-Karimi\nPeople's Park\n", NULL, NULL),
	                 CATENA_OK);
	assert_string_equal(spans(&h, "Yusuf el\xE2\x80\x91Karimi"),
	                    "Yusuf el\xE2\x80\x91Karimi");
	assert_string_equal(spans(&h, "the People\xE2\x80\x99s\xC2\xA0Park"),
	                    "People\xE2\x80\x99s\xC2\xA0Park");
	assert_string_equal(spans(&h, "Yusuf el Karimi, Peoples Park"), "");
	end(&h);
}

static void folding_is_as_asked(void **unused)
{
	static const char list[] =
	    "Abdul-Mahdi\nQur'an\nU.S. Steel\nS\xC3\xA3o Paulo\n";
	struct stand_in h;

	(void)unused;
	assert_int_equal(begin(&h, list, "fold", "hyphens"), CATENA_OK);
	assert_string_equal(
	    spans(&h, "Abdul Mahdi Abdul-Mahdi Abdul - Mahdi AbdulMahdi"),
	    "Abdul Mahdi|Abdul-Mahdi|Abdul - Mahdi");
	end(&h);
	assert_int_equal(begin(&h, list, "fold", "apostrophes"), CATENA_OK);
	assert_string_equal(spans(&h, "Quran"), "Quran");
	end(&h);
	assert_int_equal(begin(&h, list, "fold", "spaces"), CATENA_OK);
	assert_string_equal(spans(&h, "U. S. Steel; U.S.Steel; US Steel"),
	                    "U. S. Steel|U.S.Steel");
	assert_string_equal(spans(&h, "SaoPaulo S\xC3\xA3oPaulo"), "");
	end(&h);
	if (!tag_gazetteer_can_fold_diacritics())
		skip();
	assert_int_equal(begin(&h, list, "fold", "diacritics"), CATENA_OK);
	assert_string_equal(spans(&h, "Sao Paulo, Sa\xCC\x83o Paulo, S\xC3\xA3o Paulo"),
	                    "Sao Paulo|Sa\xCC\x83o Paulo|S\xC3\xA3o Paulo");
	end(&h);
}

static void letters_and_digits_may_be_cut(void **unused)
{
	static const char text[] = "the 5G act, 5G act, 5 G act";
	static const uint32_t tokens[][2] = {{0, 3},   {4, 5},   {5, 6},   {7, 10},
	                                     {10, 11}, {12, 14}, {15, 18}, {18, 19},
	                                     {20, 21}, {22, 23}, {24, 27}};
	struct stand_in h;

	(void)unused;
	assert_int_equal(begin(&h, "5G Act\n", "case", "fold"), CATENA_OK);
	stand_in_document(&h, "d", text, (uint32_t)strlen(text));
	for (uint32_t i = 0; i < 11; i++) {
		h.begin[i] = tokens[i][0];
		h.end[i] = tokens[i][1];
		h.hash[i] = catena_fold_hash(text + h.begin[i], h.end[i] - h.begin[i]);
		h.kind[i] = CATENA_TOKEN_WORD;
	}
	h.tokens.n = 11;
	assert_int_equal(stand_in_pass(&h), CATENA_OK);
	assert_int_equal(h.rows.n, 2);
	assert_int_equal(h.rows.begin[0], 4);
	assert_int_equal(h.rows.begin[1], 12);
	end(&h);
}

static void ideographs_need_no_blanks(void **unused)
{
	struct stand_in h;

	(void)unused;
	assert_int_equal(begin(&h, "\xE6\x9D\xB1\xE4\xBA\xAC\n", NULL, NULL),
	                 CATENA_OK);
	/* the stand-in takes the whole line for one token: nothing begins inside */
	assert_string_equal(spans(&h, "\xE5\x9C\xA8\xE6\x9D\xB1\xE4\xBA\xAC"), "");
	assert_string_equal(spans(&h, "\xE6\x9D\xB1\xE4\xBA\xAC"),
	                    "\xE6\x9D\xB1\xE4\xBA\xAC");
	stand_in_document(&h, "d", "\xE5\x9C\xA8\xE6\x9D\xB1\xE4\xBA\xAC", 9);
	for (uint32_t i = 0; i < 3; i++) {
		h.begin[i] = i * 3;
		h.end[i] = i * 3 + 3;
		h.kind[i] = CATENA_TOKEN_WORD;
		h.hash[i] = catena_fold_hash(h.text + i * 3, 3);
	}
	h.tokens.n = 3;
	assert_int_equal(stand_in_pass(&h), CATENA_OK);
	assert_int_equal(h.rows.n, 1);
	assert_int_equal(h.rows.begin[0], 3);
	end(&h);
}

/* ---- Lists ---- */

static void headers_comments_and_ends_of_lines(void **unused)
{
	struct stand_in h;

	(void)unused;
	assert_int_equal(begin(&h,
	                       "\xEF\xBB\xBFname\tid\tpopulation\ttype\r\n"
	                       "# comment\r\n"
	                       "#\r\n"
	                       "  \t \r\n"
	                       " Oslo \tQ585\t700000\tGPE\r\n"
	                       "#MeToo\t\t\tEVENT\r\n"
	                       "Bergen\tQ26793",
	                       NULL, NULL),
	                 CATENA_OK);
	assert_string_equal(tag(&h, "Oslo #MeToo Bergen"),
	                    "Oslo/Oslo/GPE/Q585|#MeToo/#MeToo/EVENT/|"
	                    "Bergen/Bergen/X/Q26793");
	end(&h);
}

static void check_refused(const char *list, size_t size, const char *why)
{
	static const char *const options[] = {"lists", LIST, NULL};
	struct stand_in h;

	write_list(LIST, list, size);
	assert_int_equal(
	    stand_in_begin(&h, tag_gazetteer_LTX_catena_plugin(1, 0), options),
	    CATENA_E_CONFIG);
	assert_string_equal(h.message, "1 wrong lines in the lists");
	assert_string_equal(h.first_log, why);
	end(&h);
}

#define REFUSED(list, why) check_refused(list, sizeof list - 1, LIST ":" why)

static void wrong_lines_are_named(void **unused)
{
	(void)unused;
	REFUSED("a\tX\n\tX\n", "2: empty name");
	REFUSED("a\n",
	        "1: no type: add a second column, or say type = \"...\" for all");
	REFUSED("a\tX\tid\tcan\tmore\n",
	        "1: too many columns: name, type, id, canonical "
	        "name");
	REFUSED("name\ttype\na\tX\ty\n", "2: more columns than the header has");
	REFUSED("a\tX\nb\xFF\tX\n", "2: not UTF-8");
	REFUSED("a\0b\tX\n", "1: a NUL byte");
	REFUSED("\xC2\xA0\tX\n", "1: a name without a letter");
	REFUSED("name\ttype\tweak\na\tX\tmaybe\n", "2: weak must be yes, behind or no");
	REFUSED("name\ttype\tname\n", "1: the header has the same column twice");
	REFUSED("name\tscore\tscore\n", "1: the header has the same column twice");
	REFUSED("name\tscore=0.5\tscore=0.6\n",
	        "1: the header has the same column twice");
	REFUSED("name\ttype\ttype=X\n", "1: the header has the same column twice");
	REFUSED("name\ttype\t=X\n", "1: the header has a column without a name");
	REFUSED("name\ttype\tscore\na\tX\t0\nb\tX\t1\n",
	        "2: score must be a number above 0 and up to 1");
	REFUSED("name\ttype\tscore\na\tX\t1.1\nb\tX\t.001\n",
	        "2: score must be a number above 0 and up to 1");
	REFUSED("name\ttype\tscore=half\na\tX\n",
	        "2: score must be a number above 0 and up to 1");
	REFUSED("name\tx\tx\n", "1: the header has the same column twice");
	REFUSED("name\t\ttype\n", "1: the header has a column without a name");
}

static void a_name_has_a_length(void **unused)
{
	static char list[2000];

	(void)unused;
	memset(list, 'a', sizeof list);
	memcpy(list + sizeof list - 3, "\tX\n", 3);
	check_refused(list, sizeof list,
	              LIST ":1: a name of more than 1,000 bytes or 128 words");
}

static void what_cannot_be_read_is_said(void **unused)
{
	static const char *const missing[] = {"lists", "does/not/exist.tsv", NULL};
	static const char *const folder[] = {"lists", ".", NULL};
	static const char *const none[] = {"lists", "", NULL};
	struct stand_in h;

	(void)unused;
	assert_int_equal(
	    stand_in_begin(&h, tag_gazetteer_LTX_catena_plugin(1, 0), missing),
	    CATENA_E_CONFIG);
	assert_string_equal(h.message,
	                    "list does/not/exist.tsv: No such file or directory");
	end(&h);
	assert_int_equal(
	    stand_in_begin(&h, tag_gazetteer_LTX_catena_plugin(1, 0), folder),
	    CATENA_E_CONFIG);
	assert_string_equal(h.message, "list .: is a folder");
	end(&h);
	assert_int_equal(
	    stand_in_begin(&h, tag_gazetteer_LTX_catena_plugin(1, 0), none),
	    CATENA_E_CONFIG);
	end(&h);
	assert_int_equal(begin(&h, "a\n", "fold", "case"), CATENA_E_CONFIG);
	assert_non_null(strstr(h.message, "\"case\" is not one of"));
	end(&h);
	/* an empty list is a list */
	assert_int_equal(begin(&h, "", NULL, NULL), CATENA_OK);
	assert_string_equal(spans(&h, "a b"), "");
	end(&h);
}

static void names_beside_each_other_are_joined(void **unused)
{
	static const char names[] = "name\ttype\tweak\n"
	                            "Maria\tPERSON\nLuisa\tPERSON\tno\n"
	                            "Garcia\tPERSON\tyes\nHill\tPERSON\tbehind\n"
	                            "Jordan\tPERSON\tyes\nJordan\tGPE\n"
	                            "Oslo\tGPE\nBergen\tGPE\n";
	static const struct {
		const char *text, *found;
	} cases[] = {
	    {"Maria Garcia of Oslo", "Maria Garcia|Oslo"},
	    {"Maria-Luisa Garcia Hill", "Maria-Luisa Garcia Hill"},
	    {"Garcia Maria; Maria, Luisa", "Garcia Maria|Maria|Luisa"},
	    {"Hill Maria Hill. Hill", "Maria Hill"},
	    {"Garcia Hill Hill Garcia", ""},
	    {"Hill Garcia Maria", "Garcia Maria"},
	    {"Maria J. K. Hill and Maria j. Hill", "Maria J. K. Hill|Maria"},
	    {"Maria\nGarcia, Maria\n\nGarcia", "Maria\nGarcia|Maria"},
	    {"Oslo Bergen", "Oslo|Bergen"},
	    {"Jordan, Maria Jordan", "Jordan|Maria|Jordan"},
	    {"Maria J.Garcia", "Maria"},
	};
	struct stand_in h;

	(void)unused;
	assert_int_equal(begin(&h, names, "join", "PERSON"), CATENA_OK);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(spans(&h, cases[i].text), cases[i].found);
	assert_string_equal(tag(&h, "Luisa Garcia"),
	                    "Luisa Garcia/Luisa Garcia/PERSON/");
	end(&h);
	assert_int_equal(begin(&h, names, NULL, NULL), CATENA_OK);
	assert_string_equal(spans(&h, "Maria Garcia Luisa"), "Maria|Luisa");
	end(&h);
}

static void headers_may_speak_for_all_lines(void **unused)
{
	static const char names[] =
	    "name\tid\ttype=GPE\tscore\tcountry=NO\tcanonical=The town\n"
	    "Oslo\tQ585\t0.25\nBergen\t\nParis\tP\t.5\n";
	struct stand_in h;

	(void)unused;
	assert_int_equal(begin(&h, names, "score", "0.75"), CATENA_OK);
	assert_string_equal(tag(&h, "Oslo, Bergen, Paris"),
	                    "Oslo/The town/GPE/Q585|Bergen/The town/GPE/|"
	                    "Paris/The town/GPE/P");
	const double *const score = h.rows.cols[3];
	const uint32_t *const fields = h.rows.cols[5];
	assert_true(score[0] > 0.2499 && score[0] < 0.2501);
	assert_true(score[1] > 0.7499 && score[1] < 0.7501);
	assert_true(score[2] > 0.4999 && score[2] < 0.5001);
	assert_string_equal(stand_in_string_get(&h.ctx, fields[1], NULL),
	                    "{\"country\":\"NO\"}");
	end(&h);
}

/* ---- Against the plainest way ---- */

static uint32_t next_random(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (uint32_t)(*state >> 33);
}

/* Words of a language of 40 words, n of them, blanks between. */
static void make_words(char *out, uint32_t n, uint64_t *seed)
{
	for (uint32_t i = 0; i < n; i++)
		out += snprintf(out, 8, "%sw%u", i ? " " : "",
		                (unsigned)(next_random(seed) % 40));
}

/* The size of the longest name at `at`, by looking for each. */
static size_t longest_by_hand(const char *names, const char *text, size_t at)
{
	size_t best = 0;

	while (*names) {
		const size_t n = strcspn(names, "\n");
		const char after = strncmp(text + at, names, n) ? 'x' : text[at + n];
		if (n > best && (after == ' ' || after == '\0'))
			best = n;
		names += n + 1;
	}
	return best;
}

static void random_names_are_all_found(void **unused)
{
	static char names[60000], text[20000];
	uint64_t seed = 42;
	struct stand_in h;

	(void)unused;
	for (int round = 0; round < 10; round++) {
		char *at = names;
		for (int i = 0; i < 600; i++) {
			make_words(at, 1 + next_random(&seed) % 5, &seed);
			at += strlen(at);
			*at++ = '\n';
		}
		*at = '\0';
		make_words(text, 3000, &seed);
		static const char *const cases[] = {"exact", "fold", "smart"};
		assert_int_equal(begin(&h, names, "case", cases[round % 3]), CATENA_OK);
		stand_in_document(&h, "d", text, (uint32_t)strlen(text));
		assert_int_equal(stand_in_pass(&h), CATENA_OK);
		uint32_t row = 0;
		for (size_t i = 0; text[i];) {
			const size_t size = longest_by_hand(names, text, i);
			if (size) {
				assert_true(row < h.rows.n);
				assert_int_equal(h.rows.begin[row], i);
				assert_int_equal(h.rows.end[row], i + size);
				row++;
				i += size;
			} else
				i += strcspn(text + i, " ");
			i += text[i] == ' ';
		}
		assert_int_equal(row, h.rows.n);
		assert_true(row > 100);
		end(&h);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rows_say_what_the_list_says),
	    cmocka_unit_test(lines_may_have_scores_of_their_own),
	    cmocka_unit_test(the_longest_of_the_first_is_taken),
	    cmocka_unit_test(the_first_list_wins),
	    cmocka_unit_test(case_is_as_asked),
	    cmocka_unit_test(the_name_with_the_right_case_is_taken),
	    cmocka_unit_test(names_end_where_tokens_do),
	    cmocka_unit_test(kinds_of_quotes_and_hyphens_are_one),
	    cmocka_unit_test(folding_is_as_asked),
	    cmocka_unit_test(letters_and_digits_may_be_cut),
	    cmocka_unit_test(ideographs_need_no_blanks),
	    cmocka_unit_test(headers_comments_and_ends_of_lines),
	    cmocka_unit_test(wrong_lines_are_named),
	    cmocka_unit_test(a_name_has_a_length),
	    cmocka_unit_test(what_cannot_be_read_is_said),
	    cmocka_unit_test(names_beside_each_other_are_joined),
	    cmocka_unit_test(headers_may_speak_for_all_lines),
	    cmocka_unit_test(random_names_are_all_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
