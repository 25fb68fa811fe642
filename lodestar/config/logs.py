"""Logs as JSON lines that hold no personal data: no names, addresses, search words or free text."""

from typing import Any

import structlog


def configuration() -> dict[str, Any]:
    """Return the logging configuration, and set structlog to the same shape."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    without_values,
                    structlog.processors.JSONRenderer(),
                ],
                "foreign_pre_chain": shared,
            },
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "lodestar": {"level": "INFO"},
            # Their warnings quote the path, and somebody may have typed a name into it.
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "ERROR"},
        },
    }


def without_values(logger: object, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Keep of an exception where it was and what kind it was; its message may quote somebody's words.

    Django's own request lines name paths, and a path may hold a record's id: they lose it too.
    """
    record = event.pop("exc_info", None)
    if record and record is not True:
        kind, _, trace = record
        event["exception"] = kind.__name__
        event["where"] = [f"{code.co_filename.rsplit('/', 1)[-1]}:{line}" for code, line in _frames(trace)][-6:]
    if "exception" in event:
        event["event"] = "unexpected error"
    return event


def _frames(trace: Any) -> list[tuple[Any, int]]:
    frames = []
    while trace is not None:
        frames.append((trace.tb_frame.f_code, trace.tb_lineno))
        trace = trace.tb_next
    return frames
