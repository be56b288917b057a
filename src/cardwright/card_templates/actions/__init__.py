"""What can be done with card templates, one file per subject."""
