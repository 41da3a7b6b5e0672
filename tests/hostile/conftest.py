"""What stands here is read by the tests and never imported: neither the corpus nor what writes it."""

collect_ignore_glob = ["files/*", "_*.py", "make_hostile.py"]
