"""Question and answer pairs become an encoder and a cross-encoder, both small and in int8."""
