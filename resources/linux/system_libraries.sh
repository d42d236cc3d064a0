#!/bin/sh
# Installs the few system packages that pip cannot bring, on Debian and Ubuntu, and only those that are missing.
# usage: system_libraries.sh window | tests | package NAME
#   window   what Qt needs to open a window; nothing at all where there is no display
#   tests    the same whether or not there is a display, and the virtual screen and mouse of the end-to-end test
#   package  one package by its name
# As root, or through sudo, it says what it installs and installs it. Otherwise, or with CHAINRULE_NO_APT set, it
# prints the one command to type and goes on: what works without the packages shall work.
set -u
PATH=$PATH:/usr/sbin:/sbin
wanted=${1:-window}
missing=
[ "$(uname -s)" = Linux ] || exit 0

# The libraries that Qt's wheel links to and does not carry, each with the package that holds it on Debian and Ubuntu.
# What those packages depend on themselves is left out.
libraries="libEGL.so.1=libegl1 libGL.so.1=libgl1 libglib-2.0.so.0=libglib2.0-0 libfontconfig.so.1=libfontconfig1
libdbus-1.so.3=libdbus-1-3 libxkbcommon.so.0=libxkbcommon0 libX11-xcb.so.1=libx11-xcb1
libxkbcommon-x11.so.0=libxkbcommon-x11-0 libxcb-cursor.so.0=libxcb-cursor0 libxcb-icccm.so.4=libxcb-icccm4
libxcb-keysyms.so.1=libxcb-keysyms1 libxcb-shape.so.0=libxcb-shape0 libxcb-xkb.so.1=libxcb-xkb1
libxcb-randr.so.0=libxcb-randr0 libxcb-sync.so.1=libxcb-sync1 libxcb-xfixes.so.0=libxcb-xfixes0"
wayland="libwayland-client.so.0=libwayland-client0 libwayland-cursor.so.0=libwayland-cursor0
libwayland-egl.so.1=libwayland-egl1"

find_missing_libraries() {
    case $(uname -m) in x86_64) machine=,x86-64 ;; aarch64) machine=,AArch64 ;; *) machine= ;; esac
    cache=$(ldconfig -p 2>/dev/null)
    for pair in "$@"; do
        case $cache in
            *"	${pair%%=*} (libc6$machine"*) ;;
            *) missing="$missing ${pair#*=}" ;;
        esac
    done
}

find_missing_program() {  # program, package
    command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}

case $wanted in
    window)
        [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || exit 0
        # shellcheck disable=SC2086
        find_missing_libraries $libraries
        # shellcheck disable=SC2086
        [ -z "${WAYLAND_DISPLAY:-}" ] || find_missing_libraries $wayland
        purpose="to open a window" ;;
    tests)
        # shellcheck disable=SC2086
        find_missing_libraries $libraries
        find_missing_program Xvfb xvfb
        find_missing_program xauth xauth
        find_missing_program xdotool xdotool
        purpose="to run the tests" ;;
    package)
        missing=" $2"
        purpose="to make its environment" ;;
    *)
        echo "usage: $0 window | tests | package NAME" >&2
        exit 2 ;;
esac
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "Chainrule may lack system packages $purpose. Debian names them so; your system has its own names:$missing"
    exit 0
fi
command="apt-get install -y --no-install-recommends$missing"
advise() {
    echo "Chainrule needs system packages $purpose. $1 Please run once:"
    echo "    sudo $command"
    exit 0
}

[ -z "${CHAINRULE_NO_APT:-}" ] || advise "CHAINRULE_NO_APT is set, so they were not installed."
if [ "$(id -u)" = 0 ]; then
    as_root=
elif ! command -v sudo >/dev/null 2>&1; then
    advise "They were not installed: this is not root and there is no sudo."
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n"
elif [ -t 0 ]; then
    as_root=sudo
else
    advise "They were not installed: sudo asks for a password and nobody is there to type it."
fi

echo "Chainrule installs the system packages it needs $purpose:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive $command -qq -o DPkg::Lock::Timeout=120 >"$log" 2>&1 </dev/null
}
update() {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >>"$log" 2>&1 </dev/null
}
# The list of packages may be old or absent: then it is brought up to date, once.
install || { update && install; } || { tail -n 5 "$log"; advise "Installing them failed, see above."; }
