"""A dataclass whose methods are written when it is used is the standard library's in everything else."""

import copy
import dataclasses
import pickle
import subprocess
import sys
import threading
from dataclasses import FrozenInstanceError, asdict, field, fields, is_dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar, Generic, TypeVar

import pytest

from cases.light_dataclass import dataclass
from cases.money import Money

Kind = TypeVar("Kind")


def _base(dataclass: Any) -> type:
    @dataclass(frozen=True, slots=True)
    class Parcel:
        """A parcel."""

        number: str
        weight: int | None = None
        scans: tuple[str, ...] = ()
        hints: dict = field(default_factory=dict, compare=False)
        most: ClassVar[int] = 3

        @property
        def is_heavy(self) -> bool:
            return (self.weight or 0) > 30

    return Parcel


def _derived(dataclass: Any) -> type:
    base = _base(dataclass)

    @dataclass(frozen=True, slots=True)
    class Returned(base):  # type: ignore[misc, valid-type]
        weight: int | None = 7
        why: str = "refused"

    return Returned


def _ordered(dataclass: Any) -> type:
    @dataclass(frozen=True, slots=True, order=True)
    class Rung:
        days: int
        name: str = field(default="first", repr=False)

    return Rung


def _changing(dataclass: Any) -> type:
    @dataclass(slots=True)
    class Reading:
        line: int
        said: list = field(default_factory=list)

    return Reading


def _itself(dataclass: Any) -> type:
    @dataclass(frozen=True, slots=True, eq=False)
    class Definition(Generic[Kind]):
        name: str

    return Definition


FAMILY = {"frozen": _base, "derived": _derived, "ordered": _ordered, "changing": _changing, "itself": _itself}
GIVEN = {
    "frozen": [("A",), ("A", 3), ("B", 3, ("x",)), ("A", 3, (), {"note": 1})],
    "derived": [("A",), ("A", 3), ("A", 7, (), {}, "lost")],
    "ordered": [(1,), (1, "second"), (2, "first")],
    "changing": [(1,), (1, ["a"]), (2,)],
    "itself": [("UPS",), ("DHL",)],
}


@pytest.fixture(params=FAMILY)
def pair(request: pytest.FixtureRequest) -> tuple[type, type, list[tuple]]:
    """The same class by the standard library's decorator and by ours, with values for instances."""
    make = FAMILY[request.param]
    return make(dataclasses.dataclass), make(dataclass), GIVEN[request.param]


def test_it_is_compared_hashed_ordered_and_shown_as_the_standard_librarys(pair):
    theirs, ours, given = pair
    for values in given:
        for others in given:
            one, other = ours(*values), ours(*others)
            like, unlike = theirs(*values), theirs(*others)
            assert (one == other) == (like == unlike)
            assert (one != other) == (like != unlike)
            if getattr(theirs, "__dataclass_params__").order:  # noqa: B009
                assert (one < other, one <= other) == (like < unlike, like <= unlike)
        assert repr(ours(*values)).rpartition(".")[2] == repr(theirs(*values)).rpartition(".")[2]
        assert ours(*values) != like


def test_instances_that_are_equal_have_equal_hashes_and_those_that_can_change_have_none():
    rung = _ordered(dataclass)
    assert hash(rung(1)) == hash(rung(1))
    definition = _itself(dataclass)
    assert len({definition("UPS"), definition("UPS")}) == 2
    with pytest.raises(TypeError, match="unhashable"):
        hash(_changing(dataclass)(1))


def test_its_fields_are_known_before_there_is_an_instance(pair):
    theirs, ours, _ = pair
    assert is_dataclass(ours)
    assert [(one.name, one.default, one.compare) for one in fields(ours)] == [
        (one.name, one.default, one.compare) for one in fields(theirs)
    ]
    assert ours.__match_args__ == theirs.__match_args__


def test_replace_asdict_copies_and_pattern_matching_work():
    parcel_of = _base(dataclass)
    parcel = parcel_of("A", 40, ("x",), {"a": [1]})
    assert replace(parcel, weight=2) == parcel_of("A", 2, ("x",))
    assert parcel.is_heavy and not replace(parcel, weight=2).is_heavy
    assert asdict(parcel) == {"number": "A", "weight": 40, "scans": ("x",), "hints": {"a": [1]}}
    assert copy.copy(parcel) == parcel
    deep = copy.deepcopy(parcel)
    assert deep == parcel and deep.hints == {"a": [1]} and deep.hints is not parcel.hints
    match parcel:
        case parcel_of(number, weight):
            assert (number, weight) == ("A", 40)
    assert parcel_of.most == 3


def test_what_is_frozen_refuses_to_be_changed_and_what_has_slots_takes_nothing_else():
    parcel = _derived(dataclass)("A")
    for name in ("number", "why", "unheard_of"):
        with pytest.raises(FrozenInstanceError):
            setattr(parcel, name, "B")
    with pytest.raises(FrozenInstanceError):
        del parcel.number
    assert (parcel.number, parcel.weight, parcel.why) == ("A", 7, "refused")
    reading = _changing(dataclass)(1)
    reading.line = 2
    assert reading.line == 2
    with pytest.raises(AttributeError):
        reading.unheard_of = 1
    assert not hasattr(parcel, "__dict__")


def test_wrong_arguments_are_refused_as_usual_the_first_time_and_later():
    parcel_of = _base(dataclass)
    for _ in range(2):
        with pytest.raises(TypeError, match="missing 1 required positional argument: 'number'"):
            parcel_of()
        with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
            parcel_of("A", colour="red")


def test_a_pickle_is_read_by_a_process_that_has_made_none_yet():
    kept = pickle.dumps(Money(Decimal("12.50"), "EUR"))
    program = f"import pickle, sys; print(repr(pickle.loads({kept!r})))"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "Money(amount=Decimal('12.50'), currency='EUR')"


def test_many_threads_may_make_the_first_instance_at_once():
    for _ in range(20):
        derived = _derived(dataclass)
        start = threading.Barrier(8)
        made: list[Any] = []

        def make(derived=derived, start=start, made=made) -> None:
            start.wait()
            made.append(derived("A", hints={"a": 1}))

        threads = [threading.Thread(target=make) for _ in range(8)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert made == [derived("A")] * 8
        assert all(one.hints == {"a": 1} for one in made)


def test_nothing_is_written_until_it_is_used():
    program = (
        "import dataclasses, cases.light_dataclass\n"
        "real, written = dataclasses._process_class, []\n"
        "def counted(cls, *rest): written.append(cls.__name__); return real(cls, *rest)\n"
        "dataclasses._process_class = counted\n"
        "from cases.money import Money\n"
        "before = list(written)\n"
        "Money.__dataclass_fields__\n"
        "print(before, written)\n"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[] ['Money']"
