"""JAX's side once more, a whole epoch in one compiled call; see contender_jax."""

from tests.benchmarks.contender_jax import main

if __name__ == "__main__":
    main(scan=True)
