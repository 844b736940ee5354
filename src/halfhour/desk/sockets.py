"""Which WebSocket addresses the desk has."""

from django.urls import path

from halfhour.desk.consumers import DeskConsumer

websocket_routes = [
    path("ws/t/<slug:team>/desk/", DeskConsumer.as_asgi()),
]
