"""The running product with shops in it, for the tests and for the benchmarks."""
