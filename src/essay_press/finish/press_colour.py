"""Light → ink: colours and pictures in RGB become what a press prints, within the limit of its ink."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import cached_property

from PIL import Image, ImageChops, ImageCms, ImageMath

__all__ = ["Ink", "Inks", "Rgb", "grey", "luminosity"]

Rgb = tuple[float, float, float]
Ink = tuple[float, float, float, float]
"""Cyan, magenta, yellow and black, from 0 to 1."""
NEUTRAL = 1 / 255
"""Colours whose lights differ by no more are greys: they go onto the black plate alone."""
PICTURE_NEUTRAL = 4
"""The same for pictures, in 1/255: JPEG leaves that much colour in a grey one."""


def luminosity(rgb: Iterable[float]) -> float:
    """Return how light a colour is, as a soft mask takes it (ISO 32000-1, 10.3.2)."""
    red, green, blue = rgb
    return 0.3 * red + 0.59 * green + 0.11 * blue


def grey(picture: Image.Image) -> Image.Image:
    """Return a picture in 256 greys; one of 65,536, which Pillow would cut off at 255, by its higher bits."""
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return picture.convert("L")


class Inks:
    """The inks of one printing condition: its CMYK profile and the greatest sum of the four, from 0 to 4.

    Conversion is relative colorimetric with black point compensation.
    """

    def __init__(self, profile: bytes, limit: float) -> None:
        """Take the ICC profile's bytes; raises ImageCms.PyCMSError when they are none of four inks."""
        self._profile = profile
        self.limit = limit
        self._colours: dict[tuple[int, int, int], Ink] = {}

    @cached_property
    def _transform(self) -> ImageCms.ImageCmsTransform:
        return self._from(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")))

    def _from(self, source: ImageCms.ImageCmsProfile) -> ImageCms.ImageCmsTransform:
        return ImageCms.buildTransform(
            source,
            ImageCms.ImageCmsProfile(io.BytesIO(self._profile)),
            "RGB",
            "CMYK",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )

    def of(self, rgb: Iterable[float]) -> Ink:
        """Return the inks of an sRGB colour (0 to 1); a grey is black ink alone, as much as light is missing."""
        red, green, blue = (min(max(float(value), 0.0), 1.0) for value in rgb)
        if max(red, green, blue) - min(red, green, blue) <= NEUTRAL:
            return (0.0, 0.0, 0.0, round(1 - luminosity((red, green, blue)), 4))
        key = (round(red * 255), round(green * 255), round(blue * 255))
        if key not in self._colours:
            pixel = ImageCms.applyTransform(Image.new("RGB", (1, 1), key), self._transform)
            assert pixel is not None  # it is only None when a picture is changed in place
            values = pixel.getpixel((0, 0))
            assert isinstance(values, tuple)
            self._colours[key] = self.within(tuple(value / 255 for value in values))
        return self._colours[key]

    def within(self, inks: Iterable[float]) -> Ink:
        """Return inks within the limit: where they exceed it, the coloured ones give way and black stays."""
        cyan, magenta, yellow, black = (float(value) for value in inks)
        colour = cyan + magenta + yellow
        share = min(1.0, (self.limit - black) / colour) if colour else 1.0
        # Rounded down, so that four rounded inks do not exceed together what each does not.
        cyan, magenta, yellow = (int(value * share * 10000 + 1e-6) / 10000 for value in (cyan, magenta, yellow))
        return cyan, magenta, yellow, round(black, 4)

    def picture(self, picture: Image.Image) -> Image.Image:
        """Return a picture in CMYK, or in mode L where it holds greys only; its own RGB profile is heeded."""
        if picture.mode in ("1", "L", "LA", "I;16", "I"):
            return grey(picture)
        if picture.mode == "CMYK":
            return self._limited(picture)
        own = picture.info.get("icc_profile")
        rgb = picture.convert("RGB")
        red, green, blue = rgb.split()
        apart = (ImageChops.difference(red, green), ImageChops.difference(green, blue))
        if all(band.getextrema()[1] <= PICTURE_NEUTRAL for band in apart):  # type: ignore[operator] # one band: numbers
            return rgb.convert("L")
        converted = ImageCms.applyTransform(rgb, self._own(own) if own else self._transform)
        assert converted is not None  # as above
        return self._limited(converted)

    def _own(self, profile: bytes) -> ImageCms.ImageCmsTransform:
        """Return the transform from a picture's own profile, or from sRGB where that is not one of RGB."""
        try:
            return self._from(ImageCms.ImageCmsProfile(io.BytesIO(profile)))
        except (ImageCms.PyCMSError, OSError):
            return self._transform

    def _limited(self, picture: Image.Image) -> Image.Image:
        """Return a CMYK picture with every pixel within the limit."""
        cyan, magenta, yellow, black = picture.split()
        limit = int(self.limit * 255)
        colour = ImageMath.lambda_eval(
            lambda args: args["c"] + args["m"] + args["y"], c=cyan, m=magenta, y=yellow
        )  # fmt: skip
        total = ImageMath.lambda_eval(lambda args: args["s"] + args["k"], s=colour, k=black)
        if total.getextrema()[1] <= limit:
            return picture
        bands = [
            ImageMath.lambda_eval(
                lambda args: args["convert"](
                    args["min"](args["b"], args["b"] * (limit - args["k"]) / args["max"](args["s"], 1)), "L"
                ),
                b=band,
                s=colour,
                k=black,
            )
            for band in (cyan, magenta, yellow)
        ]
        return Image.merge("CMYK", (*bands, black))
