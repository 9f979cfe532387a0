package praisonai.platform.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What is logged between its making and its closing. */
public final class Logged implements AutoCloseable {
    private final Logger logger;
    private final @Nullable Level before;
    private final List<Appender<ILoggingEvent>> others = new ArrayList<>();
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    private Logged(String name, Level level) {
        logger = (Logger) LoggerFactory.getLogger(name);
        before = logger.getLevel();
        logger.setLevel(level);
        appender.start();
        logger.addAppender(appender);
    }

    /** What {@code type} logs, warnings and errors. */
    public static Logged by(Class<?> type) {
        return new Logged(type.getName(), Level.WARN);
    }

    /** Everything that anything logs, down to the last detail; kept off the terminal. */
    public static Logged all() {
        Logged logged = new Logged(Logger.ROOT_LOGGER_NAME, Level.TRACE);
        logged.logger.iteratorForAppenders().forEachRemaining(logged.others::add);
        logged.others.remove(logged.appender);
        logged.others.forEach(logged.logger::detachAppender);
        return logged;
    }

    /** The messages so far, each with its stack trace where it has one. */
    public List<String> messages() {
        return List.copyOf(appender.list).stream()
                .map(event ->
                        event.getFormattedMessage()
                                + (event.getThrowableProxy() == null
                                        ? ""
                                        : "\n"
                                                + ThrowableProxyUtil.asString(
                                                        event.getThrowableProxy())))
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        logger.setLevel(before);
        others.forEach(logger::addAppender);
    }
}
