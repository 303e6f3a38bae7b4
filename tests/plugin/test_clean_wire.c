/* SPDX-License-Identifier: MIT */
/* test_clean_wire.c - the cleaner in the harness: what goes, what stays, what is
 * kept of it; cleaned text stays as it is. */
#include "clean_wire_case.h"

/* ---- Datelines ---- */

static void dateline(const char *head, const char *place, const char *agency)
{
	char text[512];
	struct harness *h;

	snprintf(text, sizeof text, "%s" ITEM "\nMore.\n", head);
	h = clean(text, NULL);
	HARNESS_EQUAL(h, harness_text(h, 0), ITEM "\nMore.\n");
	HARNESS_EQUAL(h, harness_get(h, 0, "dateline"), place);
	HARNESS_EQUAL(h, harness_get(h, 0, "agency"), agency);
	if (harness_close(h) != 0)
		fail_msg("%s", head);
}

static void datelines(void **state)
{
	(void)state;
	dateline("MARVENA (NP) — ", "\"MARVENA\"", "\"NP\"");
	dateline(" date 2031-04-10 MARVENA (NP) — ", "\"MARVENA\"", "\"NP\"");
	dateline("MARVENA, April 12 (Northern Press) - ", "\"MARVENA, April 12\"",
	         "\"Northern Press\"");
	dateline("TARSK (Tarsk News Agency) – ", "\"TARSK\"", "\"Tarsk News Agency\"");
	dateline("WASHINGTON, Jan. 3 (Reuters) - ", "\"WASHINGTON, Jan. 3\"",
	         "\"Reuters\"");
	dateline("PORT-AU-PRINCE, Haiti (AP) _ ", "\"PORT-AU-PRINCE, Haiti\"",
	         "\"AP\"");
	dateline("NEW DELHI: ", "\"NEW DELHI\"", "");
	dateline("Beirut: ", "\"Beirut\"", "");
	dateline("BERLIN — ", "\"BERLIN\"", "");
	dateline("Oslo (AFP) -- ", "\"Oslo\"", "\"AFP\"");
	dateline("(AP) — ", "", "\"AP\"");
	dateline("LONDON/PARIS (Reuters/AFP) - ", "\"LONDON/PARIS\"",
	         "\"Reuters/AFP\"");
	dateline("Jan 3 (Reuters) - ", "\"Jan 3\"", "\"Reuters\"");
	dateline("S\xC3\x83O PAULO (AP) \xE2\x80\x94\xC2\xA0", "\"S\xC3\x83O PAULO\"",
	         "\"AP\"");
	dateline("Al-Qaim, Iraq (AFP) - ", "\"Al-Qaim, Iraq\"", "\"AFP\"");
	dateline("Al-Qaim, Iraq (AFP) ", "\"Al-Qaim, Iraq\"", "\"AFP\"");
	dateline("Ymra, Iowa (Osk News Agency) – ", "\"Ymra, Iowa\"",
	         "\"Osk News Agency\"");
	dateline("(CNN) ", "", "\"CNN\"");
	dateline("Damascus, SANA- ", "\"Damascus\"", "\"SANA\"");
	dateline("Baghdad, IRAQ (AP) -", "\"Baghdad, IRAQ\"", "\"AP\"");
	dateline("ERBIL (Kurdistan 24) – ", "\"ERBIL\"", "\"Kurdistan 24\"");
	dateline("Madrid, 10 ene (EFE).- ", "\"Madrid, 10 ene\"", "\"EFE\"");
	dateline("PARIS, 3 févr. (AFP) - ", "\"PARIS, 3 févr.\"", "\"AFP\"");
	dateline("AFP - ", "", "\"AFP\"");
	dateline("Washington, Jan 3 (IANS) ", "\"Washington, Jan 3\"", "\"IANS\"");
	dateline("Ymra, Jan 3 (PTI) ", "\"Ymra, Jan 3\"", "\"PTI\"");
	dateline("OSLO (AP) — BERGEN (NP) — ", "\"OSLO\"", "\"AP\"");
}

static void datelines_with_a_day(void **state)
{
	(void)state;
	struct harness *h =
	    clean("SAN FRANCISCO, Dec. 3, 2031 (AP) \xE2\x80\x94 " ITEM "\n", NULL);
	HARNESS_EQUAL(h, harness_get(h, 0, "dateline"),
	              "\"SAN FRANCISCO, Dec. 3, 2031\"");
	HARNESS_EQUAL(h, harness_get(h, 0, "date"), "\"2031-12-03\"");
	assert_int_equal(harness_close(h), 0);
	h = clean("date 2031-04-10 PARIS, 13 May 2030 (AFP) - " ITEM "\n", NULL);
	HARNESS_EQUAL(h, harness_get(h, 0, "date"), "\"2031-04-10\"");
	assert_int_equal(harness_close(h), 0);
	h = clean("PARIS, May 13 (AFP) - " ITEM "\n", NULL);
	HARNESS_EQUAL(h, harness_get(h, 0, "date"), "");
	assert_int_equal(harness_close(h), 0);
}

static void no_datelines(void **state)
{
	(void)state;
	stays("Attendance: " ITEM "\n");
	stays("IT IS OURS — " ITEM "\n");
	stays("Paris – the city of light – was dark, and nobody minded at all.\n");
	stays("Rain (the third this week) — " ITEM "\n");
	stays("OPINION: " ITEM "\n");
	stays("Anti- and pro-war men met.\n");
	stays("Reuters - the agency - said so to all of the men on the quays.\n");
	stays("Ann Bell, AFP - " ITEM "\n");
	stays("Ann Bell (AFP) " ITEM "\n");
	stays("Ann Bell, Iowa — " ITEM " " ITEM " " ITEM "\n");
	stays("Ann Bell, Iowa (left) — " ITEM "\n");
	stays("Paris — A City in the Dark\n\n" ITEM "\n");
	becomes("Geneva — " ITEM " " ITEM " " ITEM, ITEM " " ITEM " " ITEM, NULL);
	stays("Oslo: 21\nBerlin: 14\n");
	stays("It was late (AP) and it was raining, the agency said.\n");
	stays(ITEM " " ITEM " " ITEM "\nMARVENA (NP) — " ITEM "\n");
}

static void places(void **state)
{
	(void)state;
	struct harness *h;

	harness_write("clean_wire.places.tmp",
	              "# name\ttype\nname\ttype\nPort Elune\tGPE\tG1\n\nOsk\n");
	h = clean("ROBBED\n\nPort Elune: " ITEM "\n",
	          HARNESS_SETTINGS("places=clean_wire.places.tmp"));
	HARNESS_EQUAL(h, harness_text(h, 0), "ROBBED\n\n" ITEM "\n");
	HARNESS_EQUAL(h, harness_get(h, 0, "dateline"), "\"Port Elune\"");
	assert_int_equal(harness_close(h), 0);
	unlink("clean_wire.places.tmp");
	stays("ROBBED\n\nPort Elune: " ITEM "\n");
	h = harness_open(plugin(), HARNESS_SETTINGS("places=there/is/none.tsv"));
	assert_int_equal(harness_run(h), CATENA_E_CONFIG);
	harness_close(h);
}

/* ---- Lines ---- */

static void pictures(void **state)
{
	(void)state;
	struct harness *h =
	    clean(" date 2031-04-11 Photo by Lena Dragomir/Bay Pictures A farmer leads "
	          "two cows.\n\n" ITEM "\n",
	          NULL);
	HARNESS_EQUAL(h, harness_text(h, 0), ITEM "\n");
	HARNESS_EQUAL(h, harness_get(h, 0, "date"), "\"2031-04-11\"");
	HARNESS_EQUAL(h, harness_get(h, 0, "credit"), "\"Lena Dragomir/Bay Pictures\"");
	HARNESS_EQUAL(h, harness_get(h, 0, "caption"), "\"A farmer leads two cows.\"");
	assert_int_equal(harness_close(h), 0);

	h = clean("Sami Whitlock/Getty images The pier at Ymra.\n\n" ITEM
	          "\n\nThe outer mole in March. Image Credit: NP/Halden Wire\n\nEnd.",
	          NULL);
	HARNESS_EQUAL(h, harness_text(h, 0), ITEM "\n\nEnd.");
	HARNESS_EQUAL(h, harness_get(h, 0, "credit"),
	              "\"Sami Whitlock/Getty images\\nNP/Halden Wire\"");
	HARNESS_EQUAL(h, harness_get(h, 0, "caption"),
	              "\"The pier at Ymra.\\nThe outer mole in March.\"");
	HARNESS_EQUAL(
	    h, harness_get(h, 0, "removed"),
	    "[\"Sami Whitlock/Getty images The pier at Ymra.\",\"The outer mole "
	    "in March. Image Credit: NP/Halden Wire\"]");
	assert_int_equal(harness_close(h), 0);

	becomes(ITEM "\n\nA quay at night. (AP Photo/Lena Dragomir, File)\n\nMore.\n",
	        ITEM "\n\nMore.\n", NULL);
	becomes("They left (Photo by Lena Dragomir/Getty Images) and came back.\n",
	        "They left and came back.\n", NULL);
	becomes(ITEM "\n\nA quay at night, Jan 3, 2031. REUTERS/Ann Bell/File Photo\n",
	        ITEM "\n", NULL);
	becomes(ITEM "\n\nPhoto: A quay at night. Ann Bell/AFP\n\nMore.\n",
	        ITEM "\n\nMore.\n", NULL);
	becomes(ITEM "\n\nAP Photo/Ann Bell\n\nFile photo\n\nMore.\n",
	        ITEM "\n\nMore.\n", NULL);
	stays(ITEM " He read AP/Reuters copy. The NP/Ymra game was lost.\n");
	stays("A poll (Reuters/Ipsos) said so. A man (left) spoke.\n");
	stays("Photo by Lena Dragomir\n");
	stays("The image credit: it went to the wrong man, he said in court.\n");
}

static void lines(void **state)
{
	(void)state;
	struct harness *h = clean("HEADLINE\nBy Lena Dragomir, Northern Press\n\n" ITEM
	                          "\n\n– Around the bay –\n\nRain.\n* * *\nSun.\n\n"
	                          "(Reporting by A. Bell; editing by C. Dow)\n"
	                          "More to follow.\n",
	                          NULL);
	HARNESS_EQUAL(h, harness_text(h, 0), "HEADLINE\n\n" ITEM "\n\nRain.\nSun.\n");
	HARNESS_EQUAL(h, harness_get(h, 0, "byline"),
	              "\"Lena Dragomir, Northern Press\"");
	HARNESS_EQUAL(
	    h, harness_get(h, 0, "removed"),
	    "[\"By Lena Dragomir, Northern Press\",\"– Around the bay –\",\"* * "
	    "*\",\"(Reporting by A. Bell; editing by C. Dow)\",\"More to "
	    "follow.\"]");
	assert_int_equal(harness_close(h), 0);

	becomes(ITEM " More to follow.", ITEM, NULL);
	becomes(ITEM " date 2031-04-10", ITEM, NULL);
	becomes(ITEM " - PTI", ITEM, NULL);
	becomes(ITEM " (Reuters)\n\n" ITEM " —AFP\n", ITEM "\n\n" ITEM "\n", NULL);
	becomes(ITEM
	        " Enditem\n\nCopyright 2031 Northern Press. All rights reserved.\n",
	        ITEM "\n", NULL);
	becomes(ITEM "\n\n© dpa-infocom, dpa:310410-99-1/1\nENDS\n", ITEM "\n", NULL);
	becomes("By ANN BELL\nAssociated Press Writer\n\n" ITEM, ITEM, NULL);
	stays("By the quay\nAssociated Press Writer\n\n" ITEM);
	stays("All rights reserved to the tribes were upheld.\n\n"
	      "Copyright 1998 law was upheld, too.\n\n"
	      "This material may not be published, he ruled.\n\n" ITEM);
	stays(ITEM "\n\nCopyright law is old. Ends meet.\n\nENDS\n\n" ITEM " - Osk");
	becomes(ITEM "\n\ndate 2031-04-10\n", ITEM "\n", NULL);
	stays("By Any Means Necessary\n\n" ITEM);
	stays("By Monday Night, All Was Over\n\n" ITEM);
	stays("More to follow.");
	stays("date 2031-04-10");
	stays("The date 2031-04-10 was kept.\n");
	stays("date 2031-13-10 " ITEM);
	stays("- one thing\n- another thing -\n");
	stays("");
	stays("\n\n  \n");
}

/* ---- Mastheads ---- */

static void masthead(const char *head, const char *want, const char *name)
{
	char in[512], out[512];
	struct harness *h;

	snprintf(in, sizeof in, "%s\n\n" ITEM "\n", head);
	snprintf(out, sizeof out, "%s" ITEM "\n", want);
	h = clean(in, NULL);
	HARNESS_EQUAL(h, harness_text(h, 0), out);
	HARNESS_EQUAL(h, harness_get(h, 0, "masthead"), name);
	if (harness_close(h) != 0)
		fail_msg("%s", head);
}

static void mastheads(void **state)
{
	(void)state;
	masthead("Dam cracks above Hartsel | The Osk Evening Post",
	         "Dam cracks above Hartsel\n\n", "\"The Osk Evening Post\"");
	masthead("Dam cracks above Hartsel - The Daily Courier",
	         "Dam cracks above Hartsel\n\n", "\"The Daily Courier\"");
	masthead("Dam cracks above Hartsel | World news | Bay TV",
	         "Dam cracks above Hartsel\n\n", "\"World news | Bay TV\"");
	masthead("Dam cracks above Hartsel » osk-post.example",
	         "Dam cracks above Hartsel\n\n", "\"osk-post.example\"");
	masthead("THE OSK EVENING POST with Halden Wire", "",
	         "\"THE OSK EVENING POST with Halden Wire\"");
	stays("Dam cracks above Hartsel | what we know\n\n" ITEM);
	stays("Dam cracks above Hartsel | World news\n\n" ITEM);
	stays("Dam cracks above Hartsel - Tarsk State TV\n\n" ITEM);
	stays("Dam cracks above Hartsel - it was Monday\n\n" ITEM);
	stays("The Times\n\n" ITEM);
	stays("The post that the Osk Evening Post lost\n\n" ITEM);
	stays("Name | The Osk Evening Post\n\n" ITEM);
	stays("Dam cracks above Hartsel | The Osk Evening Post");
	stays(ITEM "\n\nDam cracks above Hartsel | The Osk Evening Post\n\n" ITEM);
}

/* ---- Characters ---- */

static void characters(void **state)
{
	(void)state;
	becomes(
	    "Fish &amp; chips, &quot;hot&quot;, 5&#8364; &#x2019; &amp;amp;lt;b&gt;",
	    "Fish & chips, \"hot\", 5€ ’ <b>", NULL);
	stays("AT&T; R&D, &nosuch; &; &#; &#xZ; &#0; &#xD800; &#99999999; &amp");
	becomes("a\xC2\xA0"
	        "b\xE2\x80\x89"
	        "c\xE3\x80\x80"
	        "d&nbsp;e",
	        "a b c d e", NULL);
	becomes("re\xC2\xADport\xE2\x80\x8B, lea\xC2\xAD\nving\xEF\xBB\xBF",
	        "report, leaving", NULL);
	stays("\xD9\x85\xDB\x8C\xE2\x80\x8C\xD8\xAE "
	      "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91"
	      "\xA7");
	/* "Itâ€™s a CafÃ© â€“ â‚¬5" */
	becomes("It\xC3\xA2\xE2\x82\xAC\xE2\x84\xA2s a Caf\xC3\x83\xC2\xA9 "
	        "\xC3\xA2\xE2\x82\xAC\xE2\x80\x9C \xC3\xA2\xE2\x80\x9A\xC2\xAC"
	        "5",
	        "It’s a Café – €5", NULL);
	/* twice: "ItÃ¢â‚¬â„¢s" */
	becomes("It\xC3\x83\xC2\xA2\xC3\xA2\xE2\x80\x9A\xC2\xAC\xC3\xA2\xE2\x80\x9E\xC2"
	        "\xA2s",
	        "It’s", NULL);
	/* "Ð¿Ñ€Ð¸", U+0092, "ðŸ˜€" */
	becomes("\xC3\x90\xC2\xBF\xC3\x91\xE2\x82\xAC\xC3\x90\xC2\xB8", "при", NULL);
	becomes("It\xC2\x92s", "It’s", NULL);
	becomes("\xC3\xB0\xC5\xB8\xCB\x9C\xE2\x82\xAC", "\xF0\x9F\x98\x80", NULL);
	stays("“Un café”— “voilà…” AMANHÃ” Ångström ± Ærø, à la carte, CHÂTEAU »");
}

static void quotes(void **state)
{
	(void)state;
	becomes("He said “go home\" and \"stay away.” The league‘s men.",
	        "He said “go home” and “stay away.” The league’s men.", NULL);
	stays("\"All straight,\" she said. 5\" and 6'. Sana‘a. “Open\n\nThe end.”");
	becomes("“a” ‘b’ league’s", "\"a\" 'b' league's",
	        HARNESS_SETTINGS("quotes=straight"));
	becomes("\"It's on,\" he said.", "“It’s on,” he said.",
	        HARNESS_SETTINGS("quotes=curly"));
	becomes("``We are free,'' she said. ''No one knows.''",
	        "\"We are free,\" she said. \"No one knows.\"", NULL);
	becomes("``Go.''", "“Go.”", HARNESS_SETTINGS("quotes=curly"));
	stays("a ``b\n\nc'' d, 5'11'', x = ''; ``` '''");
	becomes("the \"end.” l‘s", "the \"end.” l‘s", HARNESS_SETTINGS("quotes=keep"));
	becomes("Rain -- sun--snow", "Rain — sun—snow", NULL);
	stays("a --flag, 5--6, ----, well-known");
	becomes("non\xE2\x80\x91stop", "non-stop", NULL);
}

static void glued(void **state)
{
	(void)state;
	struct harness *h = clean("An attackthat killed nine companionsin town, she "
	                          "saidFriday. Seven or sevenor eight ofthe men.",
	                          NULL);
	HARNESS_EQUAL(h, harness_text(h, 0),
	              "An attack that killed nine companions in town, she said Friday. "
	              "Seven or seven or eight of the men.");
	HARNESS_EQUAL(h, harness_get(h, 0, "glued"),
	              "[\"attackthat\",\"companionsin\",\"saidFriday\",\"sevenor\","
	              "\"ofthe\"]");
	assert_int_equal(harness_close(h), 0);
	stays(
	    "checkin plugin workin' mixin trailor within therein photo doctor brigand");
	stays("Attackthat www.attackthat.com attackthat_x #attackthat attackthat's "
	      "x/attackthat attackthat2 ketchin' thereor so- licitor "
	      "saidFridays LinkedIn YouTube iPhone neverthe");
	becomes("attackthat", "attackthat", HARNESS_SETTINGS("glued=false"));
}

#define GERMAN \
	"Der Regen fiel die ganze Nacht auf den alten Hafen, und niemand wollte an " \
	"diesem Abend noch hinaus auf das Wasser fahren, attackthat."

/* English words are parted in English only. */
static void languages(void **state)
{
	(void)state;
	static const struct {
		const char *language, *setting;
		bool parted;
	} cases[] = {{NULL, NULL, false},         {"\"en\"", NULL, true},
	             {"\"en-GB\"", NULL, true},   {"\"English\"", NULL, true},
	             {"\"de\"", NULL, false},     {"\"enm\"", NULL, false},
	             {NULL, "language=en", true}, {"\"en\"", "language=other", false}};

	stays(GERMAN);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct harness *h =
		    cases[i].setting
		        ? harness_open(plugin(), HARNESS_SETTINGS(cases[i].setting))
		        : harness_open(plugin(), NULL);
		harness_document(h, "a", GERMAN);
		if (cases[i].language)
			harness_set(h, "language", cases[i].language);
		assert_int_equal(harness_run(h), CATENA_OK);
		HARNESS_EQUAL(h, harness_get(h, 0, "glued"),
		              cases[i].parted ? "[\"attackthat\"]" : "");
		assert_int_equal(harness_close(h), 0);
	}
	becomes(ITEM " It was the end of the month and a bad attackthat followed.",
	        ITEM " It was the end of the month and a bad attack that followed.",
	        NULL);
}

/* ---- Each rule can be switched off ---- */

static void switches(void **state)
{
	(void)state;
	static const struct {
		const char *setting, *text;
	} rules[] = {
	    {"date=false", "date 2031-04-10 " ITEM},
	    {"dateline=false", "OSLO (AP) — " ITEM},
	    {"byline=false", "By Lena Dragomir\n\n" ITEM},
	    {"staff=false", ITEM " (Reporting by A. Bell; editing by C. Dow)"},
	    {"masthead=false", "Dam cracks in Osk | The Osk Evening Post\n\n" ITEM},
	    {"credit=false", "The mole. Image Credit: NP\n\n" ITEM},
	    {"notices=false", ITEM "\n\nMore to follow.\n"},
	    {"separators=false", ITEM "\n\n* * *\n\n" ITEM},
	    {"entities=false", "Fish &amp; chips"},
	    {"mojibake=false", "Caf\xC3\x83\xC2\xA9"},
	    {"spaces=false", "a\xC2\xA0z"},
	    {"invisible=false", "re\xC2\xADport"},
	    {"dashes=false", "Rain -- sun"},
	    {"glued=false", "attackthat"},
	    {"quotes=keep", "the league‘s"},
	};

	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		struct harness *h = clean(rules[i].text, NULL);
		HARNESS_TRUE(h, strcmp(harness_text(h, 0), rules[i].text) != 0);
		assert_int_equal(harness_close(h), 0);
		becomes(rules[i].text, rules[i].text, HARNESS_SETTINGS(rules[i].setting));
	}
}

/* What the document says of itself stays. */
static void fields(void **state)
{
	(void)state;
	struct harness *h = harness_open(plugin(), NULL);

	harness_document(h, "a", " date 2031-04-10 OSLO (AP) — " ITEM);
	harness_set(h, "date", "\"1999-01-01\"");
	harness_set(h, "removed", "[\"earlier\"]");
	assert_int_equal(harness_run(h), CATENA_OK);
	HARNESS_EQUAL(h, harness_get(h, 0, "date"), "\"1999-01-01\"");
	HARNESS_EQUAL(h, harness_get(h, 0, "dateline"), "\"OSLO\"");
	HARNESS_EQUAL(h, harness_get(h, 0, "removed"),
	              "[\"earlier\",\"date 2031-04-10 OSLO (AP) —\"]");
	assert_int_equal(harness_close(h), 0);
}

/* Pieces of what the rules look for, thrown together: it must not change when it
 * is cleaned again, and the host must not object to an edit. */
static void thrown_together(void **state)
{
	(void)state;
	static const char *const pieces[] = {"date 2031-04-10",
	                                     " ",
	                                     "\n",
	                                     "\n\n",
	                                     "MARVENA",
	                                     "(NP)",
	                                     "(AP)",
	                                     " — ",
	                                     " - ",
	                                     "Oslo",
	                                     ": ",
	                                     "&amp;",
	                                     "&",
	                                     "quot;",
	                                     "#39;",
	                                     "\"",
	                                     "“",
	                                     "”",
	                                     "‘s",
	                                     "\xC2\xAD",
	                                     "\xC2\xA0",
	                                     "Ã",
	                                     "©",
	                                     "â",
	                                     "€",
	                                     "™",
	                                     "attackthat",
	                                     "saidFriday",
	                                     "Image Credit: NP",
	                                     "Photo by A Bell",
	                                     "(Photo by A Bell)",
	                                     "``",
	                                     "''",
	                                     "(Reporting by A. Bell;\n",
	                                     " - PTI",
	                                     "REUTERS/Ann Bell",
	                                     "Ann Bell and\nLi Wei",
	                                     "[With inputs from",
	                                     "\nEnditem\n",
	                                     "More to follow.",
	                                     "–",
	                                     "***",
	                                     "By Ann Bell",
	                                     "Reporting by A. Bell",
	                                     "; editing by NP",
	                                     " | The Osk Evening Post",
	                                     "Bell contributed to this report.",
	                                     "Osk, Iraq (AFP)",
	                                     ITEM,
	                                     "é",
	                                     "\xE2\x80\x8B",
	                                     "(",
	                                     "--"};
	uint32_t seed = 1;

	for (unsigned round = 0; round < 400; round++) {
		char text[2048] = "";
		size_t n = 0;
		for (unsigned i = 0; i < 24; i++) {
			seed = seed * 1664525u + 1013904223u;
			const char *const piece =
			    pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)];
			memcpy(text + n, piece, strlen(piece) + 1);
			n += strlen(piece);
		}
		assert_int_equal(harness_close(clean(text, NULL)), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(datelines),    cmocka_unit_test(datelines_with_a_day),
	    cmocka_unit_test(no_datelines), cmocka_unit_test(places),
	    cmocka_unit_test(pictures),     cmocka_unit_test(lines),
	    cmocka_unit_test(mastheads),    cmocka_unit_test(languages),
	    cmocka_unit_test(characters),   cmocka_unit_test(quotes),
	    cmocka_unit_test(glued),        cmocka_unit_test(switches),
	    cmocka_unit_test(fields),       cmocka_unit_test(thrown_together),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
