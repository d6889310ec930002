"""Rules about the code itself."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.template import engines
from simple_history.models import HistoricalChanges

from tests import factories

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
PYTHON = [
    path for app in ("members", "newsletters", "prosper") for path in (ROOT / app).rglob("*.py")
]
MODELS = [*apps.get_app_config("members").get_models()]
MODELS += apps.get_app_config("newsletters").get_models()
# A history is its model's, and shown with it.
MODELS = [model for model in MODELS if not issubclass(model, HistoricalChanges)]

NOT_IN_ADMIN = {
    "Change": "kept by the database itself",
    "ChangedField": "shown with its change request",
    "ImportRow": "shown with its import",
    "LoadedRecord": "the loader's own memory, of no use to staff",
    "Newsletter_organisations": "a plain link",
    "SearchWord": "follows the names of organisations and places",
    "DownloadCount": "counted as files are read; an edition's page shows it",
    "SubscriptionRequest": "answered and deleted within seconds",
    "Tally": "kept by the database itself",
    "WebsiteCheck": "shown with its organisation",
}
WITHOUT_FACTORY = {
    "Change": "kept by the database itself",
    "LoadedRecord": "only the loader makes them",
    "MemberInstitution": "a list of organisations",
    "SearchWord": "follows the names of organisations and places",
    "SupportOrganisation": "a list of organisations",
    "DownloadCount": "counted as files are read; an edition's page shows it",
    "Tally": "kept by the database itself",
    "Newsletter_organisations": "a plain link",
}
# Django finds these by their names.
FOUND_BY_NAME = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
# Mails have no style sheet to lead to.
OF_MAILS = re.compile(r"<style>.*?</style>", re.DOTALL)
# A file of ours, which the page does not wait for; or data, which nothing runs.
ALLOWED_SCRIPT = re.compile(
    r"""<script src="{% static "js/[a-z_]+\.js" %}" defer></script>"""
    r"""|<script type="application/ld\+json">{{ \w+\|json_for_script }}</script>"""
)
PROPER_NOUNS = {"SHA-256", "PDF", "PDF file"}


def relative(path):
    return path.relative_to(ROOT / "templates").as_posix()


def test_every_model_is_in_the_admin_or_has_a_reason_not_to_be():
    missing = {model.__name__ for model in MODELS if model not in admin.site._registry}

    assert missing == set(NOT_IN_ADMIN) & {model.__name__ for model in MODELS}


def test_every_model_has_a_factory_or_a_reason_to_have_none():
    made = {getattr(factories, name)._meta.model for name in factories.__all__}
    missing = {model.__name__ for model in MODELS if model not in made}

    assert missing == set(WITHOUT_FACTORY) & {model.__name__ for model in MODELS}


def names(model):
    """The names that staff see: the model's, and its fields' without modeltranslation's marks."""
    yield from (model._meta.verbose_name, model._meta.verbose_name_plural)
    for field in model._meta.local_fields + model._meta.local_many_to_many:
        if not hasattr(field, "translated_field"):
            yield field.verbose_name


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_names_of_models_and_fields_are_lower_case(model):
    shown = {str(name) for name in names(model)} - PROPER_NOUNS - {"ID"}

    assert {name for name in shown if name != name.lower()} == set()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_model_says_what_it_is(model):
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")


def test_every_template_is_used():
    texts = {path: path.read_text() for path in TEMPLATES + PYTHON}
    unused = {
        relative(path)
        for path in TEMPLATES
        if relative(path) not in FOUND_BY_NAME
        and not any(f'"{relative(path)}"' in text for file, text in texts.items() if file != path)
        and not overrides_djangos(relative(path))
    }

    assert unused == set()


def overrides_djangos(name):
    """Whether the admin has a template of this name, which ours takes the place of."""
    folder = Path(admin.__file__).parent / "templates"
    return name.startswith("admin/") and (folder / name).exists()


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_every_template_can_be_read(path):
    assert engines["django"].get_template(relative(path)).template.name == relative(path)


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_libraries_are_loaded_once_and_in_order(path):
    loads = re.findall(r"{% load ([^%]+) %}", path.read_text())

    assert len(loads) <= 1
    for load in loads:
        assert load.split() == sorted(set(load.split()))


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_templates_hold_no_script_and_no_style_of_their_own(path):
    text = ALLOWED_SCRIPT.sub("", path.read_text())
    if relative(path) == "email/base.html":
        text = OF_MAILS.sub("", text, count=1)

    assert re.findall(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", text) == []


@pytest.mark.parametrize("path", [*(ROOT / "members").rglob("*.py")], ids=lambda path: path.stem)
def test_newsletters_may_ask_members_and_never_the_other_way_round(path):
    imports = re.findall(r"^\s*(?:from|import) ([\w.]+)", path.read_text(), flags=re.MULTILINE)

    assert [name for name in imports if name.startswith("newsletters")] == []


def test_files_are_short():
    sources = [*PYTHON, *(ROOT / "tests").rglob("*.py"), *TEMPLATES]
    long = {
        path.relative_to(ROOT).as_posix()
        for path in sources
        if "migrations" not in path.parts and len(path.read_text().splitlines()) > 300
    }

    # The settings are to be one module, however many there are.
    assert long - {"prosper/settings.py"} == set()
