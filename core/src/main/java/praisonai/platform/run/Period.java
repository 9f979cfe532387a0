package praisonai.platform.run;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import praisonai.platform.json.WireName;

/** How long a budget lasts, in UTC. */
public enum Period implements WireName {
    DAY,
    MONTH;

    /** When the one began in which {@code now} is. */
    Instant start(Instant now) {
        return first(now).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** When the next one begins. */
    Instant end(Instant now) {
        LocalDate first = first(now);
        LocalDate next = this == DAY ? first.plusDays(1) : first.plusMonths(1);
        return next.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private LocalDate first(Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        return this == DAY ? today : today.withDayOfMonth(1);
    }

    @Override
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
