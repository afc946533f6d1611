"""Runs tests/scenarios/scenarios.json: each scenario on a file and against a server, with Client
and with aio.Client."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime
import json
import os
import pathlib
import re
import unittest
from typing import Any, Callable, Coroutine, Dict, List, Optional

import ringback
from support import PATIENCE, Case, server

Step = Dict[str, Any]
_MICROSECOND = datetime.timedelta(microseconds=1)
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def plain(value: Any) -> Any:
    """A card as the scenarios write it."""
    if dataclasses.is_dataclass(value):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return {
            f"{name}_us"
            if name.endswith("_time")
            else name: micros(field)
            if name.endswith("_time")
            else plain(field)
            for name, field in fields.items()
        }
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def micros(time: Optional[datetime.datetime]) -> int:
    return 0 if time is None else (time - _EPOCH) // _MICROSECOND


def differences(expected: Any, actual: Any, where: str = "answer") -> List[str]:
    """What of `expected` does not hold for `actual`."""
    if expected == "${*}":
        return [] if isinstance(actual, str) and actual else [f"{where}: {actual!r} is no text"]
    if isinstance(expected, dict) and isinstance(actual, dict):
        found = []
        for key, value in expected.items():
            if value is None:
                found += [f"{where}.{key}: is {actual[key]!r}"] if key in actual else []
            elif key not in actual:
                found.append(f"{where}.{key}: is not there, expected {value!r}")
            else:
                found += differences(value, actual[key], f"{where}.{key}")
        return found
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        found = []
        for index, value in enumerate(expected):
            found += differences(value, actual[index], f"{where}[{index}]")
        return found
    if isinstance(expected, (int, float)) and not isinstance(expected, bool):
        if isinstance(actual, (int, float)) and abs(expected - actual) <= 1e-9:
            return []
    elif expected == actual and type(expected) is type(actual):
        return []
    return [f"{where}: expected {expected!r}, got {actual!r}"]


def substituted(value: Any, saved: Dict[str, str]) -> Any:
    """`value` with what was saved in the place of ${name}."""
    if isinstance(value, str):
        return re.sub(r"\$\{(\w+)\}", lambda found: saved[found[1]], value)
    if isinstance(value, list):
        return [substituted(item, saved) for item in value]
    if isinstance(value, dict):
        return {key: substituted(item, saved) for key, item in value.items()}
    return value


def at_path(value: Any, path: str) -> str:
    for key in path.split("."):
        value = value[int(key)] if isinstance(value, list) else value[key]
    assert isinstance(value, str) and value, path
    return value


class Runner:
    """Runs the steps of one scenario with a Client."""

    def __init__(self, client: Any, stack: Any) -> None:
        self.client = client
        self.stack = stack
        self.watchers: Dict[str, Any] = {}

    async def act(self, step: Step) -> Any:
        """Does what the step says and returns the answer."""
        if "call" in step:
            return self.client.call(step["call"], step.get("request"))
        if "lookup" in step:
            return plain(self.client.lookup(**step["lookup"], timeout=10))
        if "watch" in step:
            self.watchers[step["as"]] = self.stack.enter_context(self.watch(step["watch"]))
        elif "next" in step:
            return self.watchers[step["next"]].next(timeout=10)
        else:
            self.watchers[step["close"]].close()
        return {}

    def watch(self, request: Dict[str, Any]) -> Any:
        names = {"resumeToken": "resume_token"}
        return self.client.watch(**{names.get(key, key): value for key, value in request.items()})

    async def run(self, scenario: Dict[str, Any]) -> None:
        saved: Dict[str, str] = {}
        for number, written in enumerate(scenario["steps"]):
            step = substituted(written, saved)
            try:
                answer = await self.act(step)
            except ringback.Error as error:
                assert "error" in step, f"step {number}: {error.code.name} {error}: {step}"
                said = {"code": error.code.name, "reason": error.reason, "field": error.field}
                wrong = differences(step["error"], said, "error")
                assert error.message
            else:
                assert "error" not in step, f"step {number}: no error: {step}"
                expected = step.get("response", step.get("card", step.get("event", {})))
                wrong = differences(expected, answer)
            assert not wrong, f"step {number}: " + "; ".join(wrong)
            for name, path in step.get("save", {}).items():
                saved[name] = at_path(answer, path)


class AsyncRunner(Runner):
    """Runs the steps of one scenario with an aio.Client."""

    async def act(self, step: Step) -> Any:
        if "call" in step:
            return await self.client.call(step["call"], step.get("request"))
        if "lookup" in step:
            return plain(await self.client.lookup(**step["lookup"], timeout=10))
        if "watch" in step:
            self.watchers[step["as"]] = await self.stack.enter_async_context(
                self.watch(step["watch"])
            )
        elif "next" in step:
            return await asyncio.wait_for(self.watchers[step["next"]].__anext__(), PATIENCE)
        else:
            await self.watchers[step["close"]].close()
        return {}


async def run(target: str, scenario: Dict[str, Any]) -> None:
    with ringback.open(target) as client, contextlib.ExitStack() as stack:
        await Runner(client, stack).run(scenario)


async def run_aio(target: str, scenario: Dict[str, Any]) -> None:
    async with ringback.aio.open(target) as client, contextlib.AsyncExitStack() as stack:
        await AsyncRunner(client, stack).run(scenario)


class Scenarios(Case):
    """One method for each scenario, store and client."""


def add(
    scenario: Dict[str, Any],
    name: str,
    runner: Callable[..., Coroutine[Any, Any, None]],
    served: bool,
) -> None:
    def test(self: Scenarios) -> None:
        if not served:
            asyncio.run(runner(self.target, scenario))
            return
        with server(self.folder) as address:
            asyncio.run(runner(address, scenario))

    setattr(Scenarios, f"test_{scenario['name']}_{name}", test)


for each in json.loads(pathlib.Path(os.environ["SCENARIOS"]).read_text())["scenarios"]:
    add(each, "on_a_file", run, served=False)
    add(each, "on_a_server", run, served=True)
    add(each, "with_asyncio_on_a_file", run_aio, served=False)
    add(each, "with_asyncio_on_a_server", run_aio, served=True)

if __name__ == "__main__":
    unittest.main()
