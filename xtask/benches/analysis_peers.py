#!/usr/bin/env python3
"""The analysis beside other software: same points, processor time of one thread, and how far the
answers are apart. `analysis_peers.py FOLDER` reads what the `speed` example wrote there and prints
one JSON line a peer; a peer that is not installed is a line that says so.
"""
import json
import math
import sys
import time
from pathlib import Path

FOLDER = Path(sys.argv[1])
OURS = json.loads((FOLDER / "ours.json").read_text())
ROWS = [[float(word) for word in line.split()] for line in open(FOLDER / "points.txt")]
N = len(ROWS)
WEST, SOUTH, SIDE = 345_000.0, 6_415_000.0, 15_000.0


def answer(name):
    return [float(line) for line in open(FOLDER / (name + ".txt"))]


def timed(run):
    """Fastest of up to five, milliseconds of processor time, and what came out."""
    best, spent, result = math.inf, 0.0, None
    for _ in range(5):
        start = time.process_time()
        result = run()
        took = time.process_time() - start
        best, spent = min(best, took), spent + took
        if spent > 10:
            break
    return best * 1000, result


def points():
    import numpy as np
    return np.array(ROWS)[:, :2]


def grid_counts():
    import numpy as np
    side = int(math.sqrt(N))
    cell = SIDE / side
    xy = np.floor((points() - [WEST, SOUTH]) / cell).astype(int)
    xy = xy[(xy >= 0).all(1) & (xy < side).all(1)]
    counts = np.zeros((side, side))
    np.add.at(counts, (xy[:, 1], xy[:, 0]), 1)
    return counts


def gi_numpy():
    import numpy as np
    counts = grid_counts()
    ones = np.ones_like(counts)

    def box(field):
        wide = np.pad(field, 1)
        rows = wide[:-2] + wide[1:-1] + wide[2:]
        return rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]

    def run():
        n, mean, s = counts.size, counts.mean(), counts.std()
        w = box(ones)
        return (box(counts) - mean * w) / (s * np.sqrt((n * w - w * w) / (n - 1)))

    took, z = timed(run)
    return took, np.abs(z.ravel() - answer("gi_star")).max(), 1e-8


def gi_esda():
    import warnings
    import numpy as np
    from esda.getisord import G_Local
    from libpysal.weights import lat2W
    warnings.simplefilter("ignore")
    counts = grid_counts()

    def run():
        w = lat2W(*counts.shape, rook=False)
        return G_Local(counts.ravel(), w, star=True, transform="B", permutations=0).Zs

    took, z = timed(run)
    return took, np.abs(z - answer("gi_star")).max(), 1e-8


def cells():
    import numpy as np
    middle = (np.arange(200) + .5) * 75
    x, y = np.meshgrid(WEST + middle, SOUTH + middle)
    return np.column_stack([x.ravel(), y.ravel()])


def density_sklearn():
    import numpy as np
    from sklearn.neighbors import KernelDensity
    xy, at = points() - [WEST, SOUTH], cells() - [WEST, SOUTH]

    def run():
        kde = KernelDensity(kernel="epanechnikov", bandwidth=200.0).fit(xy)
        return np.exp(kde.score_samples(at)) * N

    took, field = timed(run)
    ours = np.array(answer("epanechnikov"))
    return took, np.abs(field - ours).max() / ours.max(), 1e-9


def density_numpy():
    import numpy as np
    xy = points() - [WEST, SOUTH]
    h, cell, size = 200.0, 75.0, 200

    def run():
        field = np.zeros(size * size)
        base = np.floor(xy / cell).astype(int)
        for dy in range(-3, 4):
            for dx in range(-3, 4):
                col, row = base[:, 0] + dx, base[:, 1] + dy
                d2 = ((col + .5) * cell - xy[:, 0]) ** 2 + ((row + .5) * cell - xy[:, 1]) ** 2
                ok = (d2 < h * h) & (col >= 0) & (row >= 0) & (col < size) & (row < size)
                k = 3 / (math.pi * h * h) * (1 - d2[ok] / (h * h)) ** 2
                field += np.bincount(row[ok] * size + col[ok], k, size * size)
        return field

    took, field = timed(run)
    ours = np.array(answer("quartic"))
    return took, np.abs(field - ours).max() / ours.max(), 1e-9


def dbscan_sklearn():
    import numpy as np
    from sklearn.cluster import DBSCAN
    xy = points()
    took, found = timed(lambda: DBSCAN(eps=75.0, min_samples=5).fit(xy))
    ours = np.array(answer("dbscan"))
    core = np.zeros(N, bool)
    core[found.core_sample_indices_] = True
    # The same cores, the same noise, and one name there for each name here.
    different = int((core != (ours >= 0)).sum() + ((found.labels_ == -1) != (ours == -1)).sum())
    pairs = set(zip(found.labels_[core], ours[core]))
    different += len(pairs) - len({a for a, _ in pairs}) + len(pairs) - len({b for _, b in pairs})
    return took, different, 0


def knox_pointpats():
    import numpy as np
    from pointpats.spacetime import knox
    rows = np.array(ROWS[:2000])
    xy, t = rows[:, :2], rows[:, 4:5]
    took, found = timed(lambda: knox(xy, t, delta=200, tau=7, permutations=0))
    return took, found["stat"] - answer("knox")[0], 0


def plane_pyproj():
    import numpy as np
    from pyproj import Transformer
    rows = np.array(ROWS)
    change = Transformer.from_crs(4326, 3006, always_xy=True)
    took, found = timed(lambda: change.transform(rows[:, 2], rows[:, 3]))
    return took, np.abs(np.column_stack(found).ravel() - answer("plane")).max(), 1e-3


PEERS = [
    ("gi_star", "NumPy box sums", gi_numpy),
    ("gi_star", "esda", gi_esda),
    ("epanechnikov", "scikit-learn", density_sklearn),
    ("quartic", "NumPy", density_numpy),
    ("dbscan", "scikit-learn", dbscan_sklearn),
    ("knox", "pointpats", knox_pointpats),
    ("plane", "pyproj", plane_pyproj),
]

different = 0
for case, peer, run in PEERS:
    line = {"bench": "analysis", "what": case, "n": 2000 if case == "knox" else N, "peer": peer,
            "cpu_ms": round(OURS[case], 3)}
    try:
        took, apart, within = run()
        line.update(peer_cpu_ms=round(took, 3), times_faster=round(took / OURS[case], 2),
                    apart=float(apart), within=within, same=bool(abs(apart) <= within))
        different += not line["same"]
    except ImportError as error:
        line["peer_cpu_ms"] = "not installed: %s" % error.name
    print(json.dumps(line), flush=True)
sys.exit(1 if different else 0)
