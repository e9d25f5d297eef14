"""Where the settings become a house: the only room that knows transports and jobs."""
