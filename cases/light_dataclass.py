"""The standard library's dataclass with slots, whose methods are written when it is first used, not at its import.

Tracer has several hundred and a start uses a few dozen, while writing the methods of one takes about a millisecond:
together that was a quarter of a start (`docs/decisions/0038-dataclasses-written-when-used.md`). They are written by
`dataclasses` itself, so that everything it says of them holds: https://docs.python.org/3/library/dataclasses.html.
"""

import dataclasses
import inspect
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, get_origin

__all__ = ["dataclass"]

# Whichever thread needs a class first writes its methods, and those of its bases while it does.
_writing = threading.RLock()
_METHODS = ("__init__", "__repr__", "__eq__", "__hash__", "__lt__", "__le__", "__gt__", "__ge__", "__match_args__")
_ABOUT = ("__dataclass_params__", "__dataclass_fields__")


def _written_when_used(
    *, frozen: bool = False, slots: bool, eq: bool = True, order: bool = False
) -> Callable[[type], type]:
    """A decorator that makes a dataclass of a class; the arguments mean what they mean for `dataclasses.dataclass`."""
    assert slots, "a dataclass without slots is made by dataclasses.dataclass"

    def decorate(model: type) -> type:
        made = _with_slots(model)
        model.__doc__ = model.__doc__ or model.__name__  # without one the signature would be read, which takes time

        def write() -> None:
            with _writing:
                if "__dataclass_fields__" in model.__dict__:
                    return
                whole: type = dataclasses.dataclass(frozen=frozen, eq=eq, order=order)(model)
                for name in (*_METHODS, *_ABOUT):
                    if name in whole.__dict__:
                        setattr(made, name, whole.__dict__[name])

        def first_init(self: Any, *values: Any, **named: Any) -> None:
            write()
            made.__init__(self, *values, **named)  # type: ignore[misc]

        until_then = {name: _WrittenWhenAsked(name, write) for name in _ABOUT}
        for name, value in {"__init__": first_init, **until_then, **_COPIED, **(_FROZEN if frozen else {})}.items():
            setattr(made, name, value)
        return made

    return decorate


class _WrittenWhenAsked:
    """What `dataclasses` keeps about a class; asking for it has the class written first."""

    def __init__(self, name: str, write: Callable[[], None]) -> None:
        self._name = name
        self._write = write

    def __get__(self, one: object, owner: type) -> Any:
        self._write()
        return getattr(owner, self._name)


def _with_slots(model: type) -> type:
    """The same class with a slot for each of its own annotations; their defaults stay with the model."""
    inherited = {name for base in model.__mro__[1:] for name in base.__dict__.get("__slots__", ())}
    own = [name for name, kind in inspect.get_annotations(model).items() if ClassVar not in (kind, get_origin(kind))]
    body = {name: value for name, value in model.__dict__.items() if name not in {*own, "__dict__", "__weakref__"}}
    body["__slots__"] = tuple(name for name in own if name not in inherited)
    made = type(model)(model.__name__, model.__bases__, body)
    made.__qualname__ = model.__qualname__
    return made


def _values(one: Any) -> list[Any]:
    return [getattr(one, field.name) for field in dataclasses.fields(one)]


def _set_values(one: Any, values: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(one), values, strict=True):
        object.__setattr__(one, field.name, value)


def _refuse_to_set(one: Any, name: str, value: Any) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(one: Any, name: str) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


_COPIED = {"__getstate__": _values, "__setstate__": _set_values}
_FROZEN = {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}

if TYPE_CHECKING:  # to a type checker they are what they are
    from dataclasses import dataclass
else:
    dataclass = _written_when_used
