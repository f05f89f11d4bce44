"""The policy lets browsers load what the settings name, and nothing else."""

from core import security


def sources(kind: str) -> list[str]:
    return next(part.split()[1:] for part in security.policy().split("; ") if part.startswith(kind))


def test_maps_show_tiles_of_the_host_in_their_address(settings):
    assert sources("img-src") == ["'self'", "data:", "blob:"]

    settings.MAP_TILES = "https://{s}.tiles.example:8443/{z}/{x}/{y}.png?key=secret"

    assert sources("img-src") == ["https://*.tiles.example:8443", "'self'", "data:", "blob:"]
    assert sources("script-src") == ["'self'"]


def test_tiles_of_our_own_need_no_other_host(settings):
    settings.MAP_TILES = "/static/tiles/{z}/{x}/{y}.png"

    assert sources("img-src") == ["'self'", "data:", "blob:"]
