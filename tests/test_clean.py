"""Pages of our own writing, one for each kind of thing that surrounds an article; and what must hold for any text."""

from __future__ import annotations

import time
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.clean import clean
from reportedly.clean.judgement import fitted, unjudged, weighed
from reportedly.clean.trees import forest, threshold
from reportedly.model import Article, Block, Passage

COPY = (
    "The Berlin Wall was opened on the night of November 9, 1989, after a spokesman read out a new travel rule.",
    "Thousands of people walked to the crossings, and the border guards, who had no orders, raised the barriers.",
    "“We did not know what to do,” an officer told reporters years later, “so we opened the gate.”",
    "The government in Bonn said it welcomed the decision and would help those who wanted to travel.",
    "Within a year the two German states were one country, and the allied powers had given up their rights.",
)
HEADLINE = "Crowds cross as guards open the Berlin border"
MENU = ("Home", "World", "Politics", "Business", "Sport", "Culture", "Travel", "Weather", "Subscribe", "Sign in")


def page(*lines: str, gap: str = "\n") -> str:
    return gap.join(lines)


def kinds(text: str, **options: object) -> dict[str, str]:
    """Each block's words and its kind."""
    article = clean(Article("a", text), **options)  # type: ignore[arg-type]
    return {block.span.of(text): block.kind for block in article.blocks}


def full_page(*, middle: tuple[str, ...] = (), end: tuple[str, ...] = ()) -> str:
    return page(*MENU, HEADLINE, *COPY[:3], *middle, *COPY[3:], *end)


class TestFurniture:
    def test_a_menu_is_furniture_and_the_copy_is_body(self) -> None:
        found = kinds(full_page())
        assert {found[line] for line in MENU} == {"furniture"}
        assert {found[line] for line in COPY} == {"body"}
        assert found[HEADLINE] == "headline"

    @pytest.mark.parametrize(
        "line",
        [
            "Share on Facebook",
            "Subscribe to our newsletter and get the day's news delivered to your inbox.",
            "Join our Telegram channel for breaking news delivered to you.",
            "We use cookies to improve your experience on this site.",
            "© 1999 The Evening Courier. All rights reserved.",
            "p.box_text:before {",
            "display: inline-block;",
            "- Advertisment -",
            "ADVERTISEMENT",
            "Leave a comment",
            "Most Popular",
            "[Sign up](http://courier.example/join)",
            "![](http://courier.example/logo.png)",
        ],
    )
    def test_wording_below_the_copy(self, line: str) -> None:
        found = kinds(full_page(end=(line, "Back to top")))
        assert {kind for words, kind in found.items() if words in line} == {"furniture"}
        assert {found[paragraph] for paragraph in COPY} == {"body"}

    def test_a_masthead_date_and_a_glued_breadcrumb_are_furniture(self) -> None:
        trail = "Homeeuropean affairsCrowds cross as guards open the..."
        found = kinds(page("Friday, November 10, 1989", trail, HEADLINE, *COPY, gap="\n\n"))
        assert found["Friday, November 10, 1989"] == "furniture"
        assert found[trail] == "furniture"
        assert found[HEADLINE] == "headline"

    def test_the_headline_is_one_block_and_its_repetition_furniture(self) -> None:
        text = page(f"{HEADLINE} - The Evening Courier", *MENU, HEADLINE, *COPY)
        article = clean(Article("a", text))
        assert [b.span.of(text) for b in article.blocks if b.kind == "headline"] == [HEADLINE]
        assert article.blocks[0].kind == "furniture"
        assert article.outlet == "The Evening Courier"
        assert article.title == HEADLINE

    def test_headlines_of_other_articles_inside_the_copy_are_related(self) -> None:
        others = ("Why the guards at the crossing had no orders that night", "Bonn and Moscow: a year of talks")
        found = kinds(full_page(middle=("More On This Topic", *others)))
        assert [found[line] for line in ("More On This Topic", *others)] == ["related"] * 3
        assert found[COPY[3]] == "body"

    def test_a_heading_in_capitals_opens_a_related_list_too(self) -> None:
        others = ("Why the guards at the crossing had no orders that night", "Bonn and Moscow: a year of talks")
        found = kinds(full_page(middle=("MORE ON THIS TOPIC", *others)))
        assert [found[line] for line in ("MORE ON THIS TOPIC", *others)] == ["related"] * 3

    @pytest.mark.parametrize(
        "prose",
        [
            "The ambassador in Bonn was told of the rule by telephone. He declined to comment until the morning came.",
            "Three days ago the same officer had turned back a train. Nobody in his unit knew who had given the order.",
            "The council changed its approach to the crossings after a long night, and the mayors agreed.",
        ],
    )
    def test_prose_below_a_related_list_and_a_crosshead_is_body(self, prose: str) -> None:
        others = ("Why the guards at the crossing had no orders", "Bonn and Moscow: a year of talks")
        found = kinds(full_page(middle=("More On This Topic", *others, "What did the allied powers know?", prose)))
        assert found[prose] == found["What did the allied powers know?"] == "body"
        assert {found[line] for line in others} == {"related"}

    def test_prose_whose_wording_is_furniture_stays_out(self) -> None:
        line = "Sign up for our newsletter and we will send the day's stories to your inbox before breakfast."
        assert kinds(full_page(middle=("More On This Topic", "A year of talks in Bonn", line)))[line] == "furniture"

    @pytest.mark.parametrize(
        "trail", ["Archive > 1989 > November", "News » Europe", "Home | World | Sport", "A / B / C"]
    )
    def test_a_trail_above_the_headline_is_furniture(self, trail: str) -> None:
        found = kinds(page("Saturday, March 9, 2019", trail, HEADLINE, "", *COPY))
        assert (found["Saturday, March 9, 2019"], found[trail]) == ("furniture", "furniture")
        assert found[HEADLINE] == "headline"

    def test_of_two_headlines_the_one_nearest_the_copy(self) -> None:
        text = page("Home | World | Sport", HEADLINE, "", HEADLINE, "", *COPY)
        labelled = [b for b in clean(Article("a", text)).blocks if b.span.of(text) == HEADLINE]
        assert [block.kind for block in labelled] == ["furniture", "headline"]

    def test_a_question_between_paragraphs_is_body(self) -> None:
        found = kinds(full_page(middle=("What did the allied powers want?",)))
        assert found["What did the allied powers want?"] == "body"

    def test_list_marks_of_a_dumper_are_cut_off(self) -> None:
        text = page(*(f"* {line}" for line in MENU), f"# {HEADLINE}", *COPY)
        found = kinds(text)
        assert found["#"] == "furniture"
        assert found[HEADLINE] == "headline"

    def test_paragraphs_glued_by_the_dumper_are_cut(self) -> None:
        text = page(*MENU, HEADLINE, "".join(COPY[:2]), *COPY[2:])
        found = kinds(text)
        assert found[COPY[0]] == found[COPY[1]] == "body"

    def test_lines_seen_on_other_pages_of_the_outlet(self) -> None:
        line = "The Courier has been printed in the old town since 1848 and is read by sailors."
        text = full_page(end=(line,))
        assert kinds(text)[line] == "body"
        assert kinds(text, seen={line})[line] == "furniture"

    def test_a_page_without_an_article_has_no_body(self) -> None:
        text = page(*MENU, "We use cookies to improve your experience.", "Accept all", "Most read", "Contact us", *MENU)
        assert set(kinds(text).values()) == {"furniture"}

    def test_what_is_not_read_is_noted(self) -> None:
        others = ("Related stories", "Bonn and Moscow: a year of talks")
        article = clean(Article("a", full_page(middle=others)))
        assert article.notes == (
            "2 lines of related headlines and 10 lines of page furniture are labelled and not read",
        )


class TestGluedMenus:
    def test_the_items_of_a_menu_written_without_a_gap_are_parted_from_the_copy(self) -> None:
        menu = ("Home", "World", "Business", "Sport", "Culture", "Weather")
        text = page(HEADLINE, "".join(menu) + COPY[0], *COPY[1:])
        found = kinds(text)
        assert {found[item] for item in menu} == {"furniture"}
        assert found[COPY[0]] == "body"

    @pytest.mark.parametrize(
        "names", ["McAdoo, MacArthur and DeWitt", "DuPont, DuBois and LaSalle of the board of ComInform"]
    )
    def test_names_with_a_capital_within_stay_whole(self, names: str) -> None:
        line = f"{names} wrote to the council before the treaty was signed in the old town hall."
        assert kinds(full_page(middle=(line,)))[line] == "body"


class TestTrees:
    """One tree: at most 10 words -> -1; more words: with half function words or fewer 0.5, else 2."""

    forest = forest(
        [
            [("", 0.0, 0, 0, 0.25)],
            [
                ("words", 10.0, 1, 2, 0.1),
                ("", 0.0, 0, 0, -1.0),
                ("function", 0.5, 3, 4, 1.0),
                ("", 0.0, 0, 0, 0.5),
                ("", 0.0, 0, 0, 2.0),
            ],
        ]
    )
    signs: ClassVar = {"words": np.array([10.0, 11.0, 40.0]), "function": np.array([0.9, 0.5, 0.6])}

    def test_the_leaves_values_add_up(self) -> None:
        assert self.forest.odds(self.signs).tolist() == [-0.75, 0.75, 2.25]

    def test_the_reasons_are_the_changes_along_the_path(self) -> None:
        reasons = {name: found.round(6).tolist() for name, found in self.forest.reasons(self.signs).items()}
        assert reasons == {"words": [-1.1, 0.9, 0.9], "function": [0.0, -0.5, 1.0]}

    def test_a_page_that_leaves_much_open_is_read_in_doubt(self) -> None:
        sure, open_page = np.array([6.0, 6.0, -6.0]), np.array([0.2, -0.4, -1.0])
        assert -0.1 < threshold(sure, [50, 50, 5]) < 0.0
        assert threshold(open_page, [50, 50, 50]) < -0.4

    def test_every_sign_that_the_trees_ask_for_is_told(self) -> None:
        lines = unjudged(full_page(), ())
        signs = weighed(lines, fitted().itself, fitted().neighbours)
        assert set(fitted().trees.signs) <= set(signs)
        assert {len(column) for column in signs.values()} == {len(lines)}


class TestCopy:
    def test_a_clean_article_loses_nothing(self) -> None:
        text = page(HEADLINE, *COPY)
        article = clean(Article("a", text))
        assert [block.kind for block in article.blocks] == ["headline"] + ["body"] * 5
        assert article.notes == ()

    @pytest.mark.parametrize(
        "text",
        [
            "Gorbachev visits Bonn.",
            "Parliament votes on the treaty",
            "The minister resigned on Monday. Nobody said why.",
            COPY[0],
        ],
    )
    def test_a_short_text_is_body(self, text: str) -> None:
        assert kinds(text) == {text: "body"}

    def test_hard_wrapped_lines_are_one_paragraph(self) -> None:
        wrapped = (
            "Delegates from nineteen countries met in the city on Monday to sign a\n"
            "treaty that limits tanks, guns and aircraft from the Atlantic to the\n"
            "Urals.\n"
            "\n"
            "The talks had lasted for twenty months, and diplomats said that the\n"
            "final night was the hardest of all.\n"
        )
        first, second = wrapped.strip().split("\n\n")
        assert kinds(wrapped) == {first: "body", second: "body"}

    def test_text_nodes_are_joined_to_their_paragraph(self) -> None:
        nodes = (
            *("The treaty was signed by", "Helmut Kohl", "and by the ministers of the allied powers."),
            *("It replaced the rights that", "the victors", "had held since the war, officials in"),
            *("Bonn", "said on the same day."),
        )
        found = kinds(page(*MENU, HEADLINE, *COPY, *nodes))
        assert found[page(*nodes[:3])] == "body"

    def test_a_name_within_a_sentence_is_joined_to_it_and_a_menu_is_not(self) -> None:
        nodes = (
            *("The rule was read out by", "Günter Schabowski", ", who had been handed it at noon."),
            *("He was asked by", "reporters", "when it began, and", "at once", "he said that it did."),
            *("It began, wrote the Courier, in the", "U.S.", "of all places."),
        )
        found = kinds(page(*MENU, HEADLINE, *COPY, *nodes, *MENU[:4]))
        assert {found[page(*part)] for part in (nodes[:3], nodes[3:8])} == {"body"}
        assert all(found[line] == "furniture" for line in MENU)

    @pytest.mark.parametrize("line", ["___", "***", "10:45", "The morning after"])
    def test_a_mark_or_a_crosshead_between_two_paragraphs_stays(self, line: str) -> None:
        assert kinds(full_page(middle=(line,)))[line] == "body"

    @pytest.mark.parametrize("line", ["Share on Facebook", "Advertisement"])
    def test_a_button_between_two_paragraphs_does_not(self, line: str) -> None:
        assert kinds(full_page(middle=(line,)))[line] == "furniture"

    @pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
    def test_every_line_end_ends_a_line(self, end: str) -> None:
        assert list(kinds(end.join(COPY))) == list(COPY)

    def test_in_a_body_nothing_is_furniture(self) -> None:
        text = page("Home", "Share on Facebook", *COPY, "Most Popular")
        assert set(kinds(text, body=True).values()) == {"body"}


class TestEnds:
    @pytest.mark.parametrize(
        ("dateline", "place", "agency"),
        [
            ("SEOUL –", "SEOUL", None),
            ("GENEVA (AP) --", "GENEVA", "AP"),
            ("Moscow, Oct 25 (Reuters) -", "Moscow", "Reuters"),
            ("WASHINGTON, Dec. 8 (UPI) —", "WASHINGTON", "UPI"),
            ("BEDFORD, N.H. (AP) —", "BEDFORD, N.H.", "AP"),
            ("LONDON/PARIS (Reuters) -", "LONDON/PARIS", "Reuters"),
            ("(Reuters) -", None, "Reuters"),
            ("Dec 4 (Reuters) -", None, "Reuters"),
            ("WASHINGTON, Oct 22 (Continental) –", "WASHINGTON", "Continental"),
            ("NEW YORK (Continental) –", "NEW YORK", "Continental"),
            ("NEW YORK, Oct 25 –", "NEW YORK", None),
            ("MOSCOW, Monday —", "MOSCOW", None),
            ("GENEVA, 4 December 1985, Reuters -", "GENEVA", "Reuters"),
            ("SHKODER, Albania (AP)_", "SHKODER, Albania", "AP"),
            ("NEWARK, N.J. _", "NEWARK, N.J.", None),
            ("KABUL:", "KABUL", None),
            ("Port-au-Prince —", "Port-au-Prince", None),
            ("Rio de Janeiro, June 3 --", "Rio de Janeiro", None),
            ("UNITED NATIONS —", "UNITED NATIONS", None),
        ],
    )
    @pytest.mark.parametrize("body", [True, False])
    def test_datelines(self, dateline: str, place: str | None, agency: str | None, body: bool) -> None:
        text = f"{dateline} {COPY[1]}\n{COPY[2]}"
        article = clean(Article("a", text), body=body)
        assert [(b.span.of(text), b.kind) for b in article.blocks[:2]] == [(dateline, "dateline"), (COPY[1], "body")]
        assert (article.dateline, article.agency) == (place, agency)

    @pytest.mark.parametrize(
        "opening",
        [
            "Mr Kohl – who had been in Warsaw – flew home.",
            "The wall – built in 1961 – fell.",
            "He said - no.",
            "IRAN - the country of the revolution - sent nobody.",
            "NATO – Western Europe's alliance – met in Brussels.",
            "Berlin – Germany's divided city – was quiet.",
            "EXCLUSIVE: The guards had no orders.",
            "On Monday – Mr Kohl was in Warsaw – the border was shut.",
            "Helmut Kohl (Chancellor) – he flew home.",
            "Moscow: A City at War",
        ],
    )
    def test_no_datelines(self, opening: str) -> None:
        assert kinds(opening, body=True) == {opening: "body"}

    @pytest.mark.parametrize(
        ("credit", "agency"),
        [("AFP", "AFP"), ("(AP)", "AP"), ("– Reuters", "Reuters"), ("REUTERS, AFP", "Reuters"), ("— dpa", "dpa")],
    )
    @pytest.mark.parametrize("gap", [" ", "\n"])
    def test_agency_credits(self, credit: str, agency: str, gap: str) -> None:
        text = page(HEADLINE, *COPY) + gap + credit
        article = clean(Article("a", text))
        assert [(b.span.of(text), b.kind) for b in article.blocks[-2:]] == [(COPY[-1], "body"), (credit, "byline")]
        assert article.agency == agency

    def test_a_dateline_stands_at_the_head_of_the_copy_only(self) -> None:
        text = page(*COPY[:2], f"LONDON — {COPY[2]}")
        assert [block.kind for block in clean(Article("a", text), body=True).blocks] == ["body"] * 3

    @pytest.mark.parametrize("gap", [" ", "\n"])
    def test_the_dateline_s_agency_signs_at_the_end(self, gap: str) -> None:
        text = page(HEADLINE, f"BONN, Nov 9 (Continental) – {COPY[0]}", *COPY[1:]) + gap + "Continental"
        article = clean(Article("a", text))
        assert (article.blocks[-1].span.of(text), article.blocks[-1].kind) == ("Continental", "byline")
        assert (article.agency, article.byline) == ("Continental", None)

    @pytest.mark.parametrize(
        ("line", "byline"),
        [
            ("From our correspondent", "our correspondent"),
            ("From our own correspondent in Bonn", "our own correspondent in Bonn"),
            ("By a staff reporter", "a staff reporter"),
            ("Staff and agencies", "Staff and agencies"),
        ],
    )
    def test_a_post_signs_for_the_name(self, line: str, byline: str) -> None:
        text = page(HEADLINE, line, *COPY)
        signed = len(HEADLINE) + 1
        blocks = (
            Block(Passage(0, len(HEADLINE)), "headline"),
            Block(Passage(signed, signed + len(line)), "furniture"),
            Block(Passage(text.index(COPY[0]), len(text)), "body"),
        )
        for article in (clean(Article("a", text)), clean(Article("a", text, blocks=blocks))):
            assert {b.span.of(text): b.kind for b in article.blocks}[line] == "byline"
            assert article.byline == byline

    def test_an_agency_in_the_last_sentence_is_no_credit(self) -> None:
        text = page(HEADLINE, *COPY, "The officer gave the same account in a letter to AFP")
        assert clean(Article("a", text)).agency is None

    def test_a_byline(self) -> None:
        text = page(*MENU, HEADLINE, "By Anna Berger and Tom Hale", *COPY)
        article = clean(Article("a", text))
        assert kinds(text)["By Anna Berger and Tom Hale"] == "byline"
        assert article.byline == "Anna Berger and Tom Hale"

    def test_what_is_known_already_is_kept(self) -> None:
        text = f"BONN (AP) — {COPY[0]}"
        known = Article("a", text, title="T", outlet="O", agency="Reuters", byline="B", dateline="Berlin")
        article = clean(known)
        assert (article.title, article.outlet, article.agency) == ("T", "O", "Reuters")
        assert (article.byline, article.dateline) == ("B", "Berlin")

    def test_blocks_proposed_by_intake_are_kept_and_split(self) -> None:
        text = f"Some menu\nBONN (AP) — {COPY[0]}"
        proposed = (Block(Passage(0, 9), "caption"), Block(Passage(10, len(text)), "body"))
        article = clean(Article("a", text, blocks=proposed))
        assert [(b.span.of(text), b.kind) for b in article.blocks] == [
            ("Some menu", "caption"),
            ("BONN (AP) —", "dateline"),
            (COPY[0], "body"),
        ]


FOREIGN = (
    ("Der Kanzler sagte am Montag in Bonn, dass die Grenze offen bleibe und niemand zurückgeschickt werde.", "de"),
    ("Le président a déclaré lundi que la frontière resterait ouverte et que personne ne serait renvoyé.", "fr"),
    ("El presidente dijo el lunes que la frontera seguiría abierta y que nadie sería devuelto a su país.", "es"),
    ("De minister zei maandag dat de grens open bleef en dat niemand was teruggestuurd over de brug.", "nl"),
    ("Ministeren sagde mandag, at grænsen var åben for alle, og at ingen ville blive sendt over den igen.", "da"),
    ("Президент сказал в понедельник, что граница остаётся открытой и что никто не будет выслан.", "ru"),
    ("قال الرئيس يوم الاثنين إن الحدود ستبقى مفتوحة وإن أحدا لن يعاد إلى بلاده", "ar"),
    ("总统星期一说，边界将继续开放，任何人都不会被遣返回国。", "zh"),
)


class TestLanguage:
    @pytest.mark.parametrize(
        ("text", "language"),
        [
            (COPY[0], "en"),
            (
                "Der Kanzler sagte am Montag in Bonn, dass die Grenze offen bleibe und niemand zurückgeschickt werde.",
                "de",
            ),
            (
                "Le président a déclaré lundi que la frontière resterait ouverte et que personne ne serait renvoyé.",
                "fr",
            ),
            ("Yes.", "en"),
        ],
    )
    def test_languages(self, text: str, language: str) -> None:
        assert clean(Article("a", text)).language == language

    def test_the_language_given_wins_and_a_contradiction_is_noted(self) -> None:
        article = clean(Article("a", " ".join(COPY), language="de-AT"))
        assert article.language == "de"
        assert any("looks like 'en'" in note for note in article.notes)

    @pytest.mark.parametrize(("words", "language"), FOREIGN)
    def test_a_paragraph_in_another_language_is_told(self, words: str, language: str) -> None:
        text = page(*COPY[:2], words, *COPY[2:], gap="\n\n")
        article = clean(Article("a", text), body=True)
        assert article.language == "en"
        assert {b.span.of(text): b.language for b in article.blocks} == dict.fromkeys(COPY) | {words: language}

    @pytest.mark.parametrize(
        "words",
        [
            "“Ich bin ein Berliner,” Kennedy told the crowd in West Berlin.",
            "“Je vous ai compris”",
            "Konrad Adenauer, Charles de Gaulle, Alcide De Gasperi, Antonio Segni, Joseph Luns, Paul-Henri Spaak",
            "Brazil 4 points. Austria 3 points. Spain 2 points. Wales 3 points. Mexico 1 point. France 2 points.",
            "Talks Stall As Envoys Leave Geneva Without New Date For Summit On Berlin Question",
            "cnn.example/2013/08/02/showbiz/movies/host/index.html cnn.example/politics/senate/vote/index.html",
            "cotton 12, sugar 30, coffee 41, rubber 7, copper 19, wool 22, tin 8, lead 3, zinc 5, jute 4",
        ],
    )
    def test_names_lists_and_quoted_phrases_are_in_the_language_of_the_article(self, words: str) -> None:
        text = page(*COPY[:2], words, *COPY[2:], gap="\n\n")
        assert {block.language for block in clean(Article("a", text), body=True).blocks} == {None}

    @pytest.mark.parametrize("given", [None, "de"])
    def test_english_paragraphs_of_an_article_in_another_language_are_told(self, given: str | None) -> None:
        german = FOREIGN[0][0]
        text = page(COPY[0], german, german.replace("Montag", "Freitag"), german.replace("Bonn", "Mainz"), gap="\n\n")
        article = clean(Article("a", text, language=given), body=True)
        assert article.language == "de"
        assert [block.language for block in article.blocks] == ["en", None, None, None]

    def test_a_page_that_gives_the_wrong_language_is_told_paragraph_by_paragraph(self) -> None:
        german = FOREIGN[0][0]
        article = clean(Article("a", page(german, german, german, gap="\n\n"), language="en"), body=True)
        assert article.language == "en" and any("looks like 'de'" in note for note in article.notes)
        assert {block.language for block in article.blocks} == {"de"}

    def test_an_agreeing_language_is_not_noted(self) -> None:
        assert clean(Article("a", " ".join(COPY), language="en-GB")).notes == ()


def assert_sound(text: str, **options: object) -> None:
    """Blocks are ordered, disjoint, trimmed, and hold every character that is not white space."""
    article = clean(Article("a", text), **options)  # type: ignore[arg-type]
    at = 0
    for block in article.blocks:
        start, end = block.span
        assert at <= start < end <= len(text)
        assert not text[at:start].strip()
        assert block.span.of(text) == block.span.of(text).strip()
        at = end
    assert not text[at:].strip()
    assert sum(block.kind == "headline" for block in article.blocks) <= 1


_PIECES = st.sampled_from(
    [
        *COPY,
        *MENU,
        HEADLINE,
        "\n",
        "\n\n",
        "\r\n",
        "\u2028",
        " ",
        "* ",
        "# ",
        "BONN (AP) —",
        "AFP",
        "“",
        "By Anna",
        "...",
    ]
)


@given(st.lists(_PIECES | st.text(max_size=12), max_size=30).map("".join), st.booleans())
@settings(max_examples=150, deadline=None)
def test_blocks_cover_any_text(text: str, body: bool) -> None:
    assert_sound(text, body=body)


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "“", "”" * 3, "\u200b", "\x00", "* ", "- -", "AFP", "(AP)", "\ud800", "#\n#"]
)
def test_scraps(text: str) -> None:
    assert_sound(text)
    assert_sound(text, body=True)


def test_same_text_same_blocks() -> None:
    assert clean(Article("a", full_page())) == clean(Article("a", full_page()))


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        " ",
        "\n",
        "a\n",
        "end.The ",
        "Aa.",
        "ABC ",
        "A.",
        "By Aa ",
        "AFP, ",
        "(AP) - ",
        "1/",
        "- ",
        "“",
        "and he\nsaid\n",
    ],
)
def test_hostile_texts_take_linear_time(piece: str) -> None:
    clean(Article("a", COPY[0]))
    whole = piece * (100_000 // len(piece))
    began = time.process_time()
    clean(Article("a", whole))
    assert time.process_time() - began < 8
