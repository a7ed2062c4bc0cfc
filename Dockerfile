# The site and its worker, for compose.yaml. Everything that changes is in /srv/data; uploaded files alone need a volume.
FROM python:3.11-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /srv/passerelle

COPY requirements.txt ./
RUN pip install --no-cache-dir --only-binary :all: --require-hashes --requirement requirements.txt

COPY . ./
RUN python scripts/translations.py compile
RUN useradd --system --uid 10001 --user-group passerelle && install -d -o passerelle -g passerelle /srv/data /srv/data/files
USER passerelle
ENV PASSERELLE_DATA_DIR=/srv/data
# No secret is needed for this: the demo mode makes a key of its own, which is thrown away.
RUN python manage.py collectstatic --no-input --verbosity 0 && rm -f /srv/data/demo-key

ENV PASSERELLE_MODE=production
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s CMD ["python", "scripts/healthcheck.py", "site"]
CMD ["python", "manage.py", "serve", "--host", "0.0.0.0", "--port", "8000", "--without-worker"]
