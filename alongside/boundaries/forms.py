"""The form of a keep-apart."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alongside.people.forms import PersonField
from alongside.people.models import GONE_STAGES, Person, Program


class KeepApartForm(forms.Form):
    """Two people and, if the counselor likes, why."""

    first = PersonField(label=_("Who"))
    second = PersonField(label=_("And who"))
    why = forms.CharField(label=_("Why"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(program=program).exclude(stage__in=GONE_STAGES)
        for name in ("first", "second"):
            field = self.fields[name]
            assert isinstance(field, PersonField)
            field.queryset = people.order_by("display_name", "id")
