"""Pages for readers who comment, report, and look after what they wrote."""
