"""The yardsticks as an app of their own; only the benchmark's settings install it."""

from django.apps import AppConfig


class BenchConfig(AppConfig):
    """A bare page and an empty view."""

    name = "bench"

    def ready(self) -> None:
        from bench.models import BarePage
        from search import registry

        registry.leave_out(BarePage, because="it is a yardstick")
