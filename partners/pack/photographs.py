"""Photographs made ready for print: upright, of a size that a printer resolves, and without what a camera notes beside.

A telephone's twelve megapixels would make a pack that no claims form takes; where and when a picture was taken stays
in the original, which goes into the archive untouched.
"""

import io
from typing import Any

from cases.light_dataclass import dataclass

# Half a page at 200 dots to the inch.
LONGEST_SIDE = 1200
QUALITY = 80
# More than any camera of ours makes; such a picture would fill the memory of a small machine.
MOST_PIXELS = 80_000_000


@dataclass(frozen=True, slots=True)
class Print:
    """A picture as it is printed: a JPEG, and its width and height in pixels."""

    jpeg: bytes
    width: int
    height: int


def printed(content: bytes) -> Print | None:
    """The picture in these bytes, ready for print; None where they are none that can be read."""
    import warnings

    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "GIF", "WEBP")) as opened:
                return _print(opened) if opened.width * opened.height <= MOST_PIXELS else None
        # Whatever a broken file makes the decoder raise, it is no picture for us.
        except Exception:
            return None


def _print(opened: Any) -> Print:
    from PIL import Image, ImageOps

    # A large JPEG is decoded at a half or a quarter of its size at once.
    opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    small = ImageOps.exif_transpose(opened)
    if small.mode.startswith("I"):
        # A scanner's sixteen bits of grey: cut to eight they would all be white.
        small = small.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    if small.mode not in ("RGB", "RGBA", "L"):
        small = small.convert("RGBA" if "transparency" in small.info or small.mode in ("PA", "LA") else "RGB")
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BOX, reducing_gap=None)
    if small.mode == "RGBA":
        paper = Image.new("RGB", small.size, "white")
        paper.paste(small, mask=small.getchannel("A"))
        small = paper
    written = io.BytesIO()
    small.save(written, "JPEG", quality=QUALITY)
    return Print(written.getvalue(), small.width, small.height)
