# Sourced by the tools that make a Debian root folder of their own: tools/bare_debian, tools/test_deb, tools/odoo14. They set
# `suite` and `mirror` (and `cache` for pristine_root) and say `die MESSAGE`.
# shellcheck shell=bash

# Starts the calling script again as root: become_root SCRIPT ARGUMENTS…
become_root() {
  [ "$(id -u)" -ne 0 ] || return 0
  command -v sudo >/dev/null || die "making a root folder needs root: run it as root, or install sudo"
  exec sudo --preserve-env=XDG_CACHE_HOME,ORDERSYNC_DEBIAN_MIRROR,http_proxy,https_proxy,no_proxy,TMPDIR HOME="$HOME" "$@"
}

# "URI suite component" for each main archive that apt knows; apt itself reads its configuration files.
apt_archives() {
  command -v apt-get >/dev/null || return 0
  # shellcheck disable=SC2016  # the format is apt's, not the shell's
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
    awk '$3 == "main"' | sort -u
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

install_debootstrap() {
  command -v debootstrap >/dev/null && return
  command -v apt-get >/dev/null || die "debootstrap is missing: install it"
  { apt-get -qq -y install --no-install-recommends debootstrap ||
    { apt-get -qq update && apt-get -qq -y install --no-install-recommends debootstrap; }; } >/dev/null </dev/null ||
    die "apt could not install debootstrap"
}

# Proxy and certificate settings of this machine's apt, as a configuration file for the fresh one.
apt_settings() {
  command -v apt-config >/dev/null || return 0
  apt-config dump | grep -E '^Acquire::(https?|ftp)::' || true
}

# Sets `pristine` to the tar file of a minimal $suite in $cache, made when there is none or it is older than a week; with
# `refresh` set to yes in any case.
pristine_root() {
  local architecture
  architecture=$(dpkg --print-architecture 2>/dev/null || echo amd64)
  pristine=$cache/debian-$suite-$architecture.tar
  if [ "${refresh:-no}" = no ] && [ -f "$pristine" ] && [ -z "$(find "$pristine" -mtime +7)" ]; then
    return
  fi
  mkdir -p "$cache"
  local build
  build=$(mktemp -d "$cache/making.XXXXXX")
  printf 'making a minimal Debian 12 (once a week, about a minute)\n' >&2
  if ! debootstrap --variant=minbase "$suite" "$build/root" "$mirror" >"$build/log" 2>&1; then
    tail -n 20 "$build/log" >&2
    rm -rf --one-file-system "$build"
    die "debootstrap could not make the root (its last words are above)"
  fi
  rm -rf "$build"/root/var/cache/apt/archives/*.deb "$build"/root/var/lib/apt/lists/*
  tar -C "$build/root" --numeric-owner --one-file-system -cf "$pristine.new" .
  mv "$pristine.new" "$pristine"
  rm -rf --one-file-system "$build"
}

# give_network FOLDER: apt in that root gets this machine's archives, proxy, certificates and names.
give_network() {
  local root=$1
  rm -f "$root/etc/apt/sources.list"
  awk '{print "deb", $1, $2, $3}' <<<"$archives" >"$root/etc/apt/sources.list"
  apt_settings >"$root/etc/apt/apt.conf.d/90machine"
  cp -L /etc/resolv.conf "$root/etc/resolv.conf"
  cp -L /etc/hosts "$root/etc/hosts"
  if grep -q 'https:' "$root/etc/apt/sources.list" "$root/etc/apt/apt.conf.d/90machine"; then
    mkdir -p "$root/etc/ssl/certs"
    cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/" 2>/dev/null || true
  fi
}

# enter_root [--read-only] [--bind FROM TO]… FOLDER [NAME=VALUE]… COMMAND ARGUMENTS…
# Runs the command as root in the folder. Mounts and processes are in namespaces of their own and end with it, and with us.
enter_root() {
  unshare --mount --pid --fork --kill-child "$(dirname "${BASH_SOURCE[0]}")/in_root" "$@"
}
