"""The pages of an import at the desk: send a table, say what its columns hold, look at what would come of it, bring it in, take it back."""

from __future__ import annotations

import csv
from functools import wraps
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from portal.foundation.exploring import page_policy
from portal.foundation.files.names import ending_of
from portal.foundation.files.pruning import goes
from practices.claims.download import safe
from practices.imports import working
from practices.imports.columns import columns_of, guess, importable
from practices.imports.forms import ColumnsForm, FileForm, UploadForm
from practices.imports.models import ImportedRow, RememberedColumns, State, TableImport
from practices.imports.naming import plain
from practices.imports.tables import Table, TableError, letters_of, read_table

SHOWN: Final = 5  # rows of a table, to see that it is read as it was meant
ON_A_PAGE: Final = 50
Action = ImportedRow.Action


def for_who_may_add(view: Any) -> Any:
    """Whoever may write records brings in tables, too."""

    @wraps(view)
    def allowed(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if not page_policy.user_has_permission(request.user, "add"):
            raise PermissionDenied
        return view(request, *args, **named)

    return allowed


def may_publish(request: HttpRequest) -> bool:
    """Whether this person may publish at once, and see the tables of others."""
    return bool(page_policy.user_has_permission(request.user, "publish"))


def seen_by(request: HttpRequest) -> Any:
    """The tables that somebody sees: their own, or all."""
    tables = TableImport.objects.select_related("owner")
    return tables if may_publish(request) else tables.filter(owner=request.user.pk)


def _one(request: HttpRequest, pk: int, *states: State) -> TableImport:
    batch = get_object_or_404(seen_by(request), pk=pk)
    if states and batch.state not in states:
        raise Http404
    return batch


@for_who_may_add
@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """All imports, the newest first."""
    tables = Paginator(seen_by(request), ON_A_PAGE).get_page(request.GET.get("p"))
    kinds = {name: schema.model.kind_label_plural for name, schema in importable().items()}
    for table in tables:
        table.kind_label = kinds.get(table.kind, table.kind)
    return _page(request, "imports", _("Tables"), tables=tables)


@for_who_may_add
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A file, and what its rows are."""
    form = UploadForm(request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind")})
    if request.method == "POST" and form.is_valid():
        batch = TableImport(owner_id=request.user.pk, kind=form.cleaned_data["kind"])
        try:
            return _taken(request, batch, form.cleaned_data["file"])
        except TableError as error:
            form.add_error("file", str(error))
    kinds = [(name, schema.model.kind_label_plural) for name, schema in importable().items()]
    return _page(request, "new", _("Import a table"), form=form, kinds=kinds, status=400 if form.is_bound else 200)


def _taken(request: HttpRequest, batch: TableImport, taken: Any) -> HttpResponse:
    """Keeps a file once it could be read. Raises TableError."""
    before = batch.stored
    name = default_storage.save(f"imports/{taken.file.name}", taken.file)
    try:
        table = read_table(
            name, ending_of(name), {key: one for key, one in batch.reading.items() if key in ("dates", "language")}
        )
    except TableError:
        default_storage.delete(name)
        raise
    batch.file.name, batch.file_name = name, taken.name[:120]
    batch.reading = {**table.reading, "interface": get_language() or "en"}
    batch.headers = table.headers
    remembered = _remembered(request.user, batch.kind)
    batch.columns = guess(table.headers, columns_of(importable()[batch.kind]), remembered)
    with transaction.atomic():
        if before:
            goes(before)
        if batch.pk and all(plain(header) in remembered for header in table.headers):  # as before, but mended
            working.begin(batch, State.CHECKING)
            return redirect(batch)
        batch.state = State.CHOOSING
        batch.save()
    return redirect("table_import_columns", batch.pk)


def _remembered(user: Any, kind: str) -> dict[str, str]:
    found = RememberedColumns.objects.filter(user=user, kind=kind).values_list("columns", flat=True).first()
    return dict(found or {})


@for_who_may_add
@require_http_methods(["GET", "HEAD", "POST"])
def choose_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """What the columns hold; “look again” reads the file in another way."""
    batch = _one(request, pk, State.CHOOSING, State.CHECKED, State.FAILED)
    columns = columns_of(importable()[batch.kind])
    asked = {
        name: request.POST.get(name, "")
        for name in ("encoding", "delimiter", "sheet", "dates", "language")
        if name in request.POST
    }
    try:
        table = read_table(batch.stored, ending_of(batch.stored), {**batch.reading, **asked})
    except TableError as error:
        messages.error(request, str(error))
        if not asked or not default_storage.exists(batch.stored):
            return redirect(batch)
        table = read_table(batch.stored, ending_of(batch.stored), batch.reading)
    if request.method == "POST" and "again" not in request.POST:
        form = ColumnsForm(request.user, batch, table, columns, request.POST)
        if form.is_valid():
            _choose(request, batch, table, form)
            return redirect(batch)
    else:
        chosen = (
            batch.columns
            if table.headers == batch.headers
            else guess(table.headers, columns, _remembered(request.user, batch.kind))
        )
        form = ColumnsForm(request.user, batch, table, columns, initial=_initial(batch, table, chosen))
    return _page(
        request, "columns", _("What the columns hold"), form=form, table=batch, columns=columns.values(),
        headers=_headers(table),
        first_rows=_first_rows(table), status=400 if form.is_bound else 200,
    )  # fmt: skip


def _initial(batch: TableImport, table: Table, chosen: list[str]) -> dict[str, Any]:
    return {
        "dates": "day",
        "language": "en",
        **table.reading,
        "existing": "change" if batch.changes_existing else "leave",
        **{f"column_{number}": key for number, key in enumerate(chosen)},
        **{f"all_{key}": text for key, text in batch.same_for_all.items()},
    }


def _headers(table: Table) -> list[str]:
    """The names of the columns, each with its letters."""
    return [f"{letters_of(number)}: {header}" for number, header in enumerate(table.headers)]


def _first_rows(table: Table) -> list[list[str]]:
    """Some rows, as wide as the header."""
    return [[row.cell(number) for number in range(len(table.headers))] for row in table.rows[:SHOWN]]


def _choose(request: HttpRequest, batch: TableImport, table: Table, form: ColumnsForm) -> None:
    """Keeps what was chosen, for this table and for the person’s next one, and has the table checked."""
    remembered = _remembered(request.user, batch.kind) | {
        plain(header): key for header, key in zip(table.headers, form.chosen, strict=True) if plain(header)
    }
    with transaction.atomic():
        RememberedColumns.objects.update_or_create(
            user_id=int(request.user.pk or 0), kind=batch.kind, defaults={"columns": remembered}
        )
        batch.headers, batch.columns, batch.same_for_all = table.headers, form.chosen, form.same_for_all
        batch.reading = {**table.reading, **form.reading, "interface": get_language() or "en"}
        batch.changes_existing = form.cleaned_data.get("existing") == "change"
        working.begin(batch, State.CHECKING)


@for_who_may_add
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """How far an import has come, and what can be done next."""
    batch = _one(request, pk)
    wanted = request.GET.get("rows", "")
    rows = batch.rows.select_related("record")
    if wanted == "stays":
        rows = rows.exclude(stays="")
    elif wanted in Action.values:
        rows = rows.filter(action=wanted)
    elif batch.state == State.CHECKED and batch.rows.filter(action=Action.WRONG).exists():
        wanted, rows = Action.WRONG, rows.filter(action=Action.WRONG)
    counted = dict(batch.rows.values_list("action").annotate(Count("pk")).order_by())
    return _page(
        request, "one", batch.file_name, table=batch, counted={name: counted.get(name, 0) for name in Action.values},
        rows=_readable(batch, Paginator(rows, ON_A_PAGE).get_page(request.GET.get("p"))), wanted=wanted,
        lacking=batch.rows.filter(action=Action.NEW).exclude(lacks=[]).count(), may_publish=may_publish(request),
        staying=batch.rows.exclude(stays="").count(), kind_label=importable()[batch.kind].model.kind_label_plural,
        form=FileForm(), is_own=batch.owner_id == request.user.pk,
    )  # fmt: skip


def _readable(batch: TableImport, rows: Any) -> Any:
    """Rows with their mistakes by the names of their columns."""
    for row in rows:
        row.mistakes = [(_column(batch, column), text, told) for column, text, told in row.problems]
    return rows


def _column(batch: TableImport, column: int | None) -> str:
    if column is None:
        return ""
    header = batch.headers[column] if column < len(batch.headers) else ""
    return f"{letters_of(column)}: {header}" if header else letters_of(column)


@for_who_may_add
@require_GET
def mistakes(request: HttpRequest, pk: int) -> HttpResponse:
    """All mistakes as CSV, to be mended beside the table."""
    batch = _one(request, pk)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="mistakes-{batch.pk}.csv"'
    answer.write("\ufeff")
    lines = csv.writer(answer)
    lines.writerow([_("Row"), _("Column"), _("What stands there"), _("What to do")])
    for row in batch.rows.filter(action=Action.WRONG):
        lines.writerows(
            [row.number, safe(_column(batch, column)), safe(text), safe(told)] for column, text, told in row.problems
        )
    return answer


@for_who_may_add
@require_GET
def empty_table(request: HttpRequest, kind: str) -> HttpResponse:
    """The header of a table that needs no choosing, with how each column is written below it."""
    if kind not in importable():
        raise Http404
    columns = columns_of(importable()[kind]).values()
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    answer.write("\ufeff")
    csv.writer(answer, delimiter=";").writerow([safe(column.key) for column in columns])
    return answer


@for_who_may_add
@require_POST
def send_mended(request: HttpRequest, pk: int) -> HttpResponse:
    """The same table with its mistakes mended: its columns hold what they held before."""
    batch = _one(request, pk, State.CHOOSING, State.CHECKED, State.FAILED)
    form = FileForm(request.POST, request.FILES)
    try:
        if form.is_valid():
            return _taken(request, batch, form.cleaned_data["file"])
        messages.error(request, " ".join(map(str, form.errors["file"])))
    except TableError as error:
        messages.error(request, str(error))
    return redirect(batch)


@for_who_may_add
@require_POST
def bring_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Begins to write what was checked."""
    publishes = "publish" in request.POST
    if publishes and not may_publish(request):
        raise PermissionDenied
    with transaction.atomic():
        batch = get_object_or_404(seen_by(request).select_for_update(of=("self",)), pk=pk, state=State.CHECKED)
        wanted = batch.rows.filter(action__in=(Action.NEW, Action.CHANGE))
        if batch.rows.filter(action=Action.WRONG).exists() or not wanted.exists():
            messages.error(request, _("Nothing was brought in: mend the mistakes first."))
        elif publishes and wanted.filter(action=Action.NEW).exclude(lacks=[]).exists():
            messages.error(
                request,
                _("Nothing was brought in: some rows lack what readers must see. Bring them in as drafts, or add it."),
            )
        else:
            batch.publishes, batch.total = publishes, wanted.count()
            working.begin(batch, State.WRITING)
    return redirect(batch)


@for_who_may_add
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks, then takes an import back."""
    batch = _one(request, pk, State.DONE, State.WRITING)
    if not batch.rows.exists():
        raise Http404
    if request.method == "POST":
        with transaction.atomic():
            if seen_by(request).select_for_update(of=("self",)).filter(pk=pk, state=batch.state).first():
                working.begin(batch, State.WITHDRAWING)
        return redirect(batch)
    return _page(request, "take_back", _("Take the import back"), table=batch)


@for_who_may_add
@require_POST
def throw_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Forgets a table that was not brought in."""
    working.discard(_one(request, pk, State.CHOOSING, State.CHECKED, State.FAILED))
    messages.success(request, _("The table is thrown away. Nothing in the catalogue has changed."))
    return redirect("table_imports")


def _page(request: HttpRequest, name: str, title: str, *, status: int = 200, **context: Any) -> HttpResponse:
    around = {"page_title": title, "header_title": title, "header_icon": "table"}
    return render(request, f"practices/imports/{name}.html", {**around, **context}, status=status)


def urls() -> list[URLPattern]:
    """Their addresses."""
    return [
        path("tables/", imports, name="table_imports"),
        path("tables/new/", new, name="table_import_new"),
        path("tables/empty/<slug:kind>/", empty_table, name="table_import_empty"),
        path("tables/<int:pk>/", one, name="table_import"),
        path("tables/<int:pk>/columns/", choose_columns, name="table_import_columns"),
        path("tables/<int:pk>/mistakes/", mistakes, name="table_import_mistakes"),
        path("tables/<int:pk>/mended/", send_mended, name="table_import_mended"),
        path("tables/<int:pk>/bring-in/", bring_in, name="table_import_bring_in"),
        path("tables/<int:pk>/take-back/", take_back, name="table_import_take_back"),
        path("tables/<int:pk>/throw-away/", throw_away, name="table_import_throw_away"),
    ]
