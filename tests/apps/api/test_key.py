"""A program asks what its own key is."""

from support.api import Program


def test_a_key_tells_whose_it_is_and_what_its_scopes_and_its_persons_role_both_allow(cast):
    program = Program(team=cast.team, user=cast.agent, scopes=("tickets:read", "board"))
    told = program.get("/key").json()
    assert told == {
        "name": "test",
        "team": cast.team.slug,
        "time_zone": "Europe/Berlin",
        "person": "ada",
        "scopes": ["board", "tickets:read"],
        "rights": ["see_tickets"],
        "expires_at": None,
        "requests_per_minute": 1200,
    }


def test_a_key_that_opens_nothing_says_why_here_too(cast):
    program = Program(team=cast.team, user=cast.agent, scopes=("board",))
    answer = program.get("/key")
    assert (answer.status_code, answer.json()["missing_rights"]) == (403, [])
