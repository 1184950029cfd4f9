"""The border fitted inside a box: the inscribed ellipse is what is believed before looking."""

from dermetry.imaging.outline_crop import cut_crop
from dermetry.imaging.outline_fit import BorderFit, Prior, fit_border
from dermetry.imaging.outline_settings import read_settings
from dermetry.imaging.values import Picture

Box = tuple[float, float, float, float]


def fit_box(*, picture: Picture, box: Box) -> BorderFit:
    """Fit the border with the ellipse inscribed in the box (x0, y0, x1, y1, px) as prior."""
    settings, fit_settings = read_settings(table="box"), read_settings(table="fit")
    center = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    semi_axes = ((box[2] - box[0]) / 2, (box[3] - box[1]) / 2)
    reach = float(fit_settings["reach"])
    crop = cut_crop(
        levels=[picture.pixels],
        center=center,
        reach=(semi_axes[0] * reach, semi_axes[1] * reach),
        work_px=int(fit_settings["work_px"]),
    )
    prior = Prior(
        center=center,
        semi_axes=semi_axes,
        radius_mean=float(settings["radius_mean"]),
        radius_sd=float(settings["radius_sd"]),
        radius_min=float(settings["radius_min"]),
        radius_max=float(settings["radius_max"]),
        side_limit=float(settings["side_limit"]),
    )
    return fit_border(crop=crop, prior=prior, settings=fit_settings)
