"""The page with the demonstration's people, their numbers and kodboxes."""

import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hembanken.demonstration import bank


@login_not_required
def demo(request: HttpRequest) -> HttpResponse:
    return render(request, "demonstration/demo.html", json.loads(bank.people_file().read_text()))
