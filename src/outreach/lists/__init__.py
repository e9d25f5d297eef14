"""Files that staff bring: read into values, with a line for every row that is wrong."""
