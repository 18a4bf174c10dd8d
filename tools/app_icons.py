"""Draws the icons of an installed app from the mark (alongside/ui/static/ui/favicon.svg). Run again when it changes.

Four times as large and scaled down, since Pillow draws hard edges.
"""

from pathlib import Path

from PIL import Image, ImageDraw

OUT = Path(__file__).resolve().parent.parent / "alongside" / "ui" / "static" / "ui" / "icons"
STONES = ((13.0, 18.0, 11.0, 10.5, "#2d6a4f"), (27.0, 20.5, 8.5, 8.0, "#c8703a"))
"""Centre, radii and colour of each, in the mark's box of 36."""
PAPER = "#f8f4eb"


def icon(size: int, scale: float) -> Image.Image:
    """The mark on paper, as wide as `scale` of the icon."""
    large = size * 4
    image = Image.new("RGB", (large, large), PAPER)
    draw = ImageDraw.Draw(image)
    unit = large * scale / 36
    left, top = (large - 36 * unit) / 2 + 0.25 * unit, (large - 36 * unit) / 2 - 0.4 * unit
    for x, y, wide, high, colour in STONES:
        box = [left + (x - wide) * unit, top + (y - high) * unit, left + (x + wide) * unit, top + (y + high) * unit]
        draw.ellipse(box, fill=colour)
    return image.resize((size, size), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    for name, size, scale in (("any-192", 192, 0.78), ("any-512", 512, 0.78), ("maskable-512", 512, 0.56)):
        icon(size, scale).save(OUT / f"{name}.png", optimize=True)
    icon(180, 0.7).save(OUT / "apple-180.png", optimize=True)
