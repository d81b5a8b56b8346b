"""What the signs of a line weigh in the formula of `app.figures.pace`.

For the low end of the range, the point and the high end. Fitted by the command
`python -m bench.wait_estimates.fit` to simulated days of four kinds and to recorded days of
a clinic, of a telephone counter (given to research by A. Mandelbaum and I. Guedj) and of a
railway station, the tuning half of each.
"""

Table = dict[str, tuple[float, float, float]]

FIRST: Table = {
    "always": (-2.646, -0.507, 0.648),
    "backlog": (0.605, 0.477, 0.618),
    "at_once": (1.283, 1.626, 0.669),
    "idle": (-0.993, 0.010, 0.375),
    "stalled": (-0.353, -0.283, 0.078),
}

REST: Table = {
    "always": (-1.075, -0.247, 0.187),
    "backlog": (0.212, 0.683, 0.567),
    "stalled": (0.139, 0.236, 0.295),
    "left": (-1.878, -1.272, -1.187),
    "unknown": (0.774, 1.683, 1.386),
    "idle": (-0.540, -0.398, -0.262),
    "uneven": (-1.249, -0.362, -0.133),
    "guess": (0.143, 0.222, 0.381),
}

POWER: Table = {
    "always": (1.160, 0.985, 0.849),
    "unknown": (-0.461, -0.530, -0.184),
    "uneven": (0.455, 0.091, 0.083),
}
