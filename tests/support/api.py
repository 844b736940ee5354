"""Programs that use the API as tests need them."""

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from halfhour.api.scopes import SCOPES
from halfhour.api.tokens import make_token
from halfhour.desk.actions.gate import bring_in
from halfhour.desk.models import TrainedClassifier
from halfhour.people.models import Team, User
from support.customers import known
from support.desk import a_ticket


class Program:
    """A program with a key of its own."""

    def __init__(self, *, team: Team, user: User, scopes: tuple[str, ...] = tuple(SCOPES)) -> None:
        self.token, self.secret = make_token(
            team=team, user=user, name="test", scopes=scopes, by=user, at=timezone.now()
        )
        self.client = Client(headers={"authorization": f"Bearer {self.secret}"})

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1{path}", query)

    def post(self, path: str, body: Any = None, *, key: str = "") -> Any:
        return self._send("post", path, body, key)

    def patch(self, path: str, body: Any, *, key: str = "") -> Any:
        return self._send("patch", path, body, key)

    def put(self, path: str, body: Any, *, key: str = "") -> Any:
        return self._send("put", path, body, key)

    def delete(self, path: str) -> Any:
        return self.client.delete(f"/api/v1{path}")

    def upload(self, path: str, *, name: str, content: bytes, key: str = "", **fields: str) -> Any:
        headers = {"idempotency-key": key} if key else {}
        file = SimpleUploadedFile(name, content)
        return self.client.post(f"/api/v1{path}", {"file": file, **fields}, headers=headers)

    def _send(self, method: str, path: str, body: Any, key: str) -> Any:
        headers = {"idempotency-key": key} if key else {}
        sent = json.dumps({} if body is None else body)
        return getattr(self.client, method)(
            f"/api/v1{path}", sent, content_type="application/json", headers=headers
        )


def something_of_everything(cast: Any, program: Program) -> dict[str, Any]:
    """Rows of every kind of the cast's team, made by its lead's program: what addresses name them by."""
    customer = known(cast, "Mia", ("email", "mia@example.org"), organisation="Lamps Ltd")
    known(cast, "Bo", ("email", "bo@example.org"))
    for _number in range(3):
        a_ticket(cast, customer=customer)
    bring_in(team=cast.team, source="shop", key="1", channel="email", body={}, at=timezone.now())
    program.post("/tickets/1/complaint")
    department = program.post("/departments", {"name": "Depot"})
    made = {
        "department": department,
        "macro": program.post("/macros", {"name": "Thanks", "texts": {"en": "Thanks"}}),
        "hand_off": program.post(
            "/tickets/1/hand-offs", {"department": department.json()["id"], "asked": "Where is it?"}
        ),
        "item": program.post("/tickets/1/checklist", {"text": "Ask"}),
        "link": program.post("/tickets/1/links", {"number": 2}),
        "view": program.post("/views", {"name": "All"}),
        "change": program.post("/tickets/bulk", {"tickets": [3], "changes": {"priority": "high"}}),
    }
    for fields in ("/ticket-fields", "/customer-fields"):
        program.post(fields, {"label": "Size", "kind": "text"})
    learned = TrainedClassifier.objects.create(
        team=cast.team, field="category", number=1, data=b"", examples=9, trained_at=timezone.now()
    )
    file = program.upload("/tickets/1/attachments", name="a.txt", content=b"a", kind="note")
    return {
        **{name: answer.json()["id"] for name, answer in made.items()},
        "raw": program.get("/set-aside").json()["inputs"][0]["id"],
        "token": file.json()["token"],
        "key": f"view-{made['view'].json()['id']}",
        "field": "size",
        "classifier": learned.pk,
        "organisation": program.get("/organisations").json()["organisations"][0]["id"],
        "job": program.post("/learned/category/train").json()["id"],
    }
