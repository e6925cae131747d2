"""Pictures for the embedding network: two views of the same thing, and classes held out for measuring.

What counts as "the same thing": animals of one species (folder name in `file`), copies of one photo (the publisher's
augmented versions share a stem), and otherwise the picture or the cut-out object itself.
Held out, and never seen by this training: every third species, and the objects of the validation pictures. The first ask
whether it has an idea of a kind of thing; the second, whether it knows a thing again in another place and light.
"""
import re

import cv2
import numpy as np

from edgetrain import augment
from edgetrain.cutouts import boxed_object, whole_object
from edgetrain.draw import background

SPECIES_SOURCES = {"animals_mit", "dogcat_apache"}
COMMON_SPECIES = {"cat", "dog"}
"""Never held out: half of the animal pictures show them."""


def species_of(row):
    """Species of an animal picture, from its folder name, or None."""
    if row["src"] not in SPECIES_SOURCES:
        return None
    name = row["file"].split("/")[-2]
    return None if name.startswith("_") else name


def held_out_species(rows):
    """Every third species in alphabetical order, starting with the first."""
    names = sorted({s for row in rows if (s := species_of(row))} - COMMON_SPECIES)
    return names[::3]


def held_out_sets(pictures):
    """Held-out species -> indices of their pictures, of both splits."""
    names = held_out_species(pictures.rows)
    return {name: [i for i, row in enumerate(pictures.rows) if species_of(row) == name] for name in names}


def held_out_objects(pictures, per_kind):
    """Cut-outs (kind, RGBA) of objects of the validation pictures: per_kind people, vehicles and animals, in pack order.

    One object per photo, and none of a photo that has copies in the training split.
    """
    found = [[], [], []]
    photos = {(pictures.rows[i]["src"], _stem(pictures.rows[i]["file"])) for i in pictures.select("train")}
    for index in pictures.select("val"):
        row, picture = pictures.rows[index], np.ascontiguousarray(pictures.images[index])
        photo = (row["src"], _stem(row["file"]))
        if photo in photos or row["src"] in SPECIES_SOURCES and species_of(row) is None:
            continue
        if row["src"] in SPECIES_SOURCES:
            kind, cutout = 2, (whole_object(picture) or (None, None))[1] if len(found[2]) < per_kind else None
        else:
            box = next(iter(pictures.boxes(index)), None)
            kind = 0 if box is None else int(box[0])
            cutout = boxed_object(picture, box) if box is not None and len(found[kind]) < per_kind else None
        if cutout is not None:
            photos.add(photo)
            found[kind].append(cutout)
    return [(kind, cutout) for kind, cutouts in enumerate(found) for cutout in cutouts]


def object_view(cutout, side, rng):
    """The object on some background, in some size and light: side x side uint8 RGB."""
    return view(on_background(cutout, rng), side, rng, least=0.6)


def _stem(path):
    """Name shared by the publisher's augmented copies of one photo."""
    return re.sub(r"\.rf\..*", "", path.split("/")[-1])


class ViewComposer:
    """Samples: two views and the number of what they show."""

    SPECIES_SHARE, CUTOUT_SHARE = 0.35, 0.3

    def __init__(self, pictures, cutouts=None):
        self.pictures, held_out = pictures, set(held_out_species(pictures.rows))
        self.species, self.things, self.cutouts = {}, {}, []
        for index in pictures.select("train"):
            row = pictures.rows[index]
            species = species_of(row)
            if species in held_out or (row["src"] == "animals_mit" and species is None):
                continue
            group = self.species if species else self.things
            group.setdefault(species or f"{row['src']}/{_stem(row['file'])}", []).append(index)
        self.species_names, self.thing_names = sorted(self.species), sorted(self.things)
        if cutouts is not None:  # people and vehicles; cut-out animals may be of a held-out species
            keep = np.flatnonzero(cutouts["kind"] < 2)
            self.cutouts = [cutouts["rgba"][i, :h, :w] for i, (h, w) in zip(keep, cutouts["size"][keep])]

    def sample(self, side, rng):
        """Two side x side uint8 RGB views and the label."""
        draw = rng.random()
        if draw < self.SPECIES_SHARE:
            label = int(rng.integers(len(self.species_names)))
            indices = self.species[self.species_names[label]]
        elif draw < self.SPECIES_SHARE + self.CUTOUT_SHARE and self.cutouts:
            number = int(rng.integers(len(self.cutouts)))
            label = len(self.species_names) + len(self.thing_names) + number
            return *(view(on_background(self.cutouts[number], rng), side, rng) for _ in range(2)), np.int64(label)
        else:
            number = int(rng.integers(len(self.thing_names)))
            label, indices = len(self.species_names) + number, self.things[self.thing_names[number]]
        picks = [self.pictures.images[indices[rng.integers(len(indices))]] for _ in range(2)]
        return *(view(p, side, rng) for p in picks), np.int64(label)


def on_background(cutout, rng):
    """A 128 x 128 picture of the cut-out on a drawn scene or texture."""
    picture = background(128, rng)
    scale = 128 * rng.uniform(0.6, 0.95) / max(cutout.shape[:2])
    w, h = max(4, int(cutout.shape[1] * scale)), max(4, int(cutout.shape[0] * scale))
    cutout = cv2.resize(cutout, (w, h), interpolation=cv2.INTER_LINEAR)
    x, y = int(rng.integers(0, 128 - w + 1)), int(rng.integers(0, 128 - h + 1))
    alpha = cutout[..., 3:].astype(np.float32) / 255
    part = picture[y : y + h, x : x + w]
    part[:] = (part * (1 - alpha) + cutout[..., :3] * alpha).astype(np.uint8)
    return picture


def view(picture, side, rng, least=0.25):
    """A part of the picture (at least that share of its area), perhaps mirrored, in another light: side x side."""
    source = picture.shape[0]
    area, aspect = rng.uniform(least, 1.0), np.exp(rng.uniform(-0.3, 0.3))
    w, h = (int(min(1.0, np.sqrt(area * a)) * source) for a in (aspect, 1 / aspect))
    x, y = int(rng.integers(0, source - w + 1)), int(rng.integers(0, source - h + 1))
    part = cv2.resize(picture[y : y + h, x : x + w], (side, side), interpolation=cv2.INTER_LINEAR)
    if rng.random() < 0.5:
        part = np.ascontiguousarray(part[:, ::-1])
    return augment.gentle(part, rng)
