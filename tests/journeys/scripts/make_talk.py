"""Makes the cast's group with its conversation, at noon on everyone's clock. Prints JSON: people, group, conversation.

make_talk                    once, in an empty house
make_talk asked AUTHOR       what AUTHOR wrote last has waited for three hours, and the worker looks: who was asked
"""

import json
import sys
from datetime import timedelta

import django

django.setup()

from alongside.conversations.duties import keep_waiting_clocks  # noqa: E402
from alongside.conversations.membership import follow_group  # noqa: E402
from alongside.conversations.models import Conversation, Offer, WaitingPost  # noqa: E402
from alongside.core import clock  # noqa: E402
from alongside.people.models import Around, Person  # noqa: E402
from tests.cast import make_cast  # noqa: E402


def make() -> dict[str, object]:
    cast = make_cast()
    group = cast.group
    follow_group(group)
    chat = Conversation.objects.get(group=group)
    hour = clock.now().hour
    noon = f"Etc/GMT{'-' if hour < 12 else '+'}{abs(12 - hour)}"  # its sign is the other way round
    Person.objects.filter(program=cast.program).update(time_zone=noon)
    people = {name: getattr(cast, name) for name in ("counselor", "mentor", "member", "groupmate", "third")}
    return {
        "group": group.public_id,
        "conversation": chat.public_id,
        "people": {part: {"id": who.public_id, "name": who.display_name} for part, who in people.items()},
    }


def ask(author: str) -> dict[str, object]:
    post = WaitingPost.objects.filter(author__public_id=author).latest("pk")
    WaitingPost.objects.filter(pk=post.pk).update(since=clock.now() - timedelta(hours=3), next_at=clock.now())
    for person in Person.objects.filter(may_be_asked=True):
        Around.objects.update_or_create(person=person, defaults={"at": clock.now()})
    keep_waiting_clocks()
    return {"asked": list(Offer.objects.filter(waiting=post).values_list("person__public_id", flat=True))}


print(json.dumps(ask(sys.argv[2]) if len(sys.argv) > 2 else make()))
