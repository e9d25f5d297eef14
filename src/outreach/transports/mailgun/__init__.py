"""Mailgun's HTTP interface."""
