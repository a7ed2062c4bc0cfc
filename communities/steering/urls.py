"""Everything about steering groups."""

from django.urls import path, register_converter

from communities.steering import views
from communities.steering.terms import Subject


class SubjectConverter:
    """A subject in an address."""

    regex = "|".join(Subject.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(SubjectConverter, "subject")
HERE = "communities/<slug:slug>/steering/"

urlpatterns = [
    path(HERE, views.steering, name="steering"),
    path("communities/<slug:slug>/steered/", views.steered, name="steered"),
    path(f"{HERE}duty/new/", views.duty, name="duty_new"),
    path(f"{HERE}duty/<int:key>/", views.duty, name="duty"),
    path(f"{HERE}duty/<int:key>/done/", views.done, name="duty_done"),
    path(f"{HERE}<subject:subject>/new/", views.write, name="statement_new"),
    path(f"{HERE}<subject:subject>/<int:number>/", views.statement, name="statement"),
]
