"""Tells browsers to look at a job again. A lost message is a late look, never a wrong page."""

import logging
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

logger = logging.getLogger(__name__)


def group_of(job_id: UUID) -> str:
    return f"job.{job_id}"


def look_again(job_id: UUID) -> None:
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        async_to_sync(layer.group_send)(group_of(job_id), {"type": "look.again"})
    except Exception:  # the layer may be away; pages ask on their own every few seconds
        logger.warning("no live update for job %s", job_id, exc_info=True)
