"""Training of EdgeDaemon's bundled models, from a folder of pictures to an int8 bundle."""
