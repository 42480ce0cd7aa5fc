"""Inbox, posts, people, channels, settings, heartbeats."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from storage.database import Database
from storage.errors import AlreadyHandled, StaleSettings
from storage.records import Channel, Person, Settings
from tests.storage.telling import NOON, T1, later


def test_a_delivery_is_seen_once_and_a_repeated_one_gets_the_first_answer(database: Database) -> None:
    with database.transaction() as tx:
        assert tx.inbox.was_handled(T1, "slack.event", "Ev1") is False
        tx.inbox.handled(T1, "slack.event", "Ev1", NOON, {"text": "LOST-0001"})
        assert tx.inbox.seen(T1, "slack.event", "Ev2", NOON) is False
    with database.transaction() as tx:
        assert tx.inbox.seen(T1, "slack.event", "Ev1", later(1)) is True
        assert tx.inbox.was_handled(T1, "slack.event", "Ev1") is True
        assert tx.meet(T1, "U1", None, ("slack.event", "Ev1")) is True
        assert tx.meet(T1, "U1", None, ("slack.event", "Ev3")) is False
        assert tx.meet("T2", "U1", None, ("slack.event", "Ev1")) is False
        assert tx.inbox.answer(T1, "slack.event", "Ev1") == {"text": "LOST-0001"}
        assert tx.inbox.answer(T1, "slack.event", "Ev2") is None
        assert tx.inbox.seen(T1, "ups.webhook", "Ev1", NOON) is False
        assert tx.inbox.seen("T2", "slack.event", "Ev1", NOON) is False


def test_a_delivery_whose_handling_failed_is_handled_when_it_comes_again(database: Database) -> None:
    with pytest.raises(KeyError), database.transaction() as tx:
        tx.inbox.seen(T1, "slack.event", "Ev1", NOON)
        raise KeyError
    with database.transaction() as tx:
        assert tx.inbox.seen(T1, "slack.event", "Ev1", NOON) is False


def test_a_delivery_that_another_process_handled_meanwhile_is_given_up_whole(database: Database) -> None:
    with database.transaction() as tx:
        tx.inbox.handled(T1, "slack.event", "Ev1", NOON, {"text": "first"})
    with pytest.raises(AlreadyHandled), database.transaction() as tx:
        tx.heartbeats.beat("second", NOON)
        tx.inbox.handled(T1, "slack.event", "Ev1", NOON, {"text": "second"})
    with database.reading() as tx:
        assert tx.inbox.answer(T1, "slack.event", "Ev1") == {"text": "first"}
        assert tx.heartbeats.last("second") is None


def test_old_deliveries_are_forgotten(database: Database) -> None:
    with database.transaction() as tx:
        tx.inbox.seen(T1, "s", "old", NOON)
        tx.inbox.seen(T1, "s", "new", later(1))
        assert tx.inbox.purge(later(1)) == 1
        assert tx.inbox.seen(T1, "s", "old", later(2)) is False
        assert tx.inbox.seen(T1, "s", "new", later(2)) is True


def test_a_post_is_found_by_purpose_and_by_place(database: Database) -> None:
    with database.transaction() as tx:
        tx.posts.set(T1, 7, "card", "C1", "1.0")
        tx.posts.set(T1, 7, "approval:R1:U2", "D2", "2.0")
        tx.posts.set(T1, 7, "card", "C1", "3.0")
    with database.reading() as tx:
        assert tx.posts.get(T1, 7, "card") == ("C1", "3.0")
        assert tx.posts.get(T1, 8, "card") is None
        assert tx.posts.all(T1, 7) == {"card": ("C1", "3.0"), "approval:R1:U2": ("D2", "2.0")}
        assert tx.posts.case_at(T1, "C1", "3.0") == 7
        assert tx.posts.case_at(T1, "C1", "1.0") is None
        assert tx.posts.case_at("T2", "C1", "3.0") is None
    with database.transaction() as tx:
        tx.posts.forget(T1, 7, "card")
        assert tx.posts.all(T1, 7) == {"approval:R1:U2": ("D2", "2.0")}


def test_what_slack_says_of_people_leaves_their_language_and_roles_alone(database: Database) -> None:
    mei = Person(workspace=T1, id="U1", name="mei", locale="zh-CN", is_admin=True, synced_at=NOON)
    with database.transaction() as tx:
        tx.people.upsert([mei, Person(workspace=T1, id="U2", name="bo")])
        tx.people.choose_language(T1, "U1", "en")
        tx.people.set_roles(T1, "U1", ["lead", "agent", "lead"])
        tx.people.upsert([mei.model_copy(update={"name": "mei2", "is_admin": False, "synced_at": later(1)})])
    with database.reading() as tx:
        assert tx.people.get(T1, "U1") == mei.model_copy(
            update={
                "name": "mei2",
                "is_admin": False,
                "synced_at": later(1),
                "chosen_language": "en",
                "roles": ["agent", "lead"],
            }
        )
        assert [one.id for one in tx.people.all(T1)] == ["U1", "U2"]
        assert [one.id for one in tx.people.with_role(T1, "lead")] == ["U1"]
        assert tx.people.get("T2", "U1") is None


def test_somebody_unknown_may_choose_a_language_before_slack_tells_of_them(database: Database) -> None:
    with database.transaction() as tx:
        tx.people.choose_language(T1, "U9", "zh")
        tx.people.upsert([Person(workspace=T1, id="U9", name="li", synced_at=NOON)])
        person = tx.people.get(T1, "U9")
        assert (person.name, person.chosen_language, person.synced_at) == ("li", "zh", NOON)
        tx.people.choose_language(T1, "U9", None)
        assert tx.people.get(T1, "U9").chosen_language is None


def test_a_workspace_has_one_default_channel(database: Database) -> None:
    with database.transaction() as tx:
        assert tx.channels.default(T1) is None
        tx.channels.upsert([Channel(workspace=T1, id="C1", name="lost", is_member=True)])
        tx.channels.make_default(T1, "C1")
        tx.channels.make_default(T1, "C2")
        tx.channels.choose_language(T1, "C1", "zh")
        tx.channels.upsert([Channel(workspace=T1, id="C1", name="lost-parcels", is_ext_shared=True)])
    with database.reading() as tx:
        assert tx.channels.default(T1).id == "C2"
        assert tx.channels.get(T1, "C1") == Channel(
            workspace=T1, id="C1", name="lost-parcels", is_ext_shared=True, language="zh"
        )
        assert [one.id for one in tx.channels.all(T1)] == ["C1", "C2"]
        assert tx.channels.get(T1, "C3") is None


def test_settings_begin_with_defaults_and_remember_who_changed_what(database: Database) -> None:
    with database.transaction() as tx:
        first = tx.settings(T1).get()
        assert first == Settings()
        new = first.model_copy(update={"limits": {"EUR": Decimal("50.00")}, "approvers": ["U3"]})
        second = tx.settings(T1).put(new, by="U1", at=NOON)
    assert (second.version, second.changed_by, second.changed_at) == (1, "U1", NOON)
    with database.transaction() as tx:
        assert tx.settings(T1).get() == second
        third = tx.settings(T1).put(second.model_copy(update={"allow_guests": True}), by="U2", at=later(1))
        assert tx.settings(T1).get() == third
        assert tx.settings("T2").get() == Settings()
        assert tx.settings(T1).history() == [
            {
                "workspace": T1,
                "version": 2,
                "changed_by": "U2",
                "changed_at": later(1),
                "changes": {"allow_guests": [False, True]},
            },
            {
                "workspace": T1,
                "version": 1,
                "changed_by": "U1",
                "changed_at": NOON,
                "changes": {"limits": [{}, {"EUR": "50.00"}], "approvers": [[], ["U3"]]},
            },
        ]


def test_settings_made_from_older_ones_are_refused_and_nothing_changes(database: Database) -> None:
    with database.transaction() as tx:
        old = tx.settings(T1).get()
        kept = tx.settings(T1).put(old.model_copy(update={"language": "zh"}), by="U1", at=NOON)
    with pytest.raises(StaleSettings, match="Somebody changed the settings meanwhile"), database.transaction() as tx:
        tx.settings(T1).put(old.model_copy(update={"language": "en"}), by="U2", at=NOON)
    with database.reading() as tx:
        assert tx.settings(T1).get() == kept
        assert len(tx.settings(T1).history()) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"limits": {"euro": Decimal(5)}}, "'euro' is not a currency code. Write its three letters, such as EUR."),
        ({"limits": {"EUR": Decimal(-1)}}, "-1 EUR cannot be a limit. Write an amount of 0 or more."),
        ({"lead_limits": {"EUR": Decimal("NaN")}}, "Input should be a finite number"),
        ({"timezone": "Berlin"}, "'Berlin' is not a time zone. Write one such as Europe/Berlin."),
        ({"blocks": "9-12"}, "'9-12' is no block of working hours. Write such as 09:00-12:00,13:00-18:00."),
        ({"blocks": "13:00-18:00,09:00-12:00"}, "09:00-12:00 must begin after the block before it"),
    ],
)
def test_settings_that_make_no_sense_are_refused_with_a_sentence(
    sqlite_database: Database, wrong: dict, said: str
) -> None:
    with sqlite_database.transaction() as tx:
        with pytest.raises(ValidationError) as refused:
            tx.settings(T1).put(Settings().model_copy(update=wrong), by="U1", at=NOON)
        assert said in str(refused.value)
        assert tx.settings(T1).history() == []


def test_working_hours_in_several_blocks_are_kept(sqlite_database: Database) -> None:
    with sqlite_database.transaction() as tx:
        kept = tx.settings(T1).put(Settings(blocks="09:00-12:00, 13:00-18:00"), by="U1", at=NOON)
        assert tx.settings(T1).get().blocks == kept.blocks == "09:00-12:00, 13:00-18:00"


def test_the_last_heartbeat_of_any_process_is_told(database: Database) -> None:
    with database.transaction() as tx:
        assert tx.heartbeats.last("tick") is None
        tx.heartbeats.beat("tick", NOON, "host:1")
        tx.heartbeats.beat("tick", later(2), "host:2")
        tx.heartbeats.beat("tick", later(1), "host:1")
        tx.heartbeats.beat("slack", NOON)
    with database.transaction() as tx:
        assert tx.heartbeats.last("tick") == later(2)
        assert tx.heartbeats.all() == {
            ("tick", "host:1"): later(1),
            ("tick", "host:2"): later(2),
            ("slack", ""): NOON,
        }
        tx.heartbeats.purge(later(2))
        assert tx.heartbeats.all() == {("tick", "host:2"): later(2)}
