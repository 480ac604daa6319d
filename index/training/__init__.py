"""Question and answer pairs become an encoder and a reranker, both small and in int8."""
