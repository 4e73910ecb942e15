# The doors in one container: `notion-planner serve`, as a user without rights, on port 3000.
FROM python:3.13-slim-trixie AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE config.yaml .env.example ./
COPY templates templates
COPY notion_planner notion_planner
RUN python -m venv /opt/notion-planner \
  && /opt/notion-planner/bin/python -m pip install --no-cache-dir --disable-pip-version-check .

FROM python:3.13-slim-trixie
# The folder of the queue's file belongs to the user; a volume that is mounted there takes over its owner.
RUN useradd --uid 10001 --no-create-home --home-dir /data planner \
  && install --directory --owner=planner /data /data/.notion-planner
COPY --from=build /opt/notion-planner /opt/notion-planner
ENV PATH=/opt/notion-planner/bin:$PATH PYTHONUNBUFFERED=1
# config.yaml is mounted here; secrets come as environment variables, never into the image.
WORKDIR /data
USER 10001
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s --retries=3 \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:3000/healthz', timeout=4)"]
ENTRYPOINT ["notion-planner"]
CMD ["serve", "--host", "0.0.0.0", "--port", "3000"]
