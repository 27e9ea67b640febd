# The mock gateway as an image. Build it from a clone after `npm ci`, which compiles what is copied here:
#
#   npm ci && docker build -t vai-conformance-mock .
#
# Nothing is downloaded during the build but the base. A machine without an image registry names a base of its own:
#   node scripts/local-base.mjs | docker import - local-node && docker build --build-arg BASE=local-node .
ARG BASE=node:24-alpine
FROM ${BASE}

WORKDIR /opt/vai-conformance
# Of the dependencies the mock needs the option parser and, for scenarios of your own, the schema validator.
COPY node_modules/commander ./node_modules/commander
COPY node_modules/ajv ./node_modules/ajv
COPY node_modules/fast-deep-equal ./node_modules/fast-deep-equal
COPY node_modules/fast-uri ./node_modules/fast-uri
COPY node_modules/json-schema-traverse ./node_modules/json-schema-traverse
COPY node_modules/require-from-string ./node_modules/require-from-string
COPY package.json LICENSE ./
COPY contracts ./contracts
COPY fixtures ./fixtures
COPY dist ./dist

# 1000 is `node` in Node's own images; a number also works where the base has no user of that name.
USER 1000:1000
ENV NODE_ENV=production
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=2s --start-period=2s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]

# `docker run IMAGE --auth optional` adds options of the `mock` command.
ENTRYPOINT ["node", "dist/cli/main.js", "mock", "--host", "0.0.0.0"]
