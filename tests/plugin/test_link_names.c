/* SPDX-License-Identifier: MIT */
/* test_link_names.c - which names of one document are one thing's. */
#include "link_names/link.h"
#include "link_names/lists.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define P FAMILY_PERSON
#define O FAMILY_ORG
#define L FAMILY_PLACE

struct named {
	enum family family;
	const char *s;
	uint32_t id;
};

/* "0 0 1": the group of each mention, numbered as they come; '?' behind one that
 * has candidates. */
static void links(const struct named *names, uint32_t n, const char *expected)
{
	struct link_mention m[32] = {{0}};
	struct linker l = {0};
	char got[256] = "";
	uint32_t seen[32], groups = 0;
	for (uint32_t i = 0; i < n; i++)
		m[i] = (struct link_mention){names[i].s, (uint32_t)strlen(names[i].s),
		                             names[i].family, names[i].id, 0};
	assert_true(link_names_link(&l, m, n));
	for (uint32_t i = 0; i < n; i++) {
		const struct link_form *const f = l.forms + l.form_of[i];
		uint32_t k = 0;
		while (k < groups && seen[k] != f->group)
			k++;
		if (k == groups)
			seen[groups++] = f->group;
		snprintf(got + strlen(got), sizeof got - strlen(got), "%s%u%s",
		         i ? " " : "", k, f->n_candidates ? "?" : "");
	}
	link_names_free(&l);
	if (strcmp(got, expected) != 0)
		fail_msg("\"%s\"...: %s, not %s", names[0].s, got, expected);
}

#define LINKS(expected, ...) \
	do { \
		const struct named names_[] = {__VA_ARGS__}; \
		links(names_, sizeof names_ / sizeof *names_, expected); \
	} while (0)

static void test_people(void **state)
{
	(void)state;
	/* "Abdul Rahman" is one given name, however it is written. */
	LINKS("0 0 0 0", {FAMILY_PERSON, "Abdel-Rahman al-Osk", 0},
	      {FAMILY_PERSON, "Abdulrahman Al Osk", 0},
	      {FAMILY_PERSON, "Abdul Rahman al-Osk", 0}, {FAMILY_PERSON, "Al Osk", 0});
	LINKS("0 1", {FAMILY_PERSON, "Abdul Rahman al-Osk", 0},
	      {FAMILY_PERSON, "Abdul Karim al-Osk", 0});
	/* One article, written in two ways; a last word stays as it is. */
	LINKS("0 0 0", {P, "Yusuf el-Osk", 0}, {P, "Yousif Al Osk", 0},
	      {P, "El-Osk", 0});
	LINKS("0 1", {P, "Ann El", 0}, {P, "Bo Al", 0});
	LINKS("0 0", {FAMILY_PERSON, "Abdul Brill", 0}, {FAMILY_PERSON, "Brill", 0});
	LINKS("0 0 0 0", {P, "Omar Abdul-Hadi", 0}, {P, "Omar Abdul Hadi", 0},
	      {P, "Abdul-Hadi", 0}, {P, "Hadi's", 0});
	LINKS("0 0 0", {P, "Gen. Ann Holt", 0}, {P, "Holt", 0}, {P, "General Holt", 0});
	LINKS("0 0", {P, "Qassem Karimi", 0}, {P, "Qasem Karimi", 0});
	LINKS("0 0", {P, "Mohammed Haddad", 0}, {P, "Muhammad Haddad", 0});
	LINKS("0 0 0", {P, "Robert Lee Dunn", 0}, {P, "Bob Dunn", 0},
	      {P, "R. Dunn", 0});
	LINKS("0 0", {P, "Zo\xC3\xAB Br\xC3\xBChl", 0}, {P, "Zoe Bruhl", 0});
	LINKS("0 0", {P, "ANN HOLT", 0}, {P, "Ann Holt", 0});
	LINKS("0 0 0", {P, "President Ana Lind", 0}, {P, "the President", 0},
	      {P, "President", 0});
	LINKS("0 0", {P, "Foreign Minister Jan Alm", 0}, {P, "Jan Alm", 0});
	LINKS("0 0 1", {P, "Duke of Osk", 0}, {P, "the Duke of Osk", 0},
	      {P, "Duke of Tarsk", 0});
	LINKS("0 0", {P, "Juan Carlos Vega Ruiz", 0}, {P, "Vega", 0});
}

static void test_people_spelled(void **state)
{
	(void)state;
	LINKS("0 0 0", {P, "Aleksandr Volkov", 0}, {P, "Alexander Volkov", 0},
	      {P, "Volkov", 0});
	LINKS("0 0 0", {P, "Mohammed Abdul-Karim al-Hadi", 0},
	      {P, "Muhammad Abdulkarim al-Hadi", 0}, {P, "Hadi", 0});
	LINKS("0 1", {P, "Mohammed Abdul-Karim al-Hadi", 0},
	      {P, "Muhammad Abdulkader al-Hadi", 0});
}

static void test_people_apart(void **state)
{
	(void)state;
	LINKS("0 1 2?", {P, "Ann Holt", 0}, {P, "Peter Holt", 0}, {P, "Holt", 0});
	LINKS("0 1 2?", {P, "Jane Smith", 0}, {P, "John Smith", 0}, {P, "J. Smith", 0});
	LINKS("0 1 2?", {P, "Adel Karim Mahdi", 0}, {P, "Adel Hassan Mahdi", 0},
	      {P, "Adel Mahdi", 0});
	LINKS("0 1", {P, "Mark Alm", 0}, {P, "Mark Holt", 0});
	LINKS("0 1", {P, "Ann Holt and Bo Lee", 0}, {P, "Holt", 0});
	LINKS("0 1", {P, "Washington", 0}, {L, "Washington", 0});
	LINKS("0 1", {P, "Ann Holt", 7}, {P, "Ann Holt", 8});
	LINKS("0 0", {P, "Ann Holt", 7}, {P, "A. Holt-Berg", 7});
	LINKS("0 1 2?", {P, "President Ana Lind", 0}, {P, "President Ole Berg", 0},
	      {P, "President", 0});
	LINKS("0 1 2?", {P, "Juan Vega Ruiz", 0}, {P, "Ana Vega Diaz", 0},
	      {P, "Vega", 0});
	LINKS("0 1 1", {P, "Juan Vega Ruiz", 0}, {P, "Ana Vega", 0}, {P, "Vega", 0});
	LINKS("0 1", {P, "Secretary Lee", 0}, {P, "Shadow Secretary", 0});
}

/* "Jr." and "Sr.", "II" and "III" are two; without is one of them, if there is but
 * one. */
static void test_generations(void **state)
{
	(void)state;
	LINKS("0 1 2?", {P, "Bo Lind Jr.", 0}, {P, "Bo Lind Sr.", 0}, {P, "Lind", 0});
	LINKS("0 1 2? 0", {P, "Bo Lind, Jr.", 0}, {P, "Bo Lind Sr", 0},
	      {P, "Bo Lind", 0}, {P, "Bo Lind Junior", 0});
	LINKS("0? 1 2", {P, "Bo Lind", 0}, {P, "Bo Lind II", 0}, {P, "Bo Lind III", 0});
	LINKS("0 0 0", {P, "Bo Lind", 0}, {P, "Bo Lind Jr., PhD", 0}, {P, "Lind", 0});
	LINKS("0 0", {P, "Bo Karl Lind", 0}, {P, "Bo Lind Jr.", 0});
	/* The longer name could be either's. */
	LINKS("0? 1 2", {P, "Bo Karl Lind", 0}, {P, "Bo Lind Jr.", 0},
	      {P, "Bo Lind Sr.", 0});
	LINKS("0? 1 2", {P, "Bo Lind", 0}, {P, "Bo Lind Jr.", 0},
	      {P, "B. Lind Sr.", 0});
	LINKS("0 0 1", {P, "Bo Lind Jr.", 0}, {P, "Lind Jr.", 0}, {P, "Lind Sr.", 0});
	LINKS("0 1", {P, "Bo Lind", 0}, {P, "Lind Jr.", 0});
	LINKS("0 1", {P, "Bo Lind Jr.", 0}, {P, "Ann Lind Jr.", 0});
	LINKS("0? 1 2 3?", {P, "Bo W. Lind", 0}, {P, "Bo Lind Jr.", 0},
	      {P, "Bo Lind Sr.", 0}, {P, "Lind", 0});
	LINKS("0 0", {P, "Bo Lind Jr.", 7}, {P, "Bo Lind Sr.", 7});
	LINKS("0 1 0", {P, "Ulf III", 0}, {P, "Ulf II", 0}, {P, "King Ulf III", 0});
	LINKS("0 1 2?", {P, "Ulf III", 0}, {P, "Ulf II", 0}, {P, "Ulf", 0});
	LINKS("0 0", {P, "Ulf III", 0}, {P, "Ulf", 0});
	LINKS("0 1 2?", {P, "Ulf III", 0}, {P, "Ulf Berg", 0}, {P, "Ulf", 0});
	LINKS("0 1", {P, "Ulf Berg", 0}, {P, "Ulf III", 0});
	LINKS("0 0", {P, "Kareem II", 0}, {P, "Karim II", 0});
	LINKS("0 1 1 2", {P, "Bo Lind", 0}, {P, "Jr.", 0}, {P, "Jr", 0}, {P, "Sr.", 0});
	LINKS("0 0 1", {P, "Junior", 0}, {P, "Junior", 0}, {P, "Bo Junior", 0});
}

/* Titles that are family names. */
static void test_kings(void **state)
{
	(void)state;
	LINKS("0 0 1", {P, "Bo Karl King", 0}, {P, "Bo Karl King Jr.", 0},
	      {P, "King Ulf", 0});
	LINKS("0 1 1", {P, "Bo King", 0}, {P, "King Ulf", 0}, {P, "the King", 0});
	LINKS("0 0 0", {P, "Bo King", 0}, {P, "Mr. King", 0}, {P, "Dr. Bo King", 0});
	LINKS("0 0 1", {P, "Bo King Jr.", 0}, {P, "King Jr.", 0}, {P, "Jr.", 0});
	LINKS("0 0", {P, "Crown Prince Ulf", 0}, {P, "the Crown Prince", 0});
	LINKS("0 0", {P, "Lind", 0}, {P, "Swedish King Bo Lind", 0});
	LINKS("0 0", {P, "Prince of Osk", 0}, {P, "the Prince of Osk", 0});
}

/* Initials and middle names fit from the first on. */
static void test_middles(void **state)
{
	(void)state;
	LINKS("0 1 2?", {P, "Bo H. W. Lind", 0}, {P, "Bo W. Lind", 0}, {P, "Lind", 0});
	LINKS("0 1 2?", {P, "Bo W. Lind", 0}, {P, "Bo H.W. Lind", 0}, {P, "Lind", 0});
	LINKS("0 1 2?", {P, "Bo H. W. Lind", 0}, {P, "Bo W. Lind", 0},
	      {P, "Bo Lind", 0});
	LINKS("0 0 0", {P, "Bo H. W. Lind", 0}, {P, "Bo H. Lind", 0}, {P, "Lind", 0});
	LINKS("0 0", {P, "Bo H. W. Lind", 0}, {P, "Bo H.W. Lind", 0});
	LINKS("0 0", {P, "Bo Hans Walt Lind", 0}, {P, "Bo H. W. Lind", 0});
	LINKS("0 1", {P, "Bo Hans Walt Lind", 0}, {P, "Bo Walt Lind", 0});
	LINKS("0 0", {P, "Bo de Vega Lind", 0}, {P, "Bo Vega Lind", 0});
	LINKS("0 1 1", {P, "Bo H. W. Lind", 0}, {P, "Bo W. Lind", 0},
	      {P, "W. Lind", 0});
	LINKS("0 1", {P, "Bo H. W. Lind", 0}, {P, "W. Lind", 0});
	LINKS("0 0", {P, "Bo H. W. Lind", 0}, {P, "H. W. Lind", 0});
}

static void test_bodies(void **state)
{
	(void)state;
	LINKS("0 0 0", {O, "World Rail Organization", 0}, {O, "WRO", 0},
	      {O, "the World Rail Organization", 0});
	LINKS("0 0", {O, "Ministry of Roads and Rail", 0}, {O, "MRR", 0});
	LINKS("0 0", {O, "State Department", 0}, {O, "US State Department", 0});
	LINKS("0 0 1", {O, "Department of the Interior", 0},
	      {O, "Interior Department", 0}, {O, "Department of Roads", 0});
	LINKS("0 0 0", {O, "Ministry of Roads", 0}, {O, "Roads Ministry", 0},
	      {O, "MR", 0});
	LINKS("0 0", {O, "Alvarez University", 0}, {O, "Alvarez", 0});
	LINKS("0 1", {O, "Alvarez University", 0}, {O, "University", 0});
	LINKS("0 1 2", {O, "Acme Norway", 0}, {O, "Acme", 0}, {L, "Norway", 0});
	LINKS("0 0 1", {O, "Oslo Herald", 0}, {O, "Herald", 0}, {L, "Oslo", 0});
	/* Whose it is it is not. */
	LINKS("0 1 0", {O, "Osk", 0}, {O, "Osk's Alvarez", 0}, {O, "Osk's", 0});
	LINKS("0 1", {O, "Lions\xE2\x80\x99 Den", 0}, {O, "Lions", 0});
	LINKS("0 0", {O, "Osk's Rail Trust", 0}, {O, "Rail Trust", 0});
	LINKS("0 0", {O, "Alma's Stores", 0}, {O, "Alma's", 0});
	LINKS("0 0", {O, "Oslo Alma's Stores", 0}, {O, "Alma's Stores", 0});
	LINKS("0 1 2?", {O, "Northern Rail Trust", 0}, {O, "National Rail Trust", 0},
	      {O, "NRT", 0});
}

/* Letters in brackets behind themselves, behind each other, and before they are
 * said to stand for what is short for something else: no circle, no one lost. */
static void test_meanings(void **state)
{
	static const struct {
		const char *s[4];
		uint32_t means[4];
	} cases[] = {{{"A-B", "A-B", "A-B", "A-B"}, {0, 1, 0, 3}},
	             {{"A-B", "C-D", "C-D", "A-B"}, {0, 1, 0, 3}},
	             {{"A-B", "Oslo Bo Trust", "Bo Trust", "A-B"}, {0, 0, 0, 3}}};
	(void)state;
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		struct link_mention m[4];
		struct linker l = {0};
		uint32_t listed = 0;
		for (uint32_t i = 0; i < 4; i++)
			m[i] = (struct link_mention){cases[k].s[i],
			                             (uint32_t)strlen(cases[k].s[i]), O, 0,
			                             cases[k].means[i]};
		assert_true(link_names_link(&l, m, 4));
		for (uint32_t i = 1; i < 4; i++)
			assert_int_equal(l.forms[l.form_of[i]].group,
			                 l.forms[l.form_of[0]].group);
		for (uint32_t i = l.forms[l.form_of[0]].group;
		     i != LINK_NONE && listed <= l.n; i = l.next[i])
			listed++;
		assert_int_equal(listed, l.n);
		link_names_free(&l);
	}
}

static void test_places(void **state)
{
	(void)state;
	LINKS("0 0 0 0", {L, "U.S.", 0}, {L, "US", 0}, {L, "United States", 0},
	      {L, "America", 0});
	LINKS("0 0", {L, "City of Oslo", 0}, {L, "Oslo", 0});
	LINKS("0 1", {L, "North Dakota", 0}, {L, "Dakota", 0});
	LINKS("0 1", {L, "Mexico City", 0}, {L, "Mexico", 0});
	LINKS("0 1", {L, "Oslo airport", 0}, {L, "Oslo", 0});
	LINKS("0 0 1", {FAMILY_NONE, "two", 0}, {FAMILY_NONE, "two", 0},
	      {FAMILY_NONE, "three", 0});
}

enum {             /* what the names of a document have in common */
	ALL_HOLT,      /* people of one family name */
	ALL_ONE,       /* spellings of one person's name */
	WITH_MIDDLE,   /* the same, and middle names that part them */
	ALL_IDS,       /* one name with many ids */
	ALL_AUTHORITY, /* bodies that end alike */
	COMMON_KINDS
};

static void write_name(char *out, size_t room, int common, uint32_t i)
{
	static const char *const forms[] = {"%c%c%c%cna Holt", "M%chm%cd%cl%cr Holt",
	                                    "Ann %c%c%c%cn Holt", "Ann Holt",
	                                    "%c%c%c%cna Rescue Authority"};
	static const char vowels[] = "aeiouy";
	const bool one = common == ALL_ONE;
	const char a = one ? vowels[i % 6] : (char)('A' + i % 26),
	           b = one ? vowels[i / 6 % 6] : (char)('b' + i / 26 % 20),
	           c = one ? vowels[i / 36 % 6] : (char)('a' + i / 520 % 20),
	           d = one ? vowels[i / 216 % 6] : (char)('b' + i / 10400);
	snprintf(out, room, forms[common], a, b, c, d);
}

/* Milliseconds that n names of a kind take. */
static double time_of(int common, uint32_t n)
{
	struct link_mention *const m = calloc(n, sizeof *m);
	char(*const names)[32] = calloc(n, sizeof *names);
	struct linker l = {0};
	assert_true(m && names);
	for (uint32_t i = 0; i < n; i++) {
		write_name(names[i], sizeof names[i], common, i);
		m[i] = (struct link_mention){names[i], (uint32_t)strlen(names[i]),
		                             common == ALL_AUTHORITY ? O : P,
		                             common == ALL_IDS ? i + 1 : 0, 0};
	}
	const clock_t start = clock();
	assert_true(link_names_link(&l, m, n));
	const double ms = (double)(clock() - start) * 1000 / CLOCKS_PER_SEC;
	for (uint32_t i = 0; i < n; i++)
		assert_true(l.form_of[i] < l.n && l.forms[l.form_of[i]].group < l.n);
	link_names_free(&l);
	free(m);
	free(names);
	return ms;
}

/* Much of one name must not take time beyond measure, nor lose a mention: of eight
 * times the names some eight times the time, not sixty-four. */
static void test_many(void **state)
{
	(void)state;
	for (int common = 0; common < COMMON_KINDS; common++) {
		double few = 0, many = 0;
		bool good = false;
		for (int k = 0; k < 3 && !good; k++) { /* a busy machine's clock jumps */
			few = time_of(common, 2500);
			many = time_of(common, 20000);
			good = many < 25 * few + 50;
		}
		if (!good)
			fail_msg("kind %d: 2,500 names %.1f ms, 20,000 %.1f ms", common, few,
			         many);
	}
}

static void shows(enum family family, const char *s, const char *expected)
{
	size_t begin, end;
	char got[64];
	link_names_shown(s, strlen(s), family, &begin, &end);
	snprintf(got, sizeof got, "%.*s", (int)(end - begin), s + begin);
	assert_string_equal(got, expected);
}

static void test_shown(void **state)
{
	(void)state;
	shows(P, "Gen. Mark Alm", "Mark Alm");
	shows(P, "US President Ana Lind's", "Ana Lind");
	shows(P, "President", "President");
	shows(P, "Dr. Bo King Jr.", "Bo King Jr.");
	shows(P, "King Bo Jr.", "Bo Jr.");
	shows(P, "King Ulf II", "Ulf II");
	shows(O, "the Alvarez Trust", "Alvarez Trust");
	shows(L, "Oslo\xE2\x80\x99s", "Oslo");
	shows(L, "", "");
}

static void follows(const char *s, const char *expected)
{
	const char *const at = strchr(s, '|') + 1; /* behind the name */
	const size_t n = link_names_suffix_behind(s, strlen(s), (size_t)(at - s));
	char got[16];
	snprintf(got, sizeof got, "%.*s", (int)n, at);
	assert_string_equal(got, expected);
}

static void test_suffix_behind(void **state)
{
	(void)state;
	follows("Bo Lind| Jr. left", " Jr.");
	follows("Bo Lind|, Sr., left", ", Sr.");
	follows("Bo Lind| Sr", " Sr");
	follows("Ulf| III.", " III");
	follows("Ulf| II's", " II");
	follows("Ulf| IV", " IV");
	follows("Ulf|, II", "");
	follows("Ulf| ii", "");
	follows("Ulf|III", "");
	follows("Ulf| Jrs", "");
	follows("Ulf| Junior", "");
	follows("Ulf| Sr\xC3\xA4", "");
	follows("Ulf|", "");
	follows("Ulf|,", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_people),       cmocka_unit_test(test_people_spelled),
	    cmocka_unit_test(test_people_apart), cmocka_unit_test(test_bodies),
	    cmocka_unit_test(test_places),       cmocka_unit_test(test_many),
	    cmocka_unit_test(test_shown),        cmocka_unit_test(test_generations),
	    cmocka_unit_test(test_meanings),     cmocka_unit_test(test_kings),
	    cmocka_unit_test(test_middles),      cmocka_unit_test(test_suffix_behind),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
