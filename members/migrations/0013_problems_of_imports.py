"""What went wrong with an import, in the language of whoever reads of it."""

from django.db import migrations, models


def into_each_language(apps, schema_editor):
    """What is known in one language alone stands for all."""
    batches = apps.get_model("members", "ImportBatch").objects.exclude(problem="")
    for pk, problem in batches.values_list("pk", "problem"):
        problems = dict.fromkeys(["en", "fr", "es"], problem)
        batches.filter(pk=pk).update(problems=problems)


def into_its_own(apps, schema_editor):
    batches = apps.get_model("members", "ImportBatch").objects.exclude(problems={})
    for pk, language, problems in batches.values_list("pk", "language", "problems"):
        batches.filter(pk=pk).update(problem=problems[language])


class Migration(migrations.Migration):
    dependencies = [('members', '0012_one_index_for_the_desk')]

    operations = [
        migrations.AddField(
            "importbatch",
            "problems",
            models.JSONField(default=dict, editable=False, verbose_name="problem"),
        ),
        migrations.RunPython(into_each_language, into_its_own),
        migrations.RemoveField("importbatch", "problem"),
    ]
