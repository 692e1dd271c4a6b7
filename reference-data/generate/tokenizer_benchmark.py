"""Time of upstream's tokenizers library on one thread, for comparison with
writesae tokenize --file F --field text --out ids.npy --json"""

import os

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RAYON_NUM_THREADS"] = "1"

import argparse
import json
import time

import numpy as np
from tokenizers import Tokenizer

from common import packages


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokenizer", required=True)
    parser.add_argument("--file", required=True, help="a JSON object with a text in each line")
    parser.add_argument("--field", default="text")
    parser.add_argument("--compare", help="npy file with ids that must be the same")
    args = parser.parse_args()
    tokenizer = Tokenizer.from_file(args.tokenizer)
    start = time.perf_counter()
    ids = []
    with open(args.file, encoding="utf-8") as lines:
        for line in lines:
            ids += tokenizer.encode(json.loads(line)[args.field], add_special_tokens=False).ids
    seconds = time.perf_counter() - start
    same = None if args.compare is None else bool(np.array_equal(np.load(args.compare), ids))
    print(json.dumps({"tokens": len(ids), "seconds": seconds, "same": same, **packages("tokenizers")}))


if __name__ == "__main__":
    main()
