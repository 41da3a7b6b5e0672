"""`python -m netintel` is `netintel`."""

from netintel.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
