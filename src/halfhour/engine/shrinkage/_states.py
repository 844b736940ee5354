"""States of other systems' records, and what the time in them was used for."""

import re
from collections.abc import Iterable, Mapping

from halfhour.engine.team import StateMeaning, TimeUse

# Names under which systems write their states, levelled: case, spaces and punctuation do not matter.
USUAL_NAMES: Mapping[TimeUse, tuple[str, ...]] = {
    TimeUse.ON_QUEUE: (
        "on queue", "queue", "handling", "busy", "talking", "talk", "in call", "on call",
        "on a call", "call", "calls", "phone", "chat", "chats", "in chat", "on chat", "chatting",
        "email", "e mail", "mail", "mails", "interacting", "working", "work", "focus", "buffer",
        "shift", "scheduled", "after call work", "acw", "wrap up", "wrapup", "wrap", "hold",
        "on hold", "通话中", "处理中", "话后处理", "разговор", "в разговоре", "обработка", "постобработка",
        "работа",
    ),
    TimeUse.IDLE: (
        "idle", "available", "ready", "waiting", "online", "free", "空闲", "就绪", "在线", "готов",
        "свободен", "доступен", "ожидание",
    ),
    TimeUse.BREAK: (
        "break", "breaks", "pause", "short break", "coffee", "coffee break", "rest", "bio",
        "toilet", "restroom", "personal", "休息", "小休", "перерыв", "пауза",
    ),
    TimeUse.LUNCH: (
        "lunch", "lunch break", "meal", "dinner", "午餐", "用餐", "обед",
    ),
    TimeUse.TRAINING: (
        "training", "trainings", "course", "learning", "onboarding", "培训", "обучение", "тренинг",
    ),
    TimeUse.COACHING: (
        "coaching", "1 1", "1on1", "one on one", "one to one", "feedback", "review", "辅导",
        "коучинг", "наставничество",
    ),
    TimeUse.MEETING: (
        "meeting", "meetings", "team meeting", "huddle", "stand up", "standup", "briefing", "会议",
        "совещание", "собрание", "встреча",
    ),
    TimeUse.ADMIN: (
        "admin", "administration", "administrative", "back office", "backoffice", "paperwork",
        "project", "projects", "special task", "special project", "off queue", "off phone",
        "outbound", "行政", "文书", "администрирование", "бэк офис", "прочие задачи",
    ),
    TimeUse.LEAVE: (
        "leave", "vacation", "holiday", "holidays", "annual leave", "paid leave", "pto", "time off",
        "day off", "parental leave", "unpaid leave", "休假", "年假", "отпуск", "выходной",
    ),
    TimeUse.SICKNESS: (
        "sickness", "sick", "sick leave", "ill", "illness", "sick day", "病假", "больничный",
        "болезнь", "болеет",
    ),
    TimeUse.LATE: (
        "late", "lateness", "tardy", "迟到", "опоздание",
    ),
    TimeUse.ABSENCE: (
        "absence", "absent", "unplanned absence", "no show", "noshow", "left early", "awol", "缺勤",
        "旷工", "прогул", "неявка", "отсутствие",
    ),
    TimeUse.OFF: (
        "off", "offline", "logged out", "logged off", "log out", "logout", "log off", "logoff",
        "signed out", "sign out", "end of shift", "not working", "unpaid", "unpaid break",
        "unpaid lunch", "离线", "签出", "下班", "не в сети", "вышел", "выход",
    ),
}  # fmt: skip
USUAL: Mapping[str, TimeUse] = {name: use for use, names in USUAL_NAMES.items() for name in names}


def levelled(state: str) -> str:
    """A state's name without regard to case, spaces and punctuation.

    Examples
    --------
    >>> levelled(" After-call_work ")
    'after call work'
    """
    return re.sub(r"[\W_]+", " ", state.casefold()).strip()


def uses_of_states(states: Iterable[str], given: Iterable[StateMeaning] = ()) -> dict[str, TimeUse]:
    """What the time in each state was used for: as the team says, else as the name usually means.

    A state that neither knows is UNKNOWN.

    Examples
    --------
    >>> uses = uses_of_states(["Ready", "AUX 7"], [StateMeaning(state="aux 7", use=TimeUse.MEETING)])
    >>> [use.value for use in uses.values()]
    ['idle', 'meeting']
    """
    own = {levelled(meaning.state): meaning.use for meaning in given}
    return {state: own.get(levelled(state), USUAL.get(levelled(state), TimeUse.UNKNOWN)) for state in states}
