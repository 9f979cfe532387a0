package praisonai.platform.server;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import praisonai.platform.json.Doc;
import praisonai.platform.problem.Check;
import praisonai.platform.run.UsageBy;
import praisonai.platform.run.UsageQuery;

/** What usage is wanted, as it stands in an address. */
public record UsageFilters(
        @Doc(value = "What to add up by; agent where left out.", example = "day")
                @Nullable UsageBy by,
        @Doc(value = "The first day, of UTC; 30 days ago where left out.", example = "2026-11-01")
                @Nullable LocalDate from,
        @Doc(value = "The last day; today where left out.", example = "2026-11-30")
                @Nullable LocalDate to) {
    /**
     * @throws praisonai.platform.problem.Problem.Invalid when a day is out of range
     */
    public UsageFilters {
        Check check = new Check();
        check.date("from", from);
        check.date("to", to);
        check.done();
    }

    /** As core takes it. */
    UsageQuery query() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        return new UsageQuery(
                Objects.requireNonNullElse(by, UsageBy.AGENT),
                Objects.requireNonNullElse(from, today.minusDays(30)),
                Objects.requireNonNullElse(to, today));
    }
}
