"""What the signs of a line weigh in the formula of `app.figures.pace`.

For the low end of the range, the point and the high end. Fitted by the command
`python -m bench.wait_estimates.fit` to simulated days of four kinds and to recorded days of
a clinic, of a telephone counter (given to research by A. Mandelbaum and I. Guedj) and of a
railway station, the tuning half of each.
"""

Table = dict[str, tuple[float, float, float]]

FIRST: Table = {
    "always": (-4.663, -1.074, 0.376),
    "backlog": (0.226, 0.199, 0.427),
    "at_once": (1.607, 0.921, 0.391),
    "idle": (-0.924, 0.213, 0.154),
    "stalled": (-0.195, -0.045, 0.036),
    "counters": (1.183, 0.344, 0.360),
}

REST: Table = {
    "always": (-0.146, 0.298, 0.113),
    "backlog": (0.416, 0.720, 0.482),
    "stalled": (0.156, 0.242, 0.266),
    "left": (-1.001, -1.030, -1.198),
    "unknown": (-0.338, 0.899, 1.737),
    "idle": (-0.548, -0.336, 0.075),
    "uneven": (-0.870, -0.194, -0.309),
    "guess": (0.103, 0.224, 0.310),
    "counters": (-0.640, -0.567, -0.019),
    "impatient": (-1.357, -1.356, 0.458),
}

POWER: Table = {
    "always": (0.809, 0.772, 0.865),
    "unknown": (-0.069, -0.175, -0.274),
    "uneven": (0.249, 0.033, 0.120),
    "counters": (0.276, 0.218, 0.021),
    "impatient": (-0.675, -0.088, -0.693),
}
