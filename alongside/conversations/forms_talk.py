"""Forms of Talk: a new topic, its tags, and the list of tags."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alongside.conversations.actions.forum import LONGEST_TAG, LONGEST_TITLE, MOST_TAGS
from alongside.conversations.models import ForumTag
from alongside.conversations.words import LONGEST


class TagsForm(forms.Form):
    """Which of the program's tags."""

    tags = forms.MultipleChoiceField(label=_("Tags"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, of: Sequence[ForumTag] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = {tag.public_id: tag for tag in of}
        self.fields["tags"].choices = [(tag.public_id, tag.name) for tag in of]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[ForumTag]:
        return [self.of[public_id] for public_id in self.cleaned_data["tags"]]

    def clean_tags(self) -> list[str]:
        tags: list[str] = self.cleaned_data["tags"]
        if len(tags) > MOST_TAGS:
            raise forms.ValidationError(_("Please choose three tags at most."))
        return tags


class TopicForm(TagsForm):
    """A new topic."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE)
    body = forms.CharField(label=_("Your words"), max_length=LONGEST, widget=forms.Textarea, strip=False)
    company = forms.BooleanField(label=_("I’d like company"), required=False)
    field_order = ("title", "body", "tags", "company")


class TagForm(forms.Form):
    """A tag more."""

    name = forms.CharField(label=_("A new tag"), max_length=LONGEST_TAG)
