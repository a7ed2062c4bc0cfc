"""Everything about stewardship."""

from django.urls import path

from communities.stewardship.plans.views import reading, reviewing, writing
from communities.stewardship.views import needs, workspace

HERE = "communities/<slug:slug>/stewardship/"
PLAN = f"{HERE}plan/<int:key>/"
LINE = f"{PLAN}lines/<uuid:thread>/"

urlpatterns = [
    path(HERE, workspace.workspace, name="stewardship"),
    path(f"{HERE}hand-over.pdf", workspace.hand_over, name="hand_over"),
    path(f"{HERE}needs/", needs.ask, name="needs_ask"),
    path(f"{HERE}needs/<int:number>/", needs.shown, name="needs_of"),
    path(f"{HERE}needs/<int:number>/answer/", needs.answer, name="needs_answer"),
    path(f"{HERE}plan/", writing.start, name="plan_start"),
    path(PLAN, reading.plan, name="plan"),
    path(f"{PLAN}changes/", reading.changed, name="plan_changes"),
    path(f"{PLAN}needs/", writing.needs, name="plan_needs"),
    path(f"{PLAN}discard/", writing.discard, name="plan_discard"),
    path(f"{PLAN}new/", writing.new_line, name="plan_line_new"),
    path(f"{PLAN}review/", reviewing.review, name="plan_review"),
    path(f"{PLAN}close/", reviewing.close, name="plan_close"),
    path(f"{PLAN}answer/", reviewing.answer, name="plan_answer"),
    path(f"{PLAN}suggestions/<int:number>/", reviewing.suggestion, name="plan_suggestion"),
    path(LINE, reading.line, name="plan_line"),
    path(f"{LINE}edit/", writing.edit_line, name="plan_line_edit"),
    path(f"{LINE}act/", writing.act, name="plan_line_act"),
    path(f"{LINE}suggest/<slug:field>/", reviewing.suggest, name="plan_suggest"),
    path(f"{LINE}decide/", reviewing.decide, name="plan_decide"),
    path(f"{LINE}switch/", reviewing.switch, name="plan_switch"),
]
