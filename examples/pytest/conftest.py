import json
import os
import signal
import subprocess

import pytest


@pytest.fixture(scope="session")
def mcp_auth_server():
    """The server on a free port; what it announces, as a dict."""
    command = ["npx", "mcp-auth-test-server", "--port", "0", "--json", "--approval-mode", "auto_approve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as server:
        yield json.loads(server.stdout.readline())
        # npx would end alone; the server is in its group.
        os.killpg(server.pid, signal.SIGTERM)
