"""What is done to a letter before it leaves, and after a doubt."""
