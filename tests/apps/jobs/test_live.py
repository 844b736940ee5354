"""The socket says "look again", and only to those who may look."""

import asyncio
from datetime import UTC, datetime

import pytest
from asgiref.sync import sync_to_async
from channels.layers import channel_layers
from channels.routing import URLRouter
from django.contrib.auth.models import AnonymousUser
from django.urls import path

from halfhour.jobs import actions
from halfhour.jobs.consumers import JobConsumer
from halfhour.jobs.live import look_again
from support.socket import Socket

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
def layer(request, settings):
    backend = {"BACKEND": "channels.layers.InMemoryChannelLayer"}
    if request.param == "redis":
        backend = {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [request.getfixturevalue("redis_url")]},
        }
    settings.CHANNEL_LAYERS = {"default": backend}
    channel_layers.backends.clear()
    yield
    channel_layers.backends.clear()


@pytest.fixture
def job(cast):
    return actions.start_job(kind="make_plan", team=cast.team, by=cast.lead, arguments={}, at=NOW)


def socket_of(user, job) -> Socket:
    routes = URLRouter([path("ws/jobs/<uuid:job>/", JobConsumer.as_asgi())])
    return Socket(routes, f"/ws/jobs/{job.id}/", user=user)


def test_a_watcher_hears_of_each_change_and_gets_no_content(layer, cast, job):
    async def watch() -> dict[str, str]:
        socket = socket_of(cast.lead, job)
        assert await socket.is_let_in()
        await sync_to_async(look_again)(job.id)
        heard = await socket.hear()
        await socket.close()
        return heard

    assert asyncio.run(watch()) == {"look": "again"}


@pytest.mark.parametrize("part", ["anonymous", "agent", "stranger"])
def test_nobody_else_may_listen(layer, cast, job, part):
    async def knock() -> bool:
        return await socket_of(cast.roles[part] or AnonymousUser(), job).is_let_in()

    assert not asyncio.run(knock())


def test_a_lost_message_does_not_disturb_the_work(cast, job, settings, caplog):
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": ["redis://127.0.0.1:1/0"]},
        }
    }
    channel_layers.backends.clear()
    look_again(job.id)
    assert "no live update" in caplog.text
    channel_layers.backends.clear()
