"""Answers to investigators' questions: brokers, cross-border links, corridors, communities, jurisdiction clusters."""

from __future__ import annotations
