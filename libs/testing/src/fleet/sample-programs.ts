/**
 * What the sample containers run: small shell programs that log as real services do. Each ends at once on SIGTERM
 * (`sleep & wait` lets the shell run its trap), so that an engine with samples stops quickly.
 */
function service(body: string): string {
  return `#!/bin/sh
trap 'exit 0' TERM INT
pause() { sleep "$1" & wait $!; }
now() { date -u +%Y-%m-%dT%H:%M:%SZ; }
n=0
${body.trim()}
`;
}

/** A web server with a coloured access log. */
export const WEB_PROGRAM = service(`
httpd -p 80 -h /srv/www
echo "serving /srv/www on port 80"
while :; do
  n=$((n + 1))
  case $((n % 7)) in
    0) printf '%s \\033[31m500\\033[0m POST /cart/checkout 812ms\\n' "$(now)" >&2 ;;
    3) printf '%s \\033[33m404\\033[0m GET /img/banner-%d.webp 2ms\\n' "$(now)" "$n" ;;
    *) printf '%s \\033[32m200\\033[0m GET /products/%d %dms\\n' "$(now)" "$n" $((n % 40 + 3)) ;;
  esac
  pause 2
done
`);

/** One JSON object a line; errors go to standard error. */
export const API_PROGRAM = service(`
while :; do
  n=$((n + 1))
  if [ $((n % 11)) -eq 0 ]; then
    printf '{"time":"%s","level":"error","msg":"payment provider timed out","order":%d,"attempt":2}\\n' "$(now)" "$n" >&2
  else
    printf '{"time":"%s","level":"info","msg":"order accepted","order":%d,"ms":%d}\\n' "$(now)" "$n" $((n % 90 + 8))
  fi
  pause 2
done
`);

/** Plain lines, and now and then a stack trace of several lines on standard error. */
export const WORKER_PROGRAM = service(`
while :; do
  n=$((n + 1))
  echo "$(now) worker: job $n: resized 4 images"
  if [ $((n % 15)) -eq 0 ]; then
    printf 'Error: cannot read image %d\\n    at decode (/app/decode.js:41:9)\\n    at run (/app/worker.js:17:5)\\n' "$n" >&2
  fi
  pause 3
done
`);

export const METRICS_PROGRAM = service(`
while :; do
  n=$((n + 1))
  echo "$(now) level=info scraped=$((n * 12)) duration=0.0$((n % 9 + 1))s"
  pause 10
done
`);

export const PROXY_PROGRAM = service(`
mkdir -p /run/proxy && echo ok > /run/proxy/healthz
httpd -p 8080 -h /run/proxy
while :; do
  n=$((n + 1))
  echo "$(now) upstream=shop-web-$((n % 2 + 1)) status=200 bytes=$((n * 113 % 9000))"
  pause 4
done
`);

export const STORE_PROGRAM = service(`
echo "$(now) LOG:  database system is ready to accept connections"
while :; do
  n=$((n + 1))
  pause 15
  echo "$(now) LOG:  checkpoint complete: wrote $((n * 7 % 100)) buffers" >&2
done
`);

/** A job that fails: it logs what is wrong and ends with code 3. */
export const MIGRATE_PROGRAM = `#!/bin/sh
echo "applying 0042_orders_by_region"
echo "ERROR: column \\"region\\" of relation \\"orders\\" already exists" >&2
exit 3
`;
