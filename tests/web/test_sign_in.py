"""Signing in and out, as a browser does it."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.cast import Cast
from tests.factories.accounts import PASSWORD


def test_a_learner_signs_in_by_email_and_lands_at_home(client: FlaskClient, cast: Cast) -> None:
    answer = client.post("/login", data={"login": " Learner@ACME.example ", "password": PASSWORD})
    assert answer.status_code == 303
    assert client.get("/profile").status_code == 200


def test_a_signed_in_client_opens_pages(client_of, cast: Cast) -> None:
    answer = client_of("learner@acme.example").get("/profile")
    assert answer.status_code == 200
    assert "Ouyang Nana" in answer.text
