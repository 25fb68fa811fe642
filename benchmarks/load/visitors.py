"""What workers and people do while the load runs. Locust runs it; `benchmarks.load` starts it and counts afterwards."""

import json
import os
import random
import re
import threading
import uuid
from pathlib import Path

from locust import between, task
from locust.contrib.fasthttp import FastHttpUser

PLAN = json.loads(Path(os.environ["LODESTAR_LOAD_PLAN"]).read_text(encoding="utf-8"))
WORDS = ("debt", "somebody to talk to", "a job", "my flat", "sleep", "walking group", "counselling")
PLACES = ("", "M33")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_asked = threading.Lock()


def note(kind: str, value: str) -> None:
    """Write down what the server said yes to, for the count afterwards."""
    with _asked, Path(PLAN["said"]).open("a", encoding="utf-8") as file:
        file.write(f"{kind} {value}\n")


class Worker(FastHttpUser):
    """Somebody at work: their list, a record, the menu, the waits, and a referral that they press twice."""

    fixed_count = PLAN["workers"]
    wait_time = between(8, 16)

    def on_start(self) -> None:
        """Come in with the session that was made for this worker."""
        self.own = PLAN["sessions"].pop()
        self.client.cookiejar.set_cookie(_cookie("sessionid", self.own["session"]))

    @task(4)
    def their_list(self) -> None:
        self.client.get("/casework/", name="worker: list")

    @task(4)
    def a_record(self) -> None:
        person = random.choice(self.own["people"])
        self.client.get(f"/casework/people/{person}/", name="worker: record")

    @task(2)
    def what_there_is(self) -> None:
        if self.own["needs"]:
            self.client.get(f"/casework/needs/{random.choice(self.own['needs'])}/menu/", name="worker: menu")

    @task(1)
    def who_waits(self) -> None:
        self.client.get("/casework/waits/", name="worker: waits")

    @task(2)
    def refer_and_press_twice(self) -> None:
        if not self.own["pairs"]:
            return
        need, service = self.own["pairs"].pop()
        address = f"/casework/needs/{need}/refer/{service}/"
        page = self.client.get(address, name="worker: refer, the form")
        token = TOKEN.search(page.text or "")
        if token is None:
            return
        given = {
            "csrfmiddlewaretoken": token[1],
            "stage": "send",
            "hopes": "To try it",
            "consent": "yes",
            "how": "in-person",
            "is_agreed_with_service": "on",
        }
        for _ in range(2):
            with self.client.post(
                address, data=given, name="worker: refer, sent", allow_redirects=False, catch_response=True
            ) as answer:
                said = str((answer.headers or {}).get("Location", ""))
                if answer.status_code == 302 and ("done=sent" in said or "done=mailed" in said):
                    note("referral", f"{need} {service}")
                if answer.status_code in (200, 302):
                    answer.success()
                else:
                    answer.failure(f"{answer.status_code}")


class Person(FastHttpUser):
    """Somebody who looks for help, reads about it, and sometimes asks at the front door, pressing twice."""

    fixed_count = PLAN["people"]
    wait_time = between(25, 45)

    @task(5)
    def look(self) -> None:
        asked = {"words": random.choice(WORDS), "postcode": random.choice(PLACES)}
        self.client.post("/", data=asked, name="person: search")

    @task(4)
    def read_about_it(self) -> None:
        self.client.get(f"/services/{random.choice(PLAN['services'])}/", name="person: service")

    @task(1)
    def get_help_now(self) -> None:
        self.client.get("/help/", name="person: help now")

    @task(1)
    def ask(self) -> None:
        page = self.client.get("/ask/", name="person: ask, the form")
        token = TOKEN.search(page.text or "")
        if token is None:
            return
        name = uuid.uuid4().hex[:10]
        given = {
            "csrfmiddlewaretoken": token[1],
            "stage": "send",
            "asker": "self",
            "words": "Somebody to talk to",
            "preferred_name": name,
            "way": "text",
            "telephone": "07700 900123",
            "row_id": str(uuid.uuid4()),
        }
        for press in range(2):
            with self.client.post(
                "/ask/", data=given, name="person: ask, sent", allow_redirects=False, catch_response=True
            ) as answer:
                if answer.status_code == 302:
                    answer.success()
                    if press == 0:
                        note("asked", name)
                else:
                    answer.failure(f"{answer.status_code}")


def _cookie(name: str, value: str) -> object:
    from http.cookiejar import Cookie

    return Cookie(
        0, name, value, None, False, "127.0.0.1", True, False, "/", True, False, None, False, None, None, {}
    )  # fmt: skip
