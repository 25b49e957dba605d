"""Which addresses are refused, written out: what Python's own notion of a global address misses is here too."""

import pytest

from directory.guard import AddressRefusedError, refused, vetted
from directory.loopback import door

MACHINE, PRIVATE = "this machine itself", "a private network"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("127.0.0.1", MACHINE), ("127.255.255.254", MACHINE), ("0.0.0.0", MACHINE), ("0.1.2.3", MACHINE),
        ("::1", MACHINE), ("::", MACHINE), ("::ffff:127.0.0.1", MACHINE), ("::ffff:7f00:1", MACHINE),
        ("::FFFF:0:0", MACHINE), ("64:ff9b::7f00:1", MACHINE), ("64:ff9b::127.0.0.1", MACHINE),
        ("10.0.0.1", PRIVATE), ("10.255.255.255", PRIVATE), ("172.16.0.1", PRIVATE), ("172.31.255.255", PRIVATE),
        ("192.168.0.1", PRIVATE), ("fc00::1", PRIVATE), ("fd00:ec2::254", PRIVATE), ("fdff::1", PRIVATE),
        ("fec0::1", PRIVATE), ("::ffff:10.0.0.1", PRIVATE), ("64:ff9b::a00:1", PRIVATE),
        ("100.64.0.1", "inner network"), ("100.100.100.200", "inner network"), ("100.127.255.255", "inner network"),
        ("169.254.169.254", "link-local"), ("169.254.170.2", "link-local"), ("::ffff:a9fe:a9fe", "link-local"),
        ("64:ff9b::169.254.169.254", "link-local"), ("fe80::1", "link-local"), ("febf::1", "link-local"),
        ("fe80::1%eth0", "one link"), ("::1%lo", "one link"), ("2606:4700::1111%1", "one link"),
        ("168.63.129.16", "metadata"), ("192.0.0.192", "protocols"), ("192.0.0.9", "protocols"),
        ("192.0.2.1", "documentation"), ("198.51.100.1", "documentation"), ("203.0.113.1", "documentation"),
        ("2001:db8::1", "documentation"), ("3fff::1", "documentation"), ("198.18.0.1", "measurements"),
        ("198.19.255.255", "measurements"), ("224.0.0.1", "group"), ("239.255.255.250", "group"), ("ff02::1", "group"),
        ("240.0.0.1", "reserved"), ("255.255.255.255", "reserved"),
        ("192.88.99.1", "tunnel"), ("2002:7f00:1::", "tunnel"), ("2002:a00:1::1", "tunnel"),
        ("2002:808:808::1", "tunnel"),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "tunnel"), ("2001:2::1", "tunnel"),
        ("64:ff9b:1::808:808", "translation"), ("::127.0.0.1", "reserved"), ("::7f00:1", "reserved"),
        ("::8.8.8.8", "reserved"), ("::ffff:0:127.0.0.1", "reserved"), ("100::1", "reserved"), ("5f00::1", "reserved"),
        ("4000::1", "reserved"),
        ("", "no internet"), ("localhost", "no internet"), ("127.1", "no internet"), ("2130706433", "no internet"),
        ("0x7f.1", "no internet"), ("127.0.0.01", "no internet"), ("[::1]", "no internet"), (" 8.8.8.8", "no internet"),
    ],
)  # fmt: skip
def test_refused(address: str, words: str) -> None:
    assert words in (refused(address) or "")


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8", "1.1.1.1", "9.255.255.255", "11.0.0.0", "126.255.255.255", "128.0.0.1", "100.63.255.255",
        "100.128.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.167.255.255", "223.255.255.255",
        "2606:4700::1111", "2600::1", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808",
    ],
)  # fmt: skip
def test_the_rest_may_be_asked(address: str) -> None:
    assert refused(address) is None


def test_one_forbidden_answer_refuses_the_host() -> None:
    assert vetted("board.example.org", 443, ["8.8.8.8", "8.8.8.8", "2600::1"]) == ["8.8.8.8", "2600::1"]
    with pytest.raises(AddressRefusedError, match=r"^10\.0\.0\.1 \(to which board\.example\.org leads\) is a private"):
        vetted("board.example.org", 443, ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(AddressRefusedError, match=r"^127\.0\.0\.1 is this machine itself: not asked$"):
        vetted("127.0.0.1", 80, ["127.0.0.1"])
    with pytest.raises(AddressRefusedError, match="leads to no address"):
        vetted("board.example.org", 443, [])


def test_a_door_opens_one_port_of_this_machine_and_nothing_else() -> None:
    doors = door("http://LocalHost:8501/wa")
    assert doors == {("localhost", 8501)}
    assert vetted("localhost", 8501, ["127.0.0.1", "::1"], doors) == ["127.0.0.1", "::1"]
    for host, port, address in [
        ("localhost", 8502, "127.0.0.1"), ("localhost.", 8501, "127.0.0.1"), ("127.0.0.1", 8501, "127.0.0.1"),
        ("localhost", 8501, "10.0.0.1"), ("localhost", 8501, "169.254.169.254"),
    ]:  # fmt: skip
        with pytest.raises(AddressRefusedError):
            vetted(host, port, [address], doors)


@pytest.mark.parametrize(
    ("url", "found"),
    [
        (None, None), ("", None), ("https://board.example.org/", None), ("http://10.0.0.5:80", None),
        ("http://127.0.0.1.example.org:80", None), ("http://127.0.0.1@board.example.org:80", None), ("http://[", None),
        ("http://127.0.0.1", ("127.0.0.1", 80)), ("https://localhost/x", ("localhost", 443)),
        ("http://[::1]:9000", ("::1", 9000)),
    ],
)  # fmt: skip
def test_only_this_machine_gets_a_door(url: str | None, found: tuple[str, int] | None) -> None:
    assert door(url) == ({found} if found else frozenset())
