"""An English question “how long” asks for a length, or for a time."""

from collections.abc import Sequence

_THINGS = (
    "line route road street lane path trail greenway highway expressway motorway freeway railway "
    "railroad track metro subway tunnel bridge flyover viaduct corridor river canal creek "
    "coastline shoreline coast seawall dam dyke dike embankment pipeline pipe network wall fence "
    "runway section"
)
_LONG = frozenset(_THINGS.split())
"""What has a length."""
_PREPOSITIONS = "in of from to between across along through near at on now currently"
_BEHIND = frozenset(_PREPOSITIONS.split())
"""What the name of a thing ends before."""
_STATES = frozenset(["is", "are", "was", "were"])


def asks_length(tokens: Sequence[str]) -> bool:
    """Tell whether words that begin with “how long” ask for the length of something.

    “How long is metro line 1?”, “How long will the bridge be?”; not “How long is the construction
    of the bridge?”, “How long is the road closed?” or “How long does the bridge take?”.
    """
    words = [token.lower() for token in tokens]
    if words[:2] != ["how", "long"] or len(words) < 4:
        return False
    named = words[3:]
    if words[2] in {"will", "would"} and named[-1] == "be":
        named = named[:-1]
    elif words[2] not in _STATES:
        return False
    end = next((at for at, word in enumerate(named) if word in _BEHIND), len(named))
    last = next((word for word in reversed(named[:end]) if not word.isdecimal()), "")
    return last.endswith(("号线", "路")) or last in _LONG or last.removesuffix("s") in _LONG
