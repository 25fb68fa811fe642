"""What can be wrong with a request to the feed, in words that its sender can act on."""


class Fault(Exception):
    """A request that is answered with words instead of records. `parameter` is empty where none is to blame."""

    status = 400

    def __init__(self, message: str, *, parameter: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.parameter = parameter


class BadParameter(Fault):
    """A parameter does not say what it may say."""


class NotHere(Fault):
    """There is no such record, or none that may be told."""

    status = 404


class TooFast(Fault):
    """One address has asked more often than the rate allows."""

    status = 429
