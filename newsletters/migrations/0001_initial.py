import datetime

import django.db.models.deletion
from django.db import migrations, models

import members.validators
import newsletters.models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('members', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Newsletter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(error_messages={'unique': 'There already is an issue of this month.'}, help_text='Any day of the month; the first is kept.', unique=True, validators=[members.validators.plausible_day], verbose_name='month')),
                ('slug', models.CharField(editable=False, max_length=7, unique=True, verbose_name='slug')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('title_en', models.CharField(max_length=200, null=True, verbose_name='title')),
                ('title_fr', models.CharField(max_length=200, null=True, verbose_name='title')),
                ('title_es', models.CharField(max_length=200, null=True, verbose_name='title')),
                ('summary', models.TextField(blank=True, validators=[members.validators.no_email_address], verbose_name='summary')),
                ('summary_en', models.TextField(blank=True, null=True, validators=[members.validators.no_email_address], verbose_name='summary')),
                ('summary_fr', models.TextField(blank=True, null=True, validators=[members.validators.no_email_address], verbose_name='summary')),
                ('summary_es', models.TextField(blank=True, null=True, validators=[members.validators.no_email_address], verbose_name='summary')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('archived', 'Archived')], default='draft', max_length=10, verbose_name='status')),
                ('published_at', models.DateTimeField(blank=True, help_text='The public sees the issue from then on. Left empty: from publishing on.', null=True, verbose_name='published at')),
                ('organisations', models.ManyToManyField(blank=True, help_text='Those that the issue names: their profiles lead to it.', related_name='newsletters', to='members.organisation', verbose_name='organisations')),
            ],
            options={
                'verbose_name': 'newsletter',
                'verbose_name_plural': 'newsletters',
                'ordering': ['-month'],
            },
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French'), ('es', 'Spanish')], max_length=2, verbose_name='language')),
                ('file', models.FileField(max_length=200, upload_to=newsletters.models.edition_path, verbose_name='PDF file')),
                ('size', models.PositiveBigIntegerField(editable=False, verbose_name='size in bytes')),
                ('page_count', models.PositiveIntegerField(editable=False, verbose_name='pages')),
                ('sha256', models.CharField(editable=False, max_length=64, verbose_name='SHA-256')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('newsletter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='editions', to='newsletters.newsletter', verbose_name='newsletter')),
            ],
            options={
                'verbose_name': 'edition',
                'verbose_name_plural': 'editions',
                'ordering': ['newsletter', 'language'],
            },
        ),
        migrations.AddConstraint(
            model_name='newsletter',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'published', 'archived'])), name='newsletter_status_is_known'),
        ),
        migrations.AddConstraint(
            model_name='newsletter',
            constraint=models.CheckConstraint(condition=models.Q(('month__range', (datetime.date(1950, 1, 1), datetime.date(2150, 12, 31)))), name='newsletter_month_is_plausible'),
        ),
        migrations.AddConstraint(
            model_name='newsletter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'published'), _negated=True), ('published_at__isnull', False), _connector='OR'), name='newsletter_has_time_if_published'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('language__in', ['en', 'fr', 'es'])), name='edition_language_is_known'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(fields=('newsletter', 'language'), name='edition_is_the_only_one_in_its_language', violation_error_message='This issue already has an edition in this language.'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('page_count__gt', 0), ('size__gt', 0)), name='edition_has_bytes_and_pages'),
        ),
    ]
