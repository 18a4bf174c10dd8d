"""The composition root: which room answers which port. Nothing else binds ports or listens to another domain's events.

Bound once per process, when Django's apps are ready.
"""

import threading
from importlib import import_module

LAYERS = {
    "topics": ("people", "conversations", "rooms"),
    "retention": (
        "core",
        "live",
        "people",
        "boundaries",
        "notify",
        "groups",
        "conversations",
        "rooms",
        "moderation",
        "connections",
        "care",
    ),
    "duties": (
        "core",
        "live",
        "people",
        "boundaries",
        "notify",
        "groups",
        "conversations",
        "rooms",
        "moderation",
        "connections",
        "care",
    ),
}
"""Modules that register themselves when they are imported: grants of topics, the data map, the worker's duties."""


def bind() -> None:
    """Connect the rooms of the house."""
    from alongside.boundaries import events as boundary_events
    from alongside.care import circles as care_circles
    from alongside.care import owners as care_owners
    from alongside.care import phrases as care_phrases
    from alongside.care import reports as care_reports
    from alongside.care import signals as care_signals
    from alongside.care import steps as care_steps
    from alongside.care import views_calls
    from alongside.care import waiting as care_waiting
    from alongside.care.actions import losses
    from alongside.care.actions import rights as care_rights
    from alongside.connections import events as connection_events
    from alongside.connections import listening
    from alongside.connections.introductions import following as again_following
    from alongside.connections.introductions import shown as introductions_shown
    from alongside.conversations import membership
    from alongside.conversations import ports as conversation_ports
    from alongside.conversations.actions import sides
    from alongside.conversations.actions import waiting as waiting_actions
    from alongside.conversations.waiting import events as waiting_events
    from alongside.conversations.waiting import ports as waiting_ports
    from alongside.core import mail
    from alongside.groups import actions as group_actions
    from alongside.groups import events as group_events
    from alongside.groups import ports as group_ports
    from alongside.groups import queries as group_queries
    from alongside.groups import shown as group_shown
    from alongside.groups.actions import hellos as group_hellos
    from alongside.groups.actions import places as group_places
    from alongside.groups.circles import actions as circle_actions
    from alongside.groups.circles import events as circle_events
    from alongside.groups.mentoring import actions as mentoring_actions
    from alongside.live import happenings, presence
    from alongside.moderation import events as moderation_events
    from alongside.moderation import ports as moderation_ports
    from alongside.moderation.phrases import actions as phrase_actions
    from alongside.moderation.phrases import events as phrase_events
    from alongside.moderation.phrases import ports as phrase_ports
    from alongside.moderation.phrases import queries as phrase_queries
    from alongside.moderation.phrases import shown as phrase_shown
    from alongside.notify import ports as notify_ports
    from alongside.pages import ports as page_ports
    from alongside.pages import week
    from alongside.people import events as people_events
    from alongside.people import ports as people_ports
    from alongside.people import queries as people_queries
    from alongside.people.arriving import actions as arriving_actions
    from alongside.people.arriving import events as arriving_events
    from alongside.people.arriving import ports as arriving_ports
    from alongside.people.hosts import program_at
    from alongside.rooms import asking as room_asking
    from alongside.rooms import ports as room_ports
    from alongside.rooms import presence as room_presence
    from alongside.ui import ports as ui_ports

    presence.bind(room_presence.sink())
    people_events.on_rights_changed(group_actions.follow_rights)
    people_events.on_rights_changed(arriving_actions.follow_rights)
    people_events.on_rights_changed(group_hellos.follow_rights)
    people_events.on_rights_changed(circle_actions.follow_rights)
    people_events.on_rights_changed(mentoring_actions.follow_rights)
    people_events.on_rights_changed(room_ports.follow_rights)
    people_events.on_rights_changed(care_rights.follow_rights)
    people_events.on_rights_changed(membership.follow_rights)
    people_events.on_card_changed(room_ports.follow_card)
    people_events.on_leave_changed(group_places.follow_leave)
    people_events.on_leave_changed(membership.follow_leave)
    people_events.on_stepped_back(waiting_actions.follow_step_back)
    connection_events.on_standing_changed(care_signals.standing_changed)
    waiting_events.on_unanswered(care_waiting.post_unanswered)
    waiting_events.on_ended(care_waiting.post_ended)
    waiting_events.on_handed(care_waiting.message_handed)
    phrase_events.on_heard(care_phrases.phrase_heard)
    conversation_ports.bind(
        alerts_staff=phrase_queries.alerts_staff, help_offer=phrase_shown.offer_for, held=phrase_actions.hear_held
    )
    phrase_ports.bind(on_it=care_phrases.on_it)
    moderation_ports.allow_looking(care_waiting.may_read_context)
    moderation_events.on_unsafe(care_reports.danger_reported)
    moderation_events.on_decided(care_reports.report_decided)
    waiting_ports.bind(handed_by=care_waiting.handed_by, looks_after=care_owners.responsible_for)
    people_events.on_died(losses.follow_death)
    people_events.on_came_back(group_actions.follow_return)
    people_events.on_came_back(losses.follow_return)
    mail.bind(may_send=people_queries.may_be_written_to)
    group_events.on_people_changed(membership.follow_group)
    circle_events.on_hostless(care_circles.circle_hostless)
    circle_events.on_hosted(care_circles.circle_hosted)
    group_events.on_circle_changed(membership.follow_circle)
    boundary_events.on_cut_changed(sides.follow_cut)
    boundary_events.on_cut_changed(mentoring_actions.follow_cut)
    group_events.on_place_lost(room_ports.place_lost)
    group_events.on_place_changed(room_ports.place_changed)
    group_events.on_place_changed(room_ports.place_changed)
    group_events.on_meeting_changed(room_ports.follow_meeting)
    people_ports.bind(
        belongs_to=group_shown.lines_of,
        circles_of=group_shown.circle_lines,
        looks_after=group_queries.looks_after,
    )
    arriving_events.on_step_overdue(care_steps.step_overdue)
    arriving_events.on_step_settled(care_steps.step_settled)
    arriving_events.on_welcomer_changed(group_hellos.follow_welcomer)
    arriving_ports.bind(
        welcomer_for=group_queries.welcomer_for,
        leader_of=group_queries.leader_of,
        has_times=group_queries.has_free_times,
    )
    group_ports.bind(
        was_there=room_ports.was_there, were_hosted=room_ports.were_hosted, talk_of=conversation_ports.talk_of
    )
    ui_ports.bind(help_part=views_calls.help_part, program_at=program_at)
    notify_ports.bind(part_of=week.part_of)
    room_asking.bind(after_session=introductions_shown.after_session)
    happenings.follow(again_following.NAME, again_following.heard, again_following.KINDS, missed=again_following.missed)
    page_ports.bind(who_is_here=room_ports.who_is_here, pagings_for=room_ports.pagings_for)
    happenings.follow(listening.NAME, listening.heard, listening.KINDS, missed=listening.reconcile)
    for layer, domains in LAYERS.items():
        for domain in domains:
            import_module(f"alongside.{domain}.{layer}")


def warm() -> None:
    """Load the planner's kernel beside the first requests, so that the first plan is quick too."""
    from alongside.engine import seating

    threading.Thread(target=seating.warm, name="seating-warm", daemon=True).start()
