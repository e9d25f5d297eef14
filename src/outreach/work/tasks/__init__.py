"""What a person had to do, done."""
