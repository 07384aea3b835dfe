# Sourced by the tools that make a Debian root folder of their own: tools/bare_debian, tools/odoo14. They set `suite` and
# `mirror` and say `die MESSAGE`.
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

# enter_root [--read-only] [--bind FROM TO]… FOLDER [NAME=VALUE]… COMMAND ARGUMENTS…
# Runs the command as root in the folder. Mounts and processes are in namespaces of their own and end with it, and with us.
enter_root() {
  unshare --mount --pid --fork --kill-child "$(dirname "${BASH_SOURCE[0]}")/in_root" "$@"
}
