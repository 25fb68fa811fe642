#!/bin/sh
# Compiles the styles and bundles the design system's behaviours, for whoever changes them: see README.md beside this.
# usage: build.sh FOLDER_WITH_NODE_MODULES
set -eu
here=$(cd "$(dirname "$0")" && pwd)
static="$here/../static"
cd "$1"

{
  echo '/*! Lodestar styles, AGPL-3.0-or-later. Holds nhsuk-frontend 10.6.1, MIT, (c) 2019 NHS.UK: see vendor/nhsuk-frontend/LICENSE */'
  ./node_modules/.bin/sass --quiet --no-source-map --style=compressed --load-path=node_modules "$here/lodestar.scss"
} > "$static/lodestar.css"

# Bundled from here, so that the modules are found beside this folder's node_modules.
cp "$here/nhsuk-frontend.mjs" ./nhsuk-frontend.entry.mjs
./node_modules/.bin/esbuild nhsuk-frontend.entry.mjs --bundle --minify --format=iife --global-name=NHSUKFrontend \
  --target=es2019 --legal-comments=none --log-level=warning \
  --banner:js='/*! nhsuk-frontend 10.6.1 (eight components). MIT, (c) 2019 NHS.UK: see LICENSE */' \
  --outfile="$static/vendor/nhsuk-frontend/nhsuk-frontend.min.js" --allow-overwrite
rm nhsuk-frontend.entry.mjs
