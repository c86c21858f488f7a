"""Properties as the form names them: `country`, `user.level`, `cluster.whales`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui.core.building import Answers, BuildContext, Offer, Question
from tui.core.confidence import Confidence
from tui.core.schema import Owner, Schema
from tui.core.wording import tr, tr_later

TABLES = {
    "event": tr_later("of the event"),
    "user": tr_later("of the user"),
    "cluster": tr_later("a cohort or tag"),
    "user_cluster": tr_later("a tag, as one public client splits by it"),
}
"""Values of tableType in words."""

_KINDS = {
    "string": "text", "varchar": "text", "text": "text", "variant": "",
    "number": "number", "int": "number", "bigint": "number", "double": "number", "float": "number",
    "bool": "boolean", "boolean": "boolean",
    "datetime": "time", "timestamp": "time", "date": "time",
    "list": "list", "array": "list", "array(varchar)": "list",
}  # fmt: skip
"""The vendor's words for types, as the kinds that comparators and aggregations go by."""


@dataclass(frozen=True, slots=True)
class Property:
    table: str
    name: str

    @property
    def text(self) -> str:
        """As it is typed; `Property.read` gives it back."""
        return (
            self.name if self.table == "event" and not _has_table(self.name) else f"{self.table}.{self.name}"
        )

    @property
    def words(self) -> str:
        """As it is read in a sentence."""
        match self.table:
            case "event":
                return self.name
            case "user":
                return tr("{name} (user)", name=self.name)
            case "cluster" | "user_cluster":
                return tr("cohort {name}", name=self.name)
            case other:
                return f"{self.name} ({other})"


def _has_table(text: str) -> bool:
    return text.partition(".")[0] in TABLES and "." in text


def read_property(text: str, context: BuildContext, table: str = "event") -> Property:
    """The property that was typed. Without a table in front, the schema tells where it lives if only one
    table has it; else it is `table`."""
    if _has_table(text):
        head, _, name = text.partition(".")
        return Property(head, name)
    homes = _homes(text, context.schema)
    return Property(homes[0] if len(homes) == 1 else table, text)


def _homes(name: str, schema: Schema | None) -> list[str]:
    if schema is None:
        return []
    found = [prop.owner.value for prop in schema.properties if prop.name == name]
    found += ["cluster" for cohort in schema.cohorts if cohort.name == name]
    return list(dict.fromkeys(found))


def kind_of(prop: Property, schema: Schema | None) -> str:
    """text, number, boolean, time, list or cohort; empty where nobody says."""
    if prop.table in ("cluster", "user_cluster"):
        return "cohort"
    if schema is None:
        return ""
    for known in schema.properties:
        if known.name == prop.name and known.owner.value == prop.table:
            return _KINDS.get(known.type.lower(), "")
    return ""


def property_offers(
    context: BuildContext, *, tables: Sequence[str] = ("event", "user", "cluster"), kinds: Sequence[str] = ()
) -> tuple[Offer, ...]:
    """Every property of the schema that may be taken; none without a schema."""
    schema = context.schema
    if schema is None:
        return ()
    found = []
    for known in schema.properties:
        table = "event" if known.owner is Owner.EVENT else "user"
        prop = Property(table, known.name)
        kind = kind_of(prop, schema)
        if table in tables and (not kinds or not kind or kind in kinds):
            detail = " · ".join(filter(None, (tr(table), known.type, known.title)))
            # A name that both tables have is told apart by its table.
            twice = len(_homes(known.name, schema)) > 1
            found.append(Offer(f"{table}.{known.name}" if twice else prop.text, known.name, detail))
    if "cluster" in tables and not kinds:
        found += [
            Offer(
                Property("cluster", one.name).text,
                one.name,
                " · ".join(filter(None, (tr("cohort"), one.title))),
            )
            for one in schema.cohorts
        ]
    return tuple(found)


def property_question(
    context: BuildContext,
    value: str = "",
    *,
    title: str = "",
    name: str = "property",
    tables: Sequence[str] = ("event", "user", "cluster"),
    kinds: Sequence[str] = (),
) -> Question:
    """Which property; any name may be typed."""
    offers = property_offers(context, tables=tables, kinds=kinds)
    help_text = tr("Type to filter, or type the name.")
    if len(tables) > 1:
        help_text += " " + tr("user.NAME is a property of the user, cluster.NAME a cohort.")
    if context.schema is None:
        help_text += " " + tr("Nothing can be proposed: no schema is loaded.")
    return Question(
        name,
        title or tr("Property"),
        help_text,
        offers,
        value,
        is_free=True,
        complaint=_needs_name,
        placeholder="country",
    )


def table_step(context: BuildContext, question: str = "property") -> Question | None:
    """Where a property lives, when neither its text nor the schema says it. A step's inner part."""
    return Question(
        "table",
        tr("Where does it live?"),
        tr("The schema does not tell, or more than one table has it."),
        tuple(Offer(table, tr(words)[:1].upper() + tr(words)[1:], table) for table, words in TABLES.items()),
        "event",
    )


def needs_table(answers: Answers, context: BuildContext, present: str, question: str = "property") -> bool:
    """Whether the answered property is new and its table is not told."""
    text = answers.get(question, present)
    if text == present or not text or _has_table(text):
        return False
    return len(_homes(text, context.schema)) != 1


def _needs_name(text: str) -> str:
    head, _, name = text.partition(".")
    bare = name if head in TABLES and "." in text else text
    return "" if bare.strip() else "needs the name of a property"


def event_offers(context: BuildContext) -> tuple[Offer, ...]:
    known = context.schema.events if context.schema is not None else ()
    named = tuple(Offer(event.name, event.name, event.title) for event in known)
    return (*named, Offer("anyEvent", tr("any event"), "anyEvent"))


def event_question(
    context: BuildContext, value: str = "", *, title: str = "", more: Sequence[Offer] = ()
) -> Question:
    """Which event; any name may be typed."""
    help_text = tr("Type to filter, or the name itself.")
    if context.schema is None:
        help_text += " " + tr("No schema is loaded, so nothing but anyEvent can be proposed.")
    return Question(
        "event",
        title or tr("Event"),
        help_text,
        (*more, *event_offers(context)),
        value,
        is_free=True,
        complaint=lambda text: "" if text.strip() else "needs the name of an event",
        placeholder="login",
        confidence=Confidence.DOCUMENTED,
    )
