"""Keys for personal data: one per case, each locked with the installation's own.

AES-256-GCM (https://csrc.nist.gov/pubs/sp/800/38/d/final); a fresh 96-bit nonce stands before every text.
"""

import base64
import binascii
import hashlib
import os
import secrets
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from storage.errors import WrongKey

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12


def new_key() -> str:
    """A fresh key for TRACER_KEY: 32 random bytes in URL-safe base64."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def no_key(text: str, where: str) -> str:
    """What is wrong with a text as a key, and how one is made; empty where it is one. The text is not in it."""
    try:
        _decoded(text, where)
    except WrongKey as refused:
        return str(refused)
    return ""


def next_to(file: Path) -> Path:
    """Where the key that is to follow the one in a key file lies while everything is locked anew."""
    return file.with_name(f"{file.name}.next")


class Keys:
    """The installation's key: given in the settings, else read from a key file, else made there when first needed."""

    def __init__(self, key: str | None, file: Path | None, *, given_as: str = "TRACER_KEY") -> None:
        self._given = key
        self._given_as = given_as
        self.file = file

    @property
    def is_given(self) -> bool:
        """Whether the settings say the key."""
        return self._given is not None

    @property
    def is_in_file(self) -> bool:
        """Whether the key lives in the data directory and so belongs to a backup of it."""
        return self._given is None and self.file is not None and self.file.exists()

    @property
    def name(self) -> str:
        """A short fingerprint by which a key is recognised without being told."""
        return hashlib.sha256(b"tracer key name" + self._key).hexdigest()[:16]

    @property
    def exists(self) -> bool:
        """Whether there is a key yet, without making one."""
        return self.is_given or self.is_in_file

    def opens(self, locked_with: str) -> bool:
        """Whether what was locked with a key of that name can be opened; no key is made for the answer."""
        if not self.exists:
            return False
        return locked_with == self.name or ((after := self._following) is not None and after.name == locked_with)

    def lock(self, case_key: bytes, whose: str) -> bytes:
        """A case's key, locked with the installation's; `whose` must be said again to unlock it."""
        return seal(self._key, case_key, whose)

    def unlock(self, locked: bytes, locked_with: str, whose: str) -> bytes:
        """A case's key again. Raises WrongKey when the installation's key is not the one it was locked with."""
        if locked_with != self.name:
            if (following := self._following) is not None and following.name == locked_with:
                return following.unlock(locked, locked_with, whose)
            raise WrongKey(
                f"Personal data was locked with key {locked_with}, and the present key is {self.name}. Set TRACER_KEY "
                "to the key that was used then, or bring back tracer.key from the backup of the data directory."
            )
        return unseal(self._key, locked, whose)

    def forget(self) -> None:
        """Read the key file again at the next use, because another one was put in its place."""
        self.__dict__.pop("_key", None)

    @property
    def _following(self) -> "Keys | None":
        """The key that was to follow, where its rotation ended before it took the place of this one."""
        if self._given is not None or self.file is None or not next_to(self.file).exists():
            return None
        return Keys(None, next_to(self.file))

    @cached_property
    def _key(self) -> bytes:
        if self._given is not None:
            return _decoded(self._given, self._given_as)
        if self.file is None:
            raise WrongKey(
                "Personal data needs a key. Set TRACER_KEY (32 random bytes in base64) or TRACER_DATA, where a key "
                "file is then made."
            )
        return _decoded(_read_or_make(self.file), str(self.file))


def new_case_key() -> bytes:
    """A fresh key for one case."""
    return secrets.token_bytes(KEY_BYTES)


def key_mark(key: bytes) -> str:
    """A short fingerprint by which a case's key is recognised without being told."""
    return hashlib.sha256(b"tracer case key" + key).hexdigest()[:16]


def seal(key: bytes, text: bytes, whose: str) -> bytes:
    """A text that only the key opens, bound to what it belongs to."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _cipher(key).encrypt(nonce, text, whose.encode())


def unseal(key: bytes, sealed: bytes, whose: str) -> bytes:
    """The text again. Raises WrongKey when it was sealed with another key, for another owner, or was changed."""
    from cryptography.exceptions import InvalidTag

    try:
        return _cipher(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], whose.encode())
    except InvalidTag:
        raise WrongKey(
            "Sealed personal data does not open with its key: it was changed, or it belongs elsewhere. "
            "Restore the last good backup."
        ) from None


def _cipher(key: bytes) -> "AESGCM":
    # Imported at the first use: most starts of the program never need it.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


def _decoded(text: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text.strip().replace("-", "+").replace("_", "/"), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise WrongKey(
            f"{where} holds no key. A key is 32 random bytes in base64, 44 characters ending in =; make one with: "
            'python3 -c "import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())"'
        )
    return key


def _read_or_make(file: Path) -> str:
    """The text of the key file. A new one is linked into place whole, so that two makers end up with one key."""
    if not file.exists():
        draft = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(new_key() + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text(encoding="ascii")
