"""Settings: what ships < `bilateral.toml` < the environment (`BILATERAL_*`) < flags."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from transforms.errors import UsageError

FILE = "bilateral.toml"
PREFIX = "BILATERAL_"
#: Variables with our prefix that say how to run, not what.
NOT_SETTINGS = frozenset({"BILATERAL_TRACEBACK"})


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is asked for; the fields are explained in `default.toml`."""

    db: Path
    batch_size: int
    scope: str
    retries: int
    retry_seconds: float
    wait_seconds: float
    keep_staging: bool
    dictionary: str = ""
    coder: str = "both"
    columns: Mapping[str, str] = field(default_factory=dict)
    gate: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def defaults_text() -> str:
    """Return the settings file that ships, comments and all."""
    return (files("flows") / "default.toml").read_text(encoding="utf-8")


def load(
    *,
    flags: Mapping[str, object] | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Settings:
    """Return the settings that hold, later sources over earlier ones.

    Args:
        flags: what the command line says; None means not said.
        environment: `os.environ` if not given.
        folder: where `bilateral.toml` may be; the working directory if not given.

    Raises:
        UsageError: a name nobody knows, or a value of the wrong kind.
    """
    known: dict[str, Any] = tomllib.loads(defaults_text())
    values = dict(known)
    path = (folder or Path()) / FILE
    said: list[tuple[str, Mapping[str, object]]] = [
        (str(path), _file(path)),
        ("environment", _environment(os.environ if environment is None else environment)),
        ("command line", {name: v for name, v in (flags or {}).items() if v is not None}),
    ]
    for where, wanted in said:
        for name, value in wanted.items():
            values[name] = _over(known, values, name, value, where)
            if name == "coder":
                _one_of_coders(str(values[name]), where)
    return Settings(**{**values, "db": Path(values["db"])})


def _over(
    known: Mapping[str, Any], values: Mapping[str, Any], name: str, value: object, where: str
) -> object:
    """Return a setting as it is after one more source has said something about it."""
    if name not in known:
        raise UsageError(
            f"there is no setting {name!r}",
            where=where,
            fix=f"the settings are: {', '.join(sorted(known))}",
        )
    if isinstance(known[name], dict) and isinstance(value, Mapping):
        return {**values[name], **value}
    return _like(known[name], name, value, where)


def _one_of_coders(coder: str, where: str) -> None:
    from transforms.weighing import CODERS

    if coder not in CODERS:
        raise UsageError(
            f"there is no coder {coder!r}", where=where, fix=f"it is one of: {', '.join(CODERS)}"
        )


def _file(path: Path) -> dict[str, Any]:
    """Return what the settings file says, nothing if there is none."""
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            f"the settings file cannot be read: {error}",
            where=str(path),
            fix='write it as TOML, e.g. batch_size = 500, db = "china.duckdb"',
        ) from error


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Return what the environment says; tables ([columns], [gate]) have no variable."""
    return {
        variable.removeprefix(PREFIX).lower(): value
        for variable, value in sorted(variables.items())
        if variable.startswith(PREFIX) and variable not in NOT_SETTINGS
    }


def _like(default: object, name: str, value: object, where: str) -> object:
    """Return a value in the type of the default, which text from the environment is not yet."""
    try:
        converted = _converted(default, value)
        if name == "batch_size" and converted == 0:
            raise ValueError(value)
    except (TypeError, ValueError) as error:
        raise UsageError(
            f"{name} is {value!r}, and should be like {default!r}",
            where=where,
            fix=f"set {name} to something like {default!r}",
        ) from error
    return converted


_TRUTHS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


def _converted(default: object, value: object) -> object:
    if isinstance(default, bool):
        if str(value).lower() not in _TRUTHS:
            raise ValueError(value)
        return _TRUTHS[str(value).lower()]
    if isinstance(default, int | float) and not isinstance(value, bool):
        number = type(default)(str(value))
        if number < 0:
            raise ValueError(value)
        return number
    if isinstance(default, str) and isinstance(value, str | Path):
        return str(value)
    raise TypeError(value)
