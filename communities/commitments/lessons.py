"""Three lessons of ten minutes each: what members promise with them, and the questions at their end. Their words stand in templates.

What is to be learned follows the background paper of the Passport2Freedom event (section “Transnational Tools”): choosing a browser,
filtering messages, and the language for functions, tools and technologies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

MINUTES: Final = 10


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the little check: its answers, which of them is right, and why."""

    text: Any
    answers: Sequence[Any]
    right: int
    because: Any


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson; its steps stand in `templates/communities/lessons/CODE.html`."""

    code: str
    title: Any
    promise: Any  # as a member takes it up
    about: Any
    questions: Sequence[Question]
    practice: str = ""  # the name of the address where it is tried

    @property
    def url(self) -> str:
        """Where it is read."""
        return reverse("lesson", args=[self.code])

    @property
    def template(self) -> str:
        """What it is drawn by."""
        return f"communities/lessons/{self.code}.html"


_BROWSER: Final = (
    Question(
        _("Your office computer shows a browser whose name you don’t know. What do you do first?"),
        (
            _("I install the browser that I have at home."),
            _("I look up its version, and ask whoever runs the computers whether it is still kept up to date."),
            _("I use it as it is: it was there, so it is fine."),
        ),
        1,
        _("The version says whether it still gets corrections. On a machine that is not yours, others install and update."),
    ),
    Question(
        _("Which of these addresses belongs to the ministry “justice.example”?"),
        ("https://justice.example.sign-in.test/", "https://sign-in.test/justice.example/", "https://mail.justice.example/"),
        2,
        _("Read from the first single slash to the left: what stands directly before it is who you talk to."),
    ),
    Question(
        _("A page says: “Your browser is out of date. Press here to update it.” What do you do?"),
        (
            _("I close the page, and look in the browser’s own menu whether there is an update."),
            _("I press there: updates matter."),
            _("I turn the computer off for good."),
        ),
        0,
        _("A page can’t know it reliably, and who wants to harm you says the same. The browser’s own menu tells the truth."),
    ),
    Question(
        _("You share a computer with colleagues or with people in custody. What protects them and you most?"),
        (
            _("Saving the password in the browser, so that nobody sees you type it."),
            _("A window in private mode, and signing out when you leave."),
            _("Turning the screen away."),
        ),
        1,
        _("Saved passwords open your account to whoever sits there next. A private window forgets; signing out closes the door."),
    ),
)  # fmt: skip
_MESSAGES: Final = (
    Question(
        _("A newsletter that you once asked for fills your mail. What is the best first step?"),
        (
            _("Unsubscribe by the link at its end, or have it come as one mail a week."),
            _("Delete each one as it comes."),
            _("Get another address."),
        ),
        0,
        _("What is not sent need not be filtered. A rule is for what you want to keep, but not now."),
    ),
    Question(
        _("Advertising from somebody whom you never wrote to has a link “unsubscribe”. What do you do?"),
        (
            _("I press it: it is the law."),
            _("I answer that they should stop."),
            _("I mark it as junk and press nothing in it."),
        ),
        2,
        _("Who sends without being asked learns from your press that somebody reads this address."),
    ),
    Question(
        _("Which rule is most likely to hide something from you that you need?"),
        (
            _("Mails from news@letters.example go to the folder “Read later”."),
            _("Mails with “release” in the subject are deleted."),
            _("Mails sent to the whole team’s list go to the folder “Team”."),
        ),
        1,
        _("A word that stands in many mails catches what it should not, and what is deleted is not seen. Move first, delete later."),
    ),
    Question(
        _("You want to follow one topic here closely, and hear of all else once a week. Where do you say so?"),
        (
            _("Follow the topic on its page, and choose “once a week” for the community under “What mail you get”."),
            _("That can’t be done."),
            _("Write to the stewards."),
        ),
        0,
        _("The nearest choice counts: first that for the topic, then that for the community, then that for everywhere."),
    ),
)  # fmt: skip
_SORTS: Final = (
    _("a function: what people want to get done"),
    _("a tool: what they do it with"),
    _("a technology: what the tool is built of"),
)
_WORDS: Final = (
    Question(
        _("“Everybody has to find the latest version of the checklist.” What is this?"),
        _SORTS,
        0,
        _("It says what is to be reached, and names nothing to do it with: many tools can."),
    ),
    Question(
        _("“The folder with documents in our community.” What is this?"),
        _SORTS,
        1,
        _("It is something that people open and use. Another tool could do the same for them."),
    ),
    Question(
        _("“PDF, and encrypted connections.” What is this?"),
        _SORTS,
        2,
        _("Tools are built of it. It matters to whoever runs them, and to whether old machines and closed networks can take part."),
    ),
    Question(
        _("A member says: “We need a chat.” Which question helps most?"),
        (
            _("Which chat do you know?"),
            _("What would you do with it that can’t be done now?"),
            _("How much may it cost?"),
        ),
        1,
        _("It leads from the tool back to the function. Perhaps what is missing is a quick answer: then there are several ways."),
    ),
)  # fmt: skip

LESSONS: Final[Mapping[str, Lesson]] = {
    one.code: one
    for one in (
        Lesson(
            "browser",
            _("Choose a browser, and keep it safe"),
            _("I choose my browser and keep it safe"),
            _("Which browser is good for you, how to see that a page is genuine, and what is different on machines of a prison or an office."),
            _BROWSER,
        ),
        Lesson(
            "messages",
            _("Filter messages"),
            _("I learn to filter messages"),
            _("Get less of what you don’t need and miss nothing that you do: unsubscribing, rules for your mail, and the choices on this site."),
            _MESSAGES,
            "practice_filters",
        ),
        Lesson(
            "words",
            _("Functions, tools and technologies"),
            _("I learn to say what we need before I say with what"),
            _("Three words that help a community to talk about what it uses: what we want to do, with what, and what that is built of."),
            _WORDS,
            "practice_writing",
        ),
    )
}  # fmt: skip
