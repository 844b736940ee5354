"""Which WebSocket addresses there are; each consumer checks access as the page does."""

from django.urls import path

from halfhour.jobs.consumers import JobConsumer

websocket_routes = [
    path("ws/jobs/<uuid:job>/", JobConsumer.as_asgi()),
]
