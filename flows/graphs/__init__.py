"""What a drawn graph means: checked, compiled, interpreted, in columns."""
