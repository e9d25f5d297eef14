"""The installation: a home made, and looked over."""
