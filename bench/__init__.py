"""How fast and how large: drafting and sending against the loopback, beside stdlib smtplib."""
