"""``dermetry serve``: it starts empty, makes one administrator, and never serves too widely."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest


def command(*words, **environment):
    """Give a dermetry command with a clean environment."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("DERMETRY_", "DJANGO_"))}
    return {"args": [sys.executable, "-m", "dermetry", *words], "env": plain | environment}


def run(*words, **environment):
    """Run a command to its end."""
    done = subprocess.run(
        **command(*words, **environment), capture_output=True, text=True, timeout=120
    )
    return done.returncode, done.stdout, done.stderr


def test_an_address_beyond_this_machine_is_refused_with_what_is_missing(tmp_path):
    code, _, err = run(
        "serve", "--home", str(tmp_path / "h"), "--host", "0.0.0.0", "--port", "8999"
    )
    assert code == 10
    assert "will not serve 0.0.0.0" in err
    assert "behind_tls" in err
    assert "allowed_hosts" in err


def test_a_taken_port_is_named(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, _, err = run("serve", "--home", str(tmp_path / "h"), "--port", str(port))
    assert code == 10
    assert f"127.0.0.1:{port} cannot be served" in err


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("idle_minuts = 5", "unknown setting: idle_minuts"),
        ('idle_minutes = "soon"', "the setting idle_minutes is 'soon'"),
        ("this is no toml", "cannot be read"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path, setting, words):
    (tmp_path / "dermetry.toml").write_text(setting)
    code, _, err = run("serve", "--home", str(tmp_path), "--port", "8998")
    assert code == 10
    assert words in re.sub(r"\s+", " ", err)
    assert "Traceback" not in err


def test_the_first_start_makes_one_administrator_and_keeps_the_secret_private(tmp_path):
    home = tmp_path / "home"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path / "log"
    with log.open("w") as output:
        server = subprocess.Popen(
            **command("serve", "--home", str(home), "--port", str(port), "--workers", "1"),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=2) as page:
                    assert page.status == 200
                break
            except OSError:
                assert server.poll() is None, log.read_text()
                time.sleep(0.2)
        said = log.read_text()
        assert "User: admin" in said
        assert re.search(r"one-time password: \w+-\w+-\w+", said)
        assert (home / "secret-key").stat().st_mode & 0o077 == 0
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)
