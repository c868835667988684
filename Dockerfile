# Headroom with the PostgreSQL that comes with it, or with yours (DATABASE_URL). scripts/try-package.ts runs these steps.
FROM node:24-bookworm-slim AS build
WORKDIR /src
COPY . .
RUN npm ci && npm pack --silent --pack-destination /tmp

FROM node:24-bookworm-slim
RUN --mount=type=bind,from=build,source=/tmp,target=/package \
    npm install --global --omit=dev --no-audit --no-fund /package/headroom-*.tgz && npm cache clean --force
RUN install -d -o node -g node -m 0700 /data /var/cache/headroom
USER node
ENV HEADROOM_HOST=0.0.0.0 HEADROOM_DATA=/data NODE_COMPILE_CACHE=/var/cache/headroom
VOLUME /data
EXPOSE 8460
HEALTHCHECK --start-period=60s \
    CMD ["node", "-e", "fetch('http://127.0.0.1:8460/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["headroom"]
