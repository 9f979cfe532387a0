package praisonai.platform.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import praisonai.platform.client.Agent;
import praisonai.platform.client.AgentFields;
import praisonai.platform.client.ApiKey;

/** Agents. */
@Command(
        name = "agent",
        description = "Lists, makes, shows, edits agents and their API keys; works as one.",
        subcommands = {AgentCommand.Key.class, AgentRunCommand.class})
final class AgentCommand extends Group {
    /** What can be set of an agent. */
    static final class Settings {
        @Option(names = "--description", paramLabel = "TEXT", description = "What it is good at.")
        @Nullable String description;

        @Option(
                names = "--instructions",
                paramLabel = "TEXT",
                description = "How it is to work: given to it with each piece of work.")
        @Nullable String instructions;

        @Option(
                names = "--instructions-file",
                paramLabel = "FILE",
                description = "The same, read from a file; - reads standard input.")
        @Nullable String instructionsFile;

        @Option(
                names = "--max-runs",
                paramLabel = "COUNT",
                description = "Runs that it may have at once.")
        @Nullable Integer maxRuns;

        @Option(
                names = "--max-attempts",
                paramLabel = "COUNT",
                description = "Attempts at one issue before that is blocked.")
        @Nullable Integer maxAttempts;

        @Option(
                names = "--paused",
                paramLabel = "true|false",
                description = "Whether it gets no new work.")
        @Nullable Boolean paused;

        @Option(
                names = "--done-needs-review",
                paramLabel = "true|false",
                description = "Whether what it finishes goes to review. Set by admins.")
        @Nullable Boolean doneNeedsReview;

        @Option(
                names = "--may-create-issues",
                paramLabel = "true|false",
                description = "Whether it may make issues. Set by admins.")
        @Nullable Boolean mayCreateIssues;

        @Option(
                names = "--claims-need-approval",
                paramLabel = "true|false",
                description = "Whether each piece of work waits for a person's yes. Set by admins.")
        @Nullable Boolean claimsNeedApproval;

        void into(AgentFields fields) {
            if (instructions != null && instructionsFile != null) {
                throw new Failure(
                        Exit.USAGE, "give --instructions or --instructions-file, not both");
            }
            if (description != null) {
                fields.description(description);
            }
            if (instructions != null) {
                fields.instructions(instructions);
            }
            if (instructionsFile != null) {
                fields.instructions(IssueCommand.read(instructionsFile));
            }
            if (maxRuns != null) {
                fields.maxConcurrentRuns(maxRuns);
            }
            if (maxAttempts != null) {
                fields.maxAttempts(maxAttempts);
            }
            if (paused != null) {
                fields.paused(paused);
            }
            if (doneNeedsReview != null) {
                fields.doneNeedsReview(doneNeedsReview);
            }
            if (mayCreateIssues != null) {
                fields.mayCreateIssues(mayCreateIssues);
            }
            if (claimsNeedApproval != null) {
                fields.claimsNeedApproval(claimsNeedApproval);
            }
        }
    }

    @Command(name = "list", description = "Lists the agents.")
    int list(@Mixin Remote remote) {
        return remote.list(
                remote.workspace().agents(),
                Integer.MAX_VALUE,
                all -> {
                    Table table = new Table("NAME", "STATUS", "ONLINE", "LAST SEEN", "DESCRIPTION");
                    for (Agent one : all) {
                        table.row(
                                one.name(),
                                one.paused() ? "paused" : one.status(),
                                one.online() ? "yes" : "no",
                                Screen.time(one.lastSeenAt()),
                                one.description() == null ? "" : one.description());
                    }
                    table.print(remote.out(), remote.screen(), "There is no agent.");
                });
    }

    @Command(name = "create", description = "Makes an agent. Give it an API key next.")
    int create(
            @Mixin Remote remote,
            @Parameters(paramLabel = "NAME", description = "Its name.") String name,
            @ArgGroup(exclusive = false) @Nullable Settings settings) {
        AgentFields fields = new AgentFields().name(name);
        if (settings != null) {
            settings.into(fields);
        }
        return remote.answer(
                remote.workspace().createAgent(fields),
                made ->
                        remote.out()
                                .println(
                                        "Made the agent "
                                                + Screen.safe(made.name())
                                                + " ("
                                                + made.id()
                                                + "). Give it a key: platform agent key create "
                                                + Screen.safe(made.name())));
    }

    @Command(name = "show", description = "Shows an agent.")
    int show(
            @Mixin Remote remote,
            @Parameters(paramLabel = "AGENT", description = "Its name or id.") String agent) {
        return remote.answer(
                remote.workspace().agent(remote.lookup().agent(agent)), one -> tell(remote, one));
    }

    private static void tell(Remote remote, Agent agent) {
        Facts facts = new Facts(remote);
        facts.title(agent.name());
        facts.add("Id", agent.id());
        facts.word("Status", agent.status());
        facts.add("Online", agent.online() ? "yes" : "no");
        facts.add("Last seen", Screen.time(agent.lastSeenAt()));
        facts.add("Paused", agent.paused() ? "yes" : null);
        facts.add("Max runs", Integer.toString(agent.maxConcurrentRuns()));
        facts.add("Attempts", Integer.toString(agent.maxAttempts()));
        facts.add("Review", agent.doneNeedsReview() ? "what it finishes is reviewed" : null);
        facts.add("Issues", agent.mayCreateIssues() ? null : "it may not make any");
        facts.add("Approval", agent.claimsNeedApproval() ? "each claim needs a yes" : null);
        facts.text(agent.description());
        if (agent.instructions() != null && !agent.instructions().isBlank()) {
            facts.heading("Instructions");
            facts.lines(agent.instructions());
        }
    }

    @Command(name = "edit", description = "Changes an agent: what is named, and nothing else.")
    int edit(
            @Mixin Remote remote,
            @Parameters(paramLabel = "AGENT", description = "Its name or id.") String agent,
            @Option(names = "--name", paramLabel = "NAME", description = "New name.")
                    @Nullable String name,
            @ArgGroup(exclusive = false) @Nullable Settings settings) {
        AgentFields fields = new AgentFields();
        if (name != null) {
            fields.name(name);
        }
        if (settings != null) {
            settings.into(fields);
        }
        if (fields.isEmpty()) {
            throw new Failure(
                    Exit.USAGE, "say what to change, such as --paused true; see --help for all");
        }
        return remote.answer(
                remote.workspace().updateAgent(remote.lookup().agent(agent), fields),
                one -> remote.out().println("Changed the agent " + Screen.safe(one.name()) + "."));
    }

    /** API keys of an agent. */
    @Command(name = "key", description = "Makes, lists and revokes the API keys of an agent.")
    static final class Key extends Group {
        @Command(
                name = "create",
                description = {
                    "Makes an API key. It is printed this once, alone on standard output:",
                    "  PLATFORM_TOKEN=$(platform agent key create coder)"
                })
        int create(
                @Mixin Remote remote,
                @Parameters(paramLabel = "AGENT", description = "Name or id.") String agent,
                @Option(
                                names = "--name",
                                paramLabel = "NAME",
                                defaultValue = "cli",
                                description = "What it is called. Default: cli")
                        String name,
                @Option(
                                names = "--scope",
                                split = ",",
                                paramLabel = "SCOPE",
                                defaultValue = "write,work",
                                description = "read, write, work. Default: write,work")
                        List<String> scopes,
                @Option(
                                names = "--project",
                                split = ",",
                                paramLabel = "PROJECT",
                                description = "Only for issues of these projects.")
                        @Nullable List<String> projects,
                @Option(
                                names = "--expires",
                                paramLabel = "TIME",
                                description =
                                        "Days from now such as 30d, or a time such as"
                                                + " 2027-01-31T12:00:00Z. Default: never")
                        @Nullable String expires) {
            Lookup lookup = remote.lookup();
            return remote.answer(
                    remote.workspace()
                            .createAgentKey(
                                    lookup.agent(agent),
                                    name,
                                    scopes,
                                    projects == null
                                            ? null
                                            : projects.stream().map(lookup::project).toList(),
                                    expires == null ? null : time(expires)),
                    made -> {
                        remote.out().println(made.key());
                        remote.err()
                                .println(
                                        "This is the only time that the key is shown. To revoke"
                                                + " it: platform agent key revoke "
                                                + agent
                                                + " "
                                                + made.apiKey().id());
                    });
        }

        private static Instant time(String said) {
            try {
                return said.matches("[0-9]{1,4}d")
                        ? Instant.now()
                                .plus(
                                        Duration.ofDays(
                                                Long.parseLong(
                                                        said.substring(0, said.length() - 1))))
                        : Instant.parse(said);
            } catch (DateTimeParseException e) {
                throw new Failure(
                        Exit.USAGE,
                        "--expires must be days such as 30d, or a time such as"
                                + " 2027-01-31T12:00:00Z");
            }
        }

        @Command(name = "list", description = "Lists the API keys of an agent.")
        int list(
                @Mixin Remote remote,
                @Parameters(paramLabel = "AGENT", description = "Name or id.") String agent) {
            Lookup lookup = remote.lookup();
            return remote.list(
                    remote.workspace().agentKeys(lookup.agent(agent)),
                    Integer.MAX_VALUE,
                    all -> {
                        Table table =
                                new Table("ID", "PREFIX", "SCOPES", "LAST USED", "EXPIRES", "NAME");
                        for (ApiKey one : all) {
                            table.row(
                                    one.id(),
                                    one.prefix(),
                                    String.join(",", one.scopes()),
                                    Screen.time(one.lastUsedAt()),
                                    Screen.time(one.expiresAt()),
                                    one.name());
                        }
                        table.print(remote.out(), remote.screen(), "There is no API key.");
                    });
        }

        @Command(name = "revoke", description = "Revokes an API key, at once.")
        int revoke(
                @Mixin Remote remote,
                @Parameters(index = "0", paramLabel = "AGENT", description = "Name or id.")
                        String agent,
                @Parameters(index = "1", paramLabel = "KEY", description = "The key's id.")
                        String key) {
            return remote.answer(
                    remote.workspace().revokeAgentKey(remote.lookup().agent(agent), key),
                    done -> remote.out().println("Revoked."));
        }
    }
}
