package praisonai.platform.server.observe;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import praisonai.platform.json.Json;

/** A JSON object a line, for machines: time, level, logger, thread, message, and the pairs. */
public final class JsonLayout extends LayoutBase<ILoggingEvent> {
    private final ThrowableProxyConverter stackTraces = new ThrowableProxyConverter();

    @Override
    public void start() {
        stackTraces.start();
        super.start();
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("time", Json.instant(Instant.ofEpochMilli(event.getTimeStamp())));
        line.put("level", event.getLevel().toString());
        line.put("logger", event.getLoggerName());
        line.put("message", event.getFormattedMessage());
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                line.put(
                        pair.key,
                        pair.value instanceof Number || pair.value == null
                                ? pair.value
                                : pair.value.toString());
            }
        }
        if (event.getThrowableProxy() != null) {
            line.put("exception", stackTraces.convert(event));
        }
        return Json.write(line) + "\n";
    }
}
