"""Who lives in the demo program. All invented; the story is data, `build` lives it."""

from dataclasses import dataclass

from alongside.site.demo.society import Life, Turn


@dataclass(frozen=True)
class Character:
    """One person of the demo. `habit` is the share of sessions they come to; `way` how they usually take part.

    `turn`, `ago` and `only` are those of `society.Life`. `came`: how many weeks ago they came.
    """

    name: str
    role: str = "member"
    pronouns: str = ""
    zone: str = ""
    language: str = "en"
    habit: float = 0.9
    way: str = "chat"
    shy: bool = False
    joins_week: int = 0
    turn: Turn | None = None
    ago: int = 0
    only: str = ""
    likes: str = ""
    free: tuple[str, ...] = ()
    came: int = 12


@dataclass(frozen=True)
class Circle:
    """One therapy group of the demo: who leads it, who is in it, when it meets."""

    name: str
    about: str
    leads: tuple[str, ...]
    roster: tuple[str, ...]
    tag: str
    days: str
    hour: int
    minutes: int


@dataclass(frozen=True)
class Contact:
    """Whom staff may call about someone."""

    name: str
    phone: str
    relation: str


PROGRAM = "Willow Street Program"
ZONE = "America/New_York"

STAFF = (
    Character("Grace Okafor", "director", "she/her"),
    Character("Dana Whitfield", "counselor", "she/her"),
    Character("Marcus Reyes", "counselor", "he/him"),
)

MENTORS = (
    Character("Ruth", "mentor", "she/her", way="voice"),
    Character("Walt", "mentor", "he/him", zone="America/Chicago", way="camera"),
    Character("Beatriz", "mentor", "she/her", language="es", way="voice"),
)

MEMBERS = (
    Character("Maya", pronouns="she/her", way="chat", habit=0.95),
    Character("Theo", pronouns="he/him", way="voice"),
    Character("Sam", pronouns="they/them", way="listening", shy=True, habit=0.85),
    Character("Ines", pronouns="she/her", way="hand"),
    Character("Kofi", pronouns="he/him", way="hand"),
    Character("Lena", pronouns="she/her", way="listening", shy=True, joins_week=2),
    Character("Priya", pronouns="she/her", way="reacting"),
    Character("Omar", pronouns="he/him", way="voice", habit=0.6),
    Character("June", pronouns="she/they", way="camera", zone="America/Denver"),
    Character("Caleb", pronouns="he/him", way="chat", habit=0.8),
    Character("Rosa", pronouns="she/her", way="voice", language="es"),
    Character("Teddy", pronouns="he/him", way="listening", shy=True, zone="America/Chicago"),
    Character("Amara", pronouns="she/her", way="camera"),
    Character("Jonah", pronouns="he/him", way="chat", habit=0.7),
    Character("Wren", pronouns="they/them", way="reacting", joins_week=2),
    Character("Hector", pronouns="he/him", way="voice", language="es"),
    Character("Nadia", pronouns="she/her", way="hand"),
    Character("Felix", pronouns="he/him", way="chat", zone="America/Los_Angeles"),
    Character("Opal", pronouns="she/her", way="camera", habit=0.95),
    Character("Diego", pronouns="he/him", way="voice"),
    Character("Harriet", pronouns="she/her", way="listening", shy=True, habit=0.8),
    Character("Silas", pronouns="he/him", way="chat"),
    Character("Yuki", pronouns="she/her", way="hand", joins_week=1),
    Character("Ben", pronouns="he/him", way="voice", habit=0.75),
    Character("Leila", pronouns="she/her", way="chat"),
    Character("Gus", pronouns="he/him", way="camera"),
    # Evenings on Tuesday: most of those whose contacts have changed.
    Character("Iris", pronouns="she/her", turn=Turn.QUARREL, ago=24, likes="garden, tea"),
    Character("Tomas", pronouns="he/him", way="listening", turn=Turn.UNHEARD, ago=24, likes="chess, walking"),
    Character("Nils", pronouns="he/him", way="voice", turn=Turn.FRIEND_LEFT, ago=22, only="Wes", likes="bikes, radio"),
    Character("Wes", pronouns="he/him", way="voice", turn=Turn.GONE, ago=22),
    Character("Otis", pronouns="he/him", turn=Turn.LOUD, likes="football, radio"),
    Character("Esther", pronouns="she/her", way="listening", turn=Turn.STEADY, only="Floyd", likes="knitting"),
    Character("Floyd", pronouns="he/him", way="voice", likes="chess, radio", free=("evening",)),
    Character("Bea", pronouns="she/her", turn=Turn.UNANSWERED, ago=22, likes="baking, reading"),
    Character("Gwen", pronouns="she/her", way="hand", likes="walking, choir", free=("evening", "weekend"), came=8),
    Character("Hugo", pronouns="he/him", way="camera", likes="bikes, cooking", free=("evening",), came=8),
    Character("Ivy", pronouns="she/they", likes="reading, tea", free=("morning", "evening"), came=8),
    Character("Jasper", pronouns="he/him", way="reacting", likes="garden, chess", came=7),
    # Weekends: those who came a little later.
    Character("Kira", pronouns="she/her", way="camera", likes="cooking, choir", free=("weekend",), came=8),
    Character("Lou", pronouns="they/them", likes="drawing, tea", free=("weekend", "evening"), came=8),
    Character("Mabel", pronouns="she/her", way="voice", likes="choir, garden", free=("morning",), came=8),
    Character("Noor", pronouns="she/her", way="hand", likes="reading, cooking", free=("weekend",), came=7),
    Character("Pearl", pronouns="she/her", way="listening", shy=True, likes="knitting, tea", came=7),
    Character("Quinn", pronouns="they/them", turn=Turn.GONE, ago=42, likes="drawing, bikes"),
    Character("Reza", pronouns="he/him", way="voice", likes="chess, cooking", free=("evening",), came=7),
    Character("Sofia", pronouns="she/her", way="camera", language="es", likes="cocina, paseos", came=6),
    Character("Tariq", pronouns="he/him", likes="football, cooking", free=("weekend",), came=6),
    Character("Uma", pronouns="she/her", way="reacting", likes="garden, reading", free=("morning",), came=6),
    Character("Vera", pronouns="she/her", way="voice", likes="choir, tea", free=("weekend",), came=5),
    Character("Zoe", pronouns="she/her", way="chat", likes="bikes, tea", free=("evening",), came=5),
    # Came to the walks in the afternoon.
    Character("Dev", pronouns="he/him", way="hand", likes="walking, chess", free=("afternoon",), came=9),
)

GROUPS = (
    Circle(
        "Morning group",
        "Coping skills for early recovery. Come as you are: listening counts.",
        ("Dana Whitfield", "Marcus Reyes"),
        ("Ruth", "Maya", "Theo", "Sam", "Ines", "Kofi", "Lena", "Priya", "Omar"),
        "clinical", "MO,WE,FR", 10, 90,
    ),
    Circle(
        "Evening group",
        "For people who work during the day. We plan the week and look back on it.",
        ("Marcus Reyes", "Dana Whitfield"),
        ("Walt", "June", "Caleb", "Rosa", "Teddy", "Amara", "Jonah", "Wren", "Hector", "Nadia", "Felix"),
        "clinical", "MO,WE,TH", 18, 90,
    ),
    Circle(
        "Afternoon walk and talk",
        "An hour of company: short walks, small rooms, no agenda.",
        ("Dana Whitfield",),
        ("Beatriz", "Opal", "Diego", "Harriet", "Silas", "Yuki", "Ben", "Leila", "Gus", "Dev"),
        "social", "TU,FR", 14, 60,
    ),
    Circle(
        "Tuesday night group",
        "For the time after the first months: work, family, what stays hard.",
        ("Marcus Reyes", "Dana Whitfield"),
        ("Iris", "Tomas", "Bea", "Nils", "Wes", "Otis", "Esther", "Floyd", "Gwen", "Hugo", "Ivy", "Jasper"),
        "clinical", "TU", 19, 90,
    ),
    Circle(
        "Weekend group",
        "Saturdays are long. We look at them together.",
        ("Dana Whitfield",),
        ("Kira", "Lou", "Mabel", "Noor", "Pearl", "Quinn", "Reza", "Sofia", "Tariq", "Uma", "Vera", "Zoe"),
        "clinical", "SA", 11, 90,
    ),
)  # fmt: skip

# Said in sessions past, so that their chats read like a group of people and not like filler.
LINES = (
    "Good to see everyone. I nearly did not come, and I am glad I did.",
    "Mornings were the hardest for me too.",
    "I put my shoes by the door the night before. It helps.",
    "May I borrow that one?",
    "Just listening today, and glad to be here.",
    "I called my sister. It went better than I thought.",
    "Thank you for saying that out loud.",
    "Slept four hours. Here anyway.",
    "What did you do with the first ten minutes?",
    "Same here. Small steps.",
    "I wrote three lines instead of going out. That was my whole evening, and it was fine.",
    "I would like to hear more about the garden.",
    "Today is day thirty for me.",
    "That is a lot of days in a row of showing up.",
    "I was short with someone at work and then said sorry.",
    "I am proud of you for that, if I may say so.",
    "The walk at noon has become a thing. Rain or not.",
    "I did not answer the phone and waited it out. Twenty minutes.",
    "Thank you, that is good to know for tonight.",
    "See you on Thursday.",
)

CONTACTS = {
    "Maya": Contact("Lucia", "555 0171", "my sister"),
    "Omar": Contact("Samira", "555 0172", "my mother"),
    "Sam": Contact("Alex", "555 0173", "my flatmate"),
}
PLAN = {
    "signs": "I stop answering messages and stay up past two.",
    "alone": "A shower, the green blanket, the long playlist.",
    "around": "The bench by the river. The corner shop when Ali is in.",
    "ask": "Lucia. Ruth on weekends.",
    "safer": "Lucia keeps the key to the cabinet.",
    "reasons": "Lucia’s kids. The dog. Seeing how the garden comes up.",
}
NEWCOMERS = (
    (Character("Nora", pronouns="she/her"), ("contact",)),
    (Character("Elias", pronouns="he/him"), ("contact", "plan", "about", "devices")),
)
"""Who is on the path, and the steps they have done by themselves."""
KEPT_FOR_THE_MORNING = "I can’t sleep and I keep going over what my father said. It can wait until you are in."
KEPT_EARLIER = "Could we talk about the job before the next session?"
WHAT_MARCUS_NOTED = "Called at ten. The job starts in May; we look at it together on Thursday."
OPENERS = (
    "I thought of what you said on the way home.",
    "How was the week? Mine was long.",
    "I made the soup you told me about.",
    "Thank you for sitting with me in the small room.",
    "Walked at noon again. It gets easier.",
    "I have not slept much. Telling someone helps.",
    "I called the number you gave me.",
    "Rain all day here. I hope it is better where you are.",
    "I finished the first chapter.",
    "Today was a good day, and I wanted to say so to someone.",
)
ANSWERS = (
    "I am glad you wrote.",
    "That sounds like a lot for one day.",
    "Same here. Slowly.",
    "Good. One day and then the next.",
    "I read this on the bus and smiled.",
    "You can always write, also late.",
    "That took courage.",
    "Thank you for telling me.",
    "I will be there on time, come early if you like.",
    "Then we both had one of those days.",
)
SAID_TO_ALL = (
    "A quiet evening here. Good night, all of you.",
    "The bakery by the park has bread again.",
    "Day by day. Greetings to everyone.",
    "I was at the river this morning. It helped.",
    "Nothing special today, and that is fine.",
    "I put my phone in the drawer at nine. Trying it for a week.",
)


STAGES = ((42, "Quinn", "paused"), (22, "Wes", "left"), (4, "Quinn", "returning"))
"""How many days ago, who, and to which stage."""


@dataclass(frozen=True)
class Mentoring:
    """One mentor: whom they look out for, and what they say of themselves."""

    supervisor: str
    people: tuple[str, ...]
    about: str
    topics: tuple[str, ...]
    capacity: int = 2
    hours: int = 2


MENTORING = {
    "Ruth": Mentoring(
        "Dana Whitfield", ("Maya", "Sam"), "Three years in. I know mornings, and sisters.", ("sleep", "family"), 3, 3
    ),
    "Walt": Mentoring(
        "Marcus Reyes", ("Caleb", "Jonah"), "I drove trucks. I listen better than I talk.", ("work",), 2, 2
    ),
    "Beatriz": Mentoring("Dana Whitfield", ("Diego",), "Hablo español. I like long walks.", ("family",), 3, 2),
}
MENTOR_WISHES = (("Leila", True), ("Kira", False))
"""Who would like a mentor, and whether they have chosen one."""
LOOKED_BACK = (
    ("Hugo", 24, "Called. He wants to write to Gwen again, and did while we talked."),
    ("Pearl", 19, "Wrote to her. She would rather knit than talk, and will come on Saturday."),
)
WAS_THINNING = {
    "state": "thinning",
    "reasons": [{"code": "fewer_two_way", "facts": {"now": 1, "was": 3, "days": 14}}],
    "action": "write",
    "clears": "two_way_with_one",
}


def lives() -> list[Life]:
    """Everyone who is in a group, as the model of their months needs them."""
    return [
        Life(who.name, group.name, who.habit, who.turn, who.ago, who.only)
        for group in GROUPS
        for who in (*MENTORS, *MEMBERS)
        if who.name in group.roster
    ]
