"""Access: who may come in, how they prove it, and what they may do then.

Owns    users, sessions, refresh_tokens, revoked_tokens, api_keys, login_failures
Emits   UserCreated, RoleChanged, PasswordChanged, UserDeactivated, UserSignedIn, SignInRefused,
        SessionRefreshed, SessionEnded, RefreshTokenReused, TokenIssued, TokenRevoked, ApiKeyCreated,
        ApiKeyRevoked
Needs   a CustomerDirectory, to know customers by their tokens

Passwords are kept as argon2id hashes, all other secrets as digests. A session is a chain of refresh tokens,
each used once; access tokens hold for an hour, but no longer than their session. What ends access (signing
out, a new password, deactivation, a new role) acts within the seconds that an Identifier believes itself.
"""

from .errors import (
    BadCredentials,
    EmailTaken,
    KeyAlreadyRevoked,
    LastAdmin,
    MissingCredentials,
    StolenRefreshToken,
    TooManyAttempts,
    UserAlreadyInactive,
    WrongCredentials,
    WrongCurrentPassword,
)
from .events import (
    ApiKeyCreated,
    ApiKeyRevoked,
    PasswordChanged,
    RefreshTokenReused,
    RoleChanged,
    SessionEnded,
    SessionRefreshed,
    SignInRefused,
    TokenIssued,
    TokenRevoked,
    UserCreated,
    UserDeactivated,
    UserSignedIn,
)
from .identification import Identifier
from .issuing import Issuer
from .keys import create_api_key, issue_customer_token, issue_machine_token, list_api_keys, revoke_api_key
from .passwords import change_password
from .ports import CustomerDirectory
from .profiles import describe_actor, profile_of
from .purging import purge_expired
from .records import ApiKey, Profile, Purged, Session, SessionEnd, TokenPair, User, UserQuery
from .sessions import open_session, refresh, sign_out
from .sign_in import Attempt, check_password, sign_in
from .users import change_role, count_users, create_user, deactivate_user, get_user, list_users

__all__ = [
    "ApiKey",
    "ApiKeyCreated",
    "ApiKeyRevoked",
    "Attempt",
    "BadCredentials",
    "CustomerDirectory",
    "EmailTaken",
    "Identifier",
    "Issuer",
    "KeyAlreadyRevoked",
    "LastAdmin",
    "MissingCredentials",
    "PasswordChanged",
    "Profile",
    "Purged",
    "RefreshTokenReused",
    "RoleChanged",
    "Session",
    "SessionEnd",
    "SessionEnded",
    "SessionRefreshed",
    "SignInRefused",
    "StolenRefreshToken",
    "TokenIssued",
    "TokenPair",
    "TokenRevoked",
    "TooManyAttempts",
    "User",
    "UserAlreadyInactive",
    "UserCreated",
    "UserDeactivated",
    "UserQuery",
    "UserSignedIn",
    "WrongCredentials",
    "WrongCurrentPassword",
    "change_password",
    "change_role",
    "check_password",
    "count_users",
    "create_api_key",
    "create_user",
    "deactivate_user",
    "describe_actor",
    "get_user",
    "issue_customer_token",
    "issue_machine_token",
    "list_api_keys",
    "list_users",
    "open_session",
    "profile_of",
    "purge_expired",
    "refresh",
    "revoke_api_key",
    "sign_in",
    "sign_out",
]
