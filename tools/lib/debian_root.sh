# Sourced by the tools that make a Debian root folder of their own: tools/bare_debian, tools/odoo14. They set `suite` and
# say `die MESSAGE`. The mirror and the proxy are those that this machine's apt is configured with.
# shellcheck shell=bash

# Starts the calling script again as root: become_root SCRIPT ARGUMENTS…
become_root() {
  [ "$(id -u)" -ne 0 ] || return 0
  command -v sudo >/dev/null || die "making a root folder needs root: run it as root, or install sudo"
  exec sudo --preserve-env=XDG_CACHE_HOME,ORDERSYNC_DEBIAN_MIRROR,http_proxy,https_proxy,no_proxy,TMPDIR HOME="$HOME" "$@"
}

install_debootstrap() {
  command -v debootstrap >/dev/null && return
  command -v apt-get >/dev/null || die "debootstrap is missing: install it"
  { apt-get -qq -y install --no-install-recommends debootstrap ||
    { apt-get -qq update && apt-get -qq -y install --no-install-recommends debootstrap; }; } >/dev/null </dev/null ||
    die "apt could not install debootstrap"
}

# "URI suite component" for each main archive that apt knows; apt itself reads its configuration files.
apt_archives() {
  command -v apt-get >/dev/null || return 0
  # shellcheck disable=SC2016  # the format is apt's, not the shell's
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
    awk '$3 == "main"' | sort -u
}

# Proxy and certificate settings of this machine's apt, as a configuration file for another one.
apt_settings() {
  command -v apt-config >/dev/null || return 0
  apt-config dump | grep -E '^Acquire::(https?|ftp)::' || true
}

# Sets `mirror` (unless it is given) and `archives`, the lines "URI suite component" that the root is to know. An older
# suite than this machine's own is looked for where this machine's own is.
choose_mirror() {
  local known
  known=$(apt_archives)
  if [ -n "$mirror" ]; then
    archives="${mirror%/} $suite main"
    return
  fi
  mirror=$(awk -v suite="$suite" '$2 == suite {print $1; exit}' <<<"$known")
  archives=$(awk -v suite="$suite" '$2 ~ "^" suite "($|-)"' <<<"$known")
  if [ -z "$mirror" ]; then
    mirror=$(awk '$2 !~ /-/ {print $1; exit}' <<<"$known")
    archives="${mirror%/} $suite main"
  fi
  [ -n "$mirror" ] || die "this machine's apt names no Debian mirror: give one with --mirror URL or ORDERSYNC_DEBIAN_MIRROR"
}

# bootstrap FOLDER: a minimal root of the suite; its log beside it.
bootstrap() {
  if ! debootstrap --variant=minbase "$suite" "$1" "$mirror" >"$1.log" 2>&1; then
    tail -n 20 "$1.log" >&2
    die "debootstrap could not make the root (its last words are above)"
  fi
  rm -rf "$1"/var/cache/apt/archives/*.deb "$1"/var/lib/apt/lists/*
}

# configure_root FOLDER: the archives, apt's settings and the name resolution of this machine.
configure_root() {
  rm -f "$1/etc/apt/sources.list"
  awk '{print "deb", $1, $2, $3}' <<<"$archives" >"$1/etc/apt/sources.list"
  apt_settings >"$1/etc/apt/apt.conf.d/90machine"
  cp -L /etc/resolv.conf "$1/etc/resolv.conf"
  cp -L /etc/hosts "$1/etc/hosts"
  if grep -q 'https:' "$1/etc/apt/sources.list" "$1/etc/apt/apt.conf.d/90machine"; then
    mkdir -p "$1/etc/ssl/certs"
    cp -L /etc/ssl/certs/ca-certificates.crt "$1/etc/ssl/certs/" 2>/dev/null || true
  fi
}

# The proxies of this process as NAME=VALUE lines, for the environment inside.
proxy_settings() {
  local name
  for name in http_proxy https_proxy no_proxy; do
    [ -z "${!name:-}" ] || printf '%s\n' "$name=${!name}"
  done
}

# enter_root [--read-only] [--bind FROM TO]… FOLDER [NAME=VALUE]… COMMAND ARGUMENTS…
# Runs the command as root in the folder. Mounts and processes are in namespaces of their own and end with it, and with us.
enter_root() {
  unshare --mount --pid --fork --kill-child "$(dirname "${BASH_SOURCE[0]}")/in_root" "$@"
}
