from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0002_search_tally_change'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['status', 'titles_folded', 'id'], name='organisation_by_name'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['country', 'status', 'titles_folded', 'id'], name='organisation_by_country'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['status', '-created_at'], name='organisation_newest'),
        ),
    ]
