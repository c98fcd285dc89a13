"""Trouble on order: what a test makes Discord do wrong, one fault after the other."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of trouble, for `times` matching requests after letting `after` of them through."""

    method: str
    pattern: re.Pattern[str]
    times: int = 1
    after: int = 0
    status: int | None = None
    delay_s: float = 0.0
    drop: bool = False
    """Cut the connection before anything is done."""
    lose_reply: bool = False
    """Do what was asked, then cut the connection."""
    via: bool = True
    """Whether a 429 comes from Discord itself; without, it is a Cloudflare ban."""
    retry_after_s: float = 0.0
    is_global: bool = False
    held: asyncio.Event | None = None
    """Do nothing before it is set."""

    def matches(self, method: str, path: str) -> bool:
        return self.method in (method, "*") and self.pattern.search(path) is not None


@dataclass(slots=True)
class _Order:
    fault: Fault
    passed: int = 0
    struck: int = 0

    def is_due(self) -> bool:
        if self.passed < self.fault.after:
            self.passed += 1
            return False
        self.struck += 1
        return True

    @property
    def is_spent(self) -> bool:
        return self.struck == self.fault.times


class Faults:
    """The faults still to come, in order, and those that have struck."""

    def __init__(self) -> None:
        self._orders: list[_Order] = []
        self.struck: list[Fault] = []

    def fault(
        self,
        method: str,
        path_regex: str,
        *,
        times: int = 1,
        after: int = 0,
        status: int | None = None,
        delay_s: float = 0.0,
        drop: bool = False,
        lose_reply: bool = False,
        held: asyncio.Event | None = None,
    ) -> Fault:
        """Makes matching requests fail: `times` of them, after letting `after` through."""
        pattern = re.compile(path_regex)
        return self._order(Fault(method, pattern, times, after, status, delay_s, drop, lose_reply, held=held))

    def fault_429(
        self,
        method: str,
        path_regex: str,
        *,
        retry_after_s: float = 0.1,
        via: bool = True,
        is_global: bool = False,
        times: int = 1,
        after: int = 0,
    ) -> Fault:
        """Makes matching requests meet a rate limit; without `via`, a ban by Cloudflare."""
        limit = Fault(method, re.compile(path_regex), times, after, status=429)
        return self._order(replace(limit, via=via, retry_after_s=retry_after_s, is_global=is_global))

    def _order(self, fault: Fault) -> Fault:
        self._orders.append(_Order(fault))
        return fault

    @property
    def pending(self) -> list[Fault]:
        return [order.fault for order in self._orders]

    def strike(self, method: str, path: str) -> Fault | None:
        """The fault that this request meets, if any: the first ordered one that it matches."""
        order = next((order for order in self._orders if order.fault.matches(method, path)), None)
        if order is None or not order.is_due():
            return None
        self.struck.append(order.fault)
        if order.is_spent:
            self._orders.remove(order)
        return order.fault
