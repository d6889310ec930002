from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("Members")

    def ready(self):
        from axes.signals import user_locked_out

        from members.derived import ensure, let_go
        from members.entrance import begin
        from members.lockout import note
        from prosper.roles import grant

        post_migrate.connect(grant, dispatch_uid="prosper.roles")
        pre_migrate.connect(let_go, sender=self, dispatch_uid="members.derived")
        post_migrate.connect(ensure, dispatch_uid="members.derived")
        user_logged_in.connect(begin, dispatch_uid="members.entrance")
        user_locked_out.connect(note, dispatch_uid="members.lockout")
