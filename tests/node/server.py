"""A language server of an editor, driven over its standard streams."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Server:
    """A running `yaml-language-server` with the settings of an editor."""

    def __init__(self, process: "subprocess.Popen[bytes]", settings: dict[str, Any]) -> None:
        self._process = process
        self._settings = settings
        self._count = 0
        self._found: dict[str, list[Any]] = {}

    def begin(self, folder: Path) -> None:
        """Greet the server, and open a folder."""
        uri = folder.as_uri()
        able = {"workspace": {"configuration": True}, "textDocument": {"publishDiagnostics": {}, "completion": {}}}
        folders = [{"uri": uri, "name": folder.name}]
        self._ask("initialize", {"processId": None, "rootUri": uri, "workspaceFolders": folders, "capabilities": able})
        self._tell("initialized", {})
        self._tell("workspace/didChangeConfiguration", {"settings": self._settings})

    def diagnostics(self, path: Path, text: str) -> list[str]:
        """What the server marks in a file that is opened with a text."""
        uri = path.as_uri()
        self._found.pop(uri, None)
        self._tell("textDocument/didClose", {"textDocument": {"uri": uri}})
        item = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._found.pop(uri, None)
        self._tell("textDocument/didOpen", {"textDocument": item})
        self._ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}})
        self._found.pop(uri, None)
        self._tell("textDocument/didChange", {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": text}]})
        while uri not in self._found:
            self._receive()
        return [f"{found['range']['start']['line'] + 1}: {found['message']}" for found in self._found[uri]]

    def completions(self, path: Path, line: int, column: int) -> set[str]:
        """What the server offers at a place of an open file; both count from 0."""
        at = {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": column}}
        found = self._ask("textDocument/completion", at)
        return {str(item["label"]) for item in (found["items"] if isinstance(found, dict) else found or ())}

    def _ask(self, method: str, params: dict[str, Any]) -> Any:
        self._count += 1
        number = self._count
        self._send({"id": number, "method": method, "params": params})
        while (message := self._receive()).get("id") != number or "method" in message:
            pass
        assert "error" not in message, message
        return message["result"]

    def _tell(self, method: str, params: dict[str, Any]) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        """The next message; what the server asks of an editor is answered, and diagnostics are kept."""
        out = self._process.stdout
        assert out is not None
        length = 0
        while (written := out.readline()).strip() or not length:
            assert written, "the server has ended"
            line = written.strip()
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        message: dict[str, Any] = json.loads(out.read(length))
        if "method" in message and "id" in message:
            asked = message.get("params", {}).get("items", ())
            result = [self._settings.get(item.get("section", ""), {}) for item in asked] if asked else None
            self._send({"id": message["id"], "result": result})
        if message.get("method") == "textDocument/publishDiagnostics":
            self._found[message["params"]["uri"]] = message["params"]["diagnostics"]
        return message


@contextmanager
def serving(packages: Path, folder: Path, settings: dict[str, Any]) -> Iterator[Server]:
    """The server of the packages in node, for a folder."""
    program = packages / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
    process = subprocess.Popen(
        ["node", str(program), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        server = Server(process, settings)
        server.begin(folder)
        yield server
    finally:
        process.kill()
        process.wait()
