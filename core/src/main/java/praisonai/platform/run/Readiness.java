package praisonai.platform.run;

import java.util.List;
import praisonai.platform.issue.Issue;
import praisonai.platform.json.Doc;

/** An issue that an agent may work on, or not yet. */
public record Readiness(
        @Doc("The issue.") Issue issue,
        @Doc("Whether it can be claimed now.") boolean ready,
        @Doc("What is in the way; empty where it is ready.") List<Obstacle> reasons) {}
