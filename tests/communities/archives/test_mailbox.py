"""The archive of a mailing list moves in: threads, encodings, HTML, quotations; and no address is shown."""

from __future__ import annotations

from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities.archives.mail_text import markdown_of_mail
from communities.archives.mailbox import Mailbox, Threads
from communities.archives.models import UnclaimedName, address_hash
from communities.archives.reading import Report
from communities.discussion.models import Post, Topic
from portal.texts.markdown import to_html
from tests.communities.archives.conftest import Import, outline

pytestmark = pytest.mark.django_db


def letter(text: str = "Who fetches the key?", subject: str = "The key", html: str = "", **headers: str) -> bytes:
    """A mail as an mbox file has it."""
    mail = EmailMessage()
    mail["From"] = headers.pop("by", "Ana Řezníková <ana@old.example>")
    mail["Subject"], mail["Date"] = subject, headers.pop("date", "Fri, 01 Mar 2019 09:00:00 +0100")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    return b"From ana@old.example Fri Mar  1 09:00:00 2019\n" + mail.as_bytes() + b"\n"


def raw(headers: bytes, body: bytes) -> bytes:
    return (
        b"From x Fri Mar  1 09:00:00 2019\nFrom: B <b@old.example>\nDate: Sat, 2 Mar 2019 09:00:00 +0000\n"
        + headers
        + b"\n\n"
        + body
        + b"\n"
    )


def test_who_answers_whom_makes_a_topic(bring: Import) -> None:
    told = bring(
        letter(Message_ID="<1@l>"),
        letter(
            "They do.",
            "Re: [list] The key",
            Message_ID="<2@l>",
            In_Reply_To="<1@l>",
            by="Ben <ben@old.example>",
            date="Fri, 01 Mar 2019 10:00 +0100",
        ),
        letter(
            "And who pays?",
            "AW: Costs",
            Message_ID="<3@l>",
            References="<1@l> <gone@l> <2@l>",
            date="Fri, 01 Mar 2019 11:00 +0100",
        ),
        letter("Another matter", "Work", Message_ID="<4@l>", date="Sat, 02 Mar 2019 11:00 +0100"),
        letter("By subject alone", "RE: work", Message_ID="<5@l>", date="Sat, 02 Mar 2019 12:00 +0100"),
        letter("A new one of the same name", "Work", Message_ID="<6@l>", date="Sun, 03 Mar 2019 12:00 +0100"),
        form="mbox",
    )
    assert told == ""
    assert outline() == [
        (
            "The key",
            [
                (1, "Ana Řezníková", "Who fetches the key?", None),
                (2, "Ben", "They do.", 1),
                (3, "Ana Řezníková", "And who pays?", 2),
            ],
        ),
        ("Work", [(1, "Ana Řezníková", "Another matter", None), (2, "Ana Řezníková", "By subject alone", None)]),
        ("Work", [(1, "Ana Řezníková", "A new one of the same name", None)]),
    ]
    assert UnclaimedName.objects.filter(address_hash=address_hash("ANA@old.example")).exists()


def test_the_next_month_goes_on_in_the_same_topics(bring: Import) -> None:
    january = [letter(Message_ID="<1@l>"), letter("They do.", "Re: The key", Message_ID="<2@l>", In_Reply_To="<1@l>")]
    february = letter(
        "Thanks", "Re: The key", Message_ID="<3@l>", References="<1@l> <2@l>", date="Fri, 01 Feb 2020 09:00 +0000"
    )
    bring(*january, form="mbox")
    assert bring(february, form="mbox", name="february") == ""
    bring(*january, february, form="mbox", name="all")
    ((_title, posts),) = outline()
    said = [(text, answered) for _number, _name, text, answered in posts]
    assert said == [("Who fetches the key?", None), ("They do.", 1), ("Thanks", 2)]


def test_quotations_html_and_addresses(bring: Import) -> None:
    quoting = (
        "Yes, ask ben@old.example.\n\nOn 1 March Ana <ana@old.example> wrote:\n> Who fetches\n>> it?\nI do.\n-- \nBen\n"
    )
    html = '<p>Call <b>me</b>: cem@old.example</p><script>x()</script><blockquote type="cite">Who?</blockquote>'
    bring(letter(quoting, Message_ID="<1@l>"), letter("", html=html, Message_ID="<2@l>"), form="mbox")
    first, second = (topic.posts.get() for topic in Topic.objects.order_by("pk"))
    assert first.html.count("<blockquote>") == 2
    assert "<h" not in first.html
    assert depth_of("I do.", first.html) == 0
    assert "<strong>me</strong>" in second.html
    assert "<blockquote>" in second.html
    assert "x()" not in second.text
    assert "old.example" not in first.text + first.html + second.text + second.html


def test_whatever_is_odd_is_told_and_nothing_lost(bring: Import) -> None:
    told = bring(
        b"no mailbox yet\n",
        raw(b"Message-ID: <1@l>\nSubject: =?utf-8?b?R3LDvMOfZQ==?=\nContent-Type: text/plain; charset=iso-8859-99", "Grüße".encode()),
        raw(b"Message-ID: <2@l>\nSubject: Latin", "Grüße zurück".encode("latin-1")),
        raw(b"Message-ID: <3@l>\nSubject: =?broken?Q?=FF", b"\xff\x00 NUL"),
        raw(b"Subject: No id", b"without one"),
        raw(b"Subject: No id", b"without one"),
        raw(b"Message-ID: <1@l>\nSubject: Same id", b"other words"),
        raw(b"Message-ID: <6@l>\nSubject: Circle\nIn-Reply-To: <7@l>", b"circle"),
        raw(b"Message-ID: <7@l>\nSubject: Circle\nIn-Reply-To: <6@l>", b"of answers"),
        raw(b"Message-ID: <8@l>\nSubject: Re: Lost\nIn-Reply-To: <gone@l>", b"an answer to nothing"),
        raw(b"Message-ID: <9@l>\nContent-Type: multipart/mixed; boundary=x", b"--x\n\nwords\n--x\nContent-Type: image/png; name=a.png\n\nZ\n--x--"),
        raw(b"Message-ID: <10@l>\nContent-Type: multipart/mixed; boundary=x", b"--x\nContent-Type: application/pdf\n\nZ\n--x--"),
        raw(b"Message-ID: <11@l>\nSubject: Escaped", b">From the start\n>>From twice"),
        raw(b"Message-ID: <12@l>\nContent-Transfer-Encoding: base64", b"!!!! not base64 ===="),
        raw(b"Message-ID: <13@l>\nContent-Type: text/plain; format=flowed", b"one \nline\n\n> two \n> lines"),
        raw(b"Content-Type: multipart/mixed; boundary=a\n" * 3, b"--a\n" * 50),
        form="mbox",
    )  # fmt: skip
    texts = {post.text for post in Post.objects.all()}
    assert {"Grüße", "Grüße zurück", "without one", "other words", "circle", "of answers", "words"} <= texts
    assert {
        "From the start\n>From twice".replace("\n>", "\n> "),
        "one line\n\n> two lines",
        "an answer to nothing",
    } <= texts
    assert Topic.objects.filter(title="Grüße").exists()
    for why in (
        "encoding",
        "left out: a.png",
        "left out: application/pdf",
        "says nothing",
        "the same post",
        "which is not there",
        "answers itself",
    ):
        assert why in told
    assert told.startswith("archive:1: skipped")
    assert Post.objects.exclude(html="").count() == Post.objects.count()


def test_mailman_s_way_of_hiding_addresses(bring: Import) -> None:
    bring(letter().replace(b"\nFrom: ", b"\nFrom: ana at old.example (Ana)\nX-From: "), form="mbox")
    name = UnclaimedName.objects.get()
    assert (name.name, name.address_hash) == ("Ana", address_hash("ana@old.example"))


def test_no_file_of_another_kind_does_harm(bring: Import, tmp_path: Path) -> None:
    assert "skipped" in bring(b'{"topic": 1, "body": "json"}', form="mbox")
    bring(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, form="mbox", name="picture")
    assert not Post.objects.exists()


@given(
    lines=st.lists(st.binary(max_size=60).map(lambda line: line.replace(b"\n", b"")), max_size=12), mime=st.booleans()
)
def test_no_mail_ends_the_reading(lines: list[bytes], mime: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("any") / "box"
    kind = b"Content-Type: multipart/mixed; boundary=\n" if mime else b""
    file.write_bytes(b"From x\n" + kind + b"\n".join(lines) + b"\n\nFrom y\nSubject: last\n\nlast words\n")
    report = Report(note=lambda *_told: None, skip=lambda *_told: None)
    read = list(Mailbox().read(file, report))
    assert read[-1].text == "last words"
    for said in read:
        said.text.encode()
        assert "\x00" not in said.text + said.title + said.name


@given(st.lists(st.tuples(st.integers(0, 6), st.lists(st.integers(0, 6), max_size=3)), max_size=10))
def test_whoever_answers_stands_with_what_they_answer(mails: list[tuple[int, list[int]]]) -> None:
    threads = Threads()
    for own, answered in mails:
        threads.add(str(own), [str(other) for other in answered], "x")
    topics = {own: topic for own, topic, _answered in threads.topics()}
    assert topics.keys() == {str(own) for own, _answered in mails}
    for own, answered in mails:
        assert {topics[str(other)] for other in answered if str(other) in topics} <= {topics[str(own)]}


WORDS = st.text("abcdefgh", min_size=1, max_size=6)


@given(st.lists(st.tuples(st.integers(0, 5), WORDS), min_size=1, max_size=10), st.data())
def test_every_word_stays_as_deep_as_it_was_quoted(lines: list[tuple[int, str]], data: Any) -> None:
    words = [(depth, f"{word}x{number}x") for number, (depth, word) in enumerate(lines)]
    mail = "\n".join(data.draw(st.sampled_from(["> ", ">"])) * depth + word for depth, word in words)
    html = to_html(markdown_of_mail(mail))
    assert [depth_of(word, html) for _depth, word in words] == [depth for depth, _word in words]


@given(st.text(), st.booleans())
def test_any_text_can_be_a_mail(text: str, flowed: bool) -> None:
    said = markdown_of_mail(text, flowed=flowed)
    assert "<h" not in to_html(markdown_of_mail(text.replace("`", ""), flowed=flowed).replace("&", ""))
    assert sorted(filter(str.isalnum, text)) == sorted(filter(str.isalnum, said)) or "@…" in said


class Depths(HTMLParser):
    """How many quotations each word stands in."""

    def __init__(self) -> None:
        super().__init__()
        self.depth, self.found = 0, dict[str, int]()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.depth += tag == "blockquote"

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "blockquote"

    def handle_data(self, data: str) -> None:
        self.found |= {line.strip(): self.depth for line in data.split("\n")}


def depth_of(line: str, html: str) -> int:
    """How deep a line is quoted."""
    depths = Depths()
    depths.feed(html)
    return depths.found[line]
