# shellcheck shell=bash
# Downloads released programs whose checksums releases.txt pins. What cannot be had this way is left for build.sh.

releases="$here/binaries/releases.txt"
host_patience=3 # seconds
declare -A host_answers=()

# $@: lines of missing_components
download_components() {
  local version sha256 url programs
  while read -r version sha256 url programs; do
    if require_curl && reachable "$url" && fetch "$url" "$sha256"; then
      # shellcheck disable=SC2086
      unpack "$url" "$sha256" "$version" $programs
    fi
  done < <(released_files "$@")
}

# Whether each of these can be downloaded here; changes nothing. $@: lines of missing_components
downloadable() {
  local url programs found=0
  (($# > 0)) || return 0
  command -v curl >/dev/null || return 1
  while read -r _ _ url programs; do
    reachable "$url" || return 1
    found=$((found + $(wc -w <<<"$programs") / 2))
  done < <(released_files "$@")
  ((found == $#))
}

# $@: lines of missing_components. Prints of each released file that has some of them: version, checksum, URL, and path in the
# file and target of each.
released_files() {
  local row_platform version sha256 url members member component wanted target programs
  while read -r row_platform version sha256 url members; do
    [[ $row_platform == "$platform" ]] || continue
    programs=''
    for component in "$@"; do
      read -r _ _ wanted target <<<"$component"
      for member in $members; do
        [[ ${member##*/} != "${target##*/}" || $wanted != "$version" ]] || programs+=" $member $target"
      done
    done
    [[ -z $programs ]] || echo "$version $sha256 $url$programs"
  done < <(grep '^linux-' "$releases")
}

require_curl() {
  command -v curl >/dev/null || { can_install && (install_packages curl) && command -v curl >/dev/null; }
}

# Whether the host of this URL gives its files from here; asked once a host. For a byte: storage that a release page redirects to
# may answer no other method than the one that its link was signed for.
reachable() {
  local url=$1 host words
  [[ $url =~ ^[a-z]+://[^/]* ]]
  host=${BASH_REMATCH[0]}
  if [[ -z ${host_answers[$host]:-} ]]; then
    host_answers[$host]=yes
    words=$(curl --silent --show-error --fail --location --range 0-0 --max-time "$host_patience" --output /dev/null "$url" 2>&1) || {
      host_answers[$host]=no
      say "$host gives no released files here ($words); building them instead"
    }
  fi
  [[ ${host_answers[$host]} == yes ]]
}

# Leaves the file in the cache under its checksum, and returns 1 when it cannot be had. A file that is another one ends the run.
fetch() {
  local url=$1 sha256=$2 file="$cache/downloads/$2" words got
  [[ ! -f $file ]] || return 0
  say "downloading $url"
  mkdir -p "$cache/downloads"
  words=$(curl --silent --show-error --fail --location --speed-limit 10000 --speed-time 30 --output "$file.partial" "$url" 2>&1) || {
    rm -f "$file.partial"
    say "$url did not arrive ($words); building what is in it instead"
    return 1
  }
  got=$(sha256sum "$file.partial")
  got=${got%% *}
  if [[ $got != "$sha256" ]]; then
    rm -f "$file.partial"
    fail "${url##*/} is not the file that was released: $url has SHA-256 $got, expected $sha256. Nothing of it was kept." \
      "Ask whoever runs the proxy between here and there, and run this again; without its line in $releases it is built instead"
  fi
  mv "$file.partial" "$file"
}

# Puts programs of a fetched file where they belong, and removes it. $1: URL, $2: checksum, $3: version, rest: path in the file
# and target of each program.
unpack() {
  local url=$1 sha256=$2 version=$3 file="$cache/downloads/$2" member target
  shift 3
  while (($# > 0)); do
    member=$1 target=$2
    shift 2
    mkdir -p "${target%/*}"
    case $url in
      *.tar.gz) tar -xzOf "$file" "$member" >"$target.partial" || fail "$url has no $member; correct its line in $releases" ;;
      *) cp "$file" "$target.partial" ;;
    esac
    if lacks_libraries "$target.partial"; then
      rm "$target.partial"
      say "${target##*/} as released needs other C libraries than this machine has; building it instead"
      continue
    fi
    chmod 755 "$target.partial"
    mv "$target.partial" "$target"
    echo "$version downloaded from $url, SHA-256 $sha256" >"$target.origin"
  done
  rm "$file"
}

# Released programs may be linked to a newer C library than the oldest host here has.
lacks_libraries() { [[ $(ldd "$1" 2>&1) == *"not found"* ]]; }
