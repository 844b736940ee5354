"""The API tried by its own document: whatever is sent, it is never the server that fails."""

import os

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings

from halfhour.api.api import api
from support.api import Program, something_of_everything

# Enough to notice what anybody would stumble over; by hand with FUZZ_EXAMPLES=150 and several FUZZ_SEEDs.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "2"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
HOW = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# What ends or takes away what the other requests need is tried in tests of its own.
LEFT_OUT = {"erase_customer"}


@pytest.fixture
def program(cast, settings):
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    return Program(team=cast.team, user=cast.lead)


@pytest.fixture
def one_connection():
    """Requests would each end the connection that the test's rows are on; called once all is made.

    Django's own client, which makes it, connects the signals again whenever it has sent something.
    """
    signals = (request_started, request_finished)
    yield lambda: [signal.disconnect(close_old_connections) for signal in signals]
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def places(cast, program):
    made = something_of_everything(cast, program)
    return {name: made[name] for name in made if name != "token"}  # files stay open where nobody reads them


@pytest.mark.long
def test_whatever_is_sent_the_server_never_fails(program, places, one_connection):
    one_connection()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    failed, answered, tried = [], {}, 0

    def send(case):
        nonlocal tried
        tried += 1
        if tried % 4:  # mostly of something that exists
            of = places | {"number": 1 + tried % 3}
            case.path_parameters |= {name: of[name] for name in case.path_parameters if name in of}
        case.headers["Authorization"] = f"Bearer {program.secret}"
        with transaction.atomic():
            response = case.call()
            transaction.set_rollback(response.status_code >= 500)
        answered.setdefault(_name(case.operation), set()).add(response.status_code)
        if response.status_code >= 500:
            failed.append((case.method, case.formatted_path, case.body, response.text[:200]))

    for operation in (each.ok() for each in schema.get_all_operations()):
        if _name(operation) not in LEFT_OUT:
            seed(SEED)(HOW(given(case=operation.as_strategy())(send)))()
    assert failed == []
    assert set(answered) == {each.operation_id for each in _operations()} - LEFT_OUT
    assert {200, 201, 204, 404, 422} <= set().union(*answered.values())


def _name(operation):
    return operation.definition.raw["operationId"]


def _operations():
    return [
        operation
        for _prefix, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
    ]


def test_every_operation_says_what_it_needs_and_what_it_may_refuse(program):
    document = program.client.get("/api/v1/openapi.json").json()
    operations = [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    assert len(operations) > 90
    assert [path for path, _method, operation in operations if "403" not in operation["responses"]] == []
    assert [each.operation_id for each in _operations() if not hasattr(each.view_func, "needs")] == []
