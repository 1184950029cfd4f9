"""Write the demo case: a folder as a user could have made it, and its truth beside it."""

import json
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2

from dermetry.demo.card_texture import card_texture
from dermetry.demo.marks_text import case_text, marks_text
from dermetry.demo.render import render_photograph
from dermetry.demo.scene import RenderedPhotograph, Truth
from dermetry.demo.story import SHOTS, VISITS, Shot, shot_scene
from dermetry.errors import OutputNotWritten

Progress = Callable[[str, int, int], None]


class DemoFolderInUse(OutputNotWritten):
    """The folder for the demo case already holds something."""


@dataclass(frozen=True)
class PhotographTruth:
    """What is true of one photograph of the demo case."""

    visited_on: str  # ISO date, the name of the visit's folder
    file: str
    is_blurred: bool
    truth: Truth


@dataclass(frozen=True)
class DemoTruth:
    """What is true of the demo case, photograph by photograph."""

    photographs: tuple[PhotographTruth, ...]


def write_demo_case(
    *, folder: Path, seed: int = 20260112, on_progress: Progress | None = None, workers: int = 2
) -> DemoTruth:
    """Write the case into ``folder`` and its truth to ``truth.json`` beside that folder.

    ``on_progress`` is called with (photograph, done, total). Raises DemoFolderInUse when the
    folder is not empty.
    """
    if folder.exists() and any(folder.iterdir()):
        raise DemoFolderInUse(
            f"{folder} is not empty, so the demo case was not written",
            why="it could hold a case of yours",
            next_step="name another folder, or remove this one",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DemoFolderInUse(
            f"{folder} cannot be made: {error.strerror or error}", next_step="name another folder"
        ) from error
    found = []
    for shot, photograph in _render_all(seed, workers):
        visit_folder = folder / str(VISITS[shot.visit])
        visit_folder.mkdir(exist_ok=True)
        (visit_folder / shot.file).write_bytes(photograph.jpeg)
        found.append((shot, photograph.truth))
        if on_progress is not None:
            on_progress(f"{visit_folder.name}/{shot.file}", len(found), len(SHOTS))
    _write_texts(folder, found, seed)
    truth = DemoTruth(
        tuple(
            PhotographTruth(str(VISITS[shot.visit]), shot.file, shot.is_blurred, true)
            for shot, true in found
        )
    )
    (folder.parent / "truth.json").write_text(json.dumps(asdict(truth)), encoding="utf-8")
    return truth


def _write_texts(folder: Path, found: list[tuple[Shot, Truth]], seed: int) -> None:
    (folder / "case.toml").write_text(case_text(), encoding="utf-8")
    for visit, visited_on in enumerate(VISITS):
        photographs = tuple(pair for pair in found if pair[0].visit == visit)
        text = marks_text(visit=visit, photographs=photographs, seed=seed)
        (folder / str(visited_on) / "marks.toml").write_text(text, encoding="utf-8")


def _render_all(seed: int, workers: int) -> Iterator[tuple[Shot, RenderedPhotograph]]:
    """Render in order; several processes when asked, one otherwise."""
    seeds = [seed] * len(SHOTS)
    if workers <= 1:
        yield from zip(SHOTS, map(_render_shot, SHOTS, seeds), strict=True)
        return
    spawn = multiprocessing.get_context("spawn")  # the same on every platform
    with ProcessPoolExecutor(workers, mp_context=spawn, initializer=_be_single) as pool:
        yield from zip(SHOTS, pool.map(_render_shot, SHOTS, seeds), strict=True)


def _be_single() -> None:
    """Keep OpenCV to one thread per process: the processes fill the cores."""
    cv2.setNumThreads(1)


def _render_shot(shot: Shot, seed: int) -> RenderedPhotograph:
    return render_photograph(scene=shot_scene(shot=shot, seed=seed), card=card_texture(kind="card"))
