"""Every address of the site, in the order in which they are tried; Wagtail's pages come last."""

from allauth.account.views import logout
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.sitemaps import views as sitemaps
from django.urls import URLResolver, include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from portal.accounts.views import desk_log_in
from portal.foundation.content_language import ContentLanguagePattern
from portal.foundation.files.views import serve as serve_file
from portal.site import demo_mail, direct, health, views
from portal.site.sitemaps import SITEMAPS
from practices.following import views as following
from practices.records import withdrawing
from practices.representing import views as representing

handler400 = "portal.site.errors.bad_request"
handler403 = "portal.site.errors.forbidden"
handler404 = "portal.site.errors.not_found"
handler500 = "portal.site.errors.server_error"

urlpatterns = [
    # For machines
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
    path("sitemap.xml", sitemaps.index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"}, name="sitemap_index"),
    path("sitemap-<section>.xml", sitemaps.sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("api/", include("portal.api.urls")),
    # For everybody
    path("language/", views.set_language, name="set_language"),
    path("account/", include("communities.people.account_urls")),
    path("account/", include("practices.contributions.account_urls")),
    path("account/organisations/", representing.own, name="own_organisations"),
    path("account/following/", following.mine, name="following"),
    path("account/", include("portal.accounts.urls")),
    path(
        "accounts/<path:rest>", RedirectView.as_view(url="/account/%(rest)s", query_string=True)
    ),  # allauth's own words
    path("notices/", include("portal.notices.urls")),
    path("review/", include("portal.site.workflow.urls")),
    path("thank-you/", views.thank_you, name="thank_you"),
    URLResolver(
        ContentLanguagePattern(),
        [path("", include("search.urls")), path("", include("practices.urls")), path("", include("communities.urls"))],
    ),
    re_path(r"^files/(?P<path>.+)$", serve_file, name="file"),
    # For those who work on the site
    path("style-guide/", views.style_guide, name="style_guide"),
    path("demo/mail/", demo_mail.messages, name="demo_mail"),
    path("demo/mail/<str:name>/", demo_mail.message, name="demo_mail_message"),
    path("demo/mail/<str:name>/html/", demo_mail.html, name="demo_mail_html"),
    path(f"{settings.ADMIN_PATH}login/", desk_log_in),  # one way in and out for the whole site
    path(f"{settings.ADMIN_PATH}logout/", logout),
    path(f"{settings.ADMIN_PATH}pages/<int:page_id>/unpublish/", withdrawing.withdraw),  # in the place of Wagtail's
    path(settings.ADMIN_PATH, include(wagtailadmin_urls)),
]
urlpatterns += i18n_patterns(
    re_path(direct.ADDRESS, direct.serve),
    re_path(direct.ANY_PAGE, direct.routed),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
