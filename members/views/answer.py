"""The pages behind the link of a question: what is told, and the two ways to answer.

Who has the link may answer, so there is no token against forged requests, and no cookie. Opening a
page changes nothing: programs that look through mails open every link.
"""

import math
from functools import wraps

from django.core.exceptions import RequestDataTooBig
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from members import answering, asking, facts
from members.limits import AnswerThrottle
from members.models import Answer
from members.views.contact import LONGEST_BODY
from prosper.errors import too_many_requests

ANSWERS = (Answer.CONFIRMED, Answer.CORRECTED)


def private(view):
    """A page for one reader: kept by nobody, told to nobody, and not asked for too often."""

    @csrf_exempt
    @never_cache
    @wraps(view)
    def shown(request, *args, **kwargs):
        throttle = AnswerThrottle()
        if throttle.allow_request(request, view):
            response = view(request, *args, **kwargs)
        else:
            response = too_many_requests(request)
            response.headers["Retry-After"] = str(math.ceil(throttle.wait() or throttle.duration))
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return shown


def asked(view):
    """Hands the view the question; one that cannot be answered any more is told why."""

    @wraps(view)
    def answered(request, token):
        if int(request.META.get("CONTENT_LENGTH") or 0) > 3 * LONGEST_BODY:
            raise RequestDataTooBig
        question = asking.question_of(token)
        if question is None:
            raise Http404
        if not asking.can_be_answered(question, token):
            return over(request, question)
        return view(request, token, question)

    return answered


@private
@require_http_methods(["GET", "HEAD", "POST"])
@asked
def answer(request, token, question):
    """What is told of the organisation; POST says that it is all right."""
    if request.method != "POST":
        return told(request, token, question)
    seen = answering.unseal(question, request.POST.get("seen", ""))
    try:
        is_first = answering.confirm(question, token, seen)
    except answering.ChangedSinceError:
        # As it is now: another's, if the two were merged meanwhile.
        question = asking.question_of(token)
        return told(request, token, question, since=seen or {}, status=409)
    return thanked(Answer.CONFIRMED) if is_first else over(request, question)


def told(request, token, question, since: dict | None = None, status: int = 200):
    """The page that asks; ``since`` is what it had shown before, where that is right no more."""
    texts = facts.texts_of(question.organisation)
    moved = {name: old for name, old in (since or {}).items() if texts[name] != old}
    context = {
        "told": facts.told(texts),
        "seen": answering.seal(question, texts),
        "token": token,
        "has_moved": since is not None,
        "moved": [
            (facts.label(name), facts.shown(name, old), facts.shown(name, texts[name]))
            for name, old in moved.items()
        ],
    }
    return page(request, "members/answer.html", question.organisation, context, status)


@private
@require_http_methods(["GET", "HEAD", "POST"])
@asked
def correct(request, token, question):
    """The form in which the organisation says what has changed."""
    sent = request.POST if request.method == "POST" else None
    seen = answering.unseal(question, sent.get("seen", "")) if sent else None
    texts = seen or facts.texts_of(question.organisation)
    form = answering.CorrectionForm(texts, sent)
    if form.is_valid():
        if form.is_from_a_program or answering.correct(question, token, form):
            return thanked(Answer.CORRECTED)
        return over(request, question)
    status = 422 if form.is_bound else 200
    context = {"form": form, "token": token, "seen": answering.seal(question, texts)}
    return page(request, "members/correct.html", question.organisation, context, status)


@private
@require_safe
def thanks(request, answer):
    """The answer was received."""
    if answer not in ANSWERS:
        raise Http404
    return page(request, "members/answered.html", None, {"is_confirmed": answer == ANSWERS[0]})


def thanked(answer: Answer):
    return redirect("members:answered", answer)


def over(request, question):
    """Why the link is good no more, and what to do."""
    question.refresh_from_db(fields=["answer", "answered_at"])
    write_url = reverse("members:write", args=[question.organisation.region.slug])
    context = {"answered_at": question.answered_at, "write_url": write_url}
    return page(request, "members/answer_over.html", question.organisation, context, 410)


def page(request, template: str, organisation, context: dict, status: int = 200):
    # Neither names the address, which is a key, to programs that gather such.
    context |= {"organisation": organisation, "noindex": True, "canonical_url": ""}
    return render(request, template, context, status=status)
