"""What `tools.fit_ranking` learns the numbers of the ranking with."""
