import { RoadsteadError } from '@roadstead/domain';
import { AGENT_PATHS } from '@roadstead/protocol';
import { SAFE_URL } from '../platform/http/origin.js';

/**
 * The script that makes a host of the machine it runs on. POSIX sh; may be run again, and then updates the agent.
 * @param base where the control plane was asked for it, without a slash at the end
 * @throws RoadsteadError `request.invalid` where that address has characters that no address needs
 */
export function installScript(base: string): string {
  if (!SAFE_URL.test(base)) throw new RoadsteadError('request.invalid', { problem: 'Host: this is not an address' });
  return SCRIPT.replaceAll('@BASE@', base).replaceAll('@BUNDLE@', AGENT_PATHS.bundle);
}

const SCRIPT = String.raw`#!/bin/sh
# Installs the Roadstead agent on this machine and starts it.
#
#   curl -fsSL @BASE@/agent/install.sh | sh -s -- --token TOKEN
#
# The agent dials out to the control plane: no port of this machine needs to be open.
set -eu

url='@BASE@'
token=''
engine='attached'
foreground=''

usage() {
  cat <<'USAGE'
Usage: install.sh --token TOKEN [options]
  --token TOKEN       the join token from the Hosts page
  --url URL           address of the control plane, if it is another than the one this script came from
  --engine KIND       attached (default): the Docker engine that runs here; managed: the agent runs dockerd itself
  --foreground        run the agent in this terminal instead of as a service
USAGE
}

say() { printf '%s\n' "roadstead: $*" >&2; }
fail() { say "$*"; exit 1; }
value() { { [ $# -ge 2 ] && [ -n "$2" ]; } || fail "$1 needs a value"; }

while [ $# -gt 0 ]; do
  case "$1" in
    --token) value "$@"; token=$2; shift 2 ;;
    --url) value "$@"; url=$(printf '%s' "$2" | sed 's:/*$::'); shift 2 ;;
    --engine) value "$@"; engine=$2; shift 2 ;;
    --foreground) foreground=yes; shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; fail "unknown option: $1" ;;
  esac
done

[ -n "$token" ] || { usage >&2; fail 'a join token is needed: make one on the Hosts page and copy the whole command'; }
case "$token" in *[!A-Za-z0-9_-]*) fail 'this is not a join token' ;; esac
case "$url" in http://* | https://*) ;; *) fail '--url must begin with http:// or https://' ;; esac
case "$url" in *[!][A-Za-z0-9.:/_~-]*) fail '--url has characters that no address has' ;; esac
case "$engine" in attached | managed) ;; *) fail '--engine is attached or managed' ;; esac

node=$(command -v node || true)
version=none
major=0
if [ -n "$node" ]; then
  version=$("$node" --version 2>/dev/null || echo none)
  major=$("$node" -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)
fi
[ "$major" -ge 20 ] || fail "Node.js 20 or newer is needed (found: $version). Install it from your system's packages or https://nodejs.org, then run this again."

if [ "$(id -u)" -eq 0 ]; then
  lib=/usr/local/lib/roadstead
  state=/var/lib/roadstead-agent
else
  lib="$HOME/.local/lib/roadstead"
  state="$HOME/.local/state/roadstead-agent"
  [ "$engine" = attached ] || fail '--engine managed needs root: dockerd does'
fi
bundle="$lib/roadstead-agent.mjs"
# Short-lived memory of the agent stays small, also in a flood of a log; what a burst of events needed goes soon after it.
flags="--max-semi-space-size=2 --optimize-for-size"
environment="$state/agent.env"

umask 077
mkdir -p "$state"
chmod 700 "$state"
(umask 022 && mkdir -p "$lib")

new="$bundle.new.$$"
trap 'rm -f "$new"' EXIT
say "fetching the agent from $url"
if command -v curl >/dev/null 2>&1; then
  curl -fsSL -o "$new" "$url@BUNDLE@" || fail "the agent cannot be fetched from $url@BUNDLE@"
elif command -v wget >/dev/null 2>&1; then
  wget -q -O "$new" "$url@BUNDLE@" || fail "the agent cannot be fetched from $url@BUNDLE@"
else
  fail 'curl or wget is needed'
fi
chmod 644 "$new"
mv -f "$new" "$bundle"

# The token lies in a file that only its owner can read, not in the list of processes.
{
  printf 'ROADSTEAD_URL=%s\n' "$url"
  printf 'ROADSTEAD_TOKEN=%s\n' "$token"
  printf 'ROADSTEAD_STATE_DIR=%s\n' "$state"
  printf 'ROADSTEAD_ENGINE=%s\n' "$engine"
  if [ "$engine" = attached ] && [ -n "$(printenv DOCKER_HOST || true)" ]; then printf 'DOCKER_HOST=%s\n' "$DOCKER_HOST"; fi
} >"$environment"

if [ -n "$foreground" ]; then
  say 'starting the agent in this terminal; Ctrl-C stops it'
  trap - EXIT
  set -a
  . "$environment"
  set +a
  exec "$node" $flags "$bundle"
fi

if [ "$(id -u)" -eq 0 ] && [ -d /run/systemd/system ]; then
  cat >/etc/systemd/system/roadstead-agent.service <<UNIT
[Unit]
Description=Roadstead agent
After=network-online.target docker.service
Wants=network-online.target

[Service]
EnvironmentFile=$environment
ExecStart=$node $flags $bundle
Restart=always
RestartSec=5
KillMode=mixed

[Install]
WantedBy=multi-user.target
UNIT
  systemctl daemon-reload
  systemctl enable --quiet roadstead-agent.service
  systemctl restart roadstead-agent.service
  say 'the agent runs as the service roadstead-agent; its log: journalctl -u roadstead-agent'
  exit 0
fi

pidfile="$state/agent.pid"
old=$(cat "$pidfile" 2>/dev/null || true)
# Only a process that runs this very file is the agent: the number may be another's by now.
is_agent() { tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline" | grep -qF "$bundle"; }
if [ -n "$old" ] && is_agent "$old"; then
  say 'stopping the agent that runs already'
  kill "$old" 2>/dev/null || true
  tries=0
  while is_agent "$old" && [ "$tries" -lt 150 ]; do
    sleep 0.2
    tries=$((tries + 1))
  done
  # Two of them would be one host.
  ! is_agent "$old" || fail "the agent that runs already does not end; once process $old is gone, run this again"
fi
(
  set -a
  . "$environment"
  set +a
  exec nohup "$node" $flags "$bundle" >"$state/agent.log" 2>&1 </dev/null
) &
pid=$!
printf '%s\n' "$pid" >"$pidfile"
sleep 1
kill -0 "$pid" 2>/dev/null || {
  tail -n 5 "$state/agent.log" >&2
  fail 'the agent ended at once; its last words are above'
}
say "the agent runs as process $pid; its log: $state/agent.log"
say "there is no systemd here, so it does not start by itself after a reboot; to stop it: kill $pid"
`;
