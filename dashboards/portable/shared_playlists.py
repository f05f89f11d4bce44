"""The playlists that everybody of an organization finds, in one file beside its dashboards. Private ones stay where they are.

```yaml
sluice: playlists
playlists:
- name: Hall
  items:
  - dashboard: {$dashboard: Boiler room}
    page: p1         # null: all its pages
    seconds: 30
```
"""

from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import Refused, SluiceError
from dashboards.models import Playlist
from dashboards.playlists import ITEMS_BOUND, SECONDS
from dashboards.portable.files import MARK, TEXT_BOUND
from dashboards.portable.references import Absent, Names
from flows.portable.files import Format, as_text, as_values
from organizations.models import Organization

STEM: Final = "playlists"
ENDINGS: Final = ("yaml", "yml", "json")
LISTS_BOUND: Final = 1_000


class BadPlaylists(Refused):
    code = "bad_playlists"


class _Named(BaseModel):
    model_config = ConfigDict(strict=True)

    name: Annotated[str, Field(alias="$dashboard")]


class _Item(BaseModel):
    model_config = ConfigDict(strict=True)

    dashboard: _Named
    page: Annotated[str, Field(max_length=40)] | None = None
    seconds: Annotated[int, Field(ge=SECONDS[0], le=SECONDS[1])]


class _List(BaseModel):
    model_config = ConfigDict(strict=True)

    name: Annotated[str, Field(min_length=1, max_length=100)]
    items: Annotated[list[_Item], Field(max_length=ITEMS_BOUND)]


class _File(BaseModel):
    sluice: Literal["playlists"]
    playlists: Annotated[list[_List], Field(max_length=LISTS_BOUND)]


def shared(organization: Organization) -> list[Playlist]:
    return list(Playlist.objects.filter(organization=organization, is_shared=True).order_by("name", "id"))


def written(rows: list[Playlist], names: Names, format_: Format) -> str:
    """Dashboards that are gone are left out, as they are when the playlist runs."""
    lists = [{"name": row.name, "items": [one for item in row.items if (one := _with_name(item, names))]} for row in rows]
    return as_text({MARK: STEM, "playlists": lists}, format_)


def _with_name(item: dict[str, Any], names: Names) -> dict[str, Any] | None:
    name = names.name_of("dashboard", item["dashboard"])
    return None if name is None else {**item, "dashboard": {"$dashboard": name}}


def file_in(folder: Path) -> Path | None:
    return next((path for ending in ENDINGS if (path := folder / f"{STEM}.{ending}").is_file()), None)


def read(path: Path) -> list[_List]:
    """Raises `BadPlaylists` with a sentence that names the place."""
    try:
        text = path.read_text(encoding="utf-8")
        if len(text) > TEXT_BOUND:
            raise BadPlaylists(f"{path.name} has {len(text):,} characters; {TEXT_BOUND:,} are taken.")
        lists = _File.model_validate(as_values(text)).playlists
    except UnicodeDecodeError:
        raise BadPlaylists(f"{path.name} is no text in UTF-8.") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the whole text"
        raise BadPlaylists(f"{path.name}, {place}: {first['msg']}.") from None
    except SluiceError as error:
        raise BadPlaylists(f"{path.name}: {error.message}") from None
    names = [one.name for one in lists]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise BadPlaylists(f"{path.name} holds two playlists called “{twice}”. Rename one of them.")
    return lists


def items_of(one: _List, names: Names) -> tuple[list[dict[str, Any]], list[Absent]]:
    """The entries as they are here, and which dashboards are not here: these are left out."""
    items, absent = list[dict[str, Any]](), list[Absent]()
    for item in one.items:
        found = names.id_of("dashboard", item.dashboard.name)
        if found is None:
            absent.append(Absent(f"playlist “{one.name}”", "dashboard", item.dashboard.name))
        else:
            items.append({"dashboard": found, "page": item.page, "seconds": item.seconds})
    return items, absent
