"""Training of EdgeDaemon's bundled models, from a folder of pictures to an int8 bundle."""
import os

# Read by OpenMP when torch is loaded: wait without spinning, since other work shares the machine.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OMP_NUM_THREADS", "1")
