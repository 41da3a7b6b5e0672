"""netintel."""
