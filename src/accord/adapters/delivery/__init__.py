"""Delivery: takes messages that wait in `communications`, calls providers, and records what became of it.

Each channel has a lane of its own, with its own provider, slots and pace: a provider that hangs or fails holds up
nothing but its lane. Any number of workers, in any number of processes and machines, share the messages.

What holds:
- An attempt is on record before the provider is called, and its end after; every step commits by itself.
- Whatever dies in between leaves an attempt without an end. Who finds it asks the provider before sending again.
- Nobody polls: a lane sleeps until the next message is due or a notice tells of a new one.
"""

from .breaker import Breaker
from .pace import DeliveryPace
from .points import FailPoint, Points, no_points
from .waiting import FirstAttempts
from .worker import DeliveryWorker

__all__ = [
    "Breaker",
    "DeliveryPace",
    "DeliveryWorker",
    "FailPoint",
    "FirstAttempts",
    "Points",
    "no_points",
]
