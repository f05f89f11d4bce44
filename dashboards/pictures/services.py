"""Keeping pictures: what they are is told by their first bytes, not by their names."""

import base64
import binascii
import hashlib
from typing import Final, NamedTuple

from django.db import transaction

from dashboards.errors import BadPicture
from dashboards.models import Dashboard, Picture
from dashboards.pictures import svg
from organizations.models import User

PICTURE_BYTES: Final = 3_000_000  # as base64 it has to fit into DATA_UPLOAD_MAX_MEMORY_SIZE
PICTURES_BOUND: Final = 50  # of one dashboard
SIGNS: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


class Kept(NamedTuple):
    picture: Picture
    left_out: dict[str, int]


def keep_picture(dashboard: Dashboard, *, name: str, data: str, by: User | None) -> Kept:
    """Keep a picture given as base64 or as a data URL. The same picture is kept once."""
    content = _decoded(data)
    left_out: dict[str, int] = {}
    content_type = next((found for sign, found in SIGNS if content.startswith(sign)), "")
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        content_type = "image/webp"
    if not content_type:
        if b"<svg" not in content[:20_000]:
            raise BadPicture("This is no picture that browsers show: give a PNG, JPEG, WebP, GIF or SVG file.")
        clean = svg.sanitised(content)
        content, left_out, content_type = clean.text.encode(), clean.left_out, "image/svg+xml"
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        Dashboard.objects.select_for_update().get(pk=dashboard.pk)
        known = dashboard.pictures.filter(sha256=digest).first()
        if known is not None:
            return Kept(known, left_out)
        if dashboard.pictures.count() >= PICTURES_BOUND:
            raise BadPicture(f"A dashboard keeps at most {PICTURES_BOUND} pictures: remove one first.")
        picture = dashboard.pictures.create(
            name=name.strip()[:100] or "picture",
            content_type=content_type,
            content=content,
            sha256=digest,
            size=len(content),
            by=by,
        )
    return Kept(picture, left_out)


def _decoded(data: str) -> bytes:
    if data.startswith("data:"):
        data = data.partition(",")[2]
    if len(data) > PICTURE_BYTES * 4 // 3 + 4:
        raise BadPicture(f"The picture has more than {PICTURE_BYTES // 1_000_000} MB: make it smaller.")
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        raise BadPicture("`data` is not base64.") from None
