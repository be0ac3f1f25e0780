import re

from argon2 import PasswordHasher

from accord.kit.crypto import secrets
from accord.kit.crypto.passwords import hash_password, needs_rehash, verify_password


class TestASecret:
    def test_is_new_each_time_and_safe_in_urls(self):
        made = {secrets.new_secret("ak_") for _ in range(100)}

        assert len(made) == 100
        assert all(re.fullmatch(r"ak_[A-Za-z0-9_-]{43}", secret) for secret in made)

    def test_is_kept_as_a_digest(self):
        assert (
            secrets.digest("abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )

    def test_is_compared_with_another(self):
        assert secrets.same("ünï", "ünï")
        assert secrets.same(b"a", "a")
        assert not secrets.same("a", "b")
        assert not secrets.same("\ud800", "")


class TestAPassword:
    def test_is_known_by_its_hash(self):
        kept = hash_password("correct horse")

        assert kept.startswith("$argon2id$")
        assert verify_password(kept, "correct horse")
        assert not verify_password(kept, "Correct horse")

    def test_has_another_hash_each_time(self):
        assert hash_password("a") != hash_password("a")

    def test_of_nobody_is_always_wrong(self):
        assert not verify_password(None, "")
        assert not verify_password(None, "the password of nobody")

    def test_is_wrong_when_the_hash_is_unreadable(self):
        assert not verify_password("$argon2id$broken", "a")
        assert not verify_password("", "a")

    def test_is_hashed_again_when_settings_change(self):
        assert not needs_rehash(hash_password("a"))
        assert needs_rehash(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash("a"))
