"""The unmodified python-socketio client, steered by JSON lines: {"do": ...} in, {"on": ...} out. One socket per process."""
import asyncio
import json
import sys

import socketio


def say(line):
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


async def main():
    client = socketio.AsyncClient(reconnection_delay=0.05, reconnection_delay_max=0.2)
    namespace = "/"

    async def connect(order):
        nonlocal namespace
        namespace = order["namespace"] or "/"
        client.on("connect", lambda: say({"on": "connect", "id": client.get_sid(namespace), "transport": client.transport()}), namespace=namespace)
        client.on("disconnect", lambda reason: say({"on": "disconnect", "reason": reason}), namespace=namespace)
        client.on("connect_error", lambda data: say({"on": "connect_error", "message": data.get("message") if isinstance(data, dict) else str(data), "data": data}), namespace=namespace)
        client.on("*", lambda event, *args: say({"on": "event", "event": event, "args": list(args)}), namespace=namespace)
        options = order.get("options", {})
        try:
            await client.connect(order["url"], namespaces=[namespace], auth=options.get("auth"), transports=options.get("transports"))
        except socketio.exceptions.ConnectionError as error:
            say({"on": "connect_error", "message": str(error), "data": None})

    async def emit(order):
        ack = order.get("ack")
        callback = None if ack is None else (lambda *answer: say({"on": "ack", "ack": ack, "answer": list(answer)}))
        args = order["args"]
        await client.emit(order["event"], args[0] if len(args) == 1 else tuple(args), namespace=namespace, callback=callback)

    async def disconnect(_order):
        await client.disconnect()

    deeds = {"connect": connect, "emit": emit, "disconnect": disconnect}
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        order = json.loads(line)
        await deeds[order["do"]](order)
    await client.disconnect()


asyncio.run(main())
