"""The client's side of TLS, apart from any socket: whoever holds the socket knows what has left, and when."""

import ssl


class TlsLayer:
    """Between the clear bytes of a dialogue and the records on the wire."""

    def __init__(self, context: ssl.SSLContext, host: str) -> None:
        """``host``: the name that the server's certificate must bear."""
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)
        #: Whether the handshake is done, and the server is who it says.
        self.established = False

    def decrypt(self, records: bytes) -> bytes:
        """What the server said; without ``records`` the handshake begins. `records` may then have to be sent.

        Raises ssl.SSLError for what cannot be trusted; also then, because the server is told why.
        """
        self._incoming.write(records)
        heard = bytearray()
        try:
            if not self.established:
                self._tls.do_handshake()
                self.established = True
            while chunk := self._tls.read(65_536):
                heard += chunk
        except ssl.SSLWantReadError:
            pass
        return bytes(heard)

    def encrypt(self, words: bytes) -> bytes:
        """The records that say these words."""
        left = memoryview(words)
        while left:
            left = left[self._tls.write(left) :]
        return self.records()

    def records(self) -> bytes:
        """What TLS itself has to send."""
        return self._outgoing.read()
