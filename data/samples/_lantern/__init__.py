"""The parts of the generator of the sample case `lantern`; see `make_lantern.py`."""
