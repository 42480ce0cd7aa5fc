"""Behind every figure of a digest stand as many cases as the logs of random cases say."""

from datetime import timedelta

from cases.scorecards import Names
from storage.database import Database
from tests.cases.telling import MONDAY
from tests.storage.telling import T1
from tests.storage.test_scorecards import CARRIERS, kept, walks

WEEK, MONTH = timedelta(days=7), timedelta(days=30)


def test_behind_each_figure_stand_the_cases_that_it_counted(database: Database) -> None:
    told = [kept(database, one, n + 1, CARRIERS[n % 3]) for n, one in enumerate(walks(seed=12, count=8))]
    cases = {case.number: case for case, _ in told}
    now = max(entry.at for _, log in told for entry in log) + timedelta(hours=1)
    since = MONDAY - WEEK
    with database.reading() as tx:
        behind, figures, trends = tx.digest_behind(T1, now), tx.digest_figures(T1, now), tx.digest_trends(T1, now)
        for one in trends.deadlines(since):
            met, missed = (behind.deadlines(since, one.kind, met=which) for which in (True, False))
            assert (len(met) <= one.met, len(missed) <= one.missed) == (True, True)
            assert (bool(met), bool(missed)) == (one.met > 0, one.missed > 0)
        assert behind.opened(since) == sorted(cases, reverse=True)
        closed = [n for n, case in cases.items() if case.closed_at is not None]
        assert behind.closed(since) == sorted(closed, reverse=True) and closed
        for silent in figures.awaited():
            owed = behind.awaited([(silent.kind, silent.name)])
            assert 0 < len(owed) <= silent.count
            assert all(any(clock.side == "silence" for clock in cases[n].clocks) for n in owed)
        for group in trends.groups("carrier", since, since):
            its = [n for n, case in cases.items() if _names(case.parcel.carrier) == group.names]
            assert behind.group("carrier", group.names, since) == sorted(its, reverse=True)
            assert len(its) == group.recent
        for some, numbers in (
            (figures.money_awaited(), behind.money_awaited),
            (figures.money_received(since), lambda code: behind.money_received(code, since)),
            (figures.money_at_risk(now + MONTH), lambda code: behind.money_at_risk(code, now + MONTH)),
        ):
            assert all(0 < len(numbers(one.currency)) <= one.count for one in some)
        assert tx.digest_behind("T2", now).opened(since) == []


def _names(carrier: str | None) -> Names:
    return (carrier,)
