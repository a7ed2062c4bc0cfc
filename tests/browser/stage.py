"""A community in which everything has happened, made in the running site: `python -m tests.browser.stage` prints its keys as JSON.

People are the demo log-ins: the reviewer tends it, the editor helps, the member writes, the contributor was put out.
"""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import django

SLUG = "everything-at-once"
FIRST = """Before we meet, here is **what we have so far**. It comes from *three* prisons and two job centres.

### What has to be there

1. An identity card
2. A bed for the first night, see https://example.org/a/very/long/address/that/nobody/will/ever/read/to/its/end?because=it-goes-on-and-on
3. Somebody who waits at the gate

> A mentor is no friend, and no officer.
>
> > Who said that?

| when | who | what |
|---|---|---|
| six weeks before | prison | papers |
| one week before | municipality | the key |

```
release = friday  # the landlord’s office opens on Monday, and this line is longer than any telephone is wide
```

Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihungsbestimmungsübersichtstafel.

PR-0001, PR-0030, PR-0037, PR-0042 and PR-0038 show how it can be done."""


def picture(width: int, height: int) -> bytes:
    """A photograph, as far as the site can tell."""
    from PIL import Image

    kept = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(kept, "PNG")
    return kept.getvalue()


def make() -> dict[str, Any]:
    """Makes all of it, through what the pages call; returns the keys by which it is found."""
    from communities.faces import actions as faces
    from communities.faces.models import Section, Thing
    from communities.spaces import actions
    from communities.spaces.mails import SIGNER
    from communities.spaces.models import Community
    from communities.spaces.terms import State
    from communities.stewardship import actions as stewardship
    from portal.accounts.models import User
    from portal.foundation.pages import BasePage
    from portal.notices.stopping import DIGESTS, Stop
    from tests.communities.conftest import make_member, make_person, make_space

    log_ins = {
        group: User.objects.get(email=f"{group}@passerelle.example")
        for group in ("member", "contributor", "editor", "reviewer", "administrator")
    }
    member, reviewer = log_ins["member"], log_ins["reviewer"]
    space = make_space(
        "Everything at once", visibility="public", joining="request", parts=["people", "forum", "polls"], languages=["en", "de"],
        purpose="Whatever can happen in a community has happened here.\n\nIt is a long story.",
        rules="Name nobody who could be recognised.", charter="By spring we want a checklist that works.",
    )  # fmt: skip
    assert space.slug == SLUG
    for group, role in (("reviewer", "steward"), ("editor", "facilitator"), ("member", "member")):
        make_member(space, role, user=log_ins[group])
    pages = [BasePage.objects.in_language("en").get(identifier=code) for code in ("PR-0001", "PR-0030", "AR-0003")]
    chosen = Section("records", title="Where we started", text="In three countries.")
    chosen.things = [Thing(f"page:{page.pk}", "Read it first.") for page in pages]
    with faces.drafting(space) as sections:
        sections += [
            chosen,
            Section("polls", newest=3),
            Section("topics", newest=3),
            Section("text", text="Ask us!\n\nAt any time."),
        ]
    faces.publish(space, reviewer)
    with faces.drafting(space) as sections:
        sections.append(Section("people"))  # of which nothing is published
    gather(space, log_ins)
    given = steer(space, log_ins)
    asked = actions.ask_to_join(space, make_person(name="Nora Newcomer"), "I have waited there for years.")
    actions.ask_to_join(space, make_person(name="Maximiliana-Konstantina von und zu Hohenlohe-Langenburg"), "")
    sent = actions.invite(space, "somebody@people.example", reviewer)
    banned = [
        actions.put_out(make_member(space, user=user), "They wrote of nothing but coats.", reviewer)
        for user in (log_ins["contributor"], make_person(name="Oskar Outside"))
    ]
    actions.appeal(banned[0], "I wrote of gloves, too.")
    other = make_space("Only on paper", state=State.PROPOSED, founded_at=None, proposed_by=member)
    assert Community.objects.filter(pk=other.pk, state=State.PROPOSED).exists()
    return {
        "token": SIGNER.sign(str(sent.pk)),
        "section": chosen.key,
        "shared": space.pk,
        "duty": given,
        "request": asked.pk,
        "membership": space.memberships.get(user=member).pk,
        "ban": banned[0].pk,
        "stop": Stop(member.pk, f"community:{space.pk}", "topic").url.rstrip("/").rpartition("/")[2],
        "stop_digests": Stop(member.pk, "", DIGESTS).url.rstrip("/").rpartition("/")[2],
        "needs": stewardship.ask(space, reviewer).number,
        **plan(log_ins),
        **talk(space, log_ins),
        **ask(space, log_ins),
        **take_up(space, log_ins),
        "colleague": verify(log_ins),
    }


def verify(log_ins: dict[str, Any]) -> int:
    """The reviewer speaks for an organisation; the profile of somebody who says that they work there."""
    from communities.people.models import Profile
    from practices.representing.models import Representation
    from practices.representing.terms import Proof
    from practices.representing.terms import State as Claim
    from tests.communities.conftest import make_person
    from tests.factories import make_record

    works = make_record("organisation", title="The workshop at the gate")
    Representation.objects.create(
        record=works, code=works.identifier, user=log_ins["reviewer"], state=Claim.VERIFIED, proof=Proof.LETTER
    )
    colleague = Profile(user=make_person(name="Carl Colleague"), name="Carl Colleague", organisation=works.title)
    colleague.published = True
    colleague.save()
    return int(colleague.pk)


def take_up(space: Any, log_ins: dict[str, Any]) -> dict[str, Any]:
    """Commitments: of the member, late, done and open; and one that the editor shows to the community."""
    from django.utils import timezone

    from communities.commitments import actions
    from communities.commitments.models import Commitment

    def taken_up(group: str, days: int, **fields: Any) -> Commitment:
        membership = space.memberships.get(user=log_ins[group])
        due = timezone.localdate() + timedelta(days=days)
        return Commitment.objects.create(membership=membership, due_on=due, **fields)

    own = taken_up("member", -3, words="I ask the housing office how long the list of those who wait is")
    actions.tick(taken_up("member", 5, lesson="browser", shown=True))
    taken_up("member", 20, lesson="messages", shown=True)
    taken_up("editor", 9, words="Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihung", shown=True)
    actions.propose(
        space, "I answer one question a month"
    )  # and what is due stands among the weekly five of the reviewer
    return {"commitment": own.pk}


def steer(space: Any, log_ins: dict[str, Any]) -> int:
    """A steering group with duties, done and due ones, and an agreement in two versions, of which the first is in force."""
    from django.utils import timezone

    from communities.steering import actions
    from communities.steering.models import Duty, Statement
    from tests.communities.conftest import make_member, make_space

    group, reviewer = (
        make_space("Network board", kind="steering", visibility="private", joining="invitation"),
        log_ins["reviewer"],
    )
    make_member(group, "steward", user=reviewer)
    group.steers.add(space)
    for what, days in (
        ("Minutes of the spring meeting, and of everything that was said before and after it", -3),
        ("The budget", 30),
    ):
        one = Duty(
            community=group,
            work="minutes",
            what=what,
            about="As always.",
            who=reviewer,
            due_on=timezone.localdate() + timedelta(days),
        )
        actions.keep(one, reviewer)
    finished = Duty(community=group, work="links", what="A letter to the other groups")
    actions.keep(finished, reviewer)
    actions.done(finished, reviewer)
    for number, said in enumerate(
        ("Three workshops.", "Four workshops, and a Haftentlassungsvorbereitungskonferenz."), start=1
    ):
        version = Statement(
            community=group,
            subject="agreement",
            sections={"programme": said, "roles": "We decide by consent."},
            note=f"Round {number}",
        )
        actions.write(version, number - 1, reviewer)
        if number == 1:
            actions.adopt(version, timezone.localdate(), reviewer)
    return one.pk


def gather(space: Any, log_ins: dict[str, Any]) -> None:
    """The common room: everything asked, offered and agreed."""
    from communities.commonroom import actions
    from communities.commonroom.models import StandIn, today
    from communities.spaces.models import Membership
    from tests.communities.conftest import make_member, make_space

    other = make_space("Rounds at night with a name that is longer than anybody would give it", slug="rounds-at-night")
    otis = make_member(other, "steward", name="Otis Othersteward-Hohenlohe-Langenburg").user
    make_space("Lost in the woods")
    actions.open_room(log_ins["administrator"])
    Membership.objects.filter(community=other).update(term_to=today() + timedelta(days=20))
    actions.share(space, log_ins["reviewer"], shared=True)

    def days(**fields: Any) -> StandIn:
        return StandIn(first_day=today(), last_day=today() + timedelta(days=14), note="Two ask to be let in.", **fields)

    for one, by in ((days(community=other), otis), (days(), otis), (days(community=space), log_ins["reviewer"])):
        actions.ask(one, by)
    agreed = days(community=space)
    actions.ask(agreed, log_ins["reviewer"])
    actions.agree(agreed.pk, otis)


def ask(space: Any, log_ins: dict[str, Any]) -> dict[str, Any]:
    """Polls: a draft, a ranking that the public answers too, and one by name that has ended."""
    from communities.polls import actions, voting
    from communities.polls.models import Poll
    from communities.polls.voting import Voter

    def poll(**fields: Any) -> Poll:
        made = Poll(community=space, author=log_ins["member"], language="en", **fields)
        actions.save(
            made, ["A bed", "Somebody at the gate", "Papers, and everything else that somebody needs who has nothing"]
        )
        return made

    draft = poll(question="What shall we ask next?", text="It is **not** ready.")
    ranking = poll(
        question="What matters most?", method="ranked", reach="everybody", opinion=True, shown="always", suggestions=True, quorum=50,
        quorum_unit="percent",
    )  # fmt: skip
    ended = poll(question="Who comes?", method="multiple", named=True, reach="everybody")
    for one in (ranking, ended):
        actions.open_poll(one)
        one.refresh_from_db()
        keys = list(one.options.values_list("pk", flat=True))
        for number, group in enumerate(("reviewer", "editor", "member")):
            voting.vote(one, Voter(log_ins[group]), [keys[number], keys[number - 1]])
    actions.close(ended)
    return {"poll_draft": draft.pk, "poll_open": ranking.pk, "poll_ended": ended.pk}


def plan(log_ins: dict[str, Any]) -> dict[str, Any]:
    """A community for each state of a plan: a draft after a decided version, and one in review with all that can be said."""
    from django.utils import timezone

    from communities.stewardship import actions as needs
    from communities.stewardship.plans import actions, proposing, saying
    from communities.stewardship.plans.models import PlanLine
    from communities.stewardship.plans.terms import Decision, Field, Says
    from communities.stewardship.terms import POLARITIES, Orientation
    from tests.communities.conftest import make_member, make_space

    reviewer, member, editor = log_ins["reviewer"], log_ins["member"], log_ins["editor"]
    long_word = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihungsbestimmungsübersichtstafel"

    def begun(name: str) -> Any:
        space = make_space(name)
        stewards = make_member(space, "steward", user=reviewer)
        others = [make_member(space, user=user) for user in (member, editor)]
        profile = needs.ask(space, reviewer)
        for place, one in enumerate((stewards, *others, make_member(space), make_member(space))):
            scores = {code: (number + 2 * place) % 6 for number, code in enumerate(Orientation.values)}
            needs.answer(profile, one, scores, {line.code: 0 for line in POLARITIES}, "")
        needs.close(profile, reviewer)
        version = actions.start(space, reviewer)
        version.profile = profile
        actions.take_over(
            version, [one.as_line(version) for one in proposing.proposals(version, profile)][:2], reviewer
        )
        day = timezone.localdate() + timedelta(days=90)
        actions.save_line(
            PlanLine(version=version, need=f"Papers that everybody finds. {long_word}", part="documents", tool="one folder for each prison",
                why="Now they lie in mails.\n\nNobody knows which is the last one.", keeper="Two facilitators", cost="Two hours a month",
                review_on=day), 0, reviewer)  # fmt: skip
        actions.open_review(version, timezone.now() + timedelta(days=14), reviewer)
        return version

    def lines(version: Any) -> list[Any]:
        return list(PlanLine.objects.filter(version=version).select_related("version__community"))

    def said(version: Any) -> Any:
        first, second, third = lines(version)
        saying.say(
            version,
            member,
            {
                first.pk: (Says.AGREES, ""),
                second.pk: (Says.OBJECTS, "Nobody has a computer there."),
                third.pk: (Says.RESERVED, long_word),
            },
        )
        saying.say(version, editor, {first.pk: (Says.AGREES, ""), second.pk: (Says.ABSTAINS, "")})
        taken = saying.suggest(
            third, Field.WHY, "Now they lie in mails.\n\nNobody knows which one is the last.", member
        )
        saying.suggest(third, Field.WHY, "They lie in mails.", editor)
        declined = saying.suggest(third, Field.TOOL, "one folder for each country", member)
        saying.take(taken, 1, reviewer)
        saying.decline(declined, "Prisons are what people look for.", reviewer)
        return third

    reviewed = begun("A plan in review")
    third = said(reviewed)
    ended = begun("A plan that was decided")
    said(ended)
    actions.close_review(ended, reviewer)
    for line in lines(ended)[:-1]:
        actions.decide(line, Decision.APPROVED, "We try it until spring.", line.revision, reviewer)
    last = lines(ended)[-1]
    actions.switch(lines(ended)[0], True, reviewer)
    decided = begun("A second version")
    actions.close_review(decided, reviewer)
    for number, line in enumerate(lines(decided)):
        actions.decide(
            line, Decision.DECLINED if number == 1 else Decision.APPROVED, "So be it.", line.revision, reviewer
        )
    draft = actions.start(decided.community, reviewer)
    changed = lines(draft)[-1]
    changed.why = "Now they lie in letters."
    actions.save_line(changed, 1, reviewer)
    return {
        "plan_review": reviewed.pk, "plan_line": str(third.thread), "plan_ended": ended.pk, "plan_undecided": str(last.thread),
        "plan_approved": str(lines(ended)[0].thread), "plan_draft": draft.pk, "plan_changed": str(changed.thread),
    }  # fmt: skip


def talk(space: Any, log_ins: dict[str, Any]) -> dict[str, Any]:
    """What is said there: a topic with everything in it, a protected case, and what moderation has to do."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone

    from communities.archives.models import UnclaimedName, address_hash
    from communities.discussion import actions
    from communities.discussion.models import Post, Topic
    from communities.discussion.offering import offer
    from communities.discussion.terms import Reacted
    from communities.discussion.writing import Writing, attach
    from communities.moderation import actions as moderation
    from communities.moderation.models import Case
    from communities.moderation.terms import Why
    from portal.foundation.files.facts import Consent
    from tests.communities.conftest import make_member

    member, editor, reviewer = (log_ins[group] for group in ("member", "editor", "reviewer"))
    ana = make_member(space, name="Ana Ahlgren").user
    title = "What has to be there on the first day, who pays for it, and who has the Hausschlüsselübergabeprotokoll?"
    topic = Topic(community=space, title=title, kind="question", language="en", about="PR-0030", pinned=True)
    first = actions.begin(topic, FIRST, ana)
    Post.objects.filter(pk=first.pk).update(created_at=timezone.now() - timedelta(days=40))
    said = [
        actions.say(topic, words, author, answered)
        for words, author, answered in (
            ("The municipality pays, where there is an agreement. PR-0001 has one.", member, first),
            ("We have photographed ours.", editor, None),
            ("A slip of the pen.", ana, None),
            ("@Ana Ahlgren said it all, and PR-0042 too.", member, first),
            ("I said it elsewhere, long ago.", reviewer, None),
            ("Oskar Outside of Example Street 5 has never paid.", member, None),
            ("He has, I was there.", member, None),
            ("Write to me, I have many coats to sell.", ana, None),
        )
    ]
    answer, photographed, slip, _mention, elsewhere, gone, appealed, reported = said
    for name, size in (("gate.png", (1600, 900)), ("key.png", (300, 900))):
        one = attach(SimpleUploadedFile(name, picture(*size)), editor, 0, post=photographed)
        one.alt, one.consent = f"The {name.partition('.')[0]}, seen from the street", Consent.NOBODY
        one.save()
    plan = (
        "a-plan-with-a-name-that-is-much-longer-than-anybody-would-give-it-but-machines-do-2026-11-29-final-final.pdf"
    )
    attach(SimpleUploadedFile(plan, b"%PDF-1.7 x"), editor, 2, post=photographed)
    actions.change(answer, "The municipality pays, where there is an agreement. PR-0001 has one, and so have we.")
    actions.accept(topic, answer, ana)
    actions.react(answer, Reacted.THANKS, ana)
    actions.react(answer, Reacted.THANKS, editor)
    actions.remove(slip, "A slip", ana)
    archived = UnclaimedName.objects.create(community=space, name="M. Ember", address_hash=address_hash(member.email))
    Post.objects.filter(pk=elsewhere.pk).update(author=None, unclaimed=archived)
    moderation.take_away("post", gone.pk, "Rule 1: nobody may be recognised.", reviewer)
    moderation.take_away("post", appealed.pk, "This is between you two.", reviewer)
    cases = {post.pk: Case.objects.get(kind="post", key=post.pk) for post in (gone, appealed)}
    moderation.appeal(cases[appealed.pk], "It was said to all.")
    opened = moderation.report("post", reported.pk, Why.ADVERTISING, "He sells coats.", member)
    assert opened
    offered = offer(answer, editor)
    writing = Writing(member, topic)
    writing.take({"text": "Half a thought"}, (), keeping_words=True)
    case = Topic(community=space, title="A learner who does not speak", kind="case", language="en")
    actions.begin(case, "He sits in the corner and draws.", ana, role="a prison teacher, IT")
    actions.say(case, "Has he family?", member, role="a probation officer, FI")
    return {
        "topic": topic.pk, "case_topic": case.pk, "answer": answer.number, "post": answer.pk, "reported": reported.pk,
        "own": answer.number, "offer": offered.pk, "case": opened.pk, "settled": cases[gone.pk].pk,
        "appealed": cases[appealed.pk].pk,
    }  # fmt: skip


if __name__ == "__main__":
    django.setup()
    print(json.dumps(make()))  # noqa: T201  # what the tests read
