"""Whatever is sent to the addresses around contacts, introductions and mentors, nothing breaks and no list grows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from alongside.connections.mentors import actions as mentors
from alongside.connections.models import Again, Introduction, Side, Source, Suggestion
from alongside.connections.tests.mentor_scene import ready
from alongside.core import clock
from alongside.groups.mentoring.actions import Wanted
from alongside.groups.models import MentorOffer
from alongside.people.models import Person
from tests.cast import Cast

ClientOf = Callable[[Person | None], Client]
LONG = "x" * 100_000
FIELDS = ["said", "goals", "rhythm_days", "other", "body", "key", "next", "answer", "until", "topics", "times"]
FIELDS += ["language", "about", "capacity", "hours_a_week", "reply_to", "files"]
SENT = [LONG, "\u202e\U0010ffff", str(10**40), "0001-01-01"]


@pytest.mark.parametrize("who", ["member", "mentor"])
def test_no_answer_is_a_fault_of_ours(cast: Cast, client_of: ClientOf, who: str) -> None:
    at, me = clock.now(), cast.people[who]
    mentor = ready(cast, cast.mentor)
    Person.objects.filter(pk=mentor.pk).update(time_zone="Asia/Tokyo")
    wish = mentors.ask(cast.member, Wanted(), by=cast.member)
    offer = MentorOffer.objects.get(wish=wish)
    introduction = Introduction.objects.create(
        program=cast.program, source=Source.WEEKLY, made_at=at, expires_at=at + timedelta(days=3)
    )
    Side.objects.bulk_create(Side(introduction=introduction, person=each) for each in {me, cast.third})
    again = Again.objects.create(
        person=me, other=cast.groupmate, place="meeting:1", met_at=at, expires_at=at + timedelta(days=3)
    )
    day: Any = {"day": at.date(), "made_at": at, "reasons": ["?", {"code": "group"}, None, 7]}
    hint = Suggestion.objects.create(person=me, other=cast.groupmate, **day)
    of_hint = [f"connections:suggestion_{name}" for name in ("follow", "hello", "dismiss", "undo")]
    of_offer = [f"connections:mentor_{name}" for name in ("choose", "take_back", "put_away")]
    bare = ["connections:derived", "connections:derived_enough", "connections:mentor_wish", "connections:mentor_thank"]
    bare += ["groups:mentor_profile", "groups:mentor_agreement", "groups:mentor_pause"]
    wanted = [
        *((name, []) for name in bare),
        *((name, [hint.public_id]) for name in of_hint),
        *((name, [offer.public_id]) for name in of_offer),
        ("connections:introduction_answer", [introduction.public_id]),
        ("connections:introduced", [introduction.public_id]),
        ("connections:again", [again.public_id]),
        ("connections:mentoring_answer", [offer.public_id]),
        ("connections:introduce", [cast.member.public_id]),
        ("connections:derived_correct", [cast.groupmate.public_id]),
    ]
    client = client_of(me)
    client.raise_request_exception = False
    for name, args in wanted:
        address = reverse(name, args=args)
        for sent in SENT:
            answer = client.post(address, dict.fromkeys(FIELDS, sent))
            assert answer.status_code in (302, 404, 409, 422), (name, answer.status_code, sent[:20])
        assert client.post(address, "{", content_type="application/json").status_code < 500, name
    assert not Introduction.objects.filter(conversation__isnull=False).exists()
