FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1

RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin parley \
    && mkdir -p /app /data \
    && chown parley:parley /data
WORKDIR /app

COPY requirements.lock ./
RUN pip install --require-hashes -r requirements.lock

COPY pyproject.toml README.md LICENSE NOTICE ./
COPY ontology ontology
COPY shapes shapes
COPY seeds seeds
COPY service service
RUN pip install --no-deps --no-build-isolation --editable .

USER parley
ENV PARLEY_HOST=0.0.0.0 \
    PARLEY_STORE=/data/store
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
# Alive, not ready: whoever starts what is unhealthy anew must not do so because it is busy.
HEALTHCHECK --interval=30s --timeout=10s --start-period=120s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=8)"]
CMD ["sh", "-c", "parley ingest seeds/articles; test $? -le 1 && exec parley serve"]
