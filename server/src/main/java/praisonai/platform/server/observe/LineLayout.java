package praisonai.platform.server.observe;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/** A log line for people: time (UTC), level, logger, message, and what belongs to it as pairs. */
public final class LineLayout extends LayoutBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final ThrowableProxyConverter stackTraces = new ThrowableProxyConverter();

    @Override
    public void start() {
        stackTraces.start();
        super.start();
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(200);
        line.append(TIME.format(Instant.ofEpochMilli(event.getTimeStamp())))
                .append(String.format(Locale.ROOT, " %-5s ", event.getLevel()))
                .append(shortName(event.getLoggerName()))
                .append(": ")
                .append(oneLine(event.getFormattedMessage()));
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                line.append(' ')
                        .append(pair.key)
                        .append('=')
                        .append(oneLine(String.valueOf(pair.value)));
            }
        }
        line.append('\n');
        if (event.getThrowableProxy() != null) {
            line.append(stackTraces.convert(event));
        }
        return line.toString();
    }

    private static String shortName(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }

    /** What callers send must not be able to write log lines of its own. */
    private static String oneLine(@Nullable String text) {
        if (text == null || text.codePoints().noneMatch(Character::isISOControl)) {
            return String.valueOf(text);
        }
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
