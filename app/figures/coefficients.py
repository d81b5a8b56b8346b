"""What the signs of a line weigh in the formula of `app.figures.pace`.

For the low end of the range, the point and the high end. Fitted by the command
`python -m bench.wait_estimates.fit` to simulated days of four kinds and to recorded days of
a clinic, of a telephone counter (given to research by A. Mandelbaum and I. Guedj) and of a
railway station, the tuning half of each.
"""

Table = dict[str, tuple[float, float, float]]

FIRST: Table = {
    "always": (-4.665, -1.080, 0.376),
    "backlog": (0.226, 0.203, 0.427),
    "at_once": (1.609, 0.934, 0.393),
    "idle": (-0.924, 0.211, 0.154),
    "stalled": (-0.192, -0.031, 0.036),
    "counters": (1.183, 0.343, 0.359),
}

REST: Table = {
    "always": (-0.145, 0.293, 0.113),
    "backlog": (0.416, 0.700, 0.483),
    "stalled": (0.156, 0.243, 0.266),
    "left": (-1.002, -1.011, -1.198),
    "unknown": (-0.339, 0.913, 1.737),
    "idle": (-0.548, -0.348, 0.074),
    "uneven": (-0.869, -0.219, -0.310),
    "guess": (0.103, 0.235, 0.310),
    "counters": (-0.640, -0.572, -0.019),
    "impatient": (-1.356, -1.293, 0.461),
}

POWER: Table = {
    "always": (0.809, 0.764, 0.865),
    "unknown": (-0.069, -0.158, -0.274),
    "uneven": (0.249, 0.038, 0.121),
    "counters": (0.276, 0.217, 0.021),
    "impatient": (-0.675, -0.069, -0.693),
}
