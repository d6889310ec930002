"""Why a record was changed of which no states are kept: it stands in the admin's own log."""

import json

from django.contrib.admin.models import LogEntry

from members import history, occasion

WHY = "why"


class KeepsReasons:
    """Mixin of the desk's lists. Where there is a history of states, the reason is kept in that."""

    def log_change(self, request, obj, message):
        reason = occasion.current().reason
        if reason and isinstance(message, list) and not history.is_kept(self.model):
            # Django passes over what it does not know in a message.
            message = [*message, {WHY: reason}]
        return super().log_change(request, obj, message)

    def history_view(self, request, object_id, extra_context=None):
        response = super().history_view(request, object_id, extra_context)
        entries = getattr(response, "context_data", {}).get("action_list", [])
        for entry in entries:
            entry.why = reason_of(entry)
        return response


def reason_of(entry: LogEntry) -> str:
    """What was said when the record was changed; nothing for most."""
    try:
        message = json.loads(entry.change_message)
    except json.JSONDecodeError:
        return ""
    parts = message if isinstance(message, list) else []
    return next((part[WHY] for part in parts if isinstance(part, dict) and WHY in part), "")
