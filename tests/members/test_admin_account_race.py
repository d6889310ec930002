"""Two of the committee who let one another go at the same moment: one of them stays."""

from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client

from members.admin.account_forms import committee
from prosper import roles
from tests.factories import UserFactory
from tests.forms import fields

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer at a time."
    ),
]


def member(name: str):
    Group.objects.get_or_create(name=roles.STEERING_COMMITTEE)
    address = f"{name}@example.org"
    user = UserFactory(username=address, email=address, is_superuser=True)
    user.groups.add(Group.objects.get(name=roles.STEERING_COMMITTEE))
    return user


def test_two_who_let_one_another_go_at_once_do_not_leave_the_site_alone():
    two = [member("ana"), member("bea")]
    together = Barrier(len(two))

    def let_go(user, other):
        try:
            client = Client()
            client.force_login(user)
            address = f"/admin/auth/user/{other.pk}/change/"
            form = fields(client.get(address))
            together.wait(timeout=30)
            client.post(address, {name: v for name, v in form.items() if name != "is_active"})
        finally:
            connection.close()

    threads = [Thread(target=let_go, args=pair) for pair in (two, two[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert committee().count() == 1
