"""Mails to those who write comments, and to moderators."""
