"""The coefficients of hillock.arithmetic's Polynomials32 and Polynomials64.

Run with Python 3 and mpmath; prints the Java declarations of both classes. Each polynomial is the weighted minimax fit
by the Remez exchange in 50 digits. A number of leading coefficients is rounded one after another, the others being fitted
again each time, and the last fit is rounded whole; the number that leaves the smallest error is taken.
"""

from mpmath import atan, atanh, cos, erf, erfc, exp, expm1, fabs, frexp, ldexp, log, log1p
from mpmath import lu_solve, matrix, mp, mpf, nint, pi, sin, sqrt, tanh

mp.dps = 50

SMALLEST_WEIGHT = mpf(10) ** -20


def rounded(x, bits):
    """The number of this many significant bits nearest to x."""
    if x == 0:
        return x
    m, e = frexp(x)
    return ldexp(nint(ldexp(m, bits)), int(e) - bits)


def points(a, b, count):
    """Points in [a, b], denser towards the ends."""
    return [(mpf(a) + b) / 2 - (mpf(b) - a) / 2 * cos(pi * i / count) for i in range(count + 1)]


def remez(f, w, n, a, b):
    """The n coefficients c, and the error, of min max |w(x) (f(x) - sum c_k x^k)| on [a, b]."""
    grid = [x for x in points(a, b, 24 * (n + 1) + 1) if fabs(w(x)) > SMALLEST_WEIGHT]
    fx = [mpf(f(x)) for x in grid]
    wx = [mpf(w(x)) for x in grid]
    last = len(grid) - 1
    reference = [int(round(last * (1 - float(cos(pi * (i + mpf(1) / 2) / (n + 1)))) / 2)) for i in range(n + 1)]
    for i in range(1, n + 1):
        reference[i] = max(reference[i], reference[i - 1] + 1)
    for _ in range(60):
        system, right = matrix(n + 1, n + 1), matrix(n + 1, 1)
        for i, k in enumerate(reference):
            for j in range(n):
                system[i, j] = grid[k] ** j
            system[i, n] = (-1) ** i / wx[k]
            right[i] = fx[k]
        solution = lu_solve(system, right)
        c = [solution[j] for j in range(n)]
        error = [wx[i] * (fx[i] - sum(c[j] * grid[i] ** j for j in range(n))) for i in range(len(grid))]
        worst = max(fabs(e) for e in error)
        if worst <= fabs(solution[n]) * (1 + mpf(10) ** -4):
            break
        reference = exchanged(reference, error)
    return c, worst


def exchanged(reference, error):
    """The largest error of each run of one sign; where the runs are too few, the worst point comes in alone."""
    n = len(reference)
    extrema = []
    for i, e in enumerate(error):
        if extrema and (error[extrema[-1]] > 0) == (e > 0):
            if fabs(e) > fabs(error[extrema[-1]]):
                extrema[-1] = i
        else:
            extrema.append(i)
    while len(extrema) > n:
        extrema.pop(0 if fabs(error[extrema[0]]) < fabs(error[extrema[-1]]) else -1)
    if len(extrema) == n:
        return extrema
    k = max(range(len(error)), key=lambda i: fabs(error[i]))

    def same(i):
        return (error[i] > 0) == (error[k] > 0)

    if k < reference[0]:
        return [k] + (reference[1:] if same(reference[0]) else reference[:-1])
    if k > reference[-1]:
        return (reference[:-1] if same(reference[-1]) else reference[1:]) + [k]
    i = max(i for i in range(n) if reference[i] <= k)
    result = list(reference)
    result[i if same(reference[i]) else i + 1] = k
    return result


def fit(f, w, degree, a, b, bits):
    """Rounded coefficients and their error."""
    xs = [x for x in points(a, b, 300) if fabs(w(x)) > SMALLEST_WEIGHT]
    fs, ws = [mpf(f(x)) for x in xs], [mpf(w(x)) for x in xs]
    done, best, smallest = [], None, None
    while True:
        low = len(done)

        # Without its first powers the basis vanishes at 0; divided by x^low it is a Chebyshev system again.
        def rest(x):
            return (mpf(f(x)) - sum(c * x**p for p, c in enumerate(done))) / (x**low if low else 1)

        c, _ = remez(rest, lambda x: w(x) * fabs(x) ** low, degree + 1 - low, a, b)
        trial = done + [rounded(k, bits) for k in c]
        worst = max(fabs(v * (y - sum(k * x**p for p, k in enumerate(trial)))) for x, y, v in zip(xs, fs, ws))
        if smallest is None or worst < smallest:
            smallest, best = worst, trial
        if low == degree:
            return best, smallest
        done = trial[: low + 1]


def odd(function, third, fifth):
    """g and w of function(t) = t + t z g(z), z = t^2; third and fifth are the coefficients of t^3 and t^5."""

    def g(z):
        t = sqrt(z)
        return third + fifth * z if z < mpf(10) ** -12 else (function(t) - t) / (t * z)

    def w(z):
        t = sqrt(z)
        return mpf(10) ** -12 if z < mpf(10) ** -12 else t * z / fabs(function(t))

    return g, w


def exp_rest(r):
    return mpf(1) / 2 + r / 6 + r * r / 24 if fabs(r) < mpf(10) ** -8 else (expm1(r) - r) / r**2


def log_rest(f):
    return -mpf(1) / 2 + f / 3 - f * f / 4 if fabs(f) < mpf(10) ** -8 else (log1p(f) - f) / f**2


def relative(square, function):
    """The weight x^2 / function(x), kept off zero near x = 0."""
    return lambda x: mpf(1) / 64 if fabs(x) < mpf(1) / 64 else fabs(square(x) / function(x))


def cos_rest(z):
    return mpf(1) / 24 - z / 720 if z < mpf(10) ** -10 else (cos(sqrt(z)) - 1 + z / 2) / z**2


def erf_rest(z):
    return 2 / sqrt(pi) - 1 if z < mpf(10) ** -24 else erf(sqrt(z)) / sqrt(z) - 1


def erf_weight(z):
    return sqrt(pi) / 2 if z < mpf(10) ** -24 else sqrt(z) / erf(sqrt(z))


def atanh_tail(z):
    if z < mpf(10) ** -6:
        return mpf(1) / 7 + z / 9 + z * z / 11
    s = sqrt(z)
    return (atanh(s) / s - 1 - z / 3 - z * z / 5) / z**3


def atanh_tail_weight(z):
    return mpf(0) if z == 0 else z**3 * sqrt(z) / atanh(sqrt(z))


def erfc_fit(centre):
    return (lambda u: -log(erfc(u + centre)) - (u + centre) ** 2, lambda u: erfc(u + centre) / erf(u + centre))


def square(x):
    return x**2


HALF_LN2 = log(mpf(2)) / 2 * (1 + mpf(2) ** -10)
ROOT2 = sqrt(mpf(2))
EIGHTH = (pi / 4 + mpf(1) / 128) ** 2
S = (3 - 2 * ROOT2) ** 2
THIRD = mpf(1) / 3

# name, (g, w), interval, degree for float, degree for double
TABLE = [
    ("EXP", (exp_rest, lambda r: r**2 / exp(r)), (-HALF_LN2, HALF_LN2), 4, 10),
    ("EXPM1", (exp_rest, relative(square, expm1)), (-HALF_LN2, HALF_LN2), 5, 10),
    ("LOG", (log_rest, relative(square, log1p)), (1 / ROOT2 - 1, ROOT2 - 1), 8, None),
    ("ATANH", odd(atanh, THIRD, mpf(1) / 5), (0, S), None, 6),
    ("ATANH_TAIL", (atanh_tail, atanh_tail_weight), (0, S), None, 6),
    ("SIN", odd(sin, -mpf(1) / 6, mpf(1) / 120), (0, EIGHTH), 3, 6),
    ("COS", (cos_rest, lambda z: z**2 / cos(sqrt(z))), (0, EIGHTH), 2, 5),
    ("ATAN", odd(atan, -THIRD, mpf(1) / 5), (0, 1), 9, 20),
    ("TANH", odd(tanh, -THIRD, mpf(2) / 15), (0, 1), 6, 15),
    ("ERF", (erf_rest, erf_weight), (0, 1), 6, 12),
    ("ERFC", erfc_fit(mpf(2.5)), (mpf(-1.5), mpf(1.5)), 6, None),
    ("ERFC", erfc_fit(mpf(3.5)), (mpf(-2.5), mpf(2.5)), None, 18),
]


def java(c, suffix):
    """A hexadecimal floating-point literal."""
    digits, exponent = float(c).hex().split("p")
    return "%sp%d%s" % (digits.rstrip("0") + ("0" if digits.rstrip("0").endswith(".") else ""), int(exponent), suffix)


if __name__ == "__main__":
    for kind, bits, suffix, column in (("float", 24, "f", 3), ("double", 53, "", 4)):
        for row in TABLE:
            name, (g, w), (a, b) = row[:3]
            if row[column] is not None:
                coefficients, error = fit(g, w, row[column], a, b, bits)
                print("    // %s: error at most 2^%.1f" % (name, log(error, 2)))
                for k, c in enumerate(coefficients):
                    print("    public static final %s %s_%d = %s;" % (kind, name, k, java(c, suffix)))
