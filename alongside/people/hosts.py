"""Which program a visitor means, by the host name they came to."""

from alongside.people.models import Program


def program_at(host: str) -> Program | None:
    """The program known under that host name, with or without a port; None where none is, or more than one."""
    name = host.strip().lower()
    bare = name.rpartition(":")[0] if name.rpartition(":")[2].isdigit() else name
    found = list(Program.objects.filter(host__in={name, bare} - {""})[:2])
    return found[0] if len(found) == 1 else None
