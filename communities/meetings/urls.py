"""Everything about meetings."""

from django.urls import path

from communities.meetings.views import answering, calendars, planning, reading, recording

MEETINGS = "communities/<slug:slug>/meetings/"
MEETING = f"{MEETINGS}<int:key>/"

urlpatterns = [
    path(MEETINGS, reading.meetings, name="meetings"),
    path(f"{MEETINGS}new/", planning.new, name="meeting_new"),
    path(f"{MEETINGS}calendar/", calendars.subscribe, name="meetings_subscribe"),
    path(f"{MEETINGS}calendar.ics", calendars.public, name="meetings_calendar"),
    path(f"{MEETINGS}calendar/<str:token>.ics", calendars.private, name="meetings_private_calendar"),
    path(MEETING, reading.meeting, name="meeting"),
    path(f"{MEETING}meeting.ics", calendars.one, name="meeting_calendar"),
    path(f"{MEETING}edit/", planning.edit, name="meeting_edit"),
    path(f"{MEETING}agenda/", planning.agenda, name="meeting_agenda"),
    path(f"{MEETING}times/", planning.times, name="meeting_times"),
    path(f"{MEETING}fix/", planning.fix, name="meeting_fix"),
    path(f"{MEETING}cancel/", planning.cancel, name="meeting_cancel"),
    path(f"{MEETING}answers/", answering.answers, name="meeting_answers"),
    path(f"{MEETING}attend/", answering.attend, name="meeting_attend"),
    path(f"{MEETING}came/", recording.came, name="meeting_came"),
    path(f"{MEETING}minutes/", recording.minutes, name="meeting_minutes"),
    path(f"{MEETING}minutes.md", recording.minutes_file, name="meeting_minutes_file"),
]
