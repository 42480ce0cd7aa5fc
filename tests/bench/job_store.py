"""APScheduler with a job for each reminder in its own SQLAlchemy store: the way that Tracer does not go."""

import pickle
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import insert

from storage.engines import address

PATIENCE_SECONDS = 120.0
_work: dict[int, Callable[[], None]] = {}
_done = threading.Semaphore(0)
_failed: list[str] = []


def remind(number: int) -> None:
    """What a job does: the work that was put in for its number."""
    try:
        _work[number]()
    except Exception as error:
        _failed.append(repr(error))
    finally:
        _done.release()


class JobStore:
    """A store with so many jobs that sound in the days to come, in a database of its own."""

    def __init__(self, url: str, size: int) -> None:
        self._store = SQLAlchemyJobStore(url=address(url).render_as_string(hide_password=False))
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            jobstores={"default": self._store},
            # One thread: SQLite has one writer, and what is compared is the work, not how many do it.
            executors={"default": {"type": "threadpool", "max_workers": 1}},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._scheduler.start(paused=True)
        self._fill(size)

    def run(self, works: Sequence[Callable[[], None]]) -> float:
        """Let as many jobs be due as there are works, and return the seconds until all of them are done."""
        self._fill(len(works), due=True)
        _work.update(enumerate(works))
        begun = time.perf_counter()
        self._scheduler.resume()
        give_up_at = begun + PATIENCE_SECONDS
        for _ in works:
            assert _done.acquire(timeout=max(0.0, give_up_at - time.perf_counter())), "the jobs were not done in time"
        took = time.perf_counter() - begun
        self._scheduler.pause()
        assert not _failed, f"{len(_failed)} jobs failed, the first: {_failed[0]}"
        return took

    def close(self) -> None:
        self._scheduler.shutdown(wait=True)

    def _fill(self, count: int, *, due: bool = False) -> None:
        """Add jobs in one transaction, which no scheduler does by itself: filling the store is not what is timed."""
        now = datetime.now(UTC)
        model = self._scheduler.add_job(remind, "interval", days=5, args=(0,), id=f"model {now.timestamp()}")
        rows = []
        for number in range(count):
            at = now if due else now + timedelta(days=1, seconds=number)
            state = {**model.__getstate__(), "id": f"{model.id} {number}", "args": (number,), "next_run_time": at}
            row = {"id": state["id"], "next_run_time": at.timestamp()}
            rows.append({**row, "job_state": pickle.dumps(state, self._store.pickle_protocol)})
        with self._store.engine.begin() as connection:
            connection.execute(insert(self._store.jobs_t), rows)
