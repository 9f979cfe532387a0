# Makes a line a module of Maven's log, and of the tests in it. On a terminal (terminal=1) the last
# line shows what goes on at the moment.

function say(text) {
  if (terminal) printf "\r\033[K"
  print text
  fflush()
}

function show(text) {
  if (terminal) {
    printf "\r\033[K  %s", substr(text, 1, 76)
    fflush()
  }
}

/^\[INFO\] Building .* \[[0-9]+\/[0-9]+\]$/ {
  step = $NF
  name = $0
  sub(/^\[INFO\] Building /, "", name)
  sub(/ [^ ]+ +\[[0-9]+\/[0-9]+\]$/, "", name)
  say(step " " name)
}

/^(\[INFO\] )?Downloaded from / {
  downloads++
  show("downloaded " downloads " files")
}

/^\[INFO\] Running / {
  class = $3
  sub(/^.*\./, "", class)
  show("testing: " class)
}

# One line for each kind of tests in a module, as Surefire and Failsafe sum them up.
/^\[(INFO|WARNING|ERROR)\] Tests run: [0-9]+, Failures: [0-9]+, Errors: [0-9]+, Skipped: [0-9]+$/ {
  split($0, part, /[:,]/)
  tests = part[2] + 0
  wrong = part[4] + part[6]
  skipped = part[8] + 0
  allTests += tests
  allWrong += wrong
  allSkipped += skipped
  say("  " tests " tests" (wrong ? ", " wrong " FAILED" : " passed") \
    (skipped ? ", " skipped " skipped" : ""))
}

# The tests that failed, by name.
/^\[ERROR\] .*(<<< FAILURE!|<<< ERROR!)$/ && !/Tests run:/ {
  line = $0
  sub(/^\[ERROR\] +/, "  FAILED ", line)
  sub(/ -- Time elapsed.*$/, "", line)
  say(line)
}

/^\[INFO\] Total time: / {
  time = $0
  sub(/^.*Total time: +/, "", time)
}

END {
  if (terminal) printf "\r\033[K"
  if (allTests)
    print allTests " tests, " (allWrong ? allWrong " FAILED" : "all passed") \
      (allSkipped ? " but " allSkipped " skipped" : "") (time ? ", in " time : "")
}
