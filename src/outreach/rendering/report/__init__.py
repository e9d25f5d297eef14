"""Our own page about a campaign."""
