"""Other names under which our columns go, levelled as `level_name` does it."""

from halfhour.ledger.reading._shapes import Shape

# In order of preference; our own name always comes first.
ALIASES: dict[Shape, dict[str, tuple[str, ...]]] = {
    Shape.CONTACTS: {
        "contact_id": (
            "id", "ticket_id", "ticket_number", "ticket_no",
            "ticket", "number", "case_id", "case_number",
            "conversation_id", "interaction_id", "call_id", "chat_id", "request_id", "issue_key", "reference",
            "工单编号", "工单号", "编号", "номер", "номер_заявки", "номер_обращения",
        ),
        "opened_at": (
            "created_at", "created", "created_time",
            "created_on", "created_date", "create_date", "creation_date", "creation_time", "date_created",
            "opened", "opened_on", "open_date", "open_time", "date_opened", "date_time_opened",
            "start_time", "started", "started_at", "conversation_started_at", "conversation_created_at",
            "received", "received_at", "received_on", "arrived_at", "arrival_time", "submitted_at",
            "timestamp",
            "创建时间", "开始时间", "дата_создания", "создано", "открыто", "время_создания",
        ),
        "queue": (
            "queue_name", "group", "group_name", "assignment_group", "assigned_group", "skill_group",
            "team", "team_name", "team_currently_assigned", "department", "skill", "workgroup", "inbox",
            "队列", "очередь", "группа",
        ),
        "channel": (
            "source", "via", "contact_type", "medium", "media", "media_type", "create_channel",
            "case_origin", "origin", "渠道", "канал",
        ),
        "category": (
            "type", "ticket_type", "topic", "subject_category", "reason", "分类", "类别",
            "категория",
        ),
        "priority": ("urgency", "优先级", "приоритет"),
        "complexity": ("difficulty", "复杂度", "сложность"),
        "language": ("lang", "locale", "语言", "язык"),
        "customer_id": (
            "customer", "requester_id", "requester", "caller_id", "客户编号", "客户", "клиент",
        ),
        "agent": (
            "agent_name", "assignee", "assignee_name", "assigned_to", "assigned_agent", "owner",
            "owner_name", "case_owner", "ticket_owner", "teammate_currently_assigned", "operator",
            "answered_by", "handled_by",
            "客服", "处理人", "исполнитель", "оператор",
        ),
        "answered_at": (
            "first_response_at", "first_reply_at", "first_responded_at", "first_replied_at",
            "first_answered_at", "first_answer_at", "first_reply", "first_response", "first_answer",
            "initial_response_time", "initial_response", "first_response_date", "first_reply_date",
            "first_agent_reply_date", "first_response_on", "first_reply_on", "conversation_first_replied_at",
            "conversation_first_response_at", "first_reply_created_at",
            "answer_time", "answered", "answered_on", "responded_at", "responded_on", "replied_at",
            "首次响应时间", "首次回复时间", "首次响应", "首次回复", "应答时间", "接通时间",
            "дата_ответа", "первый_ответ", "дата_первого_ответа", "время_первого_ответа", "время_ответа",
        ),
        "resolved_at": (
            "solved_at", "solved", "solved_on", "resolved", "resolved_on", "resolved_time", "resolved_date",
            "resolution_date", "date_resolved", "completed_at", "completed", "conversation_first_closed_at",
            "解决时间", "дата_решения", "решено",
        ),
        "abandoned_at": ("hung_up_at", "abandon_time", "放弃时间"),
        "closed_at": (
            "closed", "closed_on", "closed_time", "closed_date", "close_at", "close_time", "close_date",
            "date_closed", "date_time_closed", "conversation_closed_at", "conversation_last_closed_at",
            "关闭时间", "дата_закрытия", "закрыто",
        ),
        "handle_seconds": (
            "handle_time", "handle_time_seconds", "handling_time",
            "handling_seconds", "aht", "duration_seconds",
            "talk_seconds", "service_seconds", "处理时长",
        ),
        "wait_seconds": ("wait_time", "waiting_seconds", "queue_seconds", "time_in_queue", "等待时长"),
        "reopened": ("reopens", "reopen_count", "reopened_count"),
        "rating": ("satisfaction", "satisfaction_score", "csat", "score", "评分", "оценка"),
        "handle_minutes": ("handling_minutes", "aht_minutes"),
        "wait_minutes": ("waiting_minutes",),
        "answer_minutes": (
            "first_reply_time_in_minutes", "first_reply_time_min", "first_response_time_in_minutes",
            "first_response_time_in_mins", "first_response_minutes", "first_response_in_min",
        ),
        "resolve_minutes": ("full_resolution_time_in_minutes", "close_in_min"),
        "answer_seconds": (
            "first_response_time_seconds", "first_reply_seconds", "time_to_first_response_seconds",
        ),
        "outcome": ("disposition", "call_result"),
    },
    Shape.INTERVALS: {
        "interval_start": (
            "interval", "start", "start_time", "period_start", "时段开始", "начало_интервала",
        ),
        "queue": ("queue_name", "group", "skill", "队列", "очередь"),
        "offered": (
            "calls", "contacts", "volume", "offered_calls",
            "calls_offered", "contacts_offered", "arrivals", "count",
            "来电量", "поступило",
        ),
        "handled": (
            "answered", "calls_handled", "contacts_handled", "interactions_handled", "接通量", "обработано",
        ),
        "abandoned": ("calls_abandoned", "contacts_abandoned", "放弃量", "потеряно"),
        "handle_seconds_mean": (
            "aht", "average_handle_time", "avg_handle_time", "mean_handle_seconds",
            "handle_seconds", "平均处理时长",
        ),
    },
    Shape.EVENTS: {
        "contact_id": ("case", "case_id", "ticket_id", "ticket", "id", "number", "issue_key"),
        "at": (
            "timestamp", "timestamp_utc", "time", "event_time", "event_at", "created_at", "date",
        ),
        "event": ("activity", "event_type", "event_name", "action", "kind", "status"),
        "agent": ("resource", "user", "actor", "agent_name", "assignee"),
        "queue": ("group", "team", "queue_name", "org_group"),
        "state": ("status", "new_state", "substatus"),
        "note": ("comment", "details", "text"),
        "channel": ("source", "via", "contact_type"),
        "category": ("type", "topic"),
        "priority": ("urgency", "impact"),
        "language": ("lang",),
        "customer_id": ("customer", "requester_id", "caller_id"),
    },
    Shape.ACTIVITY: {
        "agent": (
            "agent_name", "user", "user_name", "name", "employee", "employee_name", "person", "operator",
            "resource", "teammate", "客服", "坐席", "员工", "оператор", "сотрудник", "агент",
        ),
        "started_at": (
            "at", "start", "start_time", "started", "start_at", "start_date", "begin", "begin_time", "from",
            "state_start", "status_start", "state_started_at", "timestamp", "time", "changed_at",
            "开始时间", "начало", "время_начала",
            "время",
        ),
        "ended_at": (
            "end", "end_time", "ended", "end_at", "end_date", "to", "until", "state_end", "status_end",
            "state_ended_at", "结束时间", "конец", "окончание",
        ),
        "state": (
            "status", "activity", "presence", "new_state", "state_name", "status_name", "activity_name",
            "aux", "reason", "code", "状态", "活动", "статус", "состояние",
            "активность",
        ),
        "planned": ("is_planned", "scheduled", "is_scheduled", "plan"),
        "lasted_seconds": ("duration_seconds", "seconds", "duration", "state_seconds", "时长"),
        "lasted_minutes": ("duration_minutes", "minutes", "state_minutes"),
    },
}  # fmt: skip
