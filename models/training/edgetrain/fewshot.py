"""Few-shot accuracy by nearest prototype; numpy only."""
import numpy as np


def episodes(embeddings, labels, count, ways=5, shots=5, queries=10, seed=3, kinds=None):
    """Accuracy of nearest-prototype classification in random episodes: mean and 95 % interval half-width.

    embeddings: N x D of unit length; labels: N. Each episode draws classes, shots per class for the prototypes, and
    other pictures to classify. kinds: N; where given, the classes of an episode are all of one kind.
    """
    rng, results = np.random.default_rng(seed), []
    members = {k: np.flatnonzero(labels == k) for k in np.unique(labels)}
    kind_of = {k: 0 if kinds is None else kinds[indices[0]] for k, indices in members.items()}
    groups = [sorted(k for k in members if kind_of[k] == kind) for kind in sorted(set(kind_of.values()))]
    for _ in range(count):
        group = groups[rng.integers(len(groups))]
        prototypes, asked, truth = [], [], []
        for way, k in enumerate(rng.choice(group, ways, replace=False)):
            drawn = rng.permutation(members[k])[: shots + queries]
            mean = embeddings[drawn[:shots]].mean(0)
            prototypes.append(mean / np.linalg.norm(mean))
            asked.append(embeddings[drawn[shots:]])
            truth += [way] * (len(drawn) - shots)
        said = (np.concatenate(asked) @ np.stack(prototypes).T).argmax(1)
        results.append(float((said == np.array(truth)).mean()))
    return float(np.mean(results)), float(1.96 * np.std(results) / np.sqrt(count))
