#!/usr/bin/env python3
"""Providers that are bad candidates: on the first port one that answers after two seconds, on the second one whose answer
never ends. Usage: candidates.py SLOW_PORT ENDLESS_PORT"""
import asyncio
import sys

ANSWER = (b'{"id":"c","object":"chat.completion","created":1,"model":"slow","choices":[{"index":0,"message":'
          b'{"role":"assistant","content":"late"},"finish_reason":"stop"}],'
          b'"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}')


async def request(reader):
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    await reader.readexactly(length)


async def slow(reader, writer):
    while True:
        await request(reader)
        await asyncio.sleep(2)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(ANSWER), ANSWER))
        await writer.drain()


async def endless(reader, writer):
    await request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"400\r\n" + b" " * 1024 + b"\r\n")
        await writer.drain()
        await asyncio.sleep(0.1)


def until_gone(behaviour):
    async def serve(reader, writer):
        try:
            await behaviour(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
    return serve


async def main():
    await asyncio.start_server(until_gone(slow), "127.0.0.1", int(sys.argv[1]))
    await asyncio.start_server(until_gone(endless), "127.0.0.1", int(sys.argv[2]))
    await asyncio.Event().wait()


asyncio.run(main())
