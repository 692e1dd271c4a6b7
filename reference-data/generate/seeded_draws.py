"""The random controls that `writesae` draws from a seed, a second time, with
NumPy's MT19937 initialised with {seed, prompt, position, feature}: bounded
integers and normal numbers by the rules of Commons Math, then the tokens that
the empirical control takes its coordinates from."""

import math

import numpy as np


class Generator:
    """Commons Math's draws from MT19937."""

    def __init__(self, *key):
        self.state = np.random.RandomState(np.array(key, dtype=np.uint32))
        self.spare = None

    def bits(self, count):
        word = int.from_bytes(self.state.bytes(4), "little")
        return word >> (32 - count)

    def below(self, bound):
        if bound & -bound == bound:
            return (bound * self.bits(31)) >> 31
        while True:
            bits = self.bits(31)
            value = bits % bound
            if bits - value + bound - 1 < 2 ** 31:
                return value

    def uniform(self):
        high, low = self.bits(26), self.bits(26)
        return (high << 26 | low) * 2.0 ** -52

    def normal(self):
        if self.spare is not None:
            value, self.spare = self.spare, None
            return value
        alpha = 2 * math.pi * self.uniform()
        r = math.sqrt(-2 * math.log(self.uniform()))
        self.spare = r * math.sin(alpha)
        return r * math.cos(alpha)


def draw(cell, firings, seed):
    """As golden_substitution.draw: the random quantities of each firing."""
    d_k, d_v = cell.atoms.shape[1:]
    drawn = {}
    for feature, s, t in firings:
        random = Generator(seed, s, t, feature)
        other = random.below(len(cell.atoms) - 1)
        silent = random.below(len(cell.atoms))
        while cell.coefficients[s, t, silent] > 0:
            silent = random.below(len(cell.atoms))
        drawn[feature, s, t] = {
            "same_coefficient_atom": other + (other >= feature),
            "non_firing_atom": silent,
            "gaussian_key": [random.normal() for _ in range(d_k)],
            "gaussian_value": [random.normal() for _ in range(d_v)],
            "empirical_key": [random.below(cell.length) for _ in range(d_k)],
            "empirical_value": [random.below(cell.length)
                                for _ in range(d_v)]}
    return drawn


def normals(key, *sizes):
    """Normal vectors, one after the other, from a generator with this key."""
    random = Generator(*key)
    return [np.array([random.normal() for _ in range(size)])
            for size in sizes]
