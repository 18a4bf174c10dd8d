"""The forum: topics, their tags, and what can be done to them. A topic's page is its conversation's."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.conversations import forum as reading
from alongside.conversations.access import get_part, may_read_forum
from alongside.conversations.actions import forum as actions
from alongside.conversations.forms_talk import TagForm, TagsForm, TopicForm
from alongside.conversations.models import Conversation, ForumTag, Kind
from alongside.core.errors import Refused
from alongside.core.ids import new_id
from alongside.people.access import member_page, require_person, staff_page
from alongside.people.models import Person


@member_page
@require_safe
def forum(request: HttpRequest) -> HttpResponse:
    """Topics by their newest words; ?tag= and ?followed=1 choose among them."""
    person = _reader(request)
    tags = reading.tags_of(person.program_id)
    tag = next((each for each in tags if each.public_id == request.GET.get("tag")), None)
    followed = tag is None and "followed" in request.GET
    page = reading.topics_of(person, tag=tag, followed=followed, before=request.GET.get("before", ""))
    keep = urlencode({"tag": tag.public_id} if tag else {"followed": 1} if followed else {})
    context = {"page": page, "tags": tags, "tag": tag, "followed": followed, "keep": keep}
    return render(request, "conversations/forum.html", context)


@member_page
@require_http_methods(["GET", "POST"])
def new_topic(request: HttpRequest) -> HttpResponse:
    """A title, the first words, and up to three tags."""
    person = _reader(request)
    form = TopicForm(request.POST if request.method == "POST" else None, of=reading.tags_of(person.program_id))
    if request.method == "POST" and form.is_valid():
        key = str(request.POST.get("key", ""))[:80] or new_id()
        try:
            topic = actions.open_topic(
                person.program,
                form.cleaned_data["title"],
                form.cleaned_data["body"],
                form.chosen,
                wants_company=form.cleaned_data["company"],
                by=person,
                key=key,
            )
        except Refused as refused:
            _refuse(form, refused)
        else:
            return redirect("conversations:conversation", topic.public_id)
    return render(request, "conversations/new_topic.html", {"form": form}, status=422 if form.errors else 200)


@member_page
@require_POST
def follow(request: HttpRequest, id: str) -> HttpResponse:
    """Follow a topic, or no longer (on=yes|no)."""
    person = require_person(request)
    topic = _topic(person, id)
    on = request.POST.get("on") == "yes"
    actions.follow_topic(topic, on, by=person)
    messages.success(request, _("You find it in Talk.") if on else _("It is off your Talk list."))
    return redirect("conversations:conversation", id)


@staff_page
@require_POST
def close_topic(request: HttpRequest, id: str) -> HttpResponse:
    """Staff end a topic, or open it again (on=yes|no)."""
    person = require_person(request)
    actions.close_topic(_topic(person, id), request.POST.get("on") == "yes", by=person)
    return redirect("conversations:conversation", id)


@member_page
@require_http_methods(["GET", "POST"])
def retag(request: HttpRequest, id: str) -> HttpResponse:
    """Other tags for a topic: staff, and whoever began it."""
    person = require_person(request)
    topic = _topic(person, id).topic
    if not person.is_staff and topic.by_id != person.pk:
        raise Http404
    chosen = [tag.public_id for tag in topic.tags.all()]
    form = TagsForm(
        request.POST if request.method == "POST" else None,
        of=reading.tags_of(person.program_id),
        initial={"tags": chosen},
    )
    if request.method == "POST" and form.is_valid():
        actions.retag(topic, form.chosen, by=person)
        return redirect("conversations:conversation", id)
    context = {"form": form, "topic": topic, "tags": []}
    return render(request, "conversations/tags.html", context, status=422 if form.errors else 200)


@staff_page
@require_http_methods(["GET", "POST"])
def tags(request: HttpRequest) -> HttpResponse:
    """The program's tags, which staff keep."""
    person = require_person(request)
    form = TagForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_tag(person.program, form.cleaned_data["name"], by=person)
        except Refused as refused:
            _refuse(form, refused)
        else:
            return redirect("conversations:tags")
    context = {"form": form, "tags": reading.tags_of(person.program_id), "topic": None}
    return render(request, "conversations/tags.html", context, status=422 if form.errors else 200)


@staff_page
@require_POST
def remove_tag(request: HttpRequest, tag_id: str) -> HttpResponse:
    """One tag less."""
    person = require_person(request)
    tag = ForumTag.objects.filter(program=person.program_id, public_id=tag_id).first()
    if tag is None:
        raise Http404
    actions.remove_tag(tag, by=person)
    return redirect("conversations:tags")


def _reader(request: HttpRequest) -> Person:
    person = require_person(request)
    if not may_read_forum(person):
        raise Http404
    return person


def _topic(person: Person, id: str) -> Conversation:
    conversation = get_part(person, id).conversation
    if conversation.kind != Kind.TOPIC:
        raise Http404
    return conversation


def _refuse(form: forms.Form, refused: Refused) -> None:
    form.add_error(refused.field if refused.field in form.fields else None, str(refused.sentence))
