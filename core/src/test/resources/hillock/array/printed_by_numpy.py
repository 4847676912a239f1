"""Prints arrays with NumPy; its output is printed_by_numpy.txt, which ArrayPrinterTest compares with.

A case is a line "# dtype extents : element elements..." (floats by their bits) followed by what NumPy prints.
"""

import numpy as np

random = np.random.default_rng(1)


def show(array):
    kind = {"f4": np.int32, "f8": np.int64}.get(array.dtype.str[1:])
    elements = (array if kind is None else array.view(kind)).reshape(-1)
    print("#", array.dtype.name, *array.shape, ":", *[int(x) for x in elements])
    print(array)


SPECIALS = [
    [0.0], [-0.0], [1.0], [1.5, -2.25], [0.1, 0.2, 0.30000000000000004], [1 / 3, 2 / 3], [np.nan], [np.inf], [-np.inf],
    [np.nan, 1.0], [-np.inf, 0.5], [np.inf, 1e-5], [np.nan, -1.25, np.inf, -np.inf, 0.0], [1e-4], [9.99e-5], [1e8],
    [99999999.0], [1e6], [999999.0], [1.0, 1000.0], [1.0, 1001.0], [1e-3, 1.0], [1e100], [5e-324], [1e-45, 1.0],
    [1.17549435e-38], [3.4028234663852886e38], [1e300, 1e-300], [0.0, -0.0, 1.0], [0.0, 1e10, -0.0], [123456.789],
    [0.123456789], [0.000123456789], [12345678.9], [1.00000001], [0.999999999], [9.9999999999, 1.0], [2.5, 1e5],
    [-1.0, 10.0, -100.0], [1e22], [1e23], [0.5, 0.25, 0.125, 0.0625], [1e-9, 1e9], [np.nan, np.nan], [np.inf, np.nan],
    [1.0, np.nan, 1e12], [2.0, 3.0, np.inf], [-0.00012, 0.1],
]
SHAPES = [(), (1,), (7,), (30,), (2, 3), (3, 1), (2, 2, 2), (1, 1, 1), (2, 20), (2, 3, 25), (1, 2, 1, 2), (0,), (2, 0),
          (0, 3)]
LONG = [(1001,), (40, 26), (2, 600), (600, 2), (7, 8, 20), (3, 3, 3, 40)]

with np.errstate(all="ignore"):
    for dtype in (np.float32, np.float64):
        for values in SPECIALS:
            show(np.array(values, dtype=dtype))
            show(np.array(values[0], dtype=dtype))
        for shape in SHAPES:
            show(random.normal(size=shape).astype(dtype))
        for scale in (0.1, 3, 8):
            show((random.normal(size=(3, 4)) * 10.0 ** random.uniform(-scale, scale, size=(3, 4))).astype(dtype))
        for digits in range(6):
            show(np.round(random.normal(size=(2, 9)) * 10, digits).astype(dtype))
    for _ in range(50):
        show(random.integers(0, 2**32, size=1, dtype=np.uint32).view(np.float32))
        show(random.integers(0, 2**63, size=1, dtype=np.uint64).view(np.float64))
    for dtype in (np.int32, np.int64):
        for shape in SHAPES:
            show(random.integers(-1000, 1000, size=shape).astype(dtype))
        show(np.array([np.iinfo(dtype).min, 0, np.iinfo(dtype).max], dtype=dtype))
    show(random.normal(size=LONG[1]).astype(np.float32))
    show(random.integers(-1000, 1000, size=LONG[0]).astype(np.int32))
    for shape in SHAPES + LONG:
        show(random.integers(0, 2, size=shape).astype(bool))
