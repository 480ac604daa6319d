"""Hits become quoted, cited answers: on the command line and in a web chat."""
