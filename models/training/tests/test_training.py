"""Facts about the arithmetic of the training; hand-computed where possible. Run: python3 -m unittest discover -s tests"""
import json
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import cv2
import numpy as np
import torch

from edgetrain import (
    augment,
    curves,
    daemon,
    draw,
    fewshot,
    health,
    metrics,
    net,
    packs,
    prune,
    session,
    stream,
    targets,
    teach,
    things,
)
from edgetrain.average import average, start_of
from edgetrain.echo import Echo, relit
from edgetrain.net import Detector, load_weights
from edgetrain.recipe import load_recipe
from edgetrain.release import release

NO_BOXES = np.zeros((0, 5), np.float32)


class Metrics(unittest.TestCase):
    def test_iou_of_half_shifted_box_is_one_third(self):
        self.assertAlmostEqual(metrics.iou(np.array([[0.5, 0.5, 0.2, 0.2]]), np.array([[0.6, 0.5, 0.2, 0.2]]))[0, 0], 1 / 3, 6)

    def test_auc_counts_ties_half(self):
        self.assertEqual(metrics.area_under_roc([0.9, 0.5, 0.5, 0.1], [True, True, False, False]), 0.875)

    def test_auc_without_negatives_is_none(self):
        self.assertIsNone(metrics.area_under_roc([0.3], [True]))

    def test_ap_of_one_hit_of_two_objects_is_about_half(self):
        row = {"boxes": [[0, 0.25, 0.5, 0.2, 0.4], [0, 0.75, 0.5, 0.2, 0.4]]}
        found = np.array([[0.9, 0.25, 0.5, 0.2, 0.4]])
        figures = metrics.box_figures([found], [metrics.ClassTruth(row, 0)])
        self.assertAlmostEqual(figures["ap50"], 51 / 101)

    def test_small_objects_count_neither_way(self):
        truth = metrics.ClassTruth({"boxes": [[0, 0.5, 0.5, 0.05, 0.05]]}, 0)
        self.assertEqual((len(truth.boxes), truth.present, truth.absent), (0, False, False))

    def test_decode_returns_what_targets_encode(self):
        boxes = np.float32([[1, 0.31, 0.62, 0.2, 0.5]])
        heat, _, box, _ = targets.heat_targets(boxes, NO_BOXES, [1, 1, 1], 160)
        cells = np.arange(20)
        geometry = np.stack(
            [np.sqrt(box[2]), np.sqrt(box[3]), box[0] * 20 - cells[None] - 0.5, box[1] * 20 - cells[:, None] - 0.5]
        )
        found = metrics.decode(heat[1], geometry)
        np.testing.assert_allclose(found[0], [1, 0.31, 0.62, 0.2, 0.5], atol=1e-5)
        self.assertEqual(len(metrics.decode(heat[0], geometry)), 0)


class Targets(unittest.TestCase):
    def test_unlabelled_class_has_no_weight_away_from_objects(self):
        _, weight, _, _ = targets.heat_targets(NO_BOXES, NO_BOXES, [1, 0, 0.3], 64)
        np.testing.assert_allclose(weight.mean((1, 2)), [1, 0, 0.3], rtol=1e-6)

    def test_a_thing_of_no_class_is_background_for_every_class(self):
        heat, weight, _, _ = targets.heat_targets(np.float32([[augment.NOTHING, 0.5, 0.5, 1, 1]]), NO_BOXES, [0, 0, 0], 64)
        self.assertEqual((heat.max(), weight.min()), (0, 1))

    def test_ignored_boxes_are_not_judged(self):
        _, weight, _, _ = targets.heat_targets(NO_BOXES, np.float32([[0, 0.5, 0.5, 1, 1]]), [1, 1, 1], 64)
        self.assertEqual((weight[0].max(), weight[1].min()), (0, 1))

    def test_assumed_absence_gives_way_to_a_sure_network(self):
        nothing, weight = torch.zeros(1, 1, 4, 4), torch.full((1, 1, 4, 4), 0.5)
        empty = nothing, weight, torch.zeros(1, 4, 4, 4), torch.zeros(1, 4, 4), torch.zeros(1, 1)
        costs = [float(targets.detector_loss(nothing + logit, torch.zeros(1, 4, 4, 4), *empty)[0]) for logit in (-1.0, 1.0)]
        self.assertGreater(costs[0], 0)
        self.assertEqual(costs[1], 0)

    def test_a_mirrored_picture_takes_its_targets_along(self):
        boxes = np.float32([[1, 0.31, 0.62, 0.2, 0.5]])
        turned = np.float32([[1, 0.69, 0.62, 0.2, 0.5]])
        pictures = np.arange(160, dtype=np.uint8)[None, :, None] + np.zeros((160, 1, 3), np.uint8)
        batch = [torch.from_numpy(np.stack([part, part])) for part in self.sample(boxes, pictures)]
        mirrored = [part.numpy() for part in targets.mirrored_half(*batch)]
        expected = self.sample(turned, pictures[:, ::-1])
        held = np.broadcast_to(expected[-1] > 0, expected[3].shape)  # boxes count in their object's core alone
        for found, plain, want in zip(mirrored, batch, expected):
            mask = held if want.shape == held.shape else ...
            np.testing.assert_allclose(found[0][mask], want[mask], atol=1e-6)
            np.testing.assert_array_equal(found[1], plain[1])

    @staticmethod
    def sample(boxes, picture):
        return [picture.astype(np.float32), *targets.heat_targets(boxes, NO_BOXES, [1, 1, 1], 160)]

    def test_giou_of_equal_boxes_is_one(self):
        box = torch.tensor([[0.5, 0.5, 0.2, 0.4]]).view(1, 4, 1, 1)
        self.assertAlmostEqual(float(targets.giou(box, box)), 1, 4)

    def test_distillation_of_oneself_costs_nothing(self):
        heat, geometry = torch.randn(1, 3, 8, 8), torch.randn(1, 4, 8, 8)
        self.assertAlmostEqual(float(targets.distillation_loss(heat, geometry, heat, geometry)), 0, 5)


class Augmentation(unittest.TestCase):
    def test_crop_keeps_visible_boxes_and_ignores_slivers(self):
        boxes = np.float32([[0, 0.25, 0.5, 0.2, 0.2], [1, 0.51, 0.5, 0.1, 0.2], [2, 0.9, 0.9, 0.1, 0.1]])
        kept, ignored = augment.crop_boxes(boxes, (0, 0, 0.48, 1))
        self.assertEqual((kept[:, 0].tolist(), ignored[:, 0].tolist()), ([0], [1]))

    def test_same_seed_gives_same_picture(self):
        pictures = [
            augment.photometric(draw.background(96, rng), rng) for rng in (np.random.default_rng(4), np.random.default_rng(4))
        ]
        np.testing.assert_array_equal(*pictures)

    def test_paste_reports_where_the_object_is(self):
        picture, cutout = np.zeros((160, 160, 3), np.uint8), np.full((40, 20, 4), 255, np.uint8)
        boxes = augment.paste(picture, NO_BOXES, 2, cutout, np.random.default_rng(1))
        ys, xs = np.nonzero(picture[..., 0])
        _, cx, cy, w, h = boxes[0]
        np.testing.assert_allclose(
            [cx - w / 2, cx + w / 2, cy - h / 2, cy + h / 2],
            np.array([xs.min(), xs.max() + 1, ys.min(), ys.max() + 1]) / 160,
            atol=0.01,
        )

    def test_boxes_of_a_folders_scenes_stay_with_their_objects(self):
        wide = np.zeros((60, 90, 3), np.uint8)
        wide[15:45, 54:81] = 255  # centre 0.75, 0.5; size 0.3, 0.5
        with tempfile.TemporaryDirectory() as folder:
            cv2.imwrite(f"{folder}/a.png", wide)
            Path(folder, "a.json").write_text(json.dumps({"boxes": [["person", 0.75, 0.5, 0.3, 0.5]]}))
            ((picture, boxes),) = draw.read_folder(folder, ["person"])
        shown = 0
        for seed in range(20):
            view, moved, _ = augment.reframe(picture, boxes, 100, np.random.default_rng(seed))
            for _, x, y, w, h in moved:
                left, right, top, bottom = (round(v * 100) for v in (x - w / 2, x + w / 2, y - h / 2, y + h / 2))
                self.assertGreater((view[top:bottom, left:right] > 128).mean(), 0.85)
                shown += 1
        self.assertGreater(shown, 10)

    def test_a_gallery_is_always_the_same(self):
        for first, second in zip(things.gallery(3, ()), things.gallery(3, ())):
            np.testing.assert_array_equal(first, second)

    def test_every_object_is_drawn(self):
        for drawer in draw.DRAWERS.values():
            self.assertGreater((drawer(np.random.default_rng(2))[..., 3] > 128).mean(), 0.1)

    def test_motion_kernel_keeps_brightness(self):
        self.assertAlmostEqual(float(augment.motion_kernel(9, 0.7).sum()), 1, 5)


class Networks(unittest.TestCase):
    def test_box_sizes_do_not_depend_on_padding_side(self):
        model = Detector().eval()
        with torch.no_grad():
            model.geometry.weight.zero_()
            model.geometry.bias.fill_(0.5)
            native, double = (model(torch.zeros(1, 3, s, s))[1][0, :, 0, 0] for s in (160, 320))
        np.testing.assert_allclose(double[:2] ** 2 * 320, native[:2] ** 2 * 160, rtol=1e-5)
        np.testing.assert_allclose(double[2:], native[2:], rtol=1e-5)

    def test_pruned_weights_load_into_a_full_network(self):
        pruned = prune.prune(Detector().eval(), 0.5)
        loaded = load_weights(Detector(), pruned.state_dict()).eval()
        picture = torch.rand(1, 3, 64, 64) * 255
        with torch.no_grad():
            np.testing.assert_allclose(loaded(picture)[0], pruned(picture)[0], rtol=1e-5)

    def test_a_folded_network_computes_what_it_did(self):
        model, pixels = self.settled(), torch.rand(1, 3, 64, 64) * 255
        before = [part.detach() for part in model(pixels)]
        weights = net.folded(model).state_dict()
        self.assertFalse(any("running" in name for name in weights))
        again = net.load_weights(net.Detector(3, 0.5), weights).eval()
        for part, other in zip(before, again(pixels)):
            np.testing.assert_allclose(part, other.detach(), atol=1e-3)
        again.merge_fine[0][0].weight.data *= 2  # what training makes of it stays as it is
        learned = {name: value.clone() for name, value in again.state_dict().items()}
        for name, value in net.folded(again).state_dict().items():
            np.testing.assert_array_equal(value, learned[name])

    def test_folded_layers_have_weights_alike_in_size(self):
        model = self.settled()
        model.trunk.stride32[1].body[1][1].weight.data *= 1000  # a normalisation that makes much of little
        block = net.folded(model).trunk.stride32[1].body
        sizes = [block[0][0].weight.flatten(1).abs().amax(1), block[1][0].weight.flatten(1).abs().amax(1)]
        self.assertLess((sizes[1] / sizes[0]).max(), 3)

    @staticmethod
    def settled():
        """A network whose normalisations have seen some pictures."""
        torch.manual_seed(4)
        model = net.Detector(3, 0.5)
        for _ in range(3):
            model(torch.rand(2, 3, 64, 64) * 255)
        return model.eval()

    def test_pruning_useless_channels_changes_nothing(self):
        model, picture = Detector().eval(), torch.rand(1, 3, 64, 64) * 255
        with torch.no_grad():
            for block in (m for m in model.modules() if isinstance(m, prune.InvertedResidual)):
                block.body[2][0].weight[:, ::2] = 0
            before = model(picture)[0]
            after = prune.prune(model, 0.5)(picture)[0]
        np.testing.assert_allclose(after, before, atol=1e-5)


class Pictures(unittest.TestCase):
    def test_frames_of_one_scene_share_a_scenes_chance(self):
        rng = np.random.default_rng(3)
        scene, other = (draw.background(64, rng) for _ in range(2))
        frames = [np.clip(scene + rng.normal(0, 3, scene.shape), 0, 255).astype(np.uint8) for _ in range(4)]
        np.testing.assert_allclose(packs.rarity([*frames, other]), [0.25] * 4 + [1])

    def test_what_a_recipe_leaves_out_is_not_selected(self):
        recipe = load_recipe()
        source = next(s for s in recipe.sources.values() if s.left_out)
        rows = [
            {"src": source.name, "split": "train", "file": f"{folder}/1.png"} for folder in ("a/cat", f"a/{source.left_out[0]}")
        ]
        self.assertEqual(recipe.select(packs.Pictures(None, rows), "train"), [0])

    def pack(self, rows, colours):
        """A pack folder of plain pictures, 48 x 32."""
        folder, at = Path(self.enterContext(tempfile.TemporaryDirectory())), 0
        with open(folder / "images.bin", "wb") as blob:
            for row, colour in zip(rows, colours):
                coded = cv2.imencode(".jpg", np.full((32, 48, 3), colour, np.uint8))[1].tobytes()
                at += blob.write(coded)
                row.update(o=at - len(coded), n=len(coded), file="x")
        (folder / "labels.json").write_text(json.dumps(rows))
        return folder

    def test_packs_of_known_sources_are_prepared_together_without_their_tests(self):
        name = next(iter(load_recipe().sources))
        row = lambda source, split: {"src": source, "split": split, "known": [1, 1, 1], "boxes": []}
        folders = [
            self.pack([row(name, "train"), row("stranger", "train")], (10, 20)),
            self.pack([row(name, "test"), row(name, "val")], (30, 40)),
        ]
        work = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.assertEqual(packs.prepare(folders, work / "train", load_recipe(), side=16), 2)
        np.testing.assert_allclose(packs.open_pictures(work / "train").images.mean((1, 2, 3)), [10, 40], atol=2)
        (work / "train" / "pseudo.json").write_text(json.dumps({"0": [2, 0, 0, 0, 0], "1": [2, 1, 1, 1, 1]}))
        self.assertEqual(packs.prepare_held_out(work / "train", work / "held-out", side=8), 1)
        self.assertEqual(packs.open_pictures(work / "held-out").images.shape, (1, 8, 8, 3))
        self.assertEqual(json.loads((work / "held-out" / "pseudo.json").read_text()), {"0": [2, 1, 1, 1, 1]})

    def test_a_teacher_labels_what_people_left_open(self):
        person, again, car = [0, 0.5, 0.5, 0.4, 0.8], [0, 0.51, 0.5, 0.4, 0.8], [1, 0.2, 0.2, 0.1, 0.1]
        row = {"split": "train", "known": [0, 1, 0], "boxes": [person], "tmax": [0.9, 0.9, 0.4]}
        seen = [[*again, 0.9], [0, 0.1, 0.5, 0.1, 0.3, 0.3], [*car, 0.9], [0, 0.9, 0.5, 0.1, 0.3, 0.6]]
        taught = packs.with_teacher({**row, "teacher": seen})
        self.assertEqual(taught["boxes"], [person, [0, 0.9, 0.5, 0.1, 0.3]])  # not the faint, nor the car that people deny
        np.testing.assert_allclose(taught["known"], [0.9, 1, 0.2])
        self.assertEqual(len(packs.with_teacher({**row, "teacher": seen}, shown=0)["boxes"]), 3)
        self.assertEqual(packs.with_teacher(row), row)

    def test_what_teachers_say_is_kept_once_and_in_the_recipes_classes(self):
        says = lambda *seen: {"detections": [{"label": label, "score": score, "box": box} for label, score, box in seen]}
        answers = [
            says(("dog", 0.5, [0, 0, 20, 20]), ("person", 0.2, [0, 0, 9, 9])),
            says(("cat", 0.7, [1, 0, 21, 20]), ("oven", 0.9, [0, 0, 9, 9])),
        ]
        taught = teach.told({"known": [0, 0, 0]}, answers, {"dog": 2, "cat": 2, "person": 0}, (40, 20))
        self.assertEqual(taught["teacher"], [[2, 0.275, 0.5, 0.5, 1.0, 0.7]])
        self.assertEqual(taught["tmax"], [0.2, 0, 0.7])


class Counting:
    """A composer of one number: which batch, which place in it."""

    def sample(self, side, rng):
        return np.full((side, side, 3), rng.integers(256), np.uint8), np.int64(side)


class Streams(unittest.TestCase):
    def test_batches_are_the_same_however_many_make_them(self):
        wanted = [(5, 8), (6, 8), (7, 16), (8, 16)]
        one, two = (list(stream.batches(Counting(), wanted, 2, seed=9, producers=n)) for n in (1, 2))
        self.assertEqual([batch[0].shape[1] for batch in two], [8, 8, 16, 16])
        for first, second in zip(one, two):
            for a, b in zip(first, second):
                np.testing.assert_array_equal(a, b)
        self.assertFalse(np.array_equal(one[0][0], one[1][0]))

    def test_a_single_showing_passes_batches_through(self):
        (shown,) = Echo(1, "cpu").of([torch.tensor([1, 2])])
        self.assertEqual(shown[0].tolist(), [1, 2])

    def test_an_echo_draws_from_what_it_was_given_and_keeps_samples_whole(self):
        torch.manual_seed(1)
        echo, seen = Echo(3, "cpu"), []
        for number in range(60):
            part = torch.arange(4) + 4 * number
            shown = list(echo.of([part, 10 * part]))
            self.assertEqual(len(shown), 3)
            for first, second in shown:
                self.assertTrue(torch.equal(second, 10 * first))
                seen.append(first)
        late = torch.stack(seen[-30:])  # the oldest batches have made room
        self.assertTrue(late.min() >= 4 * (50 - Echo.KEPT) and late.max() < 240)
        self.assertGreater(len(torch.cat(seen).unique()), 150)

    def test_an_echo_starts_anew_at_another_side(self):
        echo = Echo(2, "cpu")
        list(echo.of([torch.zeros(2, 8)]))
        self.assertEqual({part.shape[1] for (part,) in echo.of([torch.zeros(2, 16)])}, {16})

    def test_another_light_keeps_the_range(self):
        shown = relit(torch.randint(0, 256, (4, 6, 6, 3), dtype=torch.uint8))
        self.assertTrue(shown.min() >= 0 and shown.max() <= 255)


class Sessions(unittest.TestCase):
    def test_averaged_weights_follow_the_model(self):
        model = torch.nn.Linear(1, 1, bias=False)
        model.weight.data[:] = 2
        averaged = session.AveragedWeights(model)
        model.weight.data[:] = 4
        averaged.update(model)  # keeps 1/21 of itself at first
        self.assertAlmostEqual(float(averaged.model.weight), 2 / 21 + 4 * 20 / 21, 5)

    def test_an_average_lies_between_its_trainings(self):
        states = [
            {"kind": "detector", "width": 1.0, "averaged": {"w": torch.tensor([v]), "n": torch.tensor(3)}, "seen": seen}
            for v, seen in ((1.0, 10), (3.0, 20))
        ]
        mean = average(states)
        self.assertEqual((mean["averaged"]["w"].tolist(), mean["averaged"]["n"].item(), mean["seen"]), ([2.0], 3, 20))
        states[1]["averaged"]["w"] = torch.zeros(2)
        with self.assertRaisesRegex(ValueError, "same network"):
            average(states)

    def test_a_fine_tuning_is_averaged_with_the_folded_weights_it_began_at(self):
        model = Networks.settled()
        path = Path(self.enterContext(tempfile.TemporaryDirectory())) / "start.npz"
        np.savez(path, seen=5, **{name: value.numpy() for name, value in model.state_dict().items()})
        began = {name: value.clone() for name, value in net.folded(model).state_dict().items()}
        tuned = {
            "averaged": {n: v + 1 for n, v in began.items()},
            "seen": 7,
            "kind": "detector",
            "width": 0.5,
            "classes": "abc",
        }
        mean = average([start_of(tuned, path), tuned], [0.25, 0.75])
        for name, value in mean["averaged"].items():
            np.testing.assert_allclose(value, began[name] + 0.75, rtol=1e-4, atol=1e-4)
        self.assertEqual(mean["seen"], 7)

    def test_schedule_moves_through_its_stages(self):
        stages = session.parse_schedule("128:1k:1e-3:1e-4,160:2k:5e-4:0")
        self.assertEqual([session.place_in_schedule(stages, n)[0].side for n in (0, 999, 1000, 2999)], [128, 128, 160, 160])
        self.assertIsNone(session.place_in_schedule(stages, 3000))

    def test_rate_ends_at_the_floor(self):
        stages = session.parse_schedule("96:1M:1e-3:1e-4")
        self.assertAlmostEqual(session.place_in_schedule(stages, 999_999)[1], 1e-4, 7)

    def test_curve_is_cut_back_to_the_checkpoint(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "losses.csv"
            for pictures in (100, 200, 300):
                curves.append(path, {"pictures": pictures, "heat": 1})
            curves.truncate(path, "pictures", 200)
            self.assertEqual([row["pictures"] for row in curves.read(path)], [100, 200])

    def test_checkpoint_survives_as_written(self):
        with tempfile.TemporaryDirectory() as folder:
            checkpoint = session.Checkpoint(Path(folder) / "checkpoint.pt")
            self.assertIsNone(checkpoint.load())
            checkpoint.save(step=3)
            self.assertEqual(checkpoint.load(), {"step": 3})

    def test_released_weights_start_another_training_where_they_stood(self):
        model = Detector(3, 0.5)
        with tempfile.TemporaryDirectory() as folder:
            path, released = Path(folder) / "checkpoint.pt", Path(folder) / "weights.npz"
            session.Checkpoint(path).save(averaged=model.state_dict(), seen=70_000, seen_before=30_000)
            release(path, released)
            weights, seen = session.load_weights_to_start_from(released)
        self.assertEqual(seen, 100_000)
        fresh = load_weights(Detector(3, 0.5), weights).state_dict()
        for name, value in model.state_dict().items():
            np.testing.assert_allclose(fresh[name], value, rtol=1e-3, atol=1e-7, err_msg=name)

    def test_weights_beyond_16_bits_are_not_released(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "checkpoint.pt"
            session.Checkpoint(path).save(averaged={"w": torch.tensor([1e6])}, seen=1)
            with np.errstate(over="ignore"), self.assertRaisesRegex(ValueError, "'w'"):
                release(path, Path(folder) / "weights.npz")


class Daemon(unittest.TestCase):
    """Against a stand-in program that answers each picture with the same line; it says so when the bundle is not what it should be."""

    def answering(self, line):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        bundle = folder / "bundle"
        bundle.mkdir()
        (bundle / "manifest.yaml").write_text("name: x\nscore_threshold: 0.4\n")
        program = folder / "program"
        program.write_text(
            "#!/bin/sh\n"
            'grep -qx "score_threshold: 0.04\\|score_threshold: 0" "$3/manifest.yaml" && (cd "$3" && sha256sum -c --quiet SHA256SUMS) || exit 1\n'
            f"shift 5; for p; do echo '{json.dumps(line)}'; done\n"
        )
        program.chmod(0o755)
        self.enterContext(mock.patch.dict("os.environ", EDGEDAEMON=str(program)))
        return bundle

    def test_boxes_in_pixels_become_fractions_by_class(self):
        said = [{"index": 1, "score": 0.3, "box": [0, 0, 16, 8]}, {"index": 1, "score": 0.5, "box": [80, 40, 160, 80]}]
        bundle = self.answering({"task": "detection", "detections": said})
        found = daemon.detections(bundle, np.zeros((2, 80, 160, 3), np.uint8), 3)
        self.assertEqual([[len(k) for k in picture] for picture in found], [[0, 2, 0], [0, 2, 0]])
        np.testing.assert_allclose(found[1][1], [[0.5, 0.75, 0.75, 0.5, 0.5], [0.3, 0.05, 0.05, 0.1, 0.1]])

    def test_probabilities_are_in_the_order_of_the_classes(self):
        said = [{"index": 2, "score": 0.7}, {"index": 0, "score": 0.2}, {"index": 1, "score": 0.1}]
        bundle = self.answering({"task": "classification", "labels": said})
        np.testing.assert_allclose(daemon.outputs(bundle, np.zeros((1, 8, 8, 3), np.uint8))[0], [[0.2, 0.1, 0.7]])


class Others(unittest.TestCase):
    def test_episodes_of_separated_classes_are_all_right(self):
        embeddings = np.repeat(np.eye(6), 20, 0)
        self.assertEqual(fewshot.episodes(embeddings, np.repeat(np.arange(6), 20), 20), (1.0, 0.0))

    def test_every_degradation_keeps_its_form(self):
        rng = np.random.default_rng(3)
        for kind in range(len(health.CLASSES)):
            picture = health.degrade(draw.background(160, rng), kind, rng)
            self.assertTrue(picture is None or (picture.shape, picture.dtype) == ((96, 96, 3), np.uint8))

    def test_recipe_names_a_licence_for_every_source(self):
        self.assertTrue(all(s.licence for s in load_recipe().sources.values()))


if __name__ == "__main__":
    unittest.main()
