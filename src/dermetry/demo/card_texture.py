"""The printed calibration objects as rasters for the renderer."""

from functools import lru_cache

from dermetry.demo.scene import CardTexture
from dermetry.report.card import CardKind, card_png


@lru_cache(maxsize=4)
def card_texture(*, kind: CardKind = "card", dpi: int = 500) -> CardTexture:
    """Give the raster and real size of a printed object as it is cut out ("card", "strip")."""
    rgb, width_mm, height_mm = card_png(kind=kind, dpi=dpi)
    return CardTexture(rgb=rgb, width_mm=width_mm, height_mm=height_mm)
