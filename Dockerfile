# The service in an image. The guide to running it is docs/guides/deploy.md.
#
# The tag names what the tests run on, Python 3.11. A tag moves to the newest patch; to have the same
# bytes every time, add the digest that `docker buildx imagetools inspect` shows for it.
ARG PYTHON=3.11-slim-trixie

FROM python:${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
COPY requirements/image.txt requirements/runtime.txt requirements/
# Two environments: one with the tools that make the wheel, npm among them, and one that is shipped.
RUN python -m venv tools \
    && tools/bin/python -m pip install --require-hashes --only-binary :all: --requirement requirements/runtime.txt \
    && python -m venv --without-pip /opt/cardwright \
    && python -m pip --python /opt/cardwright/bin/python install \
        --require-hashes --only-binary :all: --requirement requirements/image.txt
COPY .gitignore LICENSE README.md hatch_build.py pyproject.toml ./
COPY frontend frontend
COPY src src
# The build fetches fonts and browser modules from the npm registry; frontend/package-lock.json has their hashes.
RUN tools/bin/python -m hatchling build --target wheel --directory wheels \
    && python -m pip --python /opt/cardwright/bin/python install --no-deps --no-index wheels/*.whl \
    && /opt/cardwright/bin/cardwright notices > /opt/cardwright/THIRD-PARTY-NOTICES

FROM python:${PYTHON}
# What the drawing engine is linked with. Debian keeps only the newest version of a package, so a pin would break.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libegl1 libgl1 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 cardwright \
    && useradd --system --uid 10001 --gid cardwright --home-dir /var/lib/cardwright --no-create-home cardwright \
    && install --directory --mode 0700 --owner cardwright --group cardwright \
        /var/lib/cardwright /var/backups/cardwright
COPY --from=build /opt/cardwright /opt/cardwright
ENV PATH=/opt/cardwright/bin:${PATH} \
    CARDWRIGHT_DATA_DIR=/var/lib/cardwright \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001:10001
WORKDIR /var/lib/cardwright
VOLUME ["/var/lib/cardwright"]
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s --retries=3 CMD ["python", "-c", \
    "from http.client import HTTPConnection as C; c = C('127.0.0.1', 8000, timeout=5); c.request('GET', '/health/ready'); raise SystemExit(c.getresponse().status != 200)"]
ENTRYPOINT ["cardwright"]
CMD ["serve", "--host", "0.0.0.0"]
