"""The kinds of records, each one frozen value. A new kind is its module here, a line in the registry, and its words."""

from __future__ import annotations

from collections.abc import Mapping

from core.processes.incident import INCIDENT, IncidentDetails
from core.processes.process import METRICS, HoldReason, Metric, Process, ResolutionCode, Status, TicketKind
from core.processes.request import REQUEST, RequestDetails
from core.processes.task import TASK, TaskDetails

__all__ = [
    "APPROVING",
    "DONE",
    "FOREIGN",
    "INCIDENT",
    "METRICS",
    "OPEN",
    "OVER",
    "PROCESSES",
    "REQUEST",
    "TASK",
    "WAITING",
    "Details",
    "HoldReason",
    "IncidentDetails",
    "Metric",
    "Process",
    "RequestDetails",
    "ResolutionCode",
    "Status",
    "TaskDetails",
    "TicketKind",
    "item_of",
    "parent_of",
    "process_of",
    "version_in",
]

PROCESSES: Mapping[TicketKind, Process] = {process.kind: process for process in (INCIDENT, REQUEST, TASK)}
"""Every kind of record that is kept here."""
FOREIGN: Mapping[str, str] = {"problem": "PRB", "change": "CHG"}
"""Records of other systems that a ticket may wait for or be linked to, with the usual prefix of their numbers."""

Details = IncidentDetails | RequestDetails | TaskDetails
"""What only one kind of record has; its `kind` says which."""

OPEN: frozenset[Status] = frozenset().union(*(process.open for process in PROCESSES.values()))
"""Statuses in which work is still owed."""
WAITING: frozenset[Status] = frozenset(process.waiting for process in PROCESSES.values())
"""Open statuses in which somebody else is waited for."""
APPROVING: tuple[Status, ...] = tuple(process.approving for process in PROCESSES.values() if process.approving)
"""Statuses that wait for those who have to agree."""
DONE: frozenset[Status] = frozenset(process.done for process in PROCESSES.values())
"""Statuses that wait for the requester's yes or for the auto-close."""
OVER: frozenset[Status] = frozenset().union(*(process.over for process in PROCESSES.values()))
"""Statuses that nothing leaves (domain.md section 4)."""


def process_of(kind: TicketKind) -> Process:
    """The process of a kind of record."""
    return PROCESSES[kind]


def item_of(details: Details) -> str | None:
    """The catalog item that was ordered, where one was."""
    return details.item if isinstance(details, RequestDetails) else None


def version_in(details: Details) -> str:
    """The version of the item that was ordered; empty where none was, or there were none yet."""
    return details.version if isinstance(details, RequestDetails) else ""


def parent_of(details: Details) -> str:
    """The record that it is a part of, where it is one."""
    return details.parent if isinstance(details, TaskDetails) else ""
