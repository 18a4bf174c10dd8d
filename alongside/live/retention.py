"""What the outbox holds of a person: everything they did that others may see, for a day."""

from alongside.core.retention import Holding, declare

declare(
    Holding(
        model="live.OutboxEvent",
        about="events on their way to browsers",
        person_path="",
        exported=False,  # a copy: the domain that published it exports the original
        erased="every event that names the person, or stands on a topic of theirs, is emptied",
        expires="one day after it was published",
        sealed=("payload",),
    ),
    Holding(
        model="live.Topic",
        about="counters of audiences",
        person_path="",
        exported=False,
        erased="holds a public id at most, which names nobody once the person is erased",
        expires="never: a number is never used twice",
    ),
    Holding(
        model="live.Cursor",
        about="how far each listener has come on a program’s stream; about nobody",
        person_path="",
        exported=False,
        erased="nothing to erase",
        expires="never",
    ),
)
