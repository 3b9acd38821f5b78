"""The client of e2e/bench actions, against servers that lose a request in every way there is."""

import os
import socket
import struct
import sys
import threading
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "actions"))

import client  # noqa: E402

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\ndone\n"


class ClientThatHidesNothing(unittest.TestCase):
    def outcome(self, serve):
        """What the client makes of a server that does serve(connection) and closes."""
        with socket.create_server(("127.0.0.1", 0)) as listener:

            def run():
                connection, _ = listener.accept()
                with connection:
                    connection.recv(4096)
                    serve(connection)

            server = threading.Thread(target=run)
            server.start()
            try:
                return client.outcome(listener.getsockname()[1], "/fast")
            finally:
                server.join()

    def answered(self, answer):
        return self.outcome(lambda connection: connection.sendall(answer))

    def test_a_whole_answer(self):
        self.assertEqual(self.answered(ANSWER), "ok")

    def test_a_server_that_is_not_there(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        self.assertEqual(client.outcome(port, "/fast"), "refused")

    def test_a_connection_that_is_reset(self):
        def reset(connection):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

        self.assertEqual(self.outcome(reset), "reset")

    def test_a_connection_that_is_closed(self):
        self.assertEqual(self.answered(b""), "closed without an answer")

    def test_an_answer_that_is_cut_short_anywhere(self):
        for length in range(1, len(ANSWER)):
            self.assertEqual(client.judge(ANSWER[:length]), "short answer")

    def test_an_error(self):
        self.assertEqual(self.answered(ANSWER.replace(b"200 OK", b"502 No")), "not 200")

    def test_every_loss_is_counted_as_one(self):
        for loss in ("refused", "reset", "closed without an answer", "timeout", "short answer", "not 200", "other"):
            self.assertIn(loss, client.DROPPED + client.FAILED)


if __name__ == "__main__":
    unittest.main()
