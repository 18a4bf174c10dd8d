"""Adults only, until there is guardian consent and a space of their own for young people.

The birth year is asked once, on the way in, and never stored: what stays is that the answer was an adult's.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from alongside.core.errors import Refused

ADULT = 18
OLDEST = 120


class Unsure(Refused):
    """The year alone can't say: someone of that year may or may not have turned 18 by now."""


def check(year: str | int, at: datetime, *, has_turned: bool | None = None) -> bool:
    """Whether someone born in `year` is an adult at `at` (its wall clock counts: give it in the program's zone).

    `has_turned` answers "Have you had your eighteenth birthday?" for the one year in which that decides. Raises Unsure
    where it decides and wasn't answered, and Refused for what can't be a birth year.
    """
    born = _year(year, at)
    age_this_year = at.year - born
    if age_this_year != ADULT:
        return age_this_year > ADULT
    if has_turned is None:
        raise Unsure(_("One question more: have you had your eighteenth birthday?"), field="has_turned")
    return has_turned


def _year(text: str | int, at: datetime) -> int:
    digits = str(text).strip()[:20]
    if not (digits.isdecimal() and len(digits) == 4):
        raise Refused(_("Please write the year with four digits, such as 1984."), field="birth_year")
    born = int(digits)
    if not at.year - OLDEST <= born <= at.year:
        raise Refused(_("This can’t be a birth year. Please look at it once more."), field="birth_year")
    return born
