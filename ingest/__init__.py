"""Published interview pages become interviews, exchanges and passages."""
