"""Golden cases of the kernels, by subject. `kernel_cases.py` beside this folder writes them."""
