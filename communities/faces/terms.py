"""The measures of a public face."""

from __future__ import annotations

import re
from typing import Final

MOST_SECTIONS: Final = 12
MOST_THINGS: Final = 12  # of one section
MOST_NEWEST: Final = 6
LONGEST_TITLE: Final = 120
LONGEST_TEXT: Final = 5_000
LONGEST_NOTE: Final = 300
IN_FEED: Final = 30
THING: Final = re.compile(r"[a-z_]{1,30}:[0-9]{1,18}(\.[0-9]{1,8})?\Z")  # as search knows it, and no stub of something
