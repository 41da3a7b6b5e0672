"""GROUND: closed lists as data with source and date, and tiny typed readers."""
