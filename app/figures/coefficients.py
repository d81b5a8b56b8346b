"""What the signs of a line weigh in the formula of `app.figures.pace`.

For the low end of the range, the point and the high end. Fitted by the command
`python -m bench.wait_estimates.fit` to simulated days of four kinds and to recorded days of a
clinic, of a telephone counter (made public by A. Mandelbaum and I. Guedj) and of a railway
station: the tuning half of each. Signs are those of `app.figures.signs`.
"""

Table = dict[str, tuple[float, float, float]]

FIRST: Table = {
    "always": (-2.608, -0.566, 0.728),
    "backlog": (0.515, 0.486, 0.585),
    "at_once": (1.252, 1.703, 0.625),
    "idle": (-0.809, 0.019, 0.254),
    "stalled": (-0.446, -0.334, 0.063),
}

REST: Table = {
    "always": (-1.174, -0.244, 0.143),
    "backlog": (0.280, 0.684, 0.518),
    "stalled": (0.167, 0.245, 0.302),
    "left": (-1.909, -1.262, -1.254),
    "unknown": (0.796, 1.412, 1.408),
    "idle": (-0.426, -0.292, -0.125),
    "uneven": (-1.123, -0.357, -0.164),
    "guess": (0.151, 0.205, 0.401),
}

POWER: Table = {
    "always": (1.135, 0.949, 0.874),
    "unknown": (-0.469, -0.455, -0.207),
    "uneven": (0.411, 0.075, 0.099),
}
