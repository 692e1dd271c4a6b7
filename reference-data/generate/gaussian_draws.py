"""The Gaussian rank-1 matrices that the controls are drawn from, the way
`org.writesae.experiment.GaussianDraws` describes them: MT19937 initialised
with an array of integers, doubles of 52 bits, the pairs of Box and Muller.
"""

import numpy as np


def wide(x):
    """The nearest double of 29 significant bits."""
    mantissa, exponent = np.frexp(x)
    return np.ldexp(np.round(mantissa * 2.0 ** 29), exponent - 29)


class Gaussian:
    """Standard normal numbers from a key."""

    def __init__(self, *key):
        self.bits = np.random.MT19937()
        self.bits._legacy_seeding([int(k) & 0xffffffff for k in key])

    def _double(self):
        high, low = (int(x) >> 6 for x in self.bits.random_raw(2))
        return (high << 26 | low) * 2.0 ** -52

    def vectors(self, *sizes):
        """One vector of each size, from one stream of numbers."""
        numbers = []
        while len(numbers) < sum(sizes):
            x, y = self._double(), self._double()
            r = np.sqrt(-2 * np.log(y))
            numbers += [r * np.cos(2 * np.pi * x), r * np.sin(2 * np.pi * x)]
        numbers = wide(np.array(numbers))
        return np.split(numbers[:sum(sizes)], np.cumsum(sizes)[:-1])
