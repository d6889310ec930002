# The web application. Nothing is compiled but translations: every dependency comes as a wheel.
FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
RUN python -m venv /venv
COPY requirements/base.txt requirements/base.txt
RUN /venv/bin/pip install --require-hashes --only-binary :all: -r requirements/base.txt
COPY . .
RUN for language in fr es; do \
      folder=prosper/locale/$language/LC_MESSAGES; \
      /venv/bin/pybabel --quiet compile --use-fuzzy \
        -i $folder/django.po -o $folder/django.mo || exit 1; \
    done
# The settings want both; neither is kept.
RUN SECRET_KEY=build ALLOWED_HOSTS=build STATIC_ROOT=/static \
    /venv/bin/python manage.py collectstatic --noinput --verbosity 0 --ignore rest_framework \
    && rm -rf var

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    MEDIA_ROOT=/data/media \
    STATIC_ROOT=/static \
    TMPDIR=/data/tmp \
    BIND=0.0.0.0:8000
RUN groupadd --system --gid 10001 prosper \
    && useradd --system --uid 10001 --gid prosper --home-dir /data --shell /usr/sbin/nologin prosper \
    && install -d -o prosper -g prosper /data /data/media /data/tmp
COPY --from=build /venv /venv
COPY --from=build /static /static
COPY --from=build /app /app
WORKDIR /app
USER prosper
VOLUME /data/media /data/tmp
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "deploy/healthcheck.py"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py"]
