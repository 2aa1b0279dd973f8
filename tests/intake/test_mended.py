"""What the extractor lets in and leaves out is mended, line by line."""

from __future__ import annotations

import pytest

from reportedly.intake import _page
from reportedly.intake._about import About
from reportedly.intake._mended import mended

ABOUT = About(url="https://courier.example/1956/11/suez", byline="Anna Keller")
STORY = [
    "The Security Council met in the night and heard the delegates of Britain and France before it voted.",
    "Both governments used their veto, and the question went to the General Assembly on the next morning.",
    "The resolution that was moved there called for a ceasefire and the withdrawal of all forces from the canal.",
    "It was carried by sixty-four votes to five, and the ships in the harbour of Port Said stayed where they were.",
]


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def after(markup: str, *, out: tuple[str, ...] = (), about: About = ABOUT) -> list[str]:
    """The lines kept of a page of which the extractor took everything but the lines that open so."""
    lines = list(_page.lines(_page.parse(f"<body>{markup}</body>")))
    taken = {at for at, line in enumerate(lines) if not line.text.startswith(out or "\0")}
    return [lines[at].text for at in sorted(mended(lines, taken, about))]


def body(middle: str, end: str = "") -> str:
    return f"<div>{paragraphs(*STORY[:2])}{middle}{paragraphs(*STORY[2:])}{end}</div>"


@pytest.mark.parametrize(
    "furniture",
    [
        "<p>Read more: <a href=/nasser>Nasser takes the canal</a></p>",
        "<p>Sign up for our newsletter to get the morning's news every day.</p>",
        "<h3><a href=/nasser>Nasser takes the canal</a></h3>",
        "<p>https://courier.example/1956/11/suez</p>",
        "<p><a href=/quiz>Take the quiz: how well do you know Suez?</a></p>" * 2,
        "<div class=comments><p>My cousin served there and says it was very hot the whole time.</p></div>",
        "<p>This slideshow requires JavaScript.</p>",
    ],
)
def test_furniture_in_the_copy_goes(furniture: str) -> None:
    assert after(body(furniture)) == STORY


@pytest.mark.parametrize(
    "end",
    [
        "<h3>What to read next on the crisis</h3>",
        "<p><a href=/a>Ships wait at Port Said for a pilot</a></p><p><a href=/b>Oil is short in the west</a></p>",
        "<p>Anna Keller is the Courier's correspondent in Cairo.</p>",
        "<p>Follow the Courier on Facebook and Twitter.</p>",
        "<p>Listen: https://courier.example/podcast</p>",
        "<p>___</p><p>Two men in London helped with this.</p>",
        "<p>___</p>",
    ],
)
def test_what_hangs_below_the_copy_goes(end: str) -> None:
    assert after(body("", end)) == STORY


def test_a_rule_in_the_midst_of_the_copy_stays() -> None:
    assert after(body("<p>___</p>")) == [*STORY[:2], "___", *STORY[2:]]


@pytest.mark.parametrize(
    "top", ["<h2>Foreign affairs</h2>", "<p><a href=/world>World</a></p>", "<p>November 3, 1956 - 11:28</p>"]
)
def test_what_stands_above_the_first_paragraph_goes(top: str) -> None:
    assert after(f"<div>{top}{paragraphs(*STORY)}</div>") == STORY


def test_an_opening_line_that_leads_to_its_source_stays() -> None:
    link = "<p><a href=https://un.example/verbatim.pdf>The record of the session</a></p>"
    assert after(f"<div>{link}{paragraphs(*STORY)}</div>") == ["The record of the session", *STORY]


CARDS = "".join(
    f"<li><h3><a href=/{n}>{name} is in the news</a></h3><div>What he said of the canal and what he meant.</div></li>"
    for n, name in enumerate(("Eden", "Nasser", "Mollet", "Pineau"))
)


def test_excerpts_of_other_stories_go() -> None:
    assert after(body("", f"<ul>{CARDS}</ul>")) == STORY
    assert after(body("", f"<table><tr><td>{CARDS}</table>")) == STORY


def test_two_subheads_with_links_are_no_list_of_stories() -> None:
    middle = (
        "<p><a href=/eden>Eden</a></p><p>He spoke first.</p><p><a href=/mollet>Mollet</a></p><p>He followed him.</p>"
    )
    assert "He spoke first." in after(body(middle))


def test_an_article_all_of_whose_lines_open_with_links_stays() -> None:
    items = "".join(
        f"<li><a href=/{n}>The ship {n} lay in the roads</a> and waited for its pilot.</li>" for n in range(9)
    )
    assert len(after(f"<ul>{items}</ul>")) == 9


def test_posts_in_the_copy_are_its_own() -> None:
    post = (
        "<div><div class=social-embed><blockquote class=social><p>We shall not leave the canal.</p>"
        "— Foreign Office (@fo) <a href=https://posts.example/1>November 3</a></blockquote></div></div>"
    )
    found = after(body(post), out=("We shall", "— Foreign"))
    assert found == [*STORY[:2], "We shall not leave the canal.", "— Foreign Office (@fo) November 3", *STORY[2:]]
    assert after(body("", post), out=("We shall", "— Foreign"))[4:] == found[2:4]


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://un.example/resolution-997", True),
        ("https://www.un.example/resolution-997", True),
        ("/nasser", False),
        ("https://courier.example/nasser", False),
        ("https://www.courier.example/nasser", False),
        ("https://archive.courier.example/nasser", False),
        ("https://posts.example/intent/post?text=suez", False),
        ("", False),
    ],
)
def test_links_left_out_come_back_where_they_lead_to_another_site(link: str, kept: bool) -> None:
    middle = f"<h3><a href='{link}'>The text of the resolution</a></h3>"
    assert ("The text of the resolution" in after(body(middle), out=("The text",))) is kept


def test_without_an_address_no_link_is_known_to_lead_away() -> None:
    middle = "<p><a href=https://un.example/r>The text of the resolution</a></p>"
    assert after(body(middle), out=("The text",), about=About()) == STORY


@pytest.mark.parametrize(
    ("middle", "kept"),
    [
        ("<p>Nobody spoke against it.</p>", True),
        ("<div>What the Assembly can do</div>", True),
        ("<div>Advertisement</div>", False),
        ("<aside>What the Assembly can do</aside>", False),
        ("<div class=related>What the Assembly can do</div>", False),
        ("<figure><div>What the Assembly can do</div></figure>", False),
        ("<div>the question went to the General Assembly</div>", False),  # a pull quote
    ],
)
def test_short_lines_left_out_between_paragraphs(middle: str, kept: bool) -> None:
    text = _page.parse(middle).text_content()
    assert (text in after(body(middle), out=(text,))) is kept


def test_the_opening_that_was_passed_over() -> None:
    page = f"<div><h1>Veto</h1>{paragraphs(STORY[0], 'A short line.', *STORY[1:])}</div>"
    assert after(page, out=(STORY[0], "A short")) == [STORY[0], "A short line.", *STORY[1:]]
    assert after(f"<div>A label{paragraphs(*STORY)}</div>", out=("A label",)) == STORY


def test_nothing_kept_is_nothing_mended() -> None:
    assert after("<p>One</p><p>Two</p>", out=("One", "Two")) == []
