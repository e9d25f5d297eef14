"""HTTP interfaces of providers: what they have in common."""
