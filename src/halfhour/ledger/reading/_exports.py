"""Exports that are recognised by their column names.

Names are compared with case, spaces and punctuation levelled: "Created at", "created_at", "createdAt"
and "CREATED-AT" are one. A time zone behind a name, "Created at (Europe/Berlin)", is no part of it.
Sources: the help desks' own documentation of their exports and, for the data sets, their published
headers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import available_timezones

from halfhour.ledger.reading._shapes import Shape

ZONE_BEHIND = re.compile(r"\s*\((UTC|[A-Z][A-Za-z]+(?:/[A-Za-z0-9_+-]+)+)\)\s*$")
NEXT_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def level_name(name: str) -> str:
    words = NEXT_WORD.sub("_", ZONE_BEHIND.sub("", name))
    return re.sub(r"[\W_]+", "_", words.casefold()).strip("_")


def zone_behind(name: str) -> str | None:
    """The time zone that a column's name says its times are in, None where it names none."""
    found = ZONE_BEHIND.search(name)
    return found.group(1) if found and found.group(1) in available_timezones() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownExport:
    """An export whose `signature` columns are all there; `mapping` goes from ours to theirs, levelled.

    Several names for theirs are tried in order.
    """

    name: str
    shape: Shape
    signature: tuple[str, ...]
    mapping: Mapping[str, tuple[str, ...]]


# Most particular first: the first whose signature fits is taken.
KNOWN_EXPORTS: tuple[KnownExport, ...] = (
    KnownExport(
        name="Anonymous bank call records",
        shape=Shape.CONTACTS,
        signature=("call", "entry", "q_exit", "ser_start", "service_type", "outcome"),
        mapping={
            "contact_id": ("call",),
            "opened_at": ("entry",),
            "queue": ("service_type",),
            "priority": ("priority",),
            "customer_id": ("customer",),
            "agent": ("agent",),
            "answered_at": ("ser_start",),
            "resolved_at": ("ser_exit",),
            "handle_seconds": ("service_seconds",),
            "wait_seconds": ("queue_seconds",),
            "outcome": ("outcome",),
        },
    ),
    KnownExport(
        name="ServiceNow audit log",
        shape=Shape.EVENTS,
        signature=("number", "incident_state", "sys_updated_at", "opened_at"),
        mapping={
            "contact_id": ("number",),
            "at": ("sys_updated_at",),
            "event": ("incident_state",),
            "state": ("incident_state",),
            "agent": ("assigned_to",),
            "queue": ("assignment_group",),
            "opened_at": ("opened_at",),
            "channel": ("contact_type",),
            "category": ("category",),
            "priority": ("priority",),
            "customer_id": ("caller_id",),
        },
    ),
    KnownExport(
        name="ServiceNow",
        shape=Shape.CONTACTS,
        signature=("number", "opened_at", "assignment_group"),
        mapping={
            "contact_id": ("number",),
            "opened_at": ("opened_at", "sys_created_on"),
            "queue": ("assignment_group",),
            "channel": ("contact_type",),
            "category": ("category",),
            "priority": ("priority",),
            "customer_id": ("caller_id",),
            "agent": ("assigned_to", "resolved_by"),
            "resolved_at": ("resolved_at",),
            "closed_at": ("closed_at",),
            "reopened": ("reopen_count",),
        },
    ),
    KnownExport(
        name="ServiceNow",
        shape=Shape.CONTACTS,
        signature=("number", "opened", "assignment_group"),
        mapping={
            "contact_id": ("number",),
            "opened_at": ("opened",),
            "queue": ("assignment_group",),
            "channel": ("contact_type", "channel"),
            "category": ("category",),
            "priority": ("priority",),
            "customer_id": ("caller",),
            "agent": ("assigned_to", "resolved_by"),
            "resolved_at": ("resolved",),
            "closed_at": ("closed",),
            "reopened": ("reopen_count",),
        },
    ),
    KnownExport(
        name="Zendesk",
        shape=Shape.CONTACTS,
        signature=("id", "created_at", "group", "assignee", "via"),
        mapping={
            "contact_id": ("id",),
            "opened_at": ("created_at",),
            "queue": ("group",),
            "channel": ("via",),
            "category": ("ticket_type", "ticket_form"),
            "priority": ("priority",),
            "customer_id": ("requester_id", "requester"),
            "agent": ("assignee",),
            "answer_minutes": ("first_reply_time_in_minutes", "first_reply_time_min"),
            "resolved_at": ("solved_at",),
            "reopened": ("reopens",),
            "rating": ("satisfaction_score",),
        },
    ),
    KnownExport(
        name="Freshdesk",
        shape=Shape.CONTACTS,
        signature=("ticket_id", "created_time", "group", "source"),
        mapping={
            "contact_id": ("ticket_id",),
            "opened_at": ("created_time",),
            "queue": ("group",),
            "channel": ("source",),
            "category": ("type",),
            "priority": ("priority",),
            "customer_id": ("contact_id", "requester_id", "full_name"),
            "agent": ("agent",),
            "answered_at": ("initial_response_time", "first_response_time"),
            "resolved_at": ("resolved_time",),
            "closed_at": ("closed_time",),
            "rating": ("survey_results", "survey_result"),
        },
    ),
    KnownExport(
        name="Intercom",
        shape=Shape.CONTACTS,
        signature=("conversation_id", "conversation_started_at"),
        mapping={
            "contact_id": ("conversation_id",),
            "opened_at": ("conversation_started_at",),
            "queue": ("team_currently_assigned", "team_assigned"),
            "channel": ("channel",),
            "category": ("ticket_type", "topics", "conversation_topic"),
            "priority": ("conversation_priority",),
            "agent": ("teammate_currently_assigned", "teammate_assigned"),
            "answered_at": ("conversation_first_replied_at",),
            "resolved_at": ("conversation_first_closed_at",),
            "closed_at": ("conversation_last_closed_at",),
            "rating": ("last_teammate_rating", "conversation_rating"),
        },
    ),
    KnownExport(
        name="Intercom",
        shape=Shape.CONTACTS,
        signature=("conversation_id", "conversation_created_at"),
        mapping={
            "contact_id": ("conversation_id",),
            "opened_at": ("conversation_created_at",),
            "queue": ("team_currently_assigned", "team_assigned"),
            "channel": ("channel",),
            "category": ("ticket_type", "topics", "conversation_topic"),
            "priority": ("conversation_priority",),
            "agent": ("teammate_currently_assigned", "teammate_assigned"),
            "answered_at": ("conversation_first_replied_at", "conversation_first_response_at"),
            "resolved_at": ("conversation_first_closed_at", "conversation_closed_at"),
            "closed_at": ("conversation_last_closed_at",),
            "rating": ("last_teammate_rating", "conversation_rating"),
        },
    ),
    KnownExport(
        name="Genesys Cloud",
        shape=Shape.INTERVALS,
        signature=("interval_start_utc_date", "queue", "offered"),
        mapping={
            "interval_start": ("interval_start_utc_date",),
            "queue": ("queue",),
            "offered": ("offered",),
            "handled": ("interactions_handled",),
        },
    ),
    KnownExport(
        name="Jira Service Management",
        shape=Shape.CONTACTS,
        signature=("issue_key", "created", "issue_type"),
        mapping={
            "contact_id": ("issue_key",),
            "opened_at": ("created",),
            "queue": ("project_name", "project_key"),
            "channel": ("custom_field_request_channel_type", "custom_field_channel", "channel"),
            "category": (
                "custom_field_request_type",
                "custom_field_customer_request_type",
                "issue_type",
            ),
            "priority": ("priority",),
            "customer_id": ("reporter_id", "reporter"),
            "agent": ("assignee",),
            "answered_at": ("custom_field_first_response_date",),
            "resolved_at": ("resolved", "resolution_date"),
            "rating": ("custom_field_satisfaction", "satisfaction_rating"),
        },
    ),
    KnownExport(
        name="Zammad",
        shape=Shape.CONTACTS,
        signature=("number", "created_at", "group", "owner"),
        mapping={
            "contact_id": ("number",),
            "opened_at": ("created_at",),
            "queue": ("group",),
            "channel": ("create_article_type", "channel"),
            "category": ("category", "type"),
            "priority": ("priority",),
            "customer_id": ("customer_id", "customer"),
            "agent": ("owner",),
            "answered_at": ("first_response_at",),
            "resolved_at": ("close_at",),
        },
    ),
    KnownExport(
        name="Chatwoot",
        shape=Shape.CONTACTS,
        signature=("id", "inbox_id", "created_at", "status"),
        mapping={
            "contact_id": ("id",),
            "opened_at": ("created_at",),
            "queue": ("meta_team_name", "team_name", "inbox_name", "inbox_id"),
            "channel": ("meta_channel", "channel"),
            "priority": ("priority",),
            "customer_id": ("meta_sender_id", "contact_id"),
            "agent": ("meta_assignee_name", "assignee_name", "assignee_id"),
            "answered_at": ("first_reply_created_at",),
            "resolved_at": ("resolved_at",),
        },
    ),
    KnownExport(
        name="Baltimore 311 requests",
        shape=Shape.CONTACTS,
        signature=("request", "type", "agency", "created", "closed"),
        mapping={
            "contact_id": ("request",),
            "opened_at": ("created",),
            "queue": ("agency",),
            "channel": ("channel",),
            "category": ("type",),
            "resolved_at": ("closed",),
        },
    ),
    KnownExport(
        name="Volvo problem log",
        shape=Shape.EVENTS,
        signature=("case", "timestamp", "status", "substatus"),
        mapping={
            "contact_id": ("case",),
            "at": ("timestamp",),
            "event": ("status",),
            "state": ("substatus",),
            "agent": ("resource",),
            "queue": ("org_group",),
            "category": ("product",),
            "priority": ("impact",),
        },
    ),
    KnownExport(
        name="XES event log",
        shape=Shape.EVENTS,
        signature=("case_concept_name", "concept_name", "time_timestamp"),
        mapping={
            "contact_id": ("case_concept_name",),
            "at": ("time_timestamp",),
            "event": ("concept_name",),
            "state": ("lifecycle_transition",),
            "agent": ("org_resource",),
            "queue": ("org_group",),
            "category": ("category", "product"),
            "priority": ("priority", "impact"),
        },
    ),
)
