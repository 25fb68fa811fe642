"""Two answers for whoever watches the server: it lives, and it can work."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from lodestar.web.doors import EVERYBODY, opens_to


@opens_to(EVERYBODY)
def live(request: HttpRequest) -> HttpResponse:
    """Answer that the process runs."""
    return JsonResponse({"status": "live"})


@opens_to(EVERYBODY)
def ready(request: HttpRequest) -> HttpResponse:
    """Answer that the database answers and row security is in force for this process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_security_active('people_person')")
        (is_guarded,) = cursor.fetchone()
    return JsonResponse({"status": "ready" if is_guarded else "unguarded"}, status=200 if is_guarded else 503)
