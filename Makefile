# The front door for who works on the platform. `make` alone says what there is.
.DEFAULT_GOAL := help
.PHONY: help run test fix bench new-migration clean

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

run: ## start the server (ARGS="--port 9000" for its options)
	@./platform serve $(ARGS)

test: ## build everything and run the whole suite (VERBOSE=1 shows Maven's log)
	@scripts/maven verify

fix: ## format the code
	@scripts/maven spotless:apply

bench: ## measure on this machine (ARGS="log --rounds 5"; without ARGS, what there is)
	@scripts/maven package -pl bench -am -DskipTests
	@"$$(scripts/find-jdk)/bin/java" --enable-native-access=ALL-UNNAMED \
	  -cp "bench/target/classes:bench/target/lib/*" praisonai.platform.bench.Main $(ARGS)

new-migration: ## make a database migration: NAME=add_due_date, and SPLIT=1 where the databases differ
	@scripts/new-migration "$(NAME)" "$(SPLIT)"

clean: ## remove what was built
	@scripts/maven clean
