"""What is wrong when somebody is refused. The texts never tell whether an account exists."""

from accord.core.errors import Conflict, Invalid, Stale, TooMany, Unauthenticated
from accord.kit.problems import Problem


class MissingCredentials(Unauthenticated):
    """No token and no key came with the request."""

    code = "missing_credentials"

    def __init__(self) -> None:
        super().__init__("Not authenticated")


class BadCredentials(Unauthenticated):
    """A token or key that does not hold: forged, expired, revoked, for others, or of nobody we know."""

    code = "bad_credentials"

    def __init__(self) -> None:
        super().__init__("Could not validate credentials")


class StolenRefreshToken(BadCredentials):
    """A refresh token was shown again after it had been replaced. Its session is ended, and stays so."""

    code = "stolen_refresh_token"
    keeps_changes = True


class WrongCredentials(Unauthenticated):
    """No such user, or not this password. The failed attempt stays counted."""

    code = "wrong_credentials"
    keeps_changes = True

    def __init__(self) -> None:
        super().__init__("Incorrect email or password")


class WrongCurrentPassword(Invalid):
    """Somebody changing the own password does not know it. The failed attempt stays counted."""

    code = "wrong_current_password"
    keeps_changes = True

    def __init__(self) -> None:
        super().__init__([Problem("current_password", "Current password is incorrect")])


class TooManyAttempts(TooMany):
    """Too many failed sign-ins of this account or from this network, for now."""

    code = "too_many_attempts"

    def __init__(self, retry_after: int) -> None:
        seconds = max(1, retry_after)
        super().__init__(f"Too many failed attempts. Try again in {seconds} seconds.", retry_after=seconds)


class EmailTaken(Conflict):
    """Another user has this e-mail address, in whatever letter case."""

    code = "email_taken"

    def __init__(self) -> None:
        super().__init__("Email already registered", field="email")


class UserAlreadyInactive(Stale):
    """The user has been deactivated before."""

    code = "user_already_inactive"

    def __init__(self) -> None:
        super().__init__("User is already inactive")


class LastAdmin(Stale):
    """The only administrator left must stay one, or nobody could appoint another."""

    code = "last_admin"

    def __init__(self) -> None:
        super().__init__("The last active administrator must stay active and an administrator")


class KeyAlreadyRevoked(Stale):
    """The API key has been revoked before."""

    code = "key_already_revoked"

    def __init__(self) -> None:
        super().__init__("API key is already revoked")
