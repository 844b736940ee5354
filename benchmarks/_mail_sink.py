"""A mail server that takes everything and keeps nothing, so that whoever sends mail has somebody to talk to.

python _mail_sink.py PORT
"""

import asyncio
import sys


async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 sink\r\n")
    in_message = False
    while line := await reader.readline():
        if in_message:
            in_message = line != b".\r\n"
            if not in_message:
                writer.write(b"250 taken\r\n")
            continue
        command = line[:4].upper()
        in_message = command == b"DATA"
        writer.write({b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}.get(command, b"250 ok\r\n"))
        if command == b"QUIT":
            break
    writer.close()


async def main() -> None:
    server = await asyncio.start_server(take, "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
