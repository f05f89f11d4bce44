"""A report to be made and sent. Until reports exist, what would be sent is written down."""

import logging
from typing import Any

from flows.cold.kinds import CallKind, Context

logger = logging.getLogger(__name__)


def perform(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """`{"report", "to": [address, ...], "time_zone"}`."""
    logger.info(
        "Flow %d would send the report “%s” (time zone %s) to %s",
        context.flow_id,
        request["report"],
        request["time_zone"],
        ", ".join(request["to"]),
    )
    return {"report": request["report"], "to": request["to"], "time_zone": request["time_zone"], "is_sent": False}


kind = CallKind(title="Report", perform=perform)
