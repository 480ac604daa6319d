"""What a browser is shown: the web chat, the transcripts, the staff desk."""
