#!/usr/bin/env python3
"""Reads the vectors of ../../vectors with nothing but docs/envelope.md and the published lists.

A second implementation, to show that the description is complete: Base32, parts, HPKE, packing. It
checks nothing that a reader must check; it is no product. `--trace NAME` prints every bit read.

    python3 crates/envelope/tests/independent/read_envelope.py
"""

import base64, datetime, hashlib, hmac, json, pathlib, struct, sys, zlib

CRATE = pathlib.Path(__file__).resolve().parents[2]
RECORD = CRATE.parent / "record"


# --- RFC 7748, RFC 8439, RFC 5869, RFC 9180 -------------------------------------------------------
def x25519(scalar, point):
    p, a24 = 2**255 - 19, 121665
    k = int.from_bytes(scalar, "little") & ~7 & (2**255 - 1) | 1 << 254
    u = int.from_bytes(point, "little") & (2**255 - 1)
    x2, z2, x3, z3, swap = 1, 0, u, 1, 0
    for t in reversed(range(255)):
        bit = k >> t & 1
        if swap ^ bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        da, cb, aa, bb = d * a, c * b, a * a, b * b
        x3, z3 = (da + cb) ** 2 % p, u * (da - cb) ** 2 % p
        e = aa - bb
        x2, z2 = aa * bb % p, e * (aa + a24 * e) % p
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, p - 2, p) % p).to_bytes(32, "little")


def chacha_block(key, counter, nonce):
    start = struct.unpack("<16L", b"expand 32-byte k" + key + struct.pack("<L", counter) + nonce)
    s = list(start)
    rot = lambda v, n: (v << n | v >> (32 - n)) & 0xFFFFFFFF

    def quarter(a, b, c, d):
        for x, y, z, n in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            s[x] = (s[x] + s[y]) & 0xFFFFFFFF
            s[z] = rot(s[z] ^ s[x], n)

    for _ in range(10):
        for i in range(4):
            quarter(i, 4 + i, 8 + i, 12 + i)
        for i in range(4):
            quarter(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
    return struct.pack("<16L", *((x + y) & 0xFFFFFFFF for x, y in zip(s, start)))


def aead_open(key, nonce, sealed):
    text, tag = sealed[:-16], sealed[-16:]
    one = chacha_block(key, 0, nonce)
    r = int.from_bytes(one[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    data = text + bytes(-len(text) % 16) + struct.pack("<QQ", 0, len(text))
    acc = 0
    for at in range(0, len(data), 16):
        acc = (acc + int.from_bytes(data[at : at + 16] + b"\1", "little")) * r % (2**130 - 5)
    assert ((acc + int.from_bytes(one[16:32], "little")) % 2**128).to_bytes(16, "little") == tag, "altered"
    stream = b"".join(chacha_block(key, at + 1, nonce) for at in range(len(text) // 64 + 1))
    return bytes(x ^ y for x, y in zip(text, stream))


def extract(salt, data):
    return hmac.new(salt or bytes(32), data, hashlib.sha256).digest()


def expand(key, info, length):
    out, block, count = b"", b"", 0
    while len(out) < length:
        count += 1
        block = hmac.new(key, block + info + bytes([count]), hashlib.sha256).digest()
        out += block
    return out[:length]


def hpke_open(secret, enc, info, sealed):
    kem, suite = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x03"
    lx = lambda s, salt, label, ikm: extract(salt, b"HPKE-v1" + s + label + ikm)
    le = lambda s, prk, label, i, n: expand(prk, n.to_bytes(2, "big") + b"HPKE-v1" + s + label + i, n)
    public = x25519(secret, bytes([9]) + bytes(31))
    eae = lx(kem, b"", b"eae_prk", x25519(secret, enc))
    shared = le(kem, eae, b"shared_secret", enc + public, 32)
    context = b"\0" + lx(suite, b"", b"psk_id_hash", b"") + lx(suite, b"", b"info_hash", info)
    prk = lx(suite, shared, b"secret", b"")
    return aead_open(le(suite, prk, b"key", context, 32), le(suite, prk, b"base_nonce", context, 12), sealed)


def b32(text):
    return base64.b32decode(text.upper() + "=" * (-len(text) % 8))


# --- Dictionary: the published lists ---------------------------------------------------------------
CODES = {}
for line in (RECORD / "published/core-codes.txt").read_text().splitlines():
    name, number, key = line.split()
    CODES.setdefault(name, []).append((int(number), key))
CODES = {name: [key for _, key in sorted(rows)] for name, rows in CODES.items()}

ITEMS = []
for line in (RECORD / "published/core-items.txt").read_text().splitlines():
    tag, path, *kind = line.split()
    owner = next(i for i, word in enumerate(kind) if word in ("Citizen", "Staff", "City"))
    if kind[owner] == "Citizen":
        ITEMS.append((int(tag), path, kind[:owner]))
ITEMS.sort()
LISTS = {path for _, path, kind in ITEMS if kind[0] == "list"}
PATH_OF = {tag: path for tag, path, _ in ITEMS}


def scope(of):
    """Items outside every list (None), or directly in the elements of a list."""
    outer = lambda path: max((l for l in LISTS if path.startswith(l + "/")), key=len, default=None)
    return [(path, kind) for _, path, kind in ITEMS if outer(path) == of]


# --- Character tables -------------------------------------------------------------------------------
def tables():
    lot = list("0123456789-") + ["番", "番地", "号", "号室", "丁目"]
    kana = list(
        "\u3000ンイウコシカタミトキラマリサユヨスアーナルオクノハヤダジツモチメロヒエテケフガズムセドワゴブバネホソギグョュ"
        "ベレボニパデヘザプゾビゲポャッペピゼヌヅヂォヲァィゥェヴヮヵヶヰヱ・ヷヸヹヺヽヾ"
    )
    latin = list(" ABCDEFGHIJKLMNOPQRSTUVWXYZ.,'()abcdefghijklmnopqrstuvwxyz&/#:+@")
    first = list("々の室階")
    taken = {*lot, *kana, *latin, *first}
    listed = [c for c in (CRATE / "data/chars.txt").read_text() if not c.isspace() and c not in taken]
    kanji = [c for c in listed if 0x3400 <= ord(c) < 0xFB00]
    hiragana = [c for c in listed if 0x3041 <= ord(c) <= 0x3096]
    marks = [c for c in listed if c not in kanji and c not in hiragana]
    words = [line.split() for line in (CRATE / "data/words.txt").read_text().splitlines()]
    common = first + kanji[:28] + words[0] + kanji[28:116] + words[1] + words[2] + hiragana + kanji[116:] + marks
    return {"lot": lot, "kana": kana, "latin": latin, "common": common}


TABLES = tables()
RANKS = {
    "lot": ["lot", "common", "kana", "latin"],
    "kana": ["kana", "lot", "common", "latin"],
    "latin": ["latin", "lot", "common", "kana"],
    "common": ["common", "kana", "lot", "latin"],
}
START = {"line": "lot", "latin": "latin", "kana": "kana", "name": "common", "lines": "common"}


class Reader:
    def __init__(self, packed, towns, trace):
        self.bits = "".join(f"{byte:08b}" for byte in packed)
        self.at, self.towns, self.trace, self.note = 56, towns, trace, 56
        day = int(self.bits[40:56], 2)
        self.made_on = datetime.date(2020, 1, 1) + datetime.timedelta(day)
        self.recent = {"name": [], "kana": [], "latin": [], "municipality": []}
        self.lists = {}

    def say(self, what):
        if self.trace:
            print(f"{self.bits[self.note:self.at]:>40}  {what}")
        self.note = self.at

    def take(self, width):
        bits = self.bits[self.at : self.at + width]
        assert len(bits) == width, "truncated"
        self.at += width
        return int(bits, 2) if width else 0

    def flag(self):
        return self.take(1) == 1

    # Texts
    def place(self, name):
        if name == "lot":
            return self.take(4)
        if name == "latin":
            return self.take(6)
        if name == "kana":
            return 32 + self.take(6) if self.flag() else self.take(5)
        bucket = self.take(2)
        return [0, 32, 160, 672][bucket] + self.take([5, 7, 9, 12][bucket])

    def symbol(self, before):
        for name in RANKS[before]:
            if not self.flag():
                text = TABLES[name][self.place(name)]
                return text, before if text == "\u3000" else name
        if not self.flag():
            return chr(self.take(16)), before
        return (chr(0x10000 + self.take(20)) if self.flag() else chr(0xE0100 + self.take(8))), before

    def text(self, script):
        length = 1 + self.take(3) if not self.flag() else 9 + self.take(5) if not self.flag() else self.take(16)
        text, before = "", START[script]
        for _ in range(length):
            if script == "kana":
                at = self.place("kana")
                text += self.symbol("kana")[0] if at == 95 else TABLES["kana"][at]
            else:
                symbol, before = self.symbol(before)
                text += symbol
        return text

    def remember(self, sort, text):
        recent = self.recent[sort]
        if text in recent:
            recent.remove(text)
        recent.insert(0, text)
        del recent[16:]
        return text

    def seen(self, sort):
        return self.recent[sort][self.take((len(self.recent[sort]) - 1).bit_length())]

    def name(self, script):
        recent = self.recent[script]
        if not recent or not self.flag():
            return self.remember(script, self.text(script))
        if self.flag():
            return self.remember(script, self.seen(script))
        end = 1 + min(at for at in map(recent[0].find, "\u3000 ") if at >= 0)
        return self.remember(script, recent[0][:end] + self.text(script))

    # Other values
    def digits(self, least, most):
        length, text = least + self.take((most - least).bit_length()), ""
        while len(text) < length:
            group = min(3, length - len(text))
            text += f"{self.take([4, 7, 10][group - 1]):0{group}}"
        return text

    def municipality(self):
        if self.recent["municipality"] and self.flag():
            return self.remember("municipality", self.seen("municipality"))
        if self.flag():
            return self.remember("municipality", f"{self.take(20):06}")
        first = f"{self.take(6):02}{self.take(10):03}"
        check = (11 - sum(int(d) * w for d, w in zip(first, (6, 5, 4, 3, 2))) % 11) % 10
        return self.remember("municipality", f"{first}{check}")

    def day(self, number):
        return str(datetime.date(1800, 1, 1) + datetime.timedelta(number))

    def near(self, days):
        return str(self.made_on + datetime.timedelta(days))

    def date(self):
        if not self.flag():
            return self.near(self.take(7) - 64)
        return self.day(self.take(18)) if self.flag() else self.near(self.take(12) - 2048)

    def partial(self):
        if not self.flag():
            return self.day(self.take(18)) if self.flag() else self.near(-self.take(15))
        sure, year, month, day = self.take(2), 1800 + self.take(9), self.take(4), self.take(5)
        return f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "") + ["", "~", "?"][sure]

    def period(self):
        y, m, d = (self.take(7), self.take(7), self.take(10)) if self.flag() else (self.take(3), 0, 0)
        text = (f"{y}Y" if y else "") + (f"{m}M" if m else "") + (f"{d}D" if d else "")
        return "P" + (text or "0D")

    def letters(self, count):
        number, text = self.take((26**count - 1).bit_length()), ""
        for _ in range(count):
            number, letter = divmod(number, 26)
            text = chr(65 + letter) + text
        return text

    def code(self, name):
        return CODES[name][self.take((len(CODES[name]) - 1).bit_length())]

    def element(self, tag):
        ids = self.lists.get(PATH_OF[int(tag)])
        return ids[self.take((len(ids) - 1).bit_length())] if ids else self.take(16)

    def value(self, kind):
        match kind:
            case ["flag"]:
                return self.flag()
            case ["number", least, most]:
                span = (int(most) - int(least)).bit_length()
                distance = 0 if not self.flag() else 1 + self.take(2) if not self.flag() else self.take(span)
                return int(least) + distance
            case ["text", _, "line" | "lines" as script]:
                return self.text(script)
            case ["text", _, script]:
                return self.name(script)
            case ["town"]:
                if self.flag():
                    return ("town", self.take(12 if self.flag() else 3), self.take(16))
                return self.text("name")
            case ["digits", least, most]:
                return self.digits(int(least), int(most))
            case ["postal"]:
                return self.digits(7, 7)
            case ["municipality"]:
                return self.municipality()
            case ["date"]:
                return self.date()
            case ["partial_date"]:
                return self.partial()
            case ["code", name]:
                return self.code(name)
            case ["chain", name, most]:
                chain = [self.code(name)]
                while len(chain) < int(most) and self.flag():
                    chain.append(self.code(name))
                return ".".join(chain)
            case ["period"]:
                return self.period()
            case ["country"]:
                return self.letters(3)
            case ["card_number"]:
                letters = self.letters(4)
                return f"{letters[:2]}{self.take(27):08}{letters[2:]}"
            case ["element", tag]:
                return self.element(tag)

    def repeats(self, kind):
        if kind[0] == "code":
            return (len(CODES[kind[1]]) - 1).bit_length() >= 4
        if kind[0] == "text":
            return kind[2] in ("name", "line", "lines")
        return kind[0] in ("digits", "date", "chain", "period", "postal", "municipality", "town", "country")

    # Scopes
    def runs(self, room):
        positions, at, inside = [], 0, self.flag()
        while at < room:
            for least, width in ((1, 0), (2, 1), (4, 2), (8, 4), (24, 16)):
                if not self.flag():
                    run = least + self.take(width)
                    break
            else:
                break
            if inside:
                positions += range(at, at + run)
            at, inside = at + run, not inside
        return positions

    def shape(self, items, before):
        if before is not None and not self.flag():
            return before
        if before is not None and not self.flag():
            here = sorted({at for at, _ in before} ^ set(self.runs(len(items))))
        else:
            here = self.runs(len(items))
        absences = bool(here) and self.flag()
        return [(at, self.take(2) if absences and items[at][1][0] != "list" else 0) for at in here]

    def branch(self, of, before):
        items = scope(of)
        shape = self.shape(items, before and before[0])
        self.say(f"shape of {of or 'the record'}: {', '.join(items[at][0] for at, _ in shape)}")
        cells = {}
        for at, state in shape:
            path, kind = items[at]
            old = before[1].get(path) if before else None
            if state:
                cells[path] = {"?": [None, "not_applicable", "dont_know", "unrecorded"][state]}
            elif kind[0] == "list":
                cells[path] = self.elements(path, int(kind[1]))
            elif old is not None and not isinstance(old, dict) and self.repeats(kind) and self.flag():
                cells[path] = old
            else:
                cells[path] = self.value(kind)
            if kind[0] != "list":
                self.say(f"{path}: {cells[path]}")
        return shape, cells

    def elements(self, path, most):
        count = self.take(most.bit_length())
        ids, last = list(range(1, count + 1)), count
        if self.flag():
            last = self.take(16)
            ids = [self.take(last.bit_length()) for _ in range(count)]
        self.say(f"{path}: elements {ids}, largest id {last}")
        if not any(path.startswith(other + "/") for other in LISTS):
            self.lists[path] = ids
        branch, out = None, []
        for number in ids:
            branch = self.branch(path, branch)
            out.append((number, branch[1]))
        return {"elements": out, "last": last}

    def json(self, cells, base=""):
        """The JSON form of the record."""
        root = {}
        for path, cell in cells.items():
            *parents, name = path[len(base) :].split("/")
            at = root
            for parent in parents:
                at = at.setdefault(parent, {})
            if isinstance(cell, tuple):
                text = self.towns[cells[path.rsplit("/", 1)[0] + "/postal"]][cell[1]]
                assert crc16(text.encode()) == cell[2], "doubt"
                at[name] = text
            elif isinstance(cell, dict) and "elements" in cell:
                at[name] = [{"#": i, **self.json(inner, path + "/")} for i, inner in cell["elements"]]
                if cell["last"] > max((i for i, _ in cell["elements"]), default=0):
                    at[name + "#last"] = cell["last"]
            else:
                at[name] = cell
        return root


def crc16(data):
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ (0x1021 if crc & 0x8000 else 0)) & 0xFFFF
    return crc


def join(parts):
    contents = {}
    for part in map(b32, parts):
        assert zlib.crc32(part[:-4]) == int.from_bytes(part[-4:], "big") and part[0] == 0x51
        contents[part[1] >> 4] = part[4:-4]
        count, ident = (part[1] & 15) + 1, part[2:4]
    sealed = b"".join(contents[at] for at in range(count))
    assert hashlib.sha256(sealed).digest()[:2] == ident
    return sealed


def key(text, prefix):
    data = b32(text.removeprefix(prefix))
    assert hashlib.sha256(prefix.encode() + data[:-4]).digest()[:4] == data[-4:] and data[0] == 1
    return data[1:-4]


def read(vector, trace=False):
    sealed = join(vector["parts"])
    secret = key(vector["secret_key"], "kakanai-secret-1-")
    public = key(vector["public_key"], "kakanai-public-1-")
    assert sealed[:6] == b"\x01\x01" + hashlib.sha256(public).digest()[:4]
    assert public == x25519(secret, bytes([9]) + bytes(31))
    packed = hpke_open(secret, sealed[6:38], b"kakanai envelope\0" + sealed[:6], sealed[38:])
    assert packed.hex() == vector["packed"] and packed[0] == 1
    assert packed[1:5].hex() == vector["schema_hash"][:8]
    reader = Reader(packed, vector["towns"], trace)
    _, cells = reader.branch(None, None)
    assert set(reader.bits[reader.at :]) <= {"0"} and len(reader.bits) - reader.at < 8
    assert str(reader.made_on) == vector["made_on"]
    return reader.json(cells)


if __name__ == "__main__":
    wanted = sys.argv[2] if len(sys.argv) > 2 else None
    for path in sorted((CRATE / "vectors").glob("*.json")):
        vector = json.loads(path.read_text())
        if "record" in vector and wanted in (None, path.stem):
            assert read(vector, wanted is not None) == vector["record"], path.name
            print(path.name, "reads the same")
