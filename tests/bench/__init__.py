"""What Tracer costs, measured against bare libraries in the same run. By hand: `python -m tests.bench`."""
