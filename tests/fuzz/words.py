"""Documents that parse, and the words of which such documents are made."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parents[1]


def files(pattern: str, mark: bytes = b"") -> tuple[bytes, ...]:
    found = [path.read_bytes() for path in sorted(HERE.glob(pattern))]
    return tuple(one.partition(mark)[0] if mark else one for one in found)[:60]


GOLDEN = b"\n===== expected\n"
JSON_WORDS = (
    b"{",
    b"}",
    b"[",
    b"]",
    b'"',
    b":",
    b",",
    b"\\u",
    b"\\",
    b"null",
    b"true",
    b"1e999",
    b"-",
    b"\xff",
    b"\\ud800",
    b"NaN",
    b"\n",
    b"\xef\xbb\xbf",
    b"9" * 40,
    b'"a"',
    b"0.10",
    b" ",
    b'"return_code"',
)
TE_ROWS = b'{"return_code":0,"return_message":"ok","data":{"headers":["a","b"]}}\n["x",1]\n["y",null]\n'
TE_SEEDS = (
    b'{"return_code":0,"return_message":"success","data":[{"id":1}]}',
    b'{"return_code":-1008,"return_message":"no","stackMessage":"at x"}',
    b'{"code":200,"message":"ok","data":{"status":1200,"result":"pass","env":["a"]}}',
    b"<html>x</html>",
)
CSV_WORDS = (
    b",",
    b'"',
    b'""',
    b"\n",
    b"\r\n",
    b"\r",
    b"\t",
    b"a",
    b"1",
    b"",
    b"{",
    b'{"return_code":-1}',
    b"\xff",
)
TOML_SEEDS = (
    b'version = 1\n[profiles.a]\nname = "x"\nkind = "te"\nbase_url = "http://x"\nenvironment = "dev"\n',
    b'theme = "assay-dark"\n[keys]\nsend = "ctrl+s"\n',
    b'version = 1\n[[case]]\nid = "a"\npath = "/x"\nsign = "file:x"\nexpect = "pass"\n',
)
TOML_WORDS = (
    b"[",
    b"]",
    b"[[",
    b"]]",
    b'"',
    b'"""',
    b"'",
    b"=",
    b".",
    b"\n",
    b"#",
    b"version",
    b"profiles",
    b"name",
    b"{",
    b"}",
    b",",
    b"1979-05-27T07:32:00Z",
    b"0x",
    b"1e9",
    b"inf",
    b"9" * 5000,
    b"\\u0000",
    b"case",
)
SHELL_WORDS = (
    b"curl ",
    b"'",
    b'"',
    b"$'",
    b"\\",
    b"\\\n",
    b"^",
    b"`",
    b"$(",
    b"-H",
    b" ",
    b"--data",
    b"@",
    b"-F",
    b":",
    b"http://x/",
    b"GET / HTTP/1.1\r\n",
    b"Content-Length: 5",
    b"\r\n\r\n",
    b"%",
    b"\x00",
    b"\xff",
)
SQL_SEEDS = (
    b'SELECT "#user_id", count(*) FROM ta.v_event_1 WHERE "$part_date" > \'2024-01-01\' GROUP BY 1',
    b"WITH a AS (SELECT 1 AS b) SELECT b, CASE WHEN b > 1 THEN 'x' END FROM a JOIN ta.v_event_1 ON true",
)
SQL_WORDS = (
    b"SELECT ",
    b"FROM ",
    b"ta.v_event_1",
    b"(",
    b")",
    b"'",
    b'"',
    b"--",
    b"/*",
    b"*/",
    b";",
    b",",
    b".",
    b"*",
    b"JOIN ",
    b"WHERE ",
    b"GROUP BY ",
    b"WITH ",
    b"AS ",
    b"$part_date",
    b"[",
    b"->",
    b"x",
    b"1",
    b"\n",
)
PATHS = (b'$..a\n{"a":1}', b"$[?@.b > 1]\n", b"$['a'][0:5:2]\n", b"$.*[-1]\n")
PATH_WORDS = (
    b"$",
    b"..",
    b".",
    b"[",
    b"]",
    b"*",
    b"?",
    b"@",
    b"'",
    b'"',
    b"&&",
    b"||",
    b"==",
    b"length(",
    b"match(",
    b"(",
    b")",
    b":",
    b"-1",
    b"99999999999999999999",
    b"\n",
    b"a",
    b"{",
)
