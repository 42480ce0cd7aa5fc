"""Parcels that are watched before they are cases: followed, offered where they stall, and opened with their scans."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cases.scans import Scan
from handlers.following import Following
from partners.tracking.asking import NOT_FOUND, SCANS, Answer, Question
from partners.tracking.pace import Limits
from storage.heartbeats import FOLLOWS
from tests.journeys.team import UPS, USPS, Team, buttons_of, text_of
from tests.journeys.ways import whisper

DAY = timedelta(days=1)
NOTHING_SEEN = "No tracker is connected, so Tracer cannot see where these are"


@dataclass
class Roads:
    """A tracker that shows, of each number, the scans it was given: kind and day of November."""

    seen: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    name: str = "17track"
    batch: int = 40

    async def ask(self, questions: Sequence[Question]) -> list[Answer]:
        return [self._answer(one.number) for one in questions]

    def _answer(self, number: str) -> Answer:
        if number not in self.seen:
            return Answer(self.name, number, NOT_FOUND, raw=b"{}")
        scans = tuple(_scan(number, kind, day) for kind, day in self.seen[number])
        return Answer(self.name, number, SCANS, scans, raw=repr(self.seen[number]).encode())


def _scan(number: str, kind: str, day: int) -> Scan:
    at = datetime(2026, 10, 1, 10, 0, tzinfo=UTC) + timedelta(days=day)
    return Scan(kind, kind, "17track", number, at, at.replace(tzinfo=None), city="Shenzhen", country="CN")


async def follow(team: Team, roads: Roads) -> int:
    """The trackers are asked about what is due."""
    limits = {roads.name: Limits(1000.0, None)}
    following = Following(team.database, team.clock, {roads.name: roads}, limits, (roads.name,))
    asked = await following.sweep()
    await team.settle()
    return asked


async def with_tracker(team: Team) -> None:
    await team.database.write(lambda tx: tx.heartbeats.beat(FOLLOWS, team.clock.now()))


async def offered(team: Team, roads: Roads, numbers: Sequence[str] = (UPS,)) -> None:
    """Lin watches numbers, they stall, and the message that offers them as cases has come."""
    await with_tracker(team)
    await team.settings(timezone="Asia/Shanghai")
    await team.types(team.lin, f"/lost watch {' '.join(numbers)}")
    roads.seen = {number: [("accepted", 1), ("arrived", 2)] for number in numbers}
    await follow(team, roads)
    await team.wait(hours=1)


async def test_a_number_is_watched_and_makes_no_case(team: Team) -> None:
    await with_tracker(team)
    told = await team.types(team.lin, f"/lost watch {UPS}")
    assert whisper(told) == (
        "1 parcel is watched from now on. You are told when one stands still, with a button for the case. "
        "The list: /lost watch."
    )
    assert team.cards() == []
    listed = (await team.types(team.lin, "/lost watch")).private[0]
    assert text_of(listed).splitlines() == [
        "*You watch 1 parcel*",
        f"🔵 UPS *{UPS}* · nothing known yet",
        "Stop watching",
        "Watch more",
    ]


async def test_what_stalls_is_offered_in_one_private_message_and_opened_with_its_scans(team: Team) -> None:
    roads = Roads()
    await offered(team, roads, (UPS, USPS))
    assert team.cards() == []
    [message] = team.direct(team.lin)
    assert text_of(message).splitlines()[0] == "2 parcels that you watch need a look. They are no cases yet."
    assert buttons_of(message) == ["Open case", "Open case", "Open all", "Not now"]
    told = await team.clicks(team.lin, message, f"watch_open:{UPS}")
    assert whisper(told).startswith("*LOST-0001* is open; what was seen of it is kept.")
    case = await team.case()
    assert (case.parcel.number, case.parcel.last_scan_on.isoformat()) == (UPS, "2026-10-03")
    scans, looks = await team.database.read(lambda tx: (tx.scans.of_case(team.id, 1), tx.trackers.looks(team.id, 1)))
    assert [one.kind for one in scans] == ["accepted", "arrived"]
    assert [one.outcome for one in looks] == ["scans"]
    raw = await team.database.read(lambda tx: tx.scans.raw_answer(team.id, 1, scans[0].raw))
    assert raw == repr(roads.seen[UPS]).encode()
    assert "*Last scan*  2026-10-03 (Sat): It arrived at a place on its way." in text_of(team.card())
    assert await team.database.read(lambda tx: list(tx.watched.among(team.id, [UPS, USPS]))) == [USPS]
