import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.db.models.lookups
import phonenumber_field.modelfields
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations, models

import members.choices
import members.constraints
import members.fields
import members.validators


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        # For the exclusion constraint of memberships, and for the nearest words of a mistyped
        # one; both do nothing except on PostgreSQL.
        BtreeGistExtension(),
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
            name='Country',
            fields=[
                ('code', models.CharField(help_text='ISO 3166-1 alpha-2, such as BO for Bolivia.', max_length=2, primary_key=True, serialize=False, verbose_name='code')),
            ],
            options={
                'verbose_name': 'country',
                'verbose_name_plural': 'countries',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('word', models.CharField(max_length=100, primary_key=True, serialize=False, verbose_name='word')),
                ('squeezed', models.CharField(max_length=100, verbose_name='without double letters')),
            ],
            options={
                'verbose_name': 'search word',
                'verbose_name_plural': 'search words',
            },
        ),
        migrations.CreateModel(
            name='LoadedRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=50, verbose_name='table')),
                ('key', models.CharField(max_length=400, verbose_name='key')),
                ('object_pk', models.CharField(max_length=50, verbose_name='object')),
                ('values', models.JSONField(default=dict, verbose_name='values')),
            ],
            options={
                'verbose_name': 'loaded record',
                'verbose_name_plural': 'loaded records',
                'ordering': ['table', 'key'],
                'constraints': [models.UniqueConstraint(fields=('table', 'key'), name='loaded_record_is_kept_once')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('slug', models.SlugField(help_text="Stands in the page's address. Change it only for a reason: links to it break.", max_length=200, unique=True, verbose_name='slug')),
                ('acronym', models.CharField(blank=True, max_length=50, verbose_name='acronym')),
                ('kind', models.CharField(choices=[('network', 'Local network'), ('mfi', 'Microfinance institution'), ('support', 'Support organisation')], max_length=10, verbose_name='kind')),
                ('description', models.TextField(blank=True, help_text='Public.', validators=[members.validators.no_email_address], verbose_name='description')),
                ('description_en', models.TextField(blank=True, help_text='Public.', null=True, validators=[members.validators.no_email_address], verbose_name='description')),
                ('description_fr', models.TextField(blank=True, help_text='Public.', null=True, validators=[members.validators.no_email_address], verbose_name='description')),
                ('description_es', models.TextField(blank=True, help_text='Public.', null=True, validators=[members.validators.no_email_address], verbose_name='description')),
                ('website', models.URLField(blank=True, help_text='Public.', verbose_name='website')),
                ('year_founded', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1800), django.core.validators.MaxValueValidator(2100)], verbose_name='year founded')),
                ('language', models.CharField(blank=True, choices=members.choices.WorkingLanguage.named, help_text='Public. The language it works in and is best written to in.', max_length=2, verbose_name='working language')),
                ('note', models.TextField(blank=True, help_text='For the committee; the public never sees it.', verbose_name='note')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('archived', 'Archived')], default='draft', help_text='Only published organisations are public. Archive one instead of deleting it.', max_length=10, verbose_name='status')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('year_joined', models.PositiveSmallIntegerField(blank=True, editable=False, null=True, verbose_name='year of joining')),
                ('titles_folded', members.fields.FoldedTextField(default='', editable=False)),
                ('names_folded', members.fields.FoldedTextField(default='', editable=False)),
                ('place_folded', members.fields.FoldedTextField(default='', editable=False)),
                ('search_text', members.fields.FoldedTextField(default='', editable=False)),
                ('country', models.ForeignKey(blank=True, help_text='Leave empty only for one that works for a whole region.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='organisations', to='members.country', verbose_name='country')),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
                'ordering': ['titles_folded', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='MemberInstitution',
            fields=[
            ],
            options={
                'verbose_name': 'member institution',
                'verbose_name_plural': 'member institutions',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('members.organisation',),
        ),
        migrations.CreateModel(
            name='SupportOrganisation',
            fields=[
            ],
            options={
                'verbose_name': 'support organisation',
                'verbose_name_plural': 'support organisations',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('members.organisation',),
        ),
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(choices=[('home', 'Home page'), ('about', 'About'), ('contact', 'Contact'), ('accessibility', 'Accessibility'), ('privacy', 'Privacy')], max_length=20, unique=True, verbose_name='place')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('title_en', models.CharField(max_length=200, null=True, verbose_name='title')),
                ('title_fr', models.CharField(max_length=200, null=True, verbose_name='title')),
                ('title_es', models.CharField(max_length=200, null=True, verbose_name='title')),
                ('lead', models.TextField(blank=True, help_text='One or two sentences below the title.', validators=[members.validators.no_email_address], verbose_name='lead')),
                ('lead_en', models.TextField(blank=True, help_text='One or two sentences below the title.', null=True, validators=[members.validators.no_email_address], verbose_name='lead')),
                ('lead_fr', models.TextField(blank=True, help_text='One or two sentences below the title.', null=True, validators=[members.validators.no_email_address], verbose_name='lead')),
                ('lead_es', models.TextField(blank=True, help_text='One or two sentences below the title.', null=True, validators=[members.validators.no_email_address], verbose_name='lead')),
                ('body', models.TextField(blank=True, help_text='Markdown: ## heading, **bold**, - list, [link](…).', validators=[members.validators.no_email_address], verbose_name='text')),
                ('body_en', models.TextField(blank=True, help_text='Markdown: ## heading, **bold**, - list, [link](…).', null=True, validators=[members.validators.no_email_address], verbose_name='text')),
                ('body_fr', models.TextField(blank=True, help_text='Markdown: ## heading, **bold**, - list, [link](…).', null=True, validators=[members.validators.no_email_address], verbose_name='text')),
                ('body_es', models.TextField(blank=True, help_text='Markdown: ## heading, **bold**, - list, [link](…).', null=True, validators=[members.validators.no_email_address], verbose_name='text')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
            ],
            options={
                'verbose_name': 'page',
                'verbose_name_plural': 'pages',
                'ordering': ['slug'],
                'constraints': [models.CheckConstraint(condition=models.Q(('slug__in', ['home', 'about', 'contact', 'accessibility', 'privacy'])), name='page_has_its_place'), models.CheckConstraint(condition=models.Q(('title_en', ''), _negated=True), name='page_has_title')],
            },
        ),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text="Stands in the page's address: /regions/africa/.", unique=True, verbose_name='slug')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('name_en', models.CharField(max_length=100, null=True, verbose_name='name')),
                ('name_fr', models.CharField(max_length=100, null=True, verbose_name='name')),
                ('name_es', models.CharField(max_length=100, null=True, verbose_name='name')),
                ('text', models.TextField(blank=True, help_text='Public. What the regional network does. Markdown: **bold**, - list, [link](…).', validators=[members.validators.no_email_address], verbose_name='text')),
                ('text_en', models.TextField(blank=True, help_text='Public. What the regional network does. Markdown: **bold**, - list, [link](…).', null=True, validators=[members.validators.no_email_address], verbose_name='text')),
                ('text_fr', models.TextField(blank=True, help_text='Public. What the regional network does. Markdown: **bold**, - list, [link](…).', null=True, validators=[members.validators.no_email_address], verbose_name='text')),
                ('text_es', models.TextField(blank=True, help_text='Public. What the regional network does. Markdown: **bold**, - list, [link](…).', null=True, validators=[members.validators.no_email_address], verbose_name='text')),
                ('position', models.PositiveSmallIntegerField(default=0, help_text='Regions are shown in this order, lowest first.', verbose_name='position')),
            ],
            options={
                'verbose_name': 'region',
                'verbose_name_plural': 'regions',
                'ordering': ['position', 'slug'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('slug', ''), _negated=True), models.Q(('name_en', ''), _negated=True)), name='region_has_name'), models.CheckConstraint(condition=models.Q(('slug', 'steering-committee'), _negated=True), name='region_leaves_the_committee_its_address', violation_error_message="This address is the steering committee's.")],
            },
        ),
        migrations.AddField(
            model_name='organisation',
            name='region',
            field=models.ForeignKey(blank=True, help_text='Taken from the country where one is given.', on_delete=django.db.models.deletion.PROTECT, related_name='organisations', to='members.region', verbose_name='region'),
        ),
        migrations.AddField(
            model_name='country',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='countries', to='members.region', verbose_name='region'),
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('steering_committee', 'Steering committee'), ('regional_contact', 'Regional contact')], max_length=20, verbose_name='role')),
                ('email', models.EmailField(help_text='Never shown: messages are passed on from a form.', max_length=254, verbose_name='e-mail')),
                ('phone', phonenumber_field.modelfields.PhoneNumberField(blank=True, help_text="Shown to the public. With the country's prefix: +33 1 40 36 92 92.", max_length=128, region=None, verbose_name='phone')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French'), ('es', 'Spanish')], default='en', help_text='The language in which the site writes to this contact.', max_length=2, verbose_name='language')),
                ('is_public', models.BooleanField(default=True, help_text='Whether the public may write to this contact.', verbose_name='public')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='members.organisation', verbose_name='organisation')),
                ('region', models.ForeignKey(blank=True, help_text='The region of a regional contact; empty for the steering committee.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='members.region', verbose_name='region')),
            ],
            options={
                'verbose_name': 'contact',
                'verbose_name_plural': 'contacts',
                'ordering': ['role', 'region__position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('grain', models.PositiveSmallIntegerField(choices=[(0, 'Region'), (1, 'Country'), (2, 'Language'), (3, 'Joined'), (4, 'All')], verbose_name='told apart')),
                ('year', models.PositiveSmallIntegerField(default=0, verbose_name='year')),
                ('kind', models.CharField(choices=[('network', 'Local network'), ('mfi', 'Microfinance institution'), ('support', 'Support organisation')], max_length=10, verbose_name='kind')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                ('language', models.CharField(blank=True, max_length=2, verbose_name='working language')),
                ('joined', models.PositiveSmallIntegerField(default=0, verbose_name='year of joining')),
                ('total', models.IntegerField(default=0, verbose_name='total')),
                ('region', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.region', verbose_name='region')),
            ],
            options={
                'verbose_name': 'tally',
                'verbose_name_plural': 'tallies',
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('addressee', models.CharField(help_text='Who it was for, should the contact go.', max_length=300, verbose_name='addressee')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('text', models.TextField(verbose_name='message')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French'), ('es', 'Spanish')], max_length=2, verbose_name='language')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='received at')),
                ('delivered_at', models.DateTimeField(blank=True, null=True, verbose_name='passed on at')),
                ('error', models.TextField(blank=True, verbose_name='error')),
                ('contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='messages', to='members.contact', verbose_name='contact')),
            ],
            options={
                'verbose_name': 'message received',
                'verbose_name_plural': 'messages received',
                'ordering': ['-created_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('language__in', ['en', 'fr', 'es'])), name='message_language_is_known')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.DateField(blank=True, help_text='First day. Leave empty where unknown.', null=True, validators=[members.validators.plausible_day], verbose_name='start')),
                ('end', models.DateField(blank=True, help_text='Last day. Leave empty while it lasts.', null=True, validators=[members.validators.plausible_day], verbose_name='end')),
                ('attested_on', models.DateField(blank=True, help_text='The date of the document; for a month, its first day.', null=True, validators=[members.validators.plausible_day], verbose_name='attested on')),
                ('source', models.CharField(blank=True, help_text='The document that lists the organisation as a member.', max_length=200, verbose_name='source')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='members.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'membership',
                'verbose_name_plural': 'memberships',
                'ordering': [django.db.models.functions.comparison.Coalesce('start', 'attested_on'), 'pk'],
                'indexes': [models.Index(django.db.models.functions.comparison.Coalesce('start', 'attested_on'), name='membership_first_day'), models.Index(fields=['end'], name='membership_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(('end__isnull', True), ('end__gt', django.db.models.functions.comparison.Coalesce('start', 'attested_on')), _connector='OR'), name='membership_ends_after_it_starts', violation_error_message='The end must come after the start.'), models.CheckConstraint(condition=models.Q(('start__isnull', False), ('attested_on__isnull', False), _connector='OR'), name='membership_has_a_date', violation_error_message='Give the start or, where unknown, the date it is attested.'), members.constraints.PostgresExclusion(expressions=[('organisation', '='), (models.Func(django.db.models.functions.comparison.Coalesce('start', 'attested_on'), models.F('end'), models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='membership_periods_do_not_overlap')],
            },
        ),
        migrations.CreateModel(
            name='AlternateName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('kind', models.CharField(choices=[('former', 'Former name'), ('translation', 'Translation'), ('spelling', 'Other spelling')], default='spelling', max_length=12, verbose_name='kind')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alternate_names', to='members.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'alternate name',
                'verbose_name_plural': 'alternate names',
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['former', 'translation', 'spelling'])), name='alternate_name_kind_is_known'), models.UniqueConstraint(fields=('organisation', 'name'), name='alternate_name_is_given_once', violation_error_message='This organisation already has this name.')],
            },
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['region', 'kind', 'status', 'titles_folded', 'id'], name='organisation_by_region'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['status', 'updated_at', 'id'], name='organisation_modified'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['status', 'titles_folded', 'id', 'kind', 'region', 'country'], name='organisation_by_name'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['country', 'status', 'titles_folded', 'id'], name='organisation_by_country'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['status', '-created_at'], name='organisation_newest'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(condition=models.Q(('names_folded', ''), _negated=True), fields=['status', 'titles_folded', 'id'], name='organisation_with_names'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['language'], name='organisation_by_language'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['year_joined'], name='organisation_by_joining'),
        ),
        migrations.AddIndex(
            model_name='tally',
            index=models.Index(fields=['country', 'grain', 'year'], name='tally_by_country'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['network', 'mfi', 'support'])), name='organisation_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'published', 'archived'])), name='organisation_status_is_known'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('language__in', ['', 'en', 'fr', 'es', 'pt', 'ar', 'ru', 'bn', 'hi', 'id', 'sw', 'ur', 'vi', 'zh'])), name='organisation_language_is_known'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('slug', ''), _negated=True)), name='organisation_has_name_and_slug'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('year_founded__isnull', True), ('year_founded__range', (1800, 2100)), _connector='OR'), name='organisation_year_founded_is_a_year'),
        ),
        migrations.AddConstraint(
            model_name='country',
            constraint=models.CheckConstraint(condition=models.Q(django.db.models.lookups.Exact(django.db.models.functions.text.Length('code'), 2), ('code', django.db.models.functions.text.Upper('code'))), name='country_code_is_two_capitals', violation_error_message='Give the two capital letters of ISO 3166-1.'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['steering_committee', 'regional_contact'])), name='contact_role_is_known'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(('language__in', ['en', 'fr', 'es'])), name='contact_language_is_known'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('region__isnull', False), ('role', 'regional_contact')), models.Q(('region__isnull', True), ('role', 'steering_committee')), _connector='OR'), name='contact_has_region_if_regional', violation_error_message='A regional contact needs a region; the steering committee has none.'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.UniqueConstraint(condition=models.Q(('is_public', True), ('region__isnull', False)), fields=('region',), name='contact_is_the_only_one_of_its_region', violation_error_message='This region already has a public contact.'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.UniqueConstraint(condition=models.Q(('is_public', True), ('role', 'steering_committee')), fields=('role',), name='contact_is_the_only_steering_committee', violation_error_message='The steering committee already has a public contact.'),
        ),
        migrations.AddConstraint(
            model_name='tally',
            constraint=models.UniqueConstraint(fields=('grain', 'year', 'kind', 'region', 'country', 'language', 'joined'), name='tally_is_kept_once_for_each_cell'),
        ),
    ]
