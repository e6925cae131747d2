"""Model cards: the same sections for every bundle, figures straight from the evaluation's JSON."""

NETWORKS = {
    "detector": "strided-convolution trunk with inverted residuals, feature pyramid, centre-point head at stride 8",
    "health": "strided-convolution trunk with inverted residuals, global average, linear classifier",
    "features": "strided-convolution trunk with inverted residuals, global average, unit-length embedding",
}
SETS = {
    "coco128": "coco128",
    "varied": "varied photos",
    "ls": "street",
    "scene": "the demo's drawn scene",
    "val": "in-domain (validation)",
}
"""Sets of pictures that are judged apart, by the first word of their sources; test sources of other names are "varied"."""


def _sections(notes):
    """Notes by heading: "## Heading" lines divide them."""
    sections, heading = {}, None
    for line in notes.splitlines():
        if line.startswith("## "):
            heading = line[3:].strip()
            sections[heading] = []
        elif heading:
            sections[heading].append(line)
    return {k: "\n".join(v).strip() for k, v in sections.items()}


def description(kind, notes, size):
    """One line for the manifest: the notes' "In one line" and the size."""
    return f"{_sections(notes)['In one line']} {size / 1000:.0f} kB, int8."


def _show(value, digits=3):
    return "–" if value is None else f"{value:.{digits}f}"


def _both(int8, plain, *path):
    for key in path:
        int8, plain = int8[key], plain[key]
    return "–" if int8 is None else f"{_show(int8)} ({_show(plain)})"


def _detector_figures(figures):
    int8, plain = figures["int8"], figures["float"]
    lines = [
        f"Presence = does a picture show at least one. Score threshold {int8['threshold']}, chosen on the validation pictures; "
        "objects lower than a tenth of the picture count neither way.",
        "",
        "| class, pictures | number (with it) | presence AUC | precision / recall / FPR | AP50 | AP50:95 | count error | count exact |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for part, title in SETS.items():
        for name, f in int8.get(part, {}).items():
            p, other = f["presence"], plain[part][name]
            rates = " / ".join(_show(p[k], 2) for k in ("precision", "recall", "fpr"))
            lines.append(
                f"| {name}, {title} | {p['images']} ({p['positive']}) | {_both(p, other['presence'], 'presence_auc')} | {rates} | "
                f"{_both(f, other, 'ap50')} | {_both(f, other, 'ap50_95')} | {_show(f['centre']['count_mae'], 2)} | {_show(f['centre']['count_exact'], 2)} |"
            )
    street = int8.get("street_at_fpr")
    if street:
        lines += [
            "",
            f"At the score ({_show(street['threshold'], 2)}) where 15 % of the coco128 pictures without people raise a false alarm, "
            f"{_show(street['recall'])} of the street pictures are recognised.",
        ]
    return lines + [
        "",
        "No training and no calibration ever saw the coco128, varied and street pictures. Many boxes of the validation pictures are "
        "a teacher's, or outlines found by GrabCut, not drawn by people.",
    ]


def _health_figures(figures):
    int8, plain = figures["int8"], figures["float"]
    lines = [
        f"On {int8['pictures']:,} generated pictures close to the threshold between \"ok\" and each fault, from photos no training saw:",
        "",
        "| | int8 | float |",
        "|---|---|---|",
        f"| accuracy (95 % interval) | {_show(int8['accuracy'])} ({_show(int8['accuracy_interval'][0])}–{_show(int8['accuracy_interval'][1])}) | {_show(plain['accuracy'])} |",
        f"| fault against ok, AUC | {_show(int8['fault_auc'])} | {_show(plain['fault_auc'])} |",
    ]
    for measure in ("recall", "precision"):
        names = " / ".join(int8[measure])
        lines.append(
            f"| {measure} {names} | {' / '.join(map(_show, int8[measure].values()))} | {' / '.join(map(_show, plain[measure].values()))} |"
        )
    said = ", ".join(f"{n} {k}" for k, n in int8["untouched_said"].items())
    return lines + [
        "",
        f"Of {int8['untouched_photos']} untouched photos it calls: {said} ({int8['false_faults']:.1%} false faults).",
    ]


def _features_figures(figures):
    int8, plain = figures["int8"], figures["float"]
    lines = [
        f"Nearest prototype among five classes that this training never saw, over {int8['episodes']:,} random episodes each:",
        "",
        "| classes | examples of each | int8 (95 % interval) | float |",
        "|---|---|---|---|",
    ]
    titles = {
        "objects": "individual objects, all five people, vehicles or animals, in other places, sizes and light",
        "species": "species of animals, photos",
    }
    for test, title in titles.items():
        for shots in (5, 1):
            f, other = (of[test][f"{shots}_shot_5_way"] for of in (int8, plain))
            interval = "–".join(map(_show, f["interval"]))
            lines.append(
                f"| {title} ({int8[test]['classes']}) | {shots} | {_show(f['accuracy'])} ({interval}) | {_show(other['accuracy'])} |"
            )
    return lines + ["", "Species held out: " + ", ".join(int8["held_out"]) + ". Objects: cut out of the validation photos."]


FIGURES = {"detector": _detector_figures, "health": _health_figures, "features": _features_figures}


CAPTIONS = {"detector": "green: missed, red: invented", "health": "with what they are and what they are called"}


def write(kind, name, notes, facts, figures, recipe, failures, unused=()):
    """The whole card as Markdown. unused: names of sources of the recipe that this model was not trained on."""
    words = _sections(notes)
    sources = {}
    for source in (s for s in recipe.sources.values() if s.name not in unused):
        named = f"{source.title} ({source.url})" if source.url else source.title
        sources.setdefault(source.licence, []).append(named)
    left_out = ", ".join(f"`{k}` ({v})" for k, v in recipe.dropped.items())
    lines = [
        f"# {name}",
        "",
        words["What it is"],
        "",
        "| | |",
        "|---|---|",
        f"| network | {NETWORKS[kind]}; {facts['weights']:,} weights, {facts['multiply_adds'] / 1e6:.1f} M multiply-adds; own code, trained from random weights |",
        f"| input | {facts['side']} × {facts['side']}, RGB, float32 0..255, the frame stretched |",
        f"| size | {figures['int8']['bytes']:,} bytes, int8 (QDQ; uint8 activations, per-channel int8 weights) |",
        f"| training | {facts['pictures_seen']:,} augmented pictures seen; the curve is in `curve.svg` |",
        "| licence | Apache-2.0 (weights and card) |",
        "",
        "## Good for",
        "",
        words["Good for"],
        "",
        "## Figures (int8; float in brackets)",
        "",
        *FIGURES[kind](figures),
        "",
        "## Where it fails",
        "",
        words["Where it fails"],
        "",
    ]
    if failures:
        lines += [
            f"Of {failures[1]} drawn scenes, {failures[0]} show a mistake; the first are in `failures/` "
            f"({CAPTIONS[kind]}).",
            "",
        ]
    lines += ["## Data", "", "Scenes and objects drawn by our own code, and pictures of these sets, by their licence:", ""]
    lines += [f"- {licence}: {'; '.join(named)}" for licence, named in sources.items()] + [""]
    if "Labels" in words:
        lines += [words["Labels"], ""]
    if left_out:
        lines += [f"Left out for their licences: {left_out}. No weights descend from a network that saw them.", ""]
    pictures = "`golden/` and `failures/`" if failures else "`golden/`"
    lines += [f"No photo is part of this bundle; the pictures in {pictures} are drawn by our own generator."]
    return "\n".join(lines) + "\n"
