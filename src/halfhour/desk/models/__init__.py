"""The desk's rows: contacts that are kept here as tickets, all that happened to them, and what decides it.

What is only added to (events, labels, versions of goals and rules) is never changed; what stands on a
ticket beside its events is worked out from them and can be worked out again.
"""

from halfhour.desk.models.conversation import Attachment, Draft, DraftKind, Message, MessageKind, Watch
from halfhour.desk.models.deciding import (
    GoalPolicy,
    Label,
    Presence,
    PresenceState,
    PromiseRecord,
    QueueCalibration,
    TrainedClassifier,
    TriageRules,
    Warned,
)
from halfhour.desk.models.events import Actor, EventKind, TicketEvent
from halfhour.desk.models.intake import InputFile, IntakeState, RawInput
from halfhour.desk.models.joining import LinkKind, TicketLink, TicketMerge
from halfhour.desk.models.outgoing import Outgoing, OutgoingKind, OutgoingState
from halfhour.desk.models.processes import (
    Complaint,
    ComplaintStep,
    Department,
    HandOff,
    HandOffState,
    Macro,
    MacroUse,
    Rating,
    RatingCredit,
    StepKind,
)
from halfhour.desk.models.setting import DeskSettings, Tag, TicketCount, TicketField
from halfhour.desk.models.tickets import Complexity, Priority, State, Ticket
from halfhour.desk.models.working import BulkChange, ChecklistItem, Notice, PushedContact, SavedView, Viewing

__all__ = [
    "Actor",
    "Attachment",
    "BulkChange",
    "ChecklistItem",
    "Complaint",
    "ComplaintStep",
    "Complexity",
    "Department",
    "DeskSettings",
    "Draft",
    "DraftKind",
    "EventKind",
    "GoalPolicy",
    "HandOff",
    "HandOffState",
    "InputFile",
    "IntakeState",
    "Label",
    "LinkKind",
    "Macro",
    "MacroUse",
    "Message",
    "MessageKind",
    "Notice",
    "Outgoing",
    "OutgoingKind",
    "OutgoingState",
    "Presence",
    "PresenceState",
    "Priority",
    "PromiseRecord",
    "PushedContact",
    "QueueCalibration",
    "Rating",
    "RatingCredit",
    "RawInput",
    "SavedView",
    "State",
    "StepKind",
    "Tag",
    "Ticket",
    "TicketCount",
    "TicketEvent",
    "TicketField",
    "TicketLink",
    "TicketMerge",
    "TrainedClassifier",
    "TriageRules",
    "Viewing",
    "Warned",
    "Watch",
]
