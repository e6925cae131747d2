"""The recipe: which sources of pictures are used, how often, and what their labels can be trusted with."""
import json
from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_RECIPE = Path(__file__).resolve().parent.parent / "recipe.json"


@dataclass(frozen=True)
class Source:
    """One source of pictures.

    share: weight when a training picture is drawn; 0 keeps the source for validation only.
    contains: class that every picture shows although no boxes exist (image-level label), or None.
    url: repository and page of the set; licences such as CC BY want it named.
    absent: class name -> 0..1, how firmly an unlabelled class may be taken as absent. A source that was never
        labelled for animals but shows motorways can say 0.5; without an entry nothing is assumed, and the loss
        leaves those cells alone. Not asked where a teacher looked at the picture.
    left_out: folders, as in a row's `file`, of which no detector is trained: animals that no camera on a wall meets.
    """

    name: str
    share: float
    title: str = ""
    licence: str = ""
    url: str = ""
    contains: str | None = None
    absent: dict = field(default_factory=dict)
    left_out: list = field(default_factory=list)


@dataclass(frozen=True)
class Recipe:
    """Classes in output order, the sources in use and the ones left out with the reason.

    synonyms: class -> labels that teachers give its objects.
    """

    classes: list
    sources: dict
    dropped: dict
    synonyms: dict = field(default_factory=dict)

    def select(self, pictures, split):
        """Indices of the pictures of a split, without those that are left out."""
        return [i for i in pictures.select(split) if self.uses(pictures.rows[i])]

    def uses(self, row):
        """Whether a detector is trained with, and judged by, a picture."""
        folders = self.sources[row["src"]].left_out
        return not folders or row["file"].split("/")[-2] not in folders

    def known(self, row):
        """Trust per class for a pack row: 1 labelled, 0 not labelled, between: assumed absent, or told by a teacher."""
        absent = {} if "teacher" in row else self.sources[row["src"]].absent
        return [float(k) if k else float(absent.get(c, 0)) for c, k in zip(self.classes, row["known"])]


def load_recipe(path=DEFAULT_RECIPE):
    """Reads a recipe file (see recipe.json for the bundled models' one)."""
    data = json.loads(Path(path).read_text())
    sources = {name: Source(name=name, **entry) for name, entry in data["sources"].items()}
    return Recipe(data["classes"], sources, data.get("dropped", {}), data.get("synonyms", {}))
