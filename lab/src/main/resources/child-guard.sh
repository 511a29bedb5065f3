# Ends what a command of the lab has started when the command is gone, however it went: then the pipe that only it
# writes to comes to its end. It is told, a line each: "child PID" and "data DIRECTORY".
# Argument: the command's process.
trap '' INT HUP TERM QUIT
command=$1
children= folders=
newline='
'

began() { # when process $1 did, as the system counts; nothing where it is gone
  if [ -r "/proc/$1/stat" ]; then
    read -r stat <"/proc/$1/stat"
    # shellcheck disable=SC2086  # what follows the name, which alone may hold a blank, is words
    set -- ${stat##*) }
    [ "$1" = Z ] || echo "${20}"
  else
    ps -p "$1" -o lstart= | tr ' ' _
  fi
}

words() { # what process $1 was called with
  tr '\0' ' ' <"/proc/$1/cmdline" || ps -p "$1" -o args=
}

living() { # the children that are there, and not others with their numbers
  for child in $children; do
    began=$(began "${child%:*}")
    if [ -n "$began" ] && [ "$began" = "${child#*:}" ]; then
      echo "${child%:*}"
    fi
  done
}

servers() { # the databases that run in the command's directories, unless another command has taken those
  printf %s "$folders" | while IFS= read -r folder; do
    [ "$(head -n 1 "$folder/lab.pid")" = "$command" ] || continue
    find "$folder" -maxdepth 4 -name postmaster.pid | while IFS= read -r note; do
      pid=$(head -n 1 "$note")
      case $pid in '' | *[!0-9]*) continue ;; esac
      case $(words "$pid") in *postgres*"${note%/postmaster.pid}"*) echo "$pid" ;; esac
    done
  done
}

end() { # asks all that $2 names to end, by signal $1, a frozen one too; ends what is there after ten seconds
  looks=50
  left=$($2)
  # shellcheck disable=SC2086  # numbers
  [ -z "$left" ] || { kill -"$1" $left; kill -CONT $left; }
  while left=$($2) && [ -n "$left" ]; do
    looks=$((looks - 1))
    # shellcheck disable=SC2086
    [ $looks -gt 0 ] || kill -KILL $left
    [ $looks -gt -50 ] || break
    sleep 0.2
  done
}

while IFS= read -r line; do
  case $line in
    'child '*) children="$children ${line#* }:$(began "${line#* }")" ;;
    'data '*) folders=$folders${line#* }$newline ;;
  esac
done
end TERM living
end INT servers
