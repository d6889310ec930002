import django.db.models.deletion
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

import members.models.search_word
import members.search


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0001_initial'),
    ]

    operations = [
        # Spelling: the nearest words by their letter triples; a no-op except on PostgreSQL.
        TrigramExtension(),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.BigIntegerField(default=0, verbose_name='version')),
            ],
            options={
                'verbose_name': 'change',
                'verbose_name_plural': 'changes',
            },
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('word', models.CharField(max_length=100, primary_key=True, serialize=False, verbose_name='word')),
                ('squeezed', members.models.search_word.SqueezedField(max_length=100, verbose_name='without double letters')),
            ],
            options={
                'verbose_name': 'search word',
                'verbose_name_plural': 'search words',
            },
        ),
        migrations.AlterModelOptions(
            name='organisation',
            options={'ordering': ['titles_folded', 'pk'], 'verbose_name': 'organisation', 'verbose_name_plural': 'organisations'},
        ),
        migrations.AddField(
            model_name='organisation',
            name='place_folded',
            field=members.search.FoldedTextField(default='', editable=False),
        ),
        migrations.AddField(
            model_name='organisation',
            name='titles_folded',
            field=members.search.FoldedTextField(default='', editable=False),
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('network', 'Local network'), ('mfi', 'Microfinance institution'), ('support', 'Support organisation')], max_length=10, verbose_name='kind')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='total')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.region', verbose_name='region')),
            ],
            options={
                'verbose_name': 'tally',
                'verbose_name_plural': 'tallies',
                'constraints': [models.UniqueConstraint(fields=('kind', 'region', 'country'), name='tally_is_kept_once_for_each_place')],
            },
        ),
    ]
